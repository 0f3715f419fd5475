"""Folders of pictures: what is understood of them, and what is refused with a sentence."""

import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.support.data import own_images as made
from vae_core.data.own.limits import DatasetLimits
from vae_core.data.own.preview import Options, preview
from vae_core.errors import DataError

FEW = DatasetLimits(unpacked=1, pixels=1_000_000)


def test_folders_are_labels_and_images_of_one_size_stay_as_they_are(tmp_path):
    files = made.pictures({"cat": 120, "10": 60, "9": 20})
    others = {"cat/.DS_Store": b"x", "note.txt": b"hi", "0.png": made.png(made.images(1)[0])}
    own = preview(made.folder(tmp_path / "pets", files | others))
    assert (own.classes, own.counts) == (("9", "10", "cat"), (20, 60, 120))
    assert (len(own), own.image_shape, own.source) == (200, (1, 8, 8), "pets")
    first = np.flatnonzero(own.labels == 2)[0]
    assert (own.images[first] == made.images()[0]).all()
    assert own.notes == ("1 image lies in no folder, and so without a label: left out.",)
    assert own.left_out == ("1 file is no picture: left out.",)
    examples = own.examples()
    assert np.bincount(own.labels[examples]).tolist() == [4, 4, 4]
    folder = Path(own.images.filename).parent
    own.close()
    assert not folder.exists()


@pytest.mark.parametrize("level, classes, note", [
    ("auto", ("cat", "dog"), "The images of test, train are put together."),
    ("first", ("test", "train"), "the outermost one is the label (test, train)"),
    ("none", (), None),
])  # fmt: skip
def test_folders_of_folders_have_the_innermost_as_the_label(tmp_path, level, classes, note):
    files = made.pictures({"train/cat": 80, "train/dog": 80, "test/cat": 20, "test/dog": 20})
    own = preview(made.folder(tmp_path / "pets", files), Options(level=level))
    assert own.classes == classes
    assert note is None or note in own.notes[0]


def test_too_many_inner_folders_make_the_outermost_the_label(tmp_path):
    files = made.pictures({f"{a}/{i}": 1 for a in ("x", "y") for i in range(100)})
    files = {f"{n.split('/')[0]}/{i}/0.png": c for i, (n, c) in enumerate(files.items())}
    own = preview(made.folder(tmp_path / "many", files), limits=DatasetLimits(classes=50))
    assert own.classes == ("x", "y")
    assert "the outermost one is the label (x, y)" in own.notes[0]
    flat = made.pictures({str(i): 2 for i in range(100)})
    with pytest.raises(DataError, match="100 different labels; at most 50"):
        preview(made.folder(tmp_path / "flat", flat), limits=DatasetLimits(classes=50))


def test_images_without_folders_have_no_labels(tmp_path):
    own = preview(made.folder(tmp_path / "all", made.pictures({"": 200})))
    assert (own.classes, own.counts, set(own.labels)) == ((), (), {0})
    one = preview(made.folder(tmp_path / "one", made.pictures({"only": 200})))
    assert one.classes == ()


def test_many_sizes_become_one_whole_on_the_colour_of_their_edge(tmp_path):
    files = made.pictures({"a": 100}, (8, 8)) | made.pictures({"b": 100}, (20, 10))
    own = preview(made.folder(tmp_path / "mixed", files))
    assert own.image_shape == (1, 28, 28)
    assert own.notes == (
        "Images have 2 sizes, from 8 × 8 to 20 × 10 pixels (height × width): each is scaled to fit "
        "28 × 28, whole, and what is left is filled with the colour of its edge.",
    )
    narrow = own.images[own.labels == 1]
    assert not narrow[:, :, :7].any() and narrow[:, :, 10:18].any()
    large = preview(made.folder(tmp_path / "large", made.pictures({"a": 200}, (100, 80))))
    assert large.image_shape == (1, 32, 32)
    sized = preview(made.folder(tmp_path / "sized", made.pictures({"a": 200})), Options(side=16))
    assert sized.image_shape == (1, 16, 16)
    with pytest.raises(DataError, match="8 to 64 pixels a side, not 7"):
        preview(tmp_path / "sized", Options(side=7))


