"""What a reader finds in files before anything is decoded: pictures, or arrays of pixels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

# Files that systems put beside pictures.
_CLUTTER = {"__macosx", "thumbs.db", "desktop.ini"}


@dataclass(frozen=True)
class PictureFile:
    """A picture that was found. path: its folders and its name.

    read: gives its content; raises `picture.UnreadableError`, or OSError.
    """

    path: tuple[str, ...]
    read: Callable[[], bytes]


@dataclass
class Pictures:
    """Pictures in one or many files.

    labels: one for each file, where they are not those of folders; "" for none.
    left_out: how many files were left out, by the reason.
    """

    files: list[PictureFile]
    labels: list[str] | None = None
    notes: list[str] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


@dataclass
class Arrays:
    """Pixels as numbers. x: (N, ...).  y: one label an image, or none.

    names: of the classes, where y are their numbers.
    """

    x: np.ndarray
    y: np.ndarray | None = None
    names: tuple[str, ...] | None = None
    notes: list[str] = field(default_factory=list)


Source = Pictures | Arrays


def is_clutter(parts: Iterable[str]) -> bool:
    """True for a path with a hidden part, or one that a system puts beside pictures."""
    return any(part.startswith(".") or part.lower() in _CLUTTER for part in parts)
