"""Downloads: what is missing or damaged is fetched, checked and put in its place at one stroke."""

import os
import time

import pytest

from tests.support.data.idx_files import FILES, write_blank
from vae_core.data.built_in.download import download, download_bytes
from vae_core.data.datasets import BUILT_IN, DATASETS, is_downloaded, load_dataset
from vae_core.errors import DataError

STILL_WORKS = "still works: the shipped models, and training on uci-digits."
TEST_IMAGES = "t10k-images-idx3-ubyte"


@pytest.fixture
def raw(tmp_path, monkeypatch):
    """Where MNIST has to be; nothing is there yet."""
    monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data" / "MNIST" / "raw"


def _names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_download_puts_the_four_files_there_and_nothing_else(raw, mirror):
    seen = []
    download("mnist", on_progress=lambda done, total: seen.append((done, total)))
    assert _names(raw) == sorted(FILES)
    assert len(load_dataset("mnist").test) == 10_000
    assert is_downloaded("mnist")
    total = sum(DATASETS["mnist"].packed.values())
    assert seen[0] == (0, total)
    assert seen[-1] == (total, total)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_the_sizes_are_those_of_the_published_archives(tmp_path):
    assert [round(download_bytes(name, tmp_path) / 1e6) for name in BUILT_IN] == [12, 31, 0, 0]


def test_the_next_mirror_is_asked_where_one_refuses(raw, mirror, monkeypatch):
    mirror.set_up(monkeypatch, "http://127.0.0.1:9/")
    download("mnist")
    assert is_downloaded("mnist")


def test_what_is_here_is_not_fetched(raw, mirror):
    for name in FILES:
        write_blank(raw / name)
    download("mnist")
    download("uci-digits")
    assert (mirror.asked, download_bytes("mnist"), download_bytes("uci-digits")) == ([], 0, 0)


@pytest.mark.parametrize("content", [b"", b"cut short", b"\0" * 60_008])
def test_a_damaged_file_is_repaired_and_no_other_is_fetched(raw, mirror, content):
    for name in FILES:
        write_blank(raw / name)
    (raw / TEST_IMAGES).write_bytes(content)
    assert not is_downloaded("mnist")
    assert download_bytes("mnist") == DATASETS["mnist"].packed[TEST_IMAGES]
    download("mnist")
    assert is_downloaded("mnist")
    assert mirror.asked == [f"{TEST_IMAGES}.gz"]


def test_files_that_are_there_packed_are_unpacked_without_a_network(raw, mirror):
    raw.mkdir(parents=True)
    for name, content in mirror.files.items():
        (raw / name).write_bytes(content)
    download("mnist")
    assert is_downloaded("mnist")
    assert mirror.asked == []


def test_a_packed_file_that_is_damaged_is_fetched(raw, mirror):
    raw.mkdir(parents=True)
    (raw / f"{TEST_IMAGES}.gz").write_bytes(b"cut short")
    download("mnist")
    assert is_downloaded("mnist")
    assert f"{TEST_IMAGES}.gz" in mirror.asked


@pytest.mark.parametrize(
    ("status", "content", "reason"),
    [(403, None, "403"), (200, b"a page of a hotel's network", "not the published file")],
)
def test_a_failure_says_what_failed_and_what_still_works(raw, mirror, status, content, reason):
    mirror.status = status
    if content is not None:
        mirror.files = dict.fromkeys(mirror.files, content)
    with pytest.raises(DataError) as error:
        download("mnist")
    message = str(error.value)
    assert message.startswith(
        f"Could not download train-images-idx3-ubyte.gz of MNIST into {raw} ({mirror.url}: "
    )
    assert reason in message
    assert STILL_WORKS in message
    assert _names(raw) == []


def test_a_mirror_that_trickles_is_given_up(raw, mirror, monkeypatch):
    """A byte now and then keeps every connection alive, and the download would never end."""
    monkeypatch.setattr("vae_core.data.built_in.download._SECONDS", 0.2)
    mirror.drip = 0.01
    with pytest.raises(DataError, match="too slow") as error:
        download("mnist")
    assert STILL_WORKS in str(error.value)
    assert _names(raw) == []
    assert mirror.asked == ["train-images-idx3-ubyte.gz"]


def test_a_mirror_that_says_nothing_is_given_up(raw, mirror, monkeypatch):
    monkeypatch.setattr("vae_core.data.built_in.download._SECONDS", 0.1)
    mirror.drip = 1.0
    with pytest.raises(DataError, match="timed out"):
        download("mnist")
    assert _names(raw) == []


@pytest.mark.parametrize("more", [20_000_000, -1])
def test_a_mirror_that_sends_more_than_was_published_is_given_up(raw, mirror, more):
    mirror.more = more
    done = []
    with pytest.raises(DataError, match="more than the published file"):
        download("mnist", on_progress=lambda now, _total: done.append(now))
    assert max(done) <= DATASETS["mnist"].packed["train-images-idx3-ubyte"]
    assert _names(raw) == []


def test_what_a_killed_download_left_is_removed_by_the_next(raw, mirror):
    for name, age in ((".download-old", 7_200), (".download-going", 60)):
        (raw / name).mkdir(parents=True)
        (raw / name / "part").write_bytes(b"half")
        then = time.time() - age
        os.utime(raw / name / "part", (then, then))
        os.utime(raw / name, (then, then))
    download("mnist")
    assert _names(raw) == sorted([".download-going", *FILES])


def test_without_a_network_the_sentence_says_so(raw, mirror, monkeypatch):
    mirror.url = "http://127.0.0.1:9/"
    mirror.set_up(monkeypatch)
    with pytest.raises(DataError, match="Connection refused") as error:
        download("mnist")
    assert STILL_WORKS in str(error.value)


def _no_folder(raw):
    raw.parent.parent.mkdir(parents=True)
    raw.parent.write_text("a file", encoding="utf-8")
    return "File exists|Not a directory"


def _full(monkeypatch):
    def write(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("vae_core.data.built_in.download.TemporaryDirectory", write)
    return "No space left on device"


@pytest.mark.parametrize("case", ["no folder", "full", "read only"])
def test_a_folder_that_cannot_be_written_is_named_with_a_way_out(raw, mirror, monkeypatch, case):
    if case == "no folder":
        why = _no_folder(raw)
    elif case == "full":
        why = _full(monkeypatch)
    else:
        if os.name == "nt" or os.geteuid() == 0:
            pytest.skip("an administrator may write everywhere")
        raw.mkdir(parents=True)
        raw.chmod(0o500)
        why = "Permission denied"
    with pytest.raises(DataError, match=why) as error:
        download("mnist")
    for part in (f"into {raw}: that folder cannot be written", "Set VAE_DATA_DIR", STILL_WORKS):
        assert part in str(error.value)
    assert mirror.asked == []
