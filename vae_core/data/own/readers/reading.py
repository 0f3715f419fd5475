"""Which reader a path needs: by what the file begins with, and by its ending."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

from vae_core.data.own.limits import DatasetLimits
from vae_core.data.own.readers.array_file import read_npy, read_npz
from vae_core.data.own.readers.csv_file import read_csv
from vae_core.data.own.readers.folder import read_files, read_folder
from vae_core.data.own.readers.hugging_face import is_hugging_face, read_hugging_face
from vae_core.data.own.readers.idx_file import is_idx, read_idx_files
from vae_core.data.own.readers.source import Source
from vae_core.data.own.readers.zip_file import read_zip
from vae_core.errors import DataError
from vae_core.files import disk

KINDS = "a zip or a folder of images, .npz, .npy, .csv, or IDX files"


def read(path: Path | str | Sequence[Path], folder: Path, limits: DatasetLimits) -> Source:
    """What a file, a folder or several files hold. Large files are unpacked into `folder`.

    Raises DataError where it is of no kind that can be read, or damaged.
    """
    if not isinstance(path, (str, Path)):
        return _read_several(list(path), folder, limits)
    path = Path(path).expanduser()
    most = 2 * limits.images
    if disk.is_folder(path):
        if is_hugging_face(path):
            return read_hugging_face(path)
        idx = [p for p in sorted(path.iterdir()) if p.is_file() and is_idx(p)]
        return read_idx_files(idx, folder, limits) if idx else read_folder(path, most)
    if disk.size(path) is None:
        raise DataError(f"There is no file or folder {disk.readable(str(path))}.")
    return _read_file(path, folder, limits)


def _read_file(path: Path, folder: Path, limits: DatasetLimits) -> Source:
    ending = path.suffix.lower()
    if not disk.size(path):
        raise DataError(f"{path.name} is empty.")
    with path.open("rb"):  # A file that may not be read is told to be that, and not to be damaged
        pass
    if ending == ".npy":
        return read_npy(path)
    if ending == ".npz":
        return read_npz(path, folder, limits)
    if is_idx(path):
        return read_idx_files([path], folder, limits)
    if ending in (".csv", ".tsv"):
        return read_csv(path, folder, limits.images)
    if zipfile.is_zipfile(path) or ending == ".zip":
        return read_zip(path, limits)
    if ending in (".h5", ".hdf5", ".mat", ".parquet", ".pkl", ".pickle", ".pt", ".tar", ".gz"):
        raise DataError(f"{path.name}: files of this kind are not read, but {KINDS}.")
    return read_files([path])


def _read_several(paths: list[Path], folder: Path, limits: DatasetLimits) -> Source:
    """Several files: IDX files and their labels, or pictures; one alone is read as it is."""
    if len(paths) == 1:
        return _read_file(paths[0], folder, limits)
    idx = [path for path in paths if is_idx(path)]
    if idx:
        return read_idx_files(idx, folder, limits)
    return read_files(paths)
