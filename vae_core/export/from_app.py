"""The export that the app makes: one page with the live plane.

The library knows nothing of the app. Its page is made by the app's own JavaScript, so the maker is
part of the app, which lies beside the runs: in a clone as the folder `ui`, in an installed package
as data. It is called by name here, as the command `app` starts the app.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import cast

from vae_core.errors import RunError
from vae_core.files.roots import shipped_root
from vae_core.runs.run import Run

_MODULE = "ui.components.planes.explorer.one_file"


def page(run: Run) -> bytes:
    """One HTML file that opens from the disk: the plane, the codes and the decoder, live.

    Raises RunError where the run is damaged, and where the app is not installed.
    """
    make = cast("Callable[[Run], bytes]", _app_module().page)
    return make(run)


def _app_module() -> ModuleType:
    folder = shipped_root().parent
    if not (folder / "ui").is_dir():
        raise RunError(f"The app makes this page, and it is not here: {folder / 'ui'} is missing.")
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    return import_module(_MODULE)
