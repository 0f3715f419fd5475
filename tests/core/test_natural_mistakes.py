"""What one is likely to get wrong with the library is told in a sentence."""

import numpy as np
import pytest

import vae_core as vc
from vae_core.data import datasets
from vae_core.export.formats import export_file


@pytest.fixture
def arrays(monkeypatch):
    """A dataset that is not registered yet."""
    monkeypatch.setattr(datasets, "_registered", {})
    images = np.random.default_rng(0).integers(0, 256, (60, 8, 8), np.uint8)
    return vc.Dataset.from_arrays(images, name="noise")


def test_a_dataset_is_taken_for_its_name(arrays):
    with pytest.raises(vc.ConfigError, match=r"give it to vae_core\.register_dataset first"):
        vc.make_config("vae-2d", arrays)
    vc.register_dataset(arrays)
    assert vc.make_config("vae-2d", arrays) == vc.make_config("vae-2d", "noise")
    with pytest.raises(vc.ConfigError, match="There is no dataset 3"):
        vc.make_config("vae-2d", 3)


def test_a_preset_is_no_configuration():
    with pytest.raises(vc.ConfigError, match=r"not 'vae-2d': make one with vae_core\.make_config"):
        vc.train("vae-2d")


def test_an_array_is_no_picture():
    with pytest.raises(vc.ImageError, match=r"not ndarray\. PIL\.Image\.fromarray makes one"):
        vc.prepare_image(np.zeros((28, 28), np.uint8))


def test_a_format_that_there_is_not(trained, tmp_path):
    for out in None, str(tmp_path / "run.pdf"):
        with pytest.raises(vc.ConfigError, match="no format 'pdf'; there are onnx, torch"):
            export_file(trained, "pdf", out)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("n", [0, 2.5])
def test_a_grid_that_there_is_not(trained, n):
    with pytest.raises(vc.ConfigError, match=f"whole number of steps a side, at least 2, not {n}"):
        trained.plot_manifold(n=n)


def test_a_split_that_there_is_not(digits):
    with pytest.raises(vc.DataError, match="no split 'foo'; there are train, val, test"):
        vc.load_dataset("shapes").factors("foo")


def test_the_list_of_datasets_says_what_it_has_and_that_it_is_only_read(arrays):
    with pytest.raises(KeyError, match="There is no dataset 'nope'; there are mnist"):
        vc.DATASETS["nope"]
    with pytest.raises(TypeError, match="register_dataset"):
        vc.DATASETS["noise"] = arrays
    assert "noise" not in vc.DATASETS and vc.DATASETS.get("nope") is None
