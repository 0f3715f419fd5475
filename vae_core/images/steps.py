"""What the preparation of a picture returns: the image, and a record of each step."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Step:
    """One step of the preparation.

    picture: uint8, the result of the step, (h, w), ink 255 on 0. Before "invert": (h, w) grey,
        light 255, or (h, w, 3 or 4) in colours.
    note: plain numbers. size (w, h) of the picture; of "read", file_size as it is in the file, and
        region, the part that was asked for; of "rotate", orientation; of "flatten", paper 0 or 1;
        of "grey", axis, the colour, where luminance is not used; of "sheet", its box (left, top,
        right, bottom) in the picture before it; of "invert", background in [0, 1]; of "stretch",
        low and high; of "rules", lines; of "single", things, and cut, what was left out; of "crop",
        box in the picture, which is still whole; of "centre", shift (right, down) from where the
        box alone would lie and centre (x, y) of mass, both in pixels of 28.
    used: False where the step is switched off or changed nothing.
    """

    name: str
    picture: np.ndarray
    note: dict[str, Any] = field(default_factory=dict)
    used: bool = True


@dataclass(frozen=True)
class PreparedImage:
    """A prepared image.

    x: float32, (1, 28, 28), ink 1 on 0, in steps of 1/255.  steps: in the order they were taken.
    things: each of the separate things in the picture prepared by itself, as x, from left to right.
    thing: which of them is x.
    """

    x: np.ndarray
    steps: tuple[Step, ...]
    things: tuple[np.ndarray, ...] = ()
    thing: int = 0


def step(name: str, picture: np.ndarray, used: bool = True, **figures: object) -> Step:
    """A step with its picture, uint8 or in [0, 1], and its size among its figures."""
    if picture.dtype != np.uint8:
        picture = np.floor(np.clip(picture, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)
    height, width = picture.shape[:2]
    return Step(name, picture, {"size": (width, height), **figures}, used)
