"""Datasets of arrays: what is understood, what is refused, and how they are registered."""

import numpy as np
import pytest

import vae_core as vc
from vae_core.data import datasets
from vae_core.data.dataset import Dataset, sizes_of_splits
from vae_core.data.datasets import DATASETS, dataset_info, describe, load_dataset, register_dataset
from vae_core.errors import ConfigError, DataError


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    """A registry that forgets what a test adds to it."""
    monkeypatch.setattr(datasets, "_registered", {})


def _pixels(*shape):
    return np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)


@pytest.mark.parametrize(
    ("shape", "image_shape"),
    [
        ((24, 8, 12), (1, 8, 12)),
        ((24, 8, 12, 1), (1, 8, 12)),
        ((24, 1, 8, 12), (1, 8, 12)),
        ((24, 32, 32, 3), (3, 32, 32)),
        ((24, 3, 64, 8), (3, 64, 8)),
    ],
)
def test_images_of_each_layout_are_understood(shape, image_shape):
    x = _pixels(*shape)
    dataset = Dataset.from_arrays(x, name="mine")
    assert dataset.info.image_shape == image_shape
    assert not dataset.info.is_labelled
    sizes = dataset.info.sizes
    splits = (dataset.train, dataset.val, dataset.test)
    assert [len(s) for s in splits] == [sizes.train, sizes.val, sizes.test]
    assert sizes.total == 24
    planes = x.reshape(24, *image_shape) if x.shape[-1] != 3 else np.moveaxis(x, 3, 1)
    expected = sorted((plane / np.float32(255)).tobytes() for plane in planes)
    got = [image.numpy().tobytes() for split in splits for image in split.x()]
    assert sorted(got) == expected
    assert not dataset.test.labels.any()


def test_floats_and_names_become_bytes_and_numbers():
    x = np.linspace(0, 1, 24 * 64).reshape(24, 8, 8)
    dataset = vc.Dataset.from_arrays(x, ["b", "a"] * 12, name="mine", title="Mine")
    assert dataset.info.classes == ("a", "b")
    assert dataset.info.title == "Mine"
    assert dataset.train.images.dtype == dataset.train.labels.dtype == np.uint8
    split = dataset.train
    brightest = split.images.max(axis=(1, 2)) / 255
    numbers = np.round(brightest * 24).astype(int) - 1
    np.testing.assert_array_equal(split.labels, np.where(numbers % 2 == 0, 1, 0))


def test_labels_may_have_names_of_their_own():
    dataset = Dataset.from_arrays(_pixels(24, 8, 8), [0, 2] * 12, name="m", classes=("x", "y", "z"))
    assert dataset.info.classes == ("x", "y", "z")
    assert set(dataset.train.labels) == {0, 2}


@pytest.mark.parametrize(
    ("x", "y", "sentence"),
    [
        (_pixels(1, 8, 8), None, "at least 10 images; here there is only 1"),
        (_pixels(24, 8, 7), None, "An image has 1 channel (grey) or 3 (colour) and is 8 to 64"),
        (_pixels(24, 8, 8, 2), None, "(N, height, width, 3)"),
        (_pixels(24, 64), None, "(N, height, width)"),
        (np.full((24, 8, 8), np.nan), None, "not numbers"),
        (np.full((24, 8, 8), 9), None, "All images are the same"),
        (np.arange(24 * 64).reshape(24, 8, 8), None, "Pixels must be from 0 to 255, not 0 to 1535"),
        (np.arange(24 * 64.0).reshape(24, 8, 8), None, "divide pixels of 0 to 255 by 255"),
        (_pixels(24, 8, 8), [0] * 23, "24 images need 24 labels"),
        (_pixels(24, 8, 8), [0.5] * 24, "Labels must be whole numbers or names"),
        (_pixels(300, 8, 8), range(300), "at most 256 classes; here are 300"),
        (np.array(["a"] * 24), None, "Images must be numbers"),
    ],
)
def test_what_cannot_be_a_dataset_is_refused_in_a_sentence(x, y, sentence):
    with pytest.raises(DataError) as error:
        Dataset.from_arrays(x, y, name="mine")
    assert sentence in str(error.value)


def test_a_registered_dataset_is_known_by_its_name():
    mine = register_dataset(Dataset.from_arrays(_pixels(24, 8, 12), [0, 1] * 12, name="mine"))
    assert DATASETS["mine"] == dataset_info("mine") == mine.info
    assert list(DATASETS)[-1] == "mine"
    assert load_dataset("mine") is mine
    config = vc.make_config("vae-2d", "mine")
    assert config.model.image_shape == (1, 8, 12)
    assert vc.RunConfig.from_dict(config.to_dict()) == config


def test_the_table_of_datasets_cannot_be_written():
    with pytest.raises(TypeError):
        vc.DATASETS["mine"] = DATASETS["uci-digits"]
    with pytest.raises(ConfigError, match="There is no dataset 'mine'"):
        vc.make_config("vae-2d", "mine")


@pytest.mark.parametrize("name", ["mnist", "Mine", "../mine", "sweeps", ""])
def test_a_name_that_is_taken_or_none_is_refused(name):
    with pytest.raises(ConfigError, match=r"already is a dataset|cannot name a dataset"):
        register_dataset(Dataset.from_arrays(_pixels(24, 8, 8), name=name))


def test_a_dataset_that_is_gone_is_described_by_its_name():
    info = describe("gone")
    assert (info.title, info.classes, info.is_labelled) == ("gone", (), False)
    assert "gone" not in DATASETS


@pytest.mark.parametrize("n", [10, 24, 60, 200, 1_000, 200_000])
def test_no_split_is_empty(n):
    sizes = sizes_of_splits(n)
    assert sizes.total == n
    assert min(sizes.train, sizes.val, sizes.test) > 0
    assert sizes.train > sizes.test
    assert sizes.test >= 20 or n < 60


def test_factors_are_there_only_where_they_are_known():
    with pytest.raises(DataError, match="Nothing is known of how the images of mine were made"):
        Dataset.from_arrays(_pixels(24, 8, 8), name="mine").factors("test")


def test_a_dataset_shows_itself_in_one_line():
    dataset = Dataset.from_arrays(_pixels(24, 8, 9), [0, 1] * 12, name="mine")
    assert repr(dataset) == "<Dataset 'mine': 24 images, 8 x 9, grey, 2 classes>"
