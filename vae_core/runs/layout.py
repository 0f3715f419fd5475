"""Paths of runs and of their trainings: where they are written, and where they are looked for.

The folders that hold them are those of `files/roots.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path

from vae_core.data.datasets import DATASETS
from vae_core.data.info import can_name_a_dataset
from vae_core.errors import ConfigError, RunError
from vae_core.files import disk
from vae_core.files.names import MAX_NAME, can_be_a_name, refuse_name
from vae_core.files.roots import checkpoints_root, is_installed, shipped_root, user_root

TRAINING_FOLDER = ".training"


def write_root(root: Path | str | None = None) -> Path:
    """`root` as a path, or `checkpoints_root()` without one."""
    return Path(root) if root is not None else checkpoints_root()


def read_roots(root: Path | str | None = None) -> tuple[Path, ...]:
    """Folders that runs are looked for in, the first one wins: `write_root(root)`.

    The shipped runs follow where that is the user's own folder of an installed package.
    """
    first = write_root(root)
    if is_installed() and first.absolute() == user_root().absolute():
        return (first, shipped_root())
    return (first,)


def check_name(name: str) -> str:
    """`name` itself if it can name a run. Raises ConfigError."""
    if not can_be_a_name(name):
        raise refuse_name(name, "a run")
    return name


def run_folder(run_id: str, root: Path | str | None = None) -> Path:
    """Folder of the run `<dataset>/<name>`: the one there is, else where it would be written.

    Raises ConfigError on a bad id.
    """
    new = _new_folder(run_id, root)
    candidates = (folder / new.parent.name / new.name for folder in read_roots(root))
    return next((folder for folder in candidates if disk.is_folder(folder)), new)


def training_file(run_id: str, ending: str, root: Path | str | None = None) -> Path:
    """Path of a file of the training of a run, whether or not it exists. Raises ConfigError."""
    folder = _new_folder(run_id, root)
    return folder.parent / TRAINING_FOLDER / f"{folder.name}.{ending}"


def lock_path(run_id: str, root: Path | str | None = None) -> Path:
    """Path of the lock of the process that trains a run. Raises ConfigError."""
    return training_file(run_id, "lock", root)


def existing_path(relative: Path | str, root: Path | str | None = None) -> Path:
    """Path of a file or folder beside the runs: the one there is, else where it would be written.

    For example existing_path("sweeps/bounds.json").
    """
    paths = [folder / relative for folder in read_roots(root)]
    return next((path for path in paths if disk.is_taken(path)), paths[0])


def free_run_id(run_id: str, is_taken: Callable[[str], bool], ending: str = "") -> str:
    """First id that is not taken: `run_id` with `ending`, then with "-2", "-3", ... after that.

    The name is cut where it would be too long with them.
    """
    dataset, _, name = run_id.partition("/")
    ends = (ending if number == 1 else f"{ending}-{number}" for number in count(1))
    ids = (f"{dataset}/{name[: MAX_NAME - len(end)]}{end}" for end in ends)
    return next(free for free in ids if not is_taken(free))


def dataset_folders(root: Path | str | None = None) -> list[str]:
    """The datasets that there may be runs of: those there are, then others with a folder of runs.

    A dataset can be gone, or known to another process only, while its runs are still there.
    """
    others = set()
    for folder in read_roots(root):
        with suppress(RunError):
            names = filter(can_name_a_dataset, disk.names(folder))
            others |= {name for name in names if disk.is_folder(folder / name)}
    return [*DATASETS, *sorted(others - set(DATASETS))]


def _is_dataset(name: str, root: Path | str | None) -> bool:
    """True where there is such a dataset, or a folder that is named like one."""
    if name in DATASETS:
        return True
    return can_name_a_dataset(name) and any(
        disk.is_folder(folder / name) for folder in read_roots(root)
    )


def _new_folder(run_id: str, root: Path | str | None) -> Path:
    dataset, slash, name = run_id.partition("/")
    if not slash or not _is_dataset(dataset, root):
        raise ConfigError(
            f"{run_id!r} names no run: write <dataset>/<name>, with a dataset out of "
            f"{', '.join(DATASETS)}."
        )
    return write_root(root) / dataset / check_name(name)
