"""Names of own datasets: the title that a person gives, and the name of a folder made of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import count

from vae_core.errors import ConfigError

MAX_TITLE = 60
_FALLBACK = "own"
_OTHERS = re.compile("[^a-z0-9]+")


def clean_title(text: str) -> str:
    """The title on one line. Raises ConfigError where it is empty or too long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if not line:
        raise ConfigError("A dataset needs a name.")
    if len(line) > MAX_TITLE:
        raise ConfigError(f"A name has at most {MAX_TITLE} characters, not {len(line)}.")
    return line


def dataset_name(title: str, is_taken: Callable[[str], bool]) -> str:
    """The name of a folder for a title, like "wild-flowers" for "Wild Flowers".

    A title without Latin letters or digits gives "own", "own-2", and so on. Raises ConfigError
    where the name is taken.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = _OTHERS.sub("-", plain).strip("-")
    if not name:
        names = (_FALLBACK if n == 1 else f"{_FALLBACK}-{n}" for n in count(1))
        return next(name for name in names if not is_taken(name))
    if is_taken(name):
        raise ConfigError(f"There already is a dataset {name!r}. Choose another name.")
    return name
