"""Own images as numbers: .npy, .npz, tables and IDX files, and what is refused with a sentence."""

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from tests.support.data import own_images as made
from vae_core.data.own.limits import DatasetLimits
from vae_core.data.own.preview import Options, preview
from vae_core.errors import DataError

X = made.images()
Y = np.arange(200) % 3
COLOUR = made.images(channels=3)


def npy(at: Path, x: np.ndarray) -> Path:
    np.save(at, x)
    return at


def npz(at: Path, **arrays: np.ndarray) -> Path:
    np.savez(at, **arrays)
    return at


def table(at: Path, rows: list[list], delimiter: str = ",") -> Path:
    at.write_text("\n".join(delimiter.join(map(str, row)) for row in rows) + "\n", encoding="utf-8")
    return at


def idx(at: Path, x: np.ndarray) -> Path:
    header = bytes([0, 0, 8, x.ndim]) + struct.pack(f">{x.ndim}I", *x.shape)
    content = header + x.astype(np.uint8).tobytes()
    at.write_bytes(gzip.compress(content) if at.suffix == ".gz" else content)
    return at


@pytest.mark.parametrize("x, expected, note", [
    (X, X, ()),
    (X[..., None], X, ()),
    (X[:, None], X, ()),
    (COLOUR, COLOUR, ()),
    (np.moveaxis(COLOUR, 3, 1), COLOUR, ()),
    (X.reshape(200, 64), X, ("Rows of 64 numbers are images of 8 × 8.",)),
    (np.moveaxis(COLOUR, 3, 1).reshape(200, 192), COLOUR,
     ("Rows of 192 numbers are images of 8 × 8 in three colours, one behind the other.",)),
    (np.repeat(X[..., None], 3, 3), X, ()),
    (X.astype(np.int64), X, ()),
    (X / 255.0, X, ()),
    (X.astype(np.float32), X, ()),
    (X / 127.5 - 1.0, X, ("Values from −1 to 1 are made 256 levels.",)),
    (X > 127, np.where(X > 127, 255, 0), ()),
    (X.astype(np.uint16) * 257, X, ("Values up to 65,535 are made 256 levels.",)),
    (np.round(X / 255 * 16), np.round(np.round(X / 255 * 16) * (255 / 16)),
     ("Values from 0 to 16 are made 256 levels.",)),
    (X / 255 * 15.5 + 0.1, np.round(X / 255 * 15.5 + 0.1), ()),
    (X // 16, np.round(X // 16 * (255 / 15)), ("Values from 0 to 15 are made 256 levels.",)),
])  # fmt: skip
def test_arrays_of_every_shape_and_range(tmp_path, x, expected, note):
    own = preview(npy(tmp_path / "a.npy", x))
    assert (own.images == expected).all()
    assert own.notes == note
    assert own.classes == ()


@pytest.mark.parametrize("y, classes", [
    (Y, ("0", "1", "2")),
    (Y.astype(float)[:, None], ("0", "1", "2")),
    (np.eye(3)[Y], ("0", "1", "2")),
    (np.array(["ä", "b", "c"])[Y], ("b", "c", "ä")),
    (np.array([b"a", b"b", b"c"])[Y], ("a", "b", "c")),
    (Y * 100 - 100, ("-100", "0", "100")),
    (Y * 0, ()),
])  # fmt: skip
def test_labels_of_every_kind(tmp_path, y, classes):
    own = preview(npz(tmp_path / "a.npz", x=X, y=y))
    assert sorted(own.classes) == sorted(classes)
    if classes:
        assert own.counts == tuple(np.unique(own.labels, return_counts=True)[1].tolist())


def test_arrays_of_an_npz_are_found_by_name_or_size(tmp_path):
    parts = npz(
        tmp_path / "a.npz", x_train=X[:150], y_train=Y[:150], x_test=X[150:], y_test=Y[150:]
    )
    own = preview(parts)
    assert (own.images == X).all() and (own.labels == Y).all()
    assert own.notes == ("The parts train, test are put together.",)
    own = preview(npz(tmp_path / "b.npz", faces=X, who=Y, names=np.array(["a", "b"])))
    assert (own.images == X).all() and (own.labels == Y).all()
    assert preview(npz(tmp_path / "c.npz", X=X)).classes == ()
    assert preview(tmp_path / "b.npz", Options(level="none")).classes == ()


@pytest.mark.parametrize("arrays, why", [
    ({"x": X, "y": Y[:9]}, r"labels of shape \(9,\) for 200 images"),
    ({"x": X, "y": np.where(Y, np.nan, 1.0)}, "Some labels are no numbers"),
    ({"x": X, "y": Y + 0.5}, "not fractions"),
    ({"x": X, "y": np.eye(4)[:3][Y] * 2}, "a single 1 in each row"),
    ({"x": X, "y": Y.astype(complex)}, "whole numbers or texts"),
    ({"x": np.where(X == 9, np.nan, X)}, "values of the images are not a number"),
    ({"x": X.astype(complex)}, "holds complex128, not numbers"),
    ({"x": X[:, 2:3]}, None),
    ({"x": X.reshape(200, 4, 4, 4)[..., None]}, r"shape \(200, 4, 4, 4, 1\) is no set of images"),
    ({"x": X.reshape(200, 64)[:, :63]}, "63 numbers make no square image"),
    ({"x": np.zeros((200, 8, 8))}, "same value"),
    ({"x": np.repeat(X[:1], 200, 0)}, "All images are alike"),
    ({"x": X[:1]}, "There is 1 image here"),
    ({"x": X[:0]}, "is empty"),
    ({"a": Y}, "No array in a.npz is one of images: it has a"),
    ({"x": np.array([{}] * 200)}, "Python objects, which are not read"),
    ({"x_train": X, "x_test": COLOUR}, "have different shapes"),
])  # fmt: skip
def test_arrays_that_make_no_dataset_are_refused(tmp_path, arrays, why):
    path = tmp_path / "a.npz"
    np.savez(path, **arrays)
    if why is None:  # one row of eight pixels: made a square
        assert preview(path).image_shape == (1, 28, 28)
        return
    with pytest.raises(DataError, match=why):
        preview(path)


def test_a_large_npz_and_damaged_arrays_are_refused(tmp_path):
    small = DatasetLimits(unpacked=1)
    np.savez_compressed(tmp_path / "a.npz", x=np.zeros((200, 80, 80)))
    with pytest.raises(DataError, match=r"a\.npz would unpack to 10 MB"):
        preview(tmp_path / "a.npz", limits=small)
    cut = npy(tmp_path / "b.npy", X)
    cut.write_bytes(cut.read_bytes()[:-9])
    for path in (cut, made.folder(tmp_path, {"c.npy": b"hello"}) / "c.npy"):
        with pytest.raises(DataError, match="is damaged, or not a file of numpy"):
            preview(path)
    large = preview(npy(tmp_path / "d.npy", made.images(size=(100, 100))))
    assert large.image_shape == (1, 32, 32)


def rows(labels=None, at: int = 0) -> list[list]:
    pixels = X.reshape(200, 64).tolist()
    if labels is None:
        return pixels
    return [[*row[:at], label, *row[at:]] for row, label in zip(pixels, labels, strict=True)]


NAMES = [f"pixel{i}" for i in range(64)]
WORDS = np.array(["rose", "Tulpe, rot", "мак"])[Y].tolist()


@pytest.mark.parametrize("content, delimiter, classes", [
    (rows(), ",", 0),
    ([NAMES, *rows()], ",", 0),
    (rows(Y), ",", 3),
    (rows(Y), ";", 3),
    (rows(Y), "\t", 3),
    (rows(Y), " ", 3),
    ([["label", *NAMES], *rows(Y)], ",", 3),
    ([[*NAMES, "Class"], *rows(Y, 64)], ",", 3),
    (rows([w.replace(",", "") for w in WORDS]), ",", 3),
    (rows([f'"{w}"' for w in WORDS], 64), ";", 3),
    (rows([f'"{w}"' for w in WORDS]), ",", 3),
    ([["label", "Class", *NAMES], *([y, "x", *r] for y, r in zip(Y, rows(), strict=True))], ",", 3),
    ([["id", "label", *NAMES], *([i, *r] for i, r in enumerate(rows(Y)))], ",", 3),
    ([["", *NAMES], *([i, *r] for i, r in enumerate(rows()))], ",", 0),
])  # fmt: skip
def test_tables_with_and_without_labels_and_header(tmp_path, content, delimiter, classes):
    own = preview(table(tmp_path / "a.csv", content, delimiter))
    assert (own.images == X).all()
    assert len(own.classes) == classes
    if classes:
        same = own.labels[:, None] == own.labels
        assert (same == (Y[:, None] == Y)).all()


def test_columns_that_are_no_pixels_are_named(tmp_path):
    head = ["label", "class", "id", *NAMES]
    content = [[y, w, i, *r] for i, (y, w, r) in enumerate(zip(Y, WORDS, rows(), strict=True))]
    quoted = [[y, f'"{w}"', i, *r] for y, w, i, *r in content]
    own = preview(table(tmp_path / "a.csv", [head, *quoted]))
    assert own.classes == ("0", "1", "2")
    assert own.notes[:2] == (
        "Columns “class”, “id” are left out.",
        "Column “label” is the label.",
    )


def test_a_table_of_few_levels_uses_all_of_black_to_white(tmp_path):
    few = np.round(X.reshape(200, 64) / 255 * 16).astype(int)
    own = preview(table(tmp_path / "a.csv", few.tolist()))
    assert own.images.max() == 255
    assert own.notes[-1] == "Values from 0 to 16 are made 256 levels."


def test_a_table_longer_than_what_is_read_at_a_time(tmp_path, monkeypatch):
    monkeypatch.setattr("vae_core.data.own.readers.csv_file._ROWS", 70)
    own = preview(table(tmp_path / "a.csv", [["y", *NAMES], *rows(Y)]))
    assert (own.images == X).all() and (own.labels == Y).all()


@pytest.mark.parametrize("change, why", [
    (lambda r: [*r[:150], r[150][:-1], *r[151:]], "or a row has another length"),
    (lambda r: [*r[:150], ["x", *r[150][1:]], *r[151:]], "a value is missing or no number"),
    (lambda r: [*r[:150], ["", *r[150][1:]], *r[151:]], "a value is missing or no number"),
    (lambda r: [*r[:150], ["nan", *r[150][1:]], *r[151:]], "1 value of the images is not a number"),
    (lambda r: [row[:60] for row in r], "has 60 columns: without a label they make no square"),
    (lambda r: r[:1], "fewer than two rows"),
    (lambda r: r[:20], "There are 20 images here"),
    (lambda r: [["nan", *r[0][1:]], *r[1:20]],
     "There are 20 images here; at least 200 are needed. 1 value of the images is not a number"),
])  # fmt: skip
def test_tables_that_make_no_dataset_are_refused(tmp_path, change, why):
    with pytest.raises(DataError, match=why):
        preview(table(tmp_path / "a.csv", change(rows())))


def test_a_table_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "a.csv").write_bytes("ä,1\n".encode("utf-16") * 5)
    with pytest.raises(DataError, match="no text in UTF-8"):
        preview(tmp_path / "a.csv")


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_idx_files_with_the_labels_beside_them(tmp_path, ending):
    images = idx(tmp_path / f"train-images-idx3-ubyte{ending}", X[:150])
    idx(tmp_path / f"train-labels-idx1-ubyte{ending}", Y[:150])
    idx(tmp_path / f"t10k-images-idx3-ubyte{ending}", X[150:])
    idx(tmp_path / f"t10k-labels-idx1-ubyte{ending}", Y[150:])
    both = preview(tmp_path)
    assert sorted(map(bytes, both.images)) == sorted(map(bytes, X))
    assert both.counts == (67, 67, 66)
    with pytest.raises(DataError, match="There are 150 images here"):
        preview(images)
    with pytest.raises(DataError, match="holds labels only"):
        preview(tmp_path / f"train-labels-idx1-ubyte{ending}")


def test_idx_files_that_are_damaged_or_too_large_are_refused(tmp_path):
    path = idx(tmp_path / "a-idx3-ubyte", X)
    assert preview(path).classes == ()
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DataError, match="is damaged, or not a file of IDX"):
        preview(path)
    bomb = idx(tmp_path / "b-idx3-ubyte.gz", np.zeros((200, 100, 100)))
    with pytest.raises(DataError, match="unpacks to more than the 1 MB"):
        preview(bomb, limits=DatasetLimits(unpacked=1))
    # The file says in its first bytes how long it is: no more of it is unpacked.
    large = struct.pack(">4B3I", 0, 0, 8, 3, 200, 4_000, 4_000) + bytes(3 << 20)
    told = tmp_path / "c-idx3-ubyte.gz"
    told.write_bytes(gzip.compress(large)[:-9])  # to its end it could not be unpacked
    with pytest.raises(DataError, match="unpacks to more than the 1,000 MB"):
        preview(told, limits=DatasetLimits(unpacked=1_000))
    bomb.write_bytes(bomb.read_bytes()[:100])
    with pytest.raises(DataError, match="is damaged"):
        preview(bomb)
