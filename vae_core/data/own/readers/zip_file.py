"""Pictures of a zip file. Nothing of it is written to the disk under a name of its own."""

from __future__ import annotations

import re
import unicodedata
import zipfile
import zlib
from collections import Counter
from contextlib import suppress
from functools import partial
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from vae_core.data.own.limits import MB, DatasetLimits
from vae_core.data.own.pixels.picture import MAX_BYTES, UnreadableError
from vae_core.data.own.readers.source import PictureFile, Pictures, is_clutter
from vae_core.errors import DataError

_UTF8, _ENCRYPTED = 0x800, 0x1
_DRIVE = re.compile("[A-Za-z]:")


def read_zip(path: Path, limits: DatasetLimits) -> Pictures:
    """Every file in a zip as a picture, in the order of their names.

    Raises DataError where it is damaged, needs a password, or unpacks to more than is allowed.
    """
    archive = open_zip(path, limits)
    found: list[tuple[tuple[str, ...], ZipInfo]] = []
    left_out: Counter[str] = Counter()
    for info in archive.infolist():
        if info.is_dir():
            continue
        parts = _parts(_name(info))
        if parts is None:
            left_out["a path that leads out of the zip"] += 1
        elif not is_clutter(parts):
            found.append((parts, info))
    found.sort(key=lambda one: one[0])
    files = [PictureFile(parts, partial(_content, archive, info)) for parts, info in found]
    return Pictures(files, left_out=left_out)


def open_zip(path: Path, limits: DatasetLimits) -> ZipFile:
    """A zip whose files unpack to no more than is allowed. Raises DataError.

    A file in it never gives more bytes than it was said to have, so that what is added up here is
    all that can come.
    """
    try:
        archive = ZipFile(path)
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile) as error:
        raise DataError(f"{path.name} is a damaged zip file, or not one at all.") from error
    members = archive.infolist()
    unpacked = sum(info.file_size for info in members)
    if unpacked > limits.unpacked * MB:
        raise DataError(
            f"{path.name} would unpack to {unpacked / MB:,.0f} MB; at most {limits.unpacked:,} MB "
            "are unpacked."
        )
    if len(members) > 2 * limits.images:
        raise DataError(f"{path.name} holds {len(members):,} files, far more than can be taken.")
    if any(info.flag_bits & _ENCRYPTED for info in members):
        raise DataError(f"{path.name} is locked with a password. Pack it without one.")
    return archive


def _name(info: ZipInfo) -> str:
    """The name of a file in a zip: many programs write UTF-8 without saying so."""
    name = info.filename
    if not info.flag_bits & _UTF8:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", name)


def _parts(name: str) -> tuple[str, ...] | None:
    """The folders and the name in a path; None for a path that leads out of the zip."""
    name = name.replace("\\", "/")
    parts = tuple(part for part in name.split("/") if part not in ("", "."))
    if name.startswith("/") or ".." in parts or not parts or _DRIVE.fullmatch(parts[0]):
        return None
    return parts


def _content(archive: ZipFile, info: ZipInfo) -> bytes:
    if info.file_size > MAX_BYTES:
        raise UnreadableError("too large")
    try:
        return archive.read(info)
    except (OSError, EOFError, ValueError, RuntimeError, zlib.error, zipfile.BadZipFile) as error:
        raise UnreadableError("damaged") from error