def kinds() -> dict[str, bytes]:
    """A picture of a bright square on black in every kind, by its name."""
    colour = np.zeros((8, 8, 3), np.uint8)
    colour[2:6, 2:6] = (200, 100, 0)
    rgb, dark = Image.fromarray(colour), Image.new("RGB", (8, 8))
    clear = rgb.convert("RGBA")
    clear.putalpha(Image.fromarray(np.where(colour.any(2), 255, 0).astype(np.uint8)))
    fine = np.zeros((8, 8), np.uint16)
    fine[2:6, 2:6] = 65_535
    turned = Image.new("RGB", (8, 8))
    turned.paste((255, 255, 255), (0, 0, 8, 1))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter: the top row is the right column when upright
    return {
        "cmyk.jpg": made.png(rgb.convert("CMYK"), "JPEG", quality=100),
        "palette.png": made.png(rgb.quantize(8)),
        "alpha.png": made.png(clear),
        "animated.gif": made.png(rgb, "GIF", save_all=True, append_images=[dark]),
        "fine.png": made.png(Image.fromarray(fine)),
        "fine.tif": made.png(Image.fromarray(fine), "TIFF"),
        "float.tif": made.png(Image.fromarray((fine / 65_535).astype(np.float32)), "TIFF"),
        "binary.png": made.png(rgb.convert("1", dither=Image.Dither.NONE)),
        "turned.png": made.png(turned, exif=exif),
    }


def test_every_kind_of_picture_is_read_and_the_rest_is_counted(tmp_path):
    odd = kinds()
    nan = np.full((8, 8), np.nan, np.float32)
    bad = {"cut.png": odd["fine.png"][:-30], "text.txt": b"hello", "empty": b"",
           "nan.tif": made.png(Image.fromarray(nan), "TIFF"),
           "huge.png": made.png(Image.new("1", (1100, 1000)))}  # fmt: skip
    files = odd | bad | made.pictures({"": 200})
    own = preview(made.folder(tmp_path / "kinds", files), limits=FEW)
    assert own.image_shape == (3, 8, 8)
    names = sorted(n for n in files if n not in bad)
    read = dict(zip(names, own.images, strict=True))
    for name in ("cmyk.jpg", "palette.png", "animated.gif"):
        assert abs(read[name][4, 4].astype(int) - (200, 100, 0)).max() < 40, name
        assert read[name][0, 0].max() < 40
    assert read["alpha.png"][0, 0].tolist() == [255] * 3
    for name in ("fine.png", "fine.tif", "float.tif"):
        assert (read[name][4, 4].tolist(), read[name][0, 0].tolist()) == ([255] * 3, [0] * 3), name
    assert read["turned.png"][:, -1].min() == 255 and read["turned.png"][:, :-1].max() == 0
    assert set(own.left_out) == {
        "2 files are no picture: left out.", "1 file is damaged: left out.",
        "1 file has values that are no numbers: left out.",
        "1 file has too many pixels: left out.",
    }  # fmt: skip
    grey = preview(tmp_path / "kinds", Options(grey=True), limits=FEW)
    assert grey.image_shape == (1, 8, 8)


def test_dark_ink_on_light_paper_is_turned_round(tmp_path):
    light = {
        name: made.png(255 - x) for name, x in zip(map(str, range(200)), made.images(), strict=True)
    }
    own = preview(made.folder(tmp_path / "ink", light))
    assert (own.images[0] == made.images()[0]).all()
    assert own.notes == (
        "Light and dark are exchanged: the ground is 0, as in MNIST, and ink 255.",
    )


