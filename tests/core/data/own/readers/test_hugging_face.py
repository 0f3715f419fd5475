"""A folder that datasets of Hugging Face saved is read."""

import sys
import types

import pytest

from tests.support.data import own_images as made
from vae_core.data.own.preview import preview
from vae_core.errors import DataError, VaeCoreError


def test_a_folder_of_hugging_face_needs_the_library(tmp_path, monkeypatch):
    folder = made.folder(tmp_path / "saved", {"dataset_info.json": b"{}"})
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(VaeCoreError, match="A folder of Hugging Face needs datasets: pip install"):
        preview(folder)


class _Column:
    """A column type of the library, and what it holds."""

    def __init__(self, names=(), decode=True):
        self.names, self.decode = list(names), decode


class _Image(_Column):
    pass


class _ClassLabel(_Column):
    pass


class _Rows:
    """What the library's Dataset does, as far as it is used."""

    features = {"picture": _Image(), "kind": _ClassLabel(["b", "a"])}  # noqa: RUF012

    def __init__(self, rows):
        self.rows = rows

    def cast_column(self, name, kind):
        assert (name, kind.decode) == ("picture", False)
        return self

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, at):
        return [row[at] for row in self.rows] if isinstance(at, str) else self.rows[at]


def test_a_folder_of_hugging_face_is_read_with_its_class_labels(tmp_path, monkeypatch):
    folder = made.folder(tmp_path / "saved", {"dataset_dict.json": b"{}"})
    rows = [
        {"picture": {"bytes": content, "path": None}, "kind": i % 2}
        for i, content in enumerate(made.pictures({"": 200}).values())
    ]
    fake = types.ModuleType("datasets")
    fake.__spec__ = types.SimpleNamespace()
    fake.Image, fake.ClassLabel, fake.DatasetDict = _Image, _ClassLabel, dict
    fake.load_from_disk = lambda path: {"train": _Rows(rows[:150]), "test": _Rows(rows[150:])}
    monkeypatch.setitem(sys.modules, "datasets", fake)
    own = preview(folder)
    assert (own.classes, own.counts) == (("a", "b"), (100, 100))
    assert own.notes == ("The parts train, test are put together.",)
    fake.load_from_disk = lambda path: 1 / 0
    with pytest.raises(DataError, match="saved cannot be read as a folder of Hugging Face"):
        preview(folder)
