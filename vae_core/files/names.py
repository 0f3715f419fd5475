"""What runs, datasets and registered models may be called: their names become those of folders."""

from __future__ import annotations

import re

from vae_core.errors import ConfigError

MAX_NAME = 64
_NAME = re.compile(rf"[a-z0-9][a-z0-9_.-]{{0,{MAX_NAME - 1}}}")


def can_be_a_name(name: object) -> bool:
    """True if a folder of this name is safe and the same on every machine."""
    return isinstance(name, str) and bool(_NAME.fullmatch(name)) and ".." not in name


def refuse_name(name: object, what: str) -> ConfigError:
    """The error to raise for a name that cannot be one. what: that was to be named, "a run"."""
    return ConfigError(
        f"{name!r} cannot name {what}: use up to {MAX_NAME} lower-case letters, digits, '-', '_' "
        "or '.', beginning with a letter or digit."
    )
