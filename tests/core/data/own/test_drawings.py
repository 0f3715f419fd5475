"""Drawings of a few signs, and the dataset that they become."""

import numpy as np
import pytest

from tests.support.data import own_images
from vae_core.data.datasets import dataset_info, load_dataset
from vae_core.data.own import kept
from vae_core.data.own.drawings import from_drawings
from vae_core.errors import DataError

X = np.kron(own_images.images(30, (7, 7)), np.ones((4, 4), np.uint8))
SIGNS = np.arange(30) % 3
NAMES = ("sun", "мак", "<b>")


def test_drawings_and_their_copies_are_the_same_each_time():
    own = from_drawings(X, SIGNS, NAMES)
    assert (len(own), own.image_shape, own.classes, own.counts) == (
        600, (1, 28, 28), NAMES, (200, 200, 200),
    )  # fmt: skip
    assert (own.images[:30] == X).all()
    assert (own.images[30:60] != X).any(axis=(1, 2)).all()
    # A copy is nearer to its own drawing than to most others.
    difference = np.abs(own.images[30:60, None].astype(int) - X[None]).mean(axis=(2, 3))
    assert (difference.argmin(1) == np.arange(30)).mean() > 0.8
    assert (from_drawings(X, SIGNS, NAMES).images == own.images).all()
    assert own.notes[0].startswith("30 drawings became 600 images")


def test_a_kept_set_of_drawings_is_drawn_on_by_the_same_rules(checkpoints):
    info = kept.keep(from_drawings(X, SIGNS, NAMES), "Signs")
    assert (info.rules, dataset_info("signs").rules) == ("mnist", "mnist")
    assert dataset_info("uci-digits").rules == "uci-digits"


def test_no_drawing_has_copies_in_two_splits_and_every_sign_is_tested(checkpoints):
    # All copies of a drawing carry its number as their first pixel.
    own = from_drawings(X, SIGNS, NAMES)
    own.images[:, 0, 0] = np.tile(np.arange(30), 20)
    info = kept.keep(own, "Signs")
    dataset = load_dataset(info.name)
    splits = [dataset.train, dataset.val, dataset.test]
    drawings = [set(split.images[:, 0, 0]) for split in splits]
    assert [len(some) for some in drawings] == [24, 3, 3]
    assert [len(split) for split in splits] == [480, 60, 60]
    assert set.union(*drawings) == set(range(30))
    for split in splits:
        assert (split.labels == SIGNS[split.images[:, 0, 0]]).all()
        assert set(split.labels) == {0, 1, 2}


@pytest.mark.parametrize("signs, names", [
    (SIGNS, ("sun",)),
    (np.zeros(30, np.int64), ("sun", "moon")),
    (np.minimum(np.arange(30) // 4, 6), tuple("abcdefg")),
])  # fmt: skip
def test_too_few_drawings_or_signs_are_refused(signs, names):
    with pytest.raises(DataError, match="2 to 6 signs are needed, with at least 5 drawings"):
        from_drawings(X, signs if len(names) > 1 else 0 * signs, names)
