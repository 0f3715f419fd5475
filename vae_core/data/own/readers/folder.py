"""Pictures of a folder, with those of its folders."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from vae_core.data.own.pixels.picture import MAX_BYTES, UnreadableError
from vae_core.data.own.readers.source import PictureFile, Pictures, is_clutter
from vae_core.errors import DataError
from vae_core.files import disk


def read_folder(folder: Path, most: int) -> Pictures:
    """Every file below a folder as a picture, in the order of their names; hidden ones not.

    Raises DataError where the folder cannot be read or holds more than `most` files.
    """
    files: list[PictureFile] = []

    def refuse(error: OSError) -> None:
        raise DataError(
            f"The folder {disk.readable(str(error.filename))} cannot be read ({error.strerror})."
        )

    for at, folders, names in os.walk(folder, onerror=refuse):
        inner = Path(at).relative_to(folder).parts
        folders[:] = sorted(name for name in folders if not is_clutter([name]))
        for name in sorted(names):
            if not is_clutter([name]):
                path = tuple(map(disk.readable, (*inner, name)))
                files.append(PictureFile(path, _reader(Path(at) / name)))
        if len(files) > most:
            raise DataError(f"There are more than {most:,} files in this folder.")
    return Pictures(files)


def _reader(path: Path) -> Callable[[], bytes]:
    return partial(_content, path)


def _content(path: Path) -> bytes:
    try:
        return disk.read_bytes(path, MAX_BYTES)
    except OSError as error:
        raise UnreadableError("cannot be opened") from error


def read_files(paths: list[Path]) -> Pictures:
    """Each file as a picture without a label."""
    return Pictures([PictureFile((disk.readable(path.name),), _reader(path)) for path in paths])
