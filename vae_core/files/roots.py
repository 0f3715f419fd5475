"""The folders of this app: what comes with it, and what is the user's own.

From a clone, everything lies in its folder `checkpoints`. Installed, what comes with the package is
read inside it (`shipped_root`), and whatever is new goes to the user's data folder.
$VAE_CHECKPOINTS_DIR names another folder to write to.
"""

from __future__ import annotations

import os
from pathlib import Path

from vae_core.files import disk

APP_NAME = "latent-space-explorer"
_PACKAGE = Path(__file__).parents[1]
_INSTALLED = _PACKAGE / "_shipped" / "checkpoints"  # only a built package has this folder


def is_installed() -> bool:
    """True where the package was installed with its shipped runs; False in a clone."""
    return disk.is_folder(_INSTALLED)


def shipped_root() -> Path:
    """Folder of the runs that come with the app: inside an installed package, else the clone's."""
    return _INSTALLED if is_installed() else _PACKAGE.parent / "checkpoints"


def user_root() -> Path:
    """Folder for the runs of this user of an installed package."""
    from platformdirs import user_data_path

    return user_data_path(APP_NAME, appauthor=False) / "checkpoints"


def checkpoints_root() -> Path:
    """Folder that new runs and own datasets are written to.

    $VAE_CHECKPOINTS_DIR, else `checkpoints` of a clone, else the user's data folder.
    """
    if folder := os.environ.get("VAE_CHECKPOINTS_DIR"):
        return Path(folder).expanduser()
    return user_root() if is_installed() else shipped_root()
