"""Own datasets on the disk: kept whole, found by name, split with a fixed seed, and removed."""

import errno
import os

import numpy as np
import pytest

import vae_core as vc
from tests.support.data import own_images as made
from vae_core.data import own
from vae_core.data.datasets import DATASETS, dataset_info, is_downloaded, load_dataset
from vae_core.data.own import kept
from vae_core.data.own.preview import Preview, preview
from vae_core.errors import ConfigError, DataError

X = made.images(240)
Y = (np.arange(240) % 3).astype(np.uint8)


@pytest.fixture(autouse=True)
def root(tmp_path, monkeypatch):
    """The folder of own datasets of a test."""
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(tmp_path / "runs"))
    return tmp_path / "runs" / "datasets"


def flowers(classes=("rose", "мак", "<b>")) -> Preview:
    """A preview of 240 images, with labels where there are classes."""
    return Preview(X, Y if classes else 0 * Y, classes, "a.zip", ("Done.",), ("1 file.",))


def test_a_kept_dataset_is_one_like_those_built_in(root):
    info = kept.keep(flowers(), "  Wild\nFlowers ", by=["me"])
    assert (info.name, info.title, info.origin) == ("wild-flowers", "Wild Flowers", "own")
    assert sorted(path.name for path in (root / "wild-flowers").iterdir()) == [
        "dataset.json", "images.npy", "labels.npy",
    ]  # fmt: skip
    assert [p.name for p in root.iterdir()] == ["wild-flowers"]
    assert "wild-flowers" in DATASETS and own.names() == ("wild-flowers",)
    assert dataset_info("wild-flowers") == info and is_downloaded("wild-flowers")
    assert (info.classes, info.image_shape) == (("rose", "мак", "<b>"), (1, 8, 8))
    dataset = load_dataset("wild-flowers")
    splits = (dataset.train, dataset.val, dataset.test)
    assert [len(split) for split in splits] == [192, 24, 24]
    pairs = {
        (image.tobytes(), int(label))
        for split in splits
        for image, label in zip(split.images, split.labels, strict=True)
    }
    assert pairs == {(x.tobytes(), int(y)) for x, y in zip(X, Y, strict=True)}
    facts = kept.details("wild-flowers").facts
    assert facts.sha256 == dataset.sha256
    assert (facts.source, facts.notes, facts.left_out) == ("a.zip", ("Done.",), ("1 file.",))
    assert (facts.by, facts.counts) == (("me",), (80, 80, 80))
    assert tuple(dataset.test.x().shape) == (24, 1, 8, 8)
    again = kept.keep(flowers(), "Again")
    assert (load_dataset(again.name).test.images == dataset.test.images).all()


def test_colour_and_no_labels():
    x = made.images(240, channels=3)
    info = kept.keep(Preview(x, 0 * Y, (), "a.npy"), "цветы")
    assert (info.name, info.title, info.is_labelled) == ("own", "цветы", False)
    assert tuple(load_dataset("own").val.x().shape) == (24, 3, 8, 8)
    assert kept.keep(flowers(), "花").name == "own-2"


@pytest.mark.parametrize("title, why", [
    ("mnist", "There already is a dataset 'mnist'"),
    ("Kept", "There already is a dataset 'kept'"),
    ("sweeps", "There already is a dataset 'sweeps'"),
    (" \n", "needs a name"),
    ("x" * 61, "at most 60 characters, not 61"),
])  # fmt: skip
def test_names_that_cannot_be_are_refused(root, title, why):
    kept.keep(flowers(), "kept")
    with pytest.raises(ConfigError, match=why):
        kept.keep(flowers(), title)
    assert [p.name for p in root.iterdir()] == ["kept"]


def test_runs_of_an_earlier_dataset_are_not_mixed_up_with_a_new_one(root):
    made.folder(root.parent, {"flowers/vae-2d/config.json": b"{}"})
    with pytest.raises(ConfigError, match="There are runs of an earlier dataset 'flowers'"):
        kept.keep(flowers(), "Flowers")
    assert not root.exists()


def test_what_killed_processes_have_left_is_removed_after_a_day(root):
    for name in (".new-old", ".new-now"):
        made.folder(root, {f"{name}/x/images.npy": b"x"})
    os.utime(root / ".new-old", (1.0, 1.0))
    kept.keep(flowers(), "a")
    assert sorted(path.name for path in root.iterdir()) == [".new-now", "a"]


def test_a_full_disk_leaves_nothing_half_kept(root, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(kept.np, "save", full)
    with pytest.raises(DataError, match=r"could not be written to .* \(No space left"):
        kept.keep(flowers(), "full")
    assert list(root.iterdir()) == [] and own.names() == ()


def test_a_full_disk_while_files_are_unpacked_is_a_sentence(tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    folder = made.folder(tmp_path / "a", made.pictures({"": 200}))
    monkeypatch.setattr("vae_core.data.own.pixels.pixel_file.np.lib.format.open_memmap", full)
    with pytest.raises(DataError, match=r"could not be unpacked in .* \(No space left"):
        preview(folder)


def test_removed_is_gone_and_what_is_none_cannot_be_removed(root):
    kept.keep(flowers(), "a")
    kept.remove("a")
    assert own.names() == () and list(root.iterdir()) == []
    for name in ("a", "../a", "mnist"):
        with pytest.raises(ConfigError, match="There is no own dataset"):
            kept.remove(name)
    with pytest.raises(ConfigError, match="There is no own dataset 'a'"):
        own.load("a")


@pytest.mark.parametrize("file, content", [
    ("images.npy", b"x"),
    ("labels.npy", b""),
    ("images.npy", None),
])  # fmt: skip
def test_damaged_files_are_met_with_a_sentence(root, file, content):
    kept.keep(flowers(), "a")
    path = root / "a" / file
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(DataError, match=r"The files of a are damaged\. Remove it and add it again"):
        _ = load_dataset("a").test


def test_what_lies_in_the_folder_and_is_no_dataset_is_passed_over(root):
    kept.keep(flowers(), "a")
    facts = (root / "a" / "dataset.json").read_bytes()
    newer, small = facts.replace(b'"format": 1', b'"format": 2'), facts.replace(b"8,", b"7,")
    others = {"b": b"{", "c": newer, "d": small, "E": facts, "mnist": facts}
    for name, content in others.items():
        made.folder(root, {f"{name}/dataset.json": content})
    made.folder(root, {"notes.txt": b"hello", ".new-x/a/dataset.json": facts})
    assert own.names() == ("a", "mnist")
    assert dataset_info("mnist").origin == "built-in"


def test_a_folder_is_a_dataset_of_the_library_that_is_not_kept(tmp_path, root):
    folder = made.folder(tmp_path / "pets", made.pictures({"cat": 100, "dog": 100}))
    dataset = vc.Dataset.from_folder(folder, name="pets")
    assert (dataset.info.classes, dataset.info.image_shape) == (("cat", "dog"), (1, 8, 8))
    assert len(dataset.test) == 20 and dataset.test.images.any()
    assert not root.exists()
    with pytest.raises(DataError, match="There is no file or folder"):
        vc.Dataset.from_folder(tmp_path / "none", name="none")
