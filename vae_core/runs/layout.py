"""Where a run lies, and where its training keeps what it needs: every path in one place."""

from __future__ import annotations

import os
import re
from pathlib import Path

from vae_core.data.datasets import DATASETS
from vae_core.errors import ConfigError

MAX_NAME = 64
TRAINING_FOLDER = ".training"
_NAME = re.compile(rf"[a-z0-9][a-z0-9_.-]{{0,{MAX_NAME - 1}}}")


def checkpoints_root() -> Path:
    """$VAE_CHECKPOINTS_DIR, else the folder `checkpoints` beside this package."""
    folder = os.environ.get("VAE_CHECKPOINTS_DIR")
    return Path(folder).expanduser() if folder else Path(__file__).parents[2] / "checkpoints"


def check_name(name: str) -> str:
    """`name` itself if it can name a run. Raises ConfigError."""
    if not _NAME.fullmatch(name) or ".." in name:
        raise ConfigError(
            f"{name!r} cannot name a run: use up to 64 lower-case letters, digits, '-', '_' or "
            "'.', beginning with a letter or digit."
        )
    return name


def run_folder(run_id: str, root: Path | str | None = None) -> Path:
    """Where the run `<dataset>/<name>` lies or would lie. Raises ConfigError on a bad id."""
    dataset, slash, name = run_id.partition("/")
    if not slash or dataset not in DATASETS:
        raise ConfigError(
            f"{run_id!r} names no run: write <dataset>/<name>, with a dataset out of "
            f"{', '.join(DATASETS)}."
        )
    return Path(root if root is not None else checkpoints_root()) / dataset / check_name(name)


def training_file(run_id: str, ending: str, root: Path | str | None = None) -> Path:
    """Where a file of the training of a run is or would be. Raises ConfigError."""
    folder = run_folder(run_id, root)
    return folder.parent / TRAINING_FOLDER / f"{folder.name}.{ending}"


def lock_path(run_id: str, root: Path | str | None = None) -> Path:
    """The lock of the process that trains a run. Raises ConfigError."""
    return training_file(run_id, "lock", root)
