"""Downloads the published files of MNIST and Fashion-MNIST: those that are missing or damaged.

A file is fetched and unpacked under a temporary name, checked, and renamed: an interrupted download
leaves nothing behind that could be taken for a dataset, and what it leaves is removed by the next.
A mirror that sends too slowly, or more than was published, is given up.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
import time
from collections.abc import Callable, Iterator
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import Request, urlopen

from vae_core.data.built_in.idx import is_published
from vae_core.data.datasets import DatasetInfo, data_root, dataset_info
from vae_core.errors import DataError

_CHUNK = 1 << 16
# A mirror has as many seconds for each piece of a file; then the next one is asked.
_SECONDS = 30.0
_PIECE = 100_000
# A download that nobody goes on with: left by a process that was killed.
_ABANDONED = 3600.0
_TEMPORARY = ".download-"


class _MirrorError(Exception):
    """A mirror does not answer, refuses, or sends other content than was published."""


def download_bytes(name: str, root: Path | str | None = None) -> int:
    """Bytes that `download` would fetch: the packed size of each file that is missing or damaged.

    Raises ConfigError where there is no such dataset.
    """
    info = dataset_info(name)
    return sum(_missing(info, _raw_folder(info, root)).values())


def download(
    name: str,
    root: Path | str | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> None:
    """Put the files of a dataset into the data folder, each checked against its published MD5.

    A sound file stays as it is; a missing or damaged one is unpacked from its `.gz` where that lies
    beside it, else fetched from the first mirror that has it. `on_progress(done, total)` is called
    with bytes, from (0, total) on.
    Raises DataError where no mirror answers or the folder cannot be written.
    """
    info = dataset_info(name)
    raw = _raw_folder(info, root)
    missing = _missing(info, raw)
    if not missing:
        return
    from vae_core.data.built_in._torchvision import datasets

    source = getattr(datasets, info.folder or "")
    checksums = {file.removesuffix(".gz"): md5 for file, md5 in source.resources}
    report = on_progress or (lambda done, total: None)
    done, total = 0, sum(missing.values())
    report(done, total)
    for file, size in missing.items():

        def advance(fetched: int, before: int = done, most: int = size) -> None:
            report(before + min(fetched, most), total)

        _put(file, raw, source.mirrors, checksums[file], info, advance)
        done += size
        report(done, total)


def _put(
    file: str,
    raw: Path,
    mirrors: list[str],
    md5: str,
    info: DatasetInfo,
    advance: Callable[[int], None],
) -> None:
    """Put one file in its place, out of the `.gz` beside it or from a mirror."""
    start = f"Could not download {file}.gz of {info.title} into {raw}"
    try:
        raw.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(raw)
        with TemporaryDirectory(prefix=_TEMPORARY, dir=raw) as temporary:
            packed = raw / f"{file}.gz"
            if not (packed.is_file() and _md5(packed) == md5):
                packed = Path(temporary) / packed.name
                reasons = _fetch(file, mirrors, md5, info.packed[file], packed, advance)
                if reasons:
                    raise DataError(f"{start} ({'; '.join(reasons)}). {_STILL_WORKS}")
            unpacked = Path(temporary) / file
            with gzip.open(packed) as source, unpacked.open("wb") as target:
                shutil.copyfileobj(source, target)
            unpacked.replace(raw / file)
    except OSError as error:
        raise DataError(
            f"{start}: that folder cannot be written ({error.strerror or error}). Set VAE_DATA_DIR "
            f"to one that can. {_STILL_WORKS}"
        ) from error


_STILL_WORKS = (
    "Everything that needs no original images still works: the shipped models, and training on "
    "uci-digits."
)


def _fetch(
    file: str,
    mirrors: list[str],
    md5: str,
    size: int,
    packed: Path,
    advance: Callable[[int], None],
) -> list[str]:
    """Write the packed file, of `size` bytes, from the first mirror that has it. Returns what was
    wrong with each mirror where none has it, else nothing. Raises OSError where it cannot be
    written."""
    reasons = []
    for mirror in mirrors:
        try:
            fetched = 0
            with packed.open("wb") as target:
                for chunk in _chunks(f"{mirror}{file}.gz"):
                    fetched += len(chunk)
                    if fetched > size:
                        raise _MirrorError("more than the published file")
                    target.write(chunk)
                    advance(fetched)
            if _md5(packed) == md5:
                return []
            reasons.append(f"{mirror}: not the published file")
        except _MirrorError as error:
            reasons.append(f"{mirror}: {error}")
    return reasons


def _chunks(url: str) -> Iterator[bytes]:
    """The content behind a URL, as it comes. Raises _MirrorError, also where less than 100 kB come
    in 30 s: an answer that trickles never runs into a limit of its own."""
    request = Request(url, headers={"User-Agent": "latent-space-explorer"})
    try:
        with urlopen(request, timeout=_SECONDS) as response:
            began, got = time.monotonic(), 0
            while chunk := response.read1(_CHUNK):
                yield chunk
                got += len(chunk)
                if got >= _PIECE:
                    began, got = time.monotonic(), 0
                elif time.monotonic() - began > _SECONDS:
                    raise _MirrorError("too slow")
    except (OSError, HTTPException) as error:
        raise _MirrorError(str(error)) from error


def _remove_abandoned(raw: Path) -> None:
    """Remove what downloads left in the folder that were killed."""
    for folder in raw.glob(f"{_TEMPORARY}*"):
        times = [path.stat().st_mtime for path in (folder, *folder.glob("*")) if path.exists()]
        if times and time.time() - max(times) > _ABANDONED:
            shutil.rmtree(folder, ignore_errors=True)


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _missing(info: DatasetInfo, raw: Path) -> dict[str, int]:
    """Packed size of each file that is missing or damaged, by its name."""
    return {file: size for file, size in info.packed.items() if not is_published(raw / file)}


def _raw_folder(info: DatasetInfo, root: Path | str | None) -> Path:
    return Path(root if root is not None else data_root()) / (info.folder or "") / "raw"
