"""Libraries that only some parts need, and the sentence that says how to get them.

Each has the same name for pip and for Python. pyproject.toml has them as optional extras.
"""

from __future__ import annotations

from importlib.util import find_spec

from vae_core.errors import VaeCoreError


class MissingLibraryError(VaeCoreError):
    """A library that only some parts need is not installed."""


def require(purpose: str, *packages: str) -> None:
    """Raise MissingLibraryError, with the command that installs them, where packages are missing.

    purpose: how the sentence begins, for example "Writing ONNX".
    """
    if missing := [package for package in packages if not is_there(package)]:
        raise MissingLibraryError(
            f"{purpose} needs {' and '.join(missing)}: pip install {' '.join(missing)}"
        )


def is_there(package: str) -> bool:
    """True if a library is installed; it is not imported."""
    try:
        return find_spec(package) is not None
    except (ImportError, ValueError):  # ValueError: it is blocked in sys.modules
        return False
