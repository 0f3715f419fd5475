"""What D numbers keep of an image: the measures on hand-made codes, and the file never stale."""

import msgspec
import numpy as np
import pytest
from sklearn.decomposition import PCA

from tests.support.pages import ROOT
from vae_core.data.datasets import has_files, load_dataset
from vae_core.errors import RunError
from vae_core.runs.load import load_run
from vae_core.studies import few_numbers
from vae_core.studies.few_numbers import (
    AES,
    DIMS,
    VAES,
    FewNumbers,
    fit_pca,
    label_shares,
    read_pca,
    search_share,
    squared_error,
)

CONTENT = ROOT / "ui" / "pages" / "lessons" / "content" / "measured"
COMMAND = "run `python -m vae_core.studies.few_numbers ui/pages/lessons/content/measured`"


@pytest.fixture(scope="module")
def study():
    return msgspec.json.decode((CONTENT / "few_numbers.json").read_bytes(), type=FewNumbers)


def test_search_counts_ten_others_of_each_image():
    near = np.arange(40.0)[:, None] * 1e-3
    codes = np.concatenate([near, near + 100]).astype(np.float32)
    labels = np.repeat([0, 1], 40)
    assert search_share(codes, labels) == 1.0
    mixed = labels.copy()
    mixed[0] = 1
    # Code 0 has ten others of class 0; codes 1 to 5 have it among their ten (ties aside).
    assert 1 - 20 / 80 < search_share(codes, mixed) < 1.0


def test_an_image_that_is_not_among_its_own_nearest_moves_no_other(monkeypatch):
    """All codes of a class are the same: which eleven of them come back is a matter of chance."""
    codes = np.repeat(np.eye(2, dtype=np.float32), 50, axis=0)
    labels = np.concatenate([np.zeros(50, int), np.arange(1, 51)])
    monkeypatch.setattr(few_numbers, "QUERIES", 60)
    # 50 images find only their own class, each of the ten others only classes that are not its.
    assert search_share(codes, labels) == pytest.approx(50 / 60)


def test_labels_are_read_from_the_nearest_labelled_code():
    labels = np.arange(10_000) % 10
    clear = np.eye(10, dtype=np.float32)[labels]
    assert label_shares(clear, labels) == {"10": 1.0, "100": 1.0, "1000": 1.0}
    noise = np.random.default_rng(1).normal(size=(10_000, 2)).astype(np.float32)
    assert all(0.05 < share < 0.15 for share in label_shares(noise, labels).values())


def test_pca_is_that_of_scikit_learn():
    images = load_dataset("uci-digits").test.images
    flat = images.reshape(len(images), -1) / 255
    pca = fit_pca(images)
    for dim in DIMS:
        theirs = PCA(dim, svd_solver="full").fit(flat)
        expected = theirs.inverse_transform(theirs.transform(flat)).clip(0, 1)
        ours = pca.decode(pca.encode(images, dim))
        assert squared_error(ours, images) == pytest.approx(
            ((expected - flat) ** 2).sum(1).mean(), rel=0.01
        )


def test_a_damaged_file_of_pca_is_a_sentence(tmp_path):
    (tmp_path / "pca.npz").write_bytes(b"PK broken")
    with pytest.raises(RunError, match="PCA's directions is damaged"):
        read_pca(tmp_path / "pca.npz")


def test_the_file_is_of_the_runs_that_are_shipped(study):
    assert study.format == 1
    for method, runs in (("ae", AES), ("vae", VAES)):
        for dim, name in runs.items():
            row = study.row(method, dim)
            assert row is not None and row.run == name, COMMAND
            assert row.weights_hash == load_run(name).weights_hash, COMMAND
    assert all(study.row("pca", dim) for dim in DIMS)
    assert study.row("ae", 10) is None


def test_only_pca_must_improve_with_more_numbers(study):
    errors = [study.row("pca", dim).error for dim in DIMS]
    assert errors == sorted(errors, reverse=True)


@pytest.mark.skipif(not has_files("mnist"), reason="needs MNIST")
def test_the_errors_of_pca_are_those_of_the_file(study):
    images = load_dataset("mnist").test.images
    pca = read_pca(CONTENT / "few_numbers_pca.npz")
    for dim in (2, 20):
        error = squared_error(pca.decode(pca.encode(images, dim)), images)
        assert error == pytest.approx(study.row("pca", dim).error, rel=1e-3), COMMAND