@pytest.mark.parametrize("files, why", [
    (made.pictures({"a": 1}), "There is 1 image here; at least 200 are needed"),
    (made.pictures({"a": 150}) | {"b/no.png": b"x"}, r"are 150 images here \(1 file is no picture"),
    ({}, "There are no images here"),
    ({f"{i}.png": made.png(made.images(1)[0]) for i in range(200)}, "All images are alike"),
    ({f"{i}.png": made.png(np.full((8, 8), 7, np.uint8)) for i in range(200)}, "same value"),
])  # fmt: skip
def test_what_makes_no_dataset_is_refused(tmp_path, files, why):
    (tmp_path / "none").mkdir()
    with pytest.raises(DataError, match=why):
        preview(made.folder(tmp_path / "none", files))


def test_too_many_images_are_refused(tmp_path):
    with pytest.raises(DataError, match="There are 201 images here; at most 200 can be taken"):
        preview(
            made.folder(tmp_path / "a", made.pictures({"": 201})), limits=DatasetLimits(images=200)
        )


def test_several_files_are_pictures_without_labels(tmp_path):
    files = made.folder(tmp_path, made.pictures({"": 200}))
    own = preview(sorted(files.iterdir()), name="uploads")
    assert (len(own), own.classes, own.source) == (200, (), "uploads")


def test_what_is_of_no_kind_is_refused(tmp_path):
    for name, content, why in (
        ("a.h5", b"x", "files of this kind are not read, but a zip or a folder"),
        ("a.png", b"", "a.png is empty"),
        ("a.doc", b"hello", r"no images here \(1 file is no picture"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(DataError, match=why):
            preview(tmp_path / name)
    with pytest.raises(DataError, match="There is no file or folder"):
        preview(tmp_path / "nowhere")


@pytest.mark.parametrize("dtype", ["<u2", ">u2"])
@pytest.mark.parametrize(
    "top, white", [(200, 255), (1_000, 1_023), (4_000, 4_095), (4_096, 65_535)]
)
def test_sixteen_bits_of_which_fewer_are_used_are_not_black(tmp_path, top, white, dtype):
    rng = np.random.default_rng(0)
    greys = rng.integers(0, top + 1, (200, 8, 8)).astype(np.uint16)
    greys[:, 0], greys[:, -1, -1] = 0, top
    kind = "PNG" if dtype == "<u2" else "TIFF"
    files = {
        f"{i:03}.{kind.lower()}": made.png(Image.fromarray(grey.astype(dtype)), kind)
        for i, grey in enumerate(greys)
    }
    own = preview(made.folder(tmp_path / "scans", files))
    expected = np.round(greys * (255 / white))
    turned = any("exchanged" in note for note in own.notes)
    assert (own.images == (255 - expected if turned else expected)).all()
    told = [note for note in own.notes if "16-bit" in note]
    few = [f"No 16-bit picture goes beyond {top:,}: 0 to {white:,} are black to white."]
    assert told == ([] if white == 65_535 else few)


@pytest.mark.parametrize("name", ["table.csv", "all.npz", "inner.zip", "x.npy"])
def test_a_file_of_many_images_in_a_folder_or_a_zip_is_to_be_given_by_itself(tmp_path, name):
    files = {f"data/{name}": b"1,2", "data/README.md": b"hello"}
    sentence = f"There are no pictures here, but {name}: give that file by itself"
    with pytest.raises(DataError, match=sentence):
        preview(made.folder(tmp_path / "of", files))
    with zipfile.ZipFile(tmp_path / "of.zip", "w") as archive:
        for inner, content in files.items():
            archive.writestr(inner, content)
    with pytest.raises(DataError, match=sentence):
        preview(tmp_path / "of.zip")


def test_what_may_not_be_read_is_told_to_be_that(tmp_path, monkeypatch):
    np.save(tmp_path / "x.npy", made.images())
    (tmp_path / "closed").mkdir()

    def closed(path, *_, **__):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", closed)
    monkeypatch.setattr(Path, "iterdir", closed)
    for name in "x.npy", "closed":
        with pytest.raises(DataError, match=rf"{name} cannot be read \(Permission denied\)\."):
            preview(tmp_path / name)
