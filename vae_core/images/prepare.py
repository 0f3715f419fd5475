"""Turns any picture into an image of a dataset: (1, 28, 28), ink 1 on 0, made as MNIST was made.

`prepare_image` takes a file and `prepare_ink` a drawing. Both return the image and a record of
every step. The steps of a drawing are repeated in JavaScript for the drawing pad
(ui/components/pad). Values v are floats in [0, 1], light 1; `round` is floor(v + 0.5); a median
of an even number is the mean of the middle two. In order:

rotate    Turned upright, as EXIF says.
flatten   Transparency on paper: where over half of the area is opaque the paper takes its shade
          (white if that is over 0.5 in the mean, else black), else the opposite one, so that white
          ink on nothing comes on black.
grey      0.299 R + 0.587 G + 0.114 B. (What is drawn on the pad is grey already: ink 1 on 0.)
invert    The background is read off the frame, the outermost r = max(1, floor(min(h, w) / 20))
          pixels of each side. Level: its median m. Tilted light: the medians l, r, t, b of the four
          sides (corners belong to both) give the plane
          (l + r + t + b) / 4 + (r - l) ((x + 0.5) / w - 0.5) + (b - t) ((y + 0.5) / h - 0.5).
          It replaces m where its median |residual| over the frame is smaller than that of m.
          With d = v - background, the ink is dark if sum(min(d, 0)^2) > sum(max(d, 0)^2); then
          v becomes 1 - v, and d becomes -d. (Shadows on a photograph: background.py.)
stretch   low = min(3 * 1.4826 * median |d| over the frame, 0.3 max(d)); high = mean of all d above
          (low + max(d)) / 2. Less than 0.03 from low to high is a blank picture.
          v = clip((d - low) / (high - low), 0, 1).
crop      The smallest box round all v >= 0.25 max(v). In a photograph only round what is also there
          from far away (the longer side scaled to 32 pixels, half the share), so no specks.
fit       Scaled so that the longer side is 20: round(side * 20 / longer), at least 1, with a
          triangle filter (Pillow's BILINEAR on mode "F": support max(scale, 1), weights
          normalised, first along x, then along y). Then times (max before / max after), so that a
          thin stroke stays black.
centre    Pasted on 28 x 28 so that its centre of mass (index) comes to 14: the left column is
          round(14 - centre). What would fall outside is cut off. The image: round(255 v) / 255.

A switch that is off leaves its step out: without `stretch` v stays as it is, without `crop` the box
is the whole picture, without `fit` the box is squeezed to 28 x 28, without `centre` the middle of
the box, not its mass, comes to the middle: the left column is round((28 - width) / 2). With
`invert` off, ink that is dark stays dark: it is stretched on 1 - v and turned back.

UCI digits: the longer side is 24, and the middle of the box comes to the middle, as in that set.

Fashion-MNIST (arXiv:1708.07747, section 2, without its sharpening): shades matter and there is no
ink. `invert`: 1 - v where the background is lighter than 0.5. `stretch`: where the background is
plain (nine tenths of the frame within 0.1 of it), v = clip((d - low) / (max - low), 0, 1) with
max = 1 - background, so that it comes to 0. `crop`: the box round all v >= 0.05 max(v). `fit`: the
longer side is 28. `centre`: the middle of the box comes to the middle, with and without the switch.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vae_core.data.datasets import dataset_info
from vae_core.errors import ConfigError
from vae_core.images.background import find_background
from vae_core.images.decode import Decoded, decode
from vae_core.images.resize import resize, round_half_up, scale_by, shrink_to

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

SIDE = 28
SWITCHES = ("rotate", "flatten", "invert", "stretch", "crop", "fit", "centre")
_FAR_SIDE = 32
_MIDDLE = 14
_GREY = np.array([0.299, 0.587, 0.114])
# By EXIF orientation: whether rows and columns change places, then whether x and y are mirrored.
_TURNS = {
    1: (False, False, False),
    2: (False, True, False),
    3: (False, True, True),
    4: (False, False, True),
    5: (True, False, False),
    6: (True, True, False),
    7: (True, True, True),
    8: (True, False, True),
}


@dataclass(frozen=True)
class Step:
    """One step of the preparation.

    picture: uint8, the result of the step, (h, w), ink 255 on 0. Before "invert": (h, w) grey,
        light 255, or (h, w, 3 or 4) in colours.
    note: plain numbers. size (w, h) of the picture; of "read", file_size as it is in the file; of
        "rotate", orientation; of "flatten", paper 0 or 1; of "invert", background in [0, 1]; of
        "stretch", low and high; of "crop", box (left, top, right, bottom) in the picture, which is
        still whole; of "centre", shift (right, down) from where the box alone would lie and centre
        (x, y) of mass, both in pixels of 28.
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
    """

    x: np.ndarray
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class _Protocol:
    """What differs between the datasets; see the top of this file.

    longer: the longer side after "fit".  box_from: the share of max(v) that is in the box.
    by_mass: "centre" centres the mass.  has_shades: the images show no ink.
    """

    longer: int
    box_from: float
    by_mass: bool = False
    has_shades: bool = False


_PROTOCOLS = {
    "mnist": _Protocol(20, 0.25, by_mass=True),
    "uci-digits": _Protocol(24, 0.25),
    "fashion-mnist": _Protocol(28, 0.05, has_shades=True),
}


def prepare_image(
    source: bytes | str | Path | Picture, dataset: str = "mnist", **switches: bool
) -> PreparedImage:
    """A picture as an image of the dataset.

    source: the content of a file, its path, or an image of Pillow.  switches: False leaves out one
    of the steps in `SWITCHES`.
    Raises ImageError, with a sentence to show, where it cannot be read or shows nothing, and
    ConfigError on an unknown dataset or switch.
    """
    on = _switches(switches)
    dataset_info(dataset)
    decoded = decode(source)
    pixels = decoded.pixels
    steps = [_step("read", pixels, file_size=decoded.size)]
    if rotated := on["rotate"] and decoded.orientation != 1:
        pixels = _upright(pixels, decoded)
    steps.append(_step("rotate", pixels, rotated, orientation=decoded.orientation))
    if pixels.ndim == 2:
        steps.append(_step("flatten", pixels, False))
        grey = pixels
    else:
        rgb = pixels[..., :3] / 255.0
        paper = None
        if flattened := on["flatten"] and pixels.shape[2] == 4:
            alpha = pixels[..., 3:] / 255.0
            paper = _paper(rgb @ _GREY, alpha[..., 0])
            rgb = rgb * alpha + paper * (1.0 - alpha)
        steps.append(_step("flatten", rgb, flattened, paper=paper))
        grey = rgb @ _GREY
    steps.append(_step("grey", grey))
    prepared = _prepared(grey, dataset, on, photo=True)
    return PreparedImage(prepared.x, (*steps, *prepared.steps))


def prepare_ink(ink: np.ndarray, dataset: str = "mnist", **switches: bool) -> PreparedImage:
    """A drawing, (h, w) in [0, 1], ink 1 on 0, as an image of the dataset.

    It has neither shadows nor dust: no light is evened out, and every dot counts as ink.
    Raises ImageError where it shows nothing, ConfigError on an unknown dataset or switch.
    """
    v = np.asarray(ink, dtype=np.float64)
    return _prepared(v, dataset, _switches(switches), photo=False)


def _prepared(v: np.ndarray, dataset: str, on: dict[str, bool], photo: bool) -> PreparedImage:
    """The steps from "invert" on. photo: light may be uneven and the paper may have specks."""
    protocol = _PROTOCOLS[dataset_info(dataset).name]
    ground = find_background(v, protocol.has_shades, photo)
    steps = []
    inverted = on["invert"] and ground.dark
    if inverted:
        v = 1.0 - v
    steps.append(_step("invert", v, inverted, background=ground.level))
    stretched = on["stretch"] and ground.plain
    if stretched:
        v = np.clip((ground.d - ground.low) / (ground.high - ground.low), 0.0, 1.0)
        if ground.dark and not inverted:
            v = 1.0 - v
    steps.append(_step("stretch", v, stretched, low=ground.low, high=ground.high))
    height, width = v.shape
    full = (0, 0, width, height)
    box = full
    if on["crop"]:
        box = (_ink_box if photo else _box)(v, protocol.box_from)
    steps.append(_step("crop", v, box != full, box=box))
    v = v[box[1] : box[3], box[0] : box[2]]
    v = _fitted(v, protocol.longer) if on["fit"] else resize(v, (SIDE, SIDE))
    steps.append(_step("fit", v, on["fit"]))
    v, shift, centre = _placed(v, by_mass=on["centre"] and protocol.by_mass)
    steps.append(_step("centre", v, shift != (0, 0), shift=shift, centre=centre))
    x = steps[-1].picture[None].astype(np.float32) / np.float32(255.0)
    return PreparedImage(x, tuple(steps))


def _switches(given: dict[str, bool]) -> dict[str, bool]:
    """All switches, those not given on. Raises ConfigError on an unknown one."""
    if unknown := set(given) - set(SWITCHES):
        raise ConfigError(f"There is no switch {min(unknown)!r}; there are {', '.join(SWITCHES)}.")
    return dict.fromkeys(SWITCHES, True) | given


def _step(name: str, picture: np.ndarray, used: bool = True, **figures: object) -> Step:
    if picture.dtype != np.uint8:
        picture = np.floor(np.clip(picture, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)
    height, width = picture.shape[:2]
    return Step(name, picture, {"size": (width, height), **figures}, used)


def _upright(pixels: np.ndarray, decoded: Decoded) -> np.ndarray:
    swapped, mirror_x, mirror_y = _TURNS[decoded.orientation]
    if swapped:
        pixels = pixels.swapaxes(0, 1)
    return pixels[:: -1 if mirror_y else 1, :: -1 if mirror_x else 1]


def _paper(grey: np.ndarray, alpha: np.ndarray) -> float:
    """The shade, 0 or 1, to put behind the transparency; see "flatten" above."""
    shade = (grey * alpha).sum() / max(alpha.sum(), 1e-9)
    return float((shade > 0.5) == (alpha.mean() > 0.5))


def _ink_box(v: np.ndarray, share: float) -> tuple[int, int, int, int]:
    """`_box` of what is still ink in a small copy, where specks vanish."""
    height, width = v.shape
    far = shrink_to(v, _FAR_SIDE)
    left, top, right, bottom = _box(far, share / 2)
    x, y = width / far.shape[1], height / far.shape[0]
    left, top = max(0, int((left - 1) * x)), max(0, int((top - 1) * y))
    near = v[top : int((bottom + 1) * y) + 1, left : int((right + 1) * x) + 1]
    inner = _box(near, share)
    return inner[0] + left, inner[1] + top, inner[2] + left, inner[3] + top


def _box(v: np.ndarray, share: float) -> tuple[int, int, int, int]:
    """The box (left, top, right, bottom) of all pixels of at least `share` of the maximum."""
    ink = v >= share * v.max()
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _fitted(v: np.ndarray, longer: int) -> np.ndarray:
    """v with its longer side `longer` and its maximum as before."""
    small = scale_by(v, longer / max(v.shape))
    return np.clip(small * (v.max() / max(small.max(), 1e-9)), 0.0, 1.0)


def _placed(
    v: np.ndarray, by_mass: bool
) -> tuple[np.ndarray, tuple[int, int], tuple[float, float]]:
    """(v on 28 x 28, its shift (right, down) from the middle, its centre of mass (x, y))."""
    height, width = v.shape
    mass = max(float(v.sum()), 1e-9)
    x = float((v.sum(0) * np.arange(width)).sum() / mass)
    y = float((v.sum(1) * np.arange(height)).sum() / mass)
    middle = round_half_up((SIDE - width) / 2), round_half_up((SIDE - height) / 2)
    left, top = (round_half_up(_MIDDLE - x), round_half_up(_MIDDLE - y)) if by_mass else middle
    large = np.zeros((3 * SIDE, 3 * SIDE))
    large[SIDE + top : SIDE + top + height, SIDE + left : SIDE + left + width] = v
    shift = (left - middle[0], top - middle[1])
    return large[SIDE : 2 * SIDE, SIDE : 2 * SIDE], shift, (left + x, top + y)
