"""The dataset `shapes`: coloured shapes on black, drawn here, with all that they were made of.

Each image has one shape of one colour. Six factors say which, and each is drawn on its own, evenly
over its range: no two of them have anything to do with each other. An image is drawn by asking, for
nine points in each pixel, whether the shape covers them (3 x 3 supersampling).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from vae_core.data.dataset import Split
from vae_core.data.info import Part, SplitSizes

CLASSES = ("square", "ellipse", "triangle", "heart")
SIDE = 32
NAME, IMAGE_SHAPE = "shapes", (3, SIDE, SIDE)
SIZES = SplitSizes(20_000, 2_000, 10_000)
# Of each factor of an image, which are fields of an array: the type, and from what to what it is.
FACTORS = np.dtype(
    [
        ("shape", np.uint8),  # number of the class
        ("hue", np.float64),  # of the colour, a turn around the wheel: 0 and 1 red, 1/3 green
        ("size", np.float64),  # radius of the circle around an ellipse, in pixels
        ("x", np.float64),  # of the middle, in pixels right of that of the image
        ("y", np.float64),  # the same, below it
        ("rotation", np.float64),  # in degrees, clockwise
    ]
)
RANGES = {
    "hue": (0.0, 0.75),
    "size": (8.0, 11.0),
    "x": (-2.0, 2.0),
    "y": (-2.0, 2.0),
    "rotation": (-20.0, 20.0),
}
_SATURATION = 0.9
_SEEDS: dict[Part, int] = {"train": 1, "val": 2, "test": 3}
_POINTS = 3  # along an edge of a pixel
_AT_ONCE = 50  # images, for their points to stay in the cache of the processor

Covers = Callable[[np.ndarray, np.ndarray], np.ndarray]


def read_shapes(part: Part) -> Split:
    """The images of a split and the numbers of their shapes; the same every time."""
    images = _images(part)
    return Split(images, read_factors(part)["shape"].copy())


@cache
def read_factors(part: Part) -> np.ndarray:
    """What each image of a split is made of: an array of `FACTORS`, (N,)."""
    n = getattr(SIZES, part)
    rng = np.random.default_rng(_SEEDS[part])
    factors = np.zeros(n, FACTORS)
    factors["shape"] = rng.integers(len(CLASSES), size=n)
    for name, (low, high) in RANGES.items():
        factors[name] = rng.uniform(low, high, n)
    factors.flags.writeable = False
    return factors


@cache
def _images(part: Part) -> np.ndarray:
    images = draw_shapes(read_factors(part))
    images.flags.writeable = False
    return images


def draw_shapes(factors: np.ndarray) -> np.ndarray:
    """The images of factors, (N,): uint8, (N, 32, 32, 3), in their order."""
    images = np.empty((len(factors), SIDE, SIDE, 3), np.uint8)
    for shape, covers in enumerate(_COVERS):
        index = np.flatnonzero(factors["shape"] == shape)
        for some in np.split(index, range(_AT_ONCE, len(index), _AT_ONCE)):
            images[some] = _drawn(factors[some], covers)
    return images


def _drawn(factors: np.ndarray, covers: Covers) -> np.ndarray:
    """The images of factors of one shape."""
    points = (np.arange(SIDE * _POINTS) + 0.5) / _POINTS - SIDE / 2
    scale = 1.0 / factors["size"][:, None]
    across = ((points - factors["x"][:, None]) * scale).astype(np.float32)
    down = ((points - factors["y"][:, None]) * scale).astype(np.float32)
    turn = np.deg2rad(factors["rotation"])[:, None, None]
    sin, cos = np.sin(turn).astype(np.float32), np.cos(turn).astype(np.float32)
    right = cos * across[:, None, :] + sin * down[:, :, None]
    below = cos * down[:, :, None] - sin * across[:, None, :]
    covered = covers(right, below).astype(np.uint8).reshape(-1, SIDE, _POINTS, SIDE, _POINTS)
    # How many points of each pixel are covered, then the colour of so many.
    count = sum(covered[:, :, i, :, j] for i in range(_POINTS) for j in range(_POINTS))
    shares = np.arange(_POINTS**2 + 1)[:, None] / _POINTS**2
    colours = np.round(255 * shares * hue_to_rgb(factors["hue"])[:, None, :]).astype(np.uint8)
    return colours[np.arange(len(factors))[:, None, None], count]


def hue_to_rgb(hue: np.ndarray) -> np.ndarray:
    """Bright colours of hues from 0 to 1, (N,): (N, 3) in [0, 1]."""
    k = (np.array([5.0, 3.0, 1.0]) + 6.0 * hue[:, None]) % 6.0
    return 1.0 - _SATURATION * np.clip(np.minimum(k, 4.0 - k), 0.0, 1.0)


def _square(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return (np.abs(x) <= 0.75) & (np.abs(y) <= 0.75)


def _ellipse(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return x * x + (y / 0.6) ** 2 <= 1.0


def _triangle(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Points up; all sides are as long."""
    slant = 0.8660254 * np.abs(x)
    return (y <= 0.55) & (slant - 0.5 * y <= 0.55)


def _heart(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The curve (x^2 + y^2 - 1)^3 = x^2 y^3, y up, made a little smaller."""
    x, y = 1.2 * x, 0.1 - 1.2 * y
    squares = x * x
    rest = squares + y * y - 1.0
    return rest * rest * rest <= squares * y * y * y


_COVERS: tuple[Covers, ...] = (_square, _ellipse, _triangle, _heart)
