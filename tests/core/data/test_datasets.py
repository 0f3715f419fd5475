"""Datasets: deterministic splits, files that are checked, and a way out where they are missing."""

import os
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.support.data.idx_files import FILES, write_blank
from vae_core.data import built_in, datasets
from vae_core.data.datasets import is_downloaded, load_dataset
from vae_core.errors import ConfigError, DataError


@pytest.fixture
def data_dir(tmp_path, monkeypatch):
    """An empty VAE_DATA_DIR."""
    monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def raw(data_dir):
    """A blank MNIST in VAE_DATA_DIR."""
    folder = data_dir / "MNIST" / "raw"
    for name in FILES:
        write_blank(folder / name)
    return folder


def test_uci_digits_are_always_there(data_dir):
    digits = load_dataset("uci-digits")
    assert [len(s) for s in (digits.train, digits.val, digits.test)] == [1_097, 200, 500]
    assert digits.test.images.shape == (500, 28, 28)
    assert digits.test.images.dtype == np.uint8
    assert set(digits.test.labels.tolist()) == set(range(10))


def test_x_is_ink_one_on_zero(digits):
    x = digits.test.x()
    assert x.shape == (500, 1, 28, 28)
    assert x.min() == 0.0
    assert x.max() == 1.0
    # Ink is the smaller part of a picture, and none of it is at the left edge.
    assert x.mean() < 0.4
    assert x[..., 0].mean() < 0.05


def test_splits_are_the_same_every_time_and_share_no_image(digits):
    again = load_dataset("uci-digits")
    assert again.sha256 == digits.sha256
    np.testing.assert_array_equal(again.val.images, digits.val.images)
    original = {image.tobytes() for image in built_in.uci_digits().images}
    parts = [{i.tobytes() for i in s.images} for s in (digits.train, digits.val, digits.test)]
    assert set.union(*parts) == original
    assert sum(map(len, parts)) == len(original)


def test_the_published_sets_are_read_from_vae_data_dir(raw):
    mnist = load_dataset("mnist")
    assert mnist.root == raw.parent.parent
    assert [len(s) for s in (mnist.train, mnist.val, mnist.test)] == [55_000, 5_000, 10_000]


@pytest.mark.parametrize(("cache", "expected"), [("/x", "/x"), (None, "/h/.cache")])
def test_without_vae_data_dir_the_cache_is_used(monkeypatch, cache, expected):
    monkeypatch.delenv("VAE_DATA_DIR", raising=False)
    monkeypatch.setenv("HOME", "/h")
    if cache:
        monkeypatch.setenv("XDG_CACHE_HOME", cache)
    else:
        monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert str(datasets.data_root()) == f"{expected}/latent-space-explorer"


def test_an_unknown_dataset_raises():
    with pytest.raises(ConfigError) as error:
        load_dataset("cifar")
    sentence = "There is no dataset 'cifar'; there are mnist, fashion-mnist, uci-digits, shapes."
    assert str(error.value) == sentence


@pytest.mark.parametrize("absent", [None, "t10k-labels-idx1-ubyte"])
def test_missing_files_come_with_a_way_out(data_dir, absent):
    if absent:
        for name in set(FILES) - {absent}:
            write_blank(data_dir / "MNIST" / "raw" / name)
    assert not is_downloaded("mnist")
    with pytest.raises(DataError) as error:
        load_dataset("mnist")
    for part in (
        f"MNIST is not on this machine (looked in {data_dir})",
        "python -m vae_core download mnist",
        "set VAE_DATA_DIR",
        "uci-digits works without a download",
    ):
        assert part in str(error.value)


def _shorten(path):
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 1)


def _lengthen(path):
    with path.open("ab") as file:
        file.write(b"\0")


def _empty(path):
    path.write_bytes(b"")


def _swap_magic(path):
    with path.open("r+b") as file:
        file.write(struct.pack(">I", 2048))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", [_shorten, _lengthen, _empty, _swap_magic])
def test_a_damaged_file_is_named(raw, name, damage):
    damage(raw / name)
    with pytest.raises(DataError) as error:
        _ = load_dataset("mnist").sha256
    sentence = f"{raw / name} is damaged or not the published file. A download replaces it"
    assert sentence in str(error.value)
    assert not is_downloaded("mnist")


def test_a_file_that_cannot_be_read_is_named(raw):
    dataset = load_dataset("mnist")
    (raw / "t10k-images-idx3-ubyte").unlink()
    with pytest.raises(DataError, match="t10k-images-idx3-ubyte cannot be read"):
        _ = dataset.test


BOUNDS = {"mnist": (45.53, 205.80), "fashion-mnist": (189.86, 385.02)}


def test_the_known_bounds_of_the_published_sets(published):
    """The floor of grey cross-entropy and its value at full collapse: the table of models.md."""
    import torch

    from vae_core.models.objectives.terms import recon_bce

    x, train = published.test.x(), published.train.x()
    floor = recon_bce(torch.logit(x, eps=1e-7), x).double().mean().item()
    mean_image = torch.logit(train.mean(0, keepdim=True), eps=1e-7).expand_as(x)
    collapse = recon_bce(mean_image, x).double().mean().item()
    assert (floor, collapse) == pytest.approx(BOUNDS[published.name], abs=0.05)


def test_validation_is_apart_from_training(published):
    train, val = ({i.tobytes() for i in s.images} for s in (published.train, published.val))
    assert len(published.train) == 55_000
    # A published image may occur twice; ours must not leak by the dozen.
    assert len(train & val) < 10


@pytest.mark.slow
def test_torchvision_may_declare_its_operators_itself(tmp_path):
    """Next to a CUDA build of torch it does, and a second declaration aborts the process."""
    package = tmp_path / "torchvision"
    (package / "datasets").mkdir(parents=True)
    (package / "__init__.py").write_text(
        "import torch\n"
        "library = torch.library.Library('torchvision', 'FRAGMENT')\n"
        "library.define('nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor')\n",
        encoding="utf-8",
    )
    (package / "transforms.py").touch()
    (package / "datasets" / "__init__.py").touch()
    (package / "datasets" / "utils.py").write_text(
        "download_and_extract_archive = None\n", encoding="utf-8"
    )
    path = os.pathsep.join((str(tmp_path), str(Path(__file__).parents[3])))
    subprocess.run(
        [sys.executable, "-c", "import vae_core.data.built_in._torchvision"],
        env={**os.environ, "PYTHONPATH": path},
        check=True,
    )
