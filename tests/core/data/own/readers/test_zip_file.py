"""A zip of pictures is read as the folder in it; one that lies or climbs is not."""

import struct
import zipfile

import pytest

from tests.support.data import own_images as made
from vae_core.data.own.limits import DatasetLimits
from vae_core.data.own.preview import preview
from vae_core.errors import DataError

FEW = DatasetLimits(unpacked=1, pixels=1_000_000)


def test_a_zip_is_read_as_the_folder_in_it(tmp_path):
    files = made.pictures({"Blumen/Löwenzahn": 100, "Blumen/вишня/": 99, "Blumen/桜": 1})
    files = {name.replace("//", "/"): content for name, content in files.items()}
    clutter = {"__MACOSX/Blumen/._0.png": b"x"}
    own = preview(made.zipped(tmp_path / "blumen.zip", files | clutter))
    assert own.classes == ("Löwenzahn", "вишня", "桜")
    assert own.counts == (100, 99, 1)
    assert own.left_out == ()


def test_names_that_a_mac_wrote_without_saying_utf_8_are_read(tmp_path):
    path = made.zipped(tmp_path / "a.zip", made.pictures({"é": 100, "b": 100}))
    made.set_flags(path, 0)
    assert {i.flag_bits for i in zipfile.ZipFile(path).infolist()} == {0}
    assert preview(path).classes == ("b", "é")


def test_paths_that_climb_out_of_a_zip_are_left_out(tmp_path):
    files = made.pictures({"a": 100, "b": 100})
    bad = {
        "../../evil.png": b"x",
        "/etc/evil.png": b"x",
        "C:\\evil.png": b"x",
        "a\\..\\..\\e": b"x",
    }
    own = preview(
        made.zipped(tmp_path / "in" / "a.zip" if False else tmp_path / "a.zip", files | bad)
    )
    assert own.counts == (100, 100)
    assert own.left_out == ("4 files have a path that leads out of the zip: left out.",)
    assert [path.name for path in tmp_path.rglob("*")] == ["a.zip"]
    few = made.pictures({"a": 59}) | {"../evil.png": b"x"}
    why = (
        r"There are 59 images here \(1 file has a path that leads out of the zip: left out\); "
        "at least 200 are needed"
    )
    with pytest.raises(DataError, match=why):
        preview(made.zipped(tmp_path / "b.zip", few))


def test_a_folder_with_a_colon_in_its_name_stays_in_the_zip(tmp_path):
    own = preview(made.zipped(tmp_path / "a.zip", made.pictures({"leaf:": 100, "A: oak": 100})))
    assert own.classes == ("A: oak", "leaf:") and own.left_out == ()


def test_a_zip_bomb_a_locked_and_a_damaged_zip_are_refused(tmp_path):
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.png", bytes(2_000_000))
    assert bomb.stat().st_size < 10_000
    with pytest.raises(DataError, match=r"bomb\.zip would unpack to 2 MB; at most 1 MB"):
        preview(bomb, limits=FEW)
    locked = made.zipped(tmp_path / "locked.zip", made.pictures({"a": 2}))
    made.set_flags(locked, 1)
    with pytest.raises(DataError, match="locked with a password"):
        preview(locked)
    cut = tmp_path / "cut.zip"
    cut.write_bytes(locked.read_bytes()[:100])
    with pytest.raises(DataError, match=r"cut\.zip is a damaged zip file"):
        preview(cut)


def test_a_zip_that_says_less_than_it_holds_gives_no_more_than_it_said(tmp_path):
    path = tmp_path / "liar.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.png", bytes(3_000_000))
    content = path.read_bytes()
    path.write_bytes(content.replace(struct.pack("<I", 3_000_000), struct.pack("<I", 100)))
    with pytest.raises(DataError, match=r"There are no images here \(1 file is damaged"):
        preview(path, limits=FEW)
