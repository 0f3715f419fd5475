"""Turns any picture into an image of a dataset: (1, 28, 28), ink 1 on 0, made as MNIST was made.

`prepare_image` takes a file and `prepare_ink` a drawing. Both return the image and a record of
every step. ui/components/js/shared/ink/prepare.js has the steps of a drawing, for the drawing pad.
Values v are floats in [0, 1], light 1; `round` is floor(v + 0.5); a median of an even number is
the mean of the middle two. In order:

rotate    Turned upright, as EXIF says.
flatten   Transparency on paper: where over half of the area is opaque the paper takes its shade
          (white if that is over 0.5 in the mean, else black), else the opposite one, so that white
          ink on nothing comes on black.
made      A picture of 28 x 28 that already is as the dataset's makers left theirs (protocols.py),
          or so once it is turned round, passes as it is: nothing of the rest is done.
grey      0.299 R + 0.587 G + 0.114 B; where that shows nothing, the colour in which ink and ground
          differ (colour.py). (What is drawn on the pad is grey already: ink 1 on 0.)
sheet     Of a photograph, only the sheet of paper, without the desk (photo/sheet.py).
invert    The background is read off the frame, the outermost r = max(1, floor(min(h, w) / 20))
          pixels of each side. Level: its median m. Tilted light: the medians l, r, t, b of the four
          sides (corners belong to both) give the plane
          (l + r + t + b) / 4 + (r - l) ((x + 0.5) / w - 0.5) + (b - t) ((y + 0.5) / h - 0.5).
          It replaces m where its median |residual| over the frame is smaller than that of m.
          With d = v - background, the ink is dark if sum(min(d, 0)^2) > sum(max(d, 0)^2); then
          v becomes 1 - v, and d becomes -d. (Shadows on a photograph: photo/background.py.)
stretch   low = min(3 * 1.4826 * median |d| over the frame, 0.3 max(d)); high = mean of all d above
          (low + max(d)) / 2. Less than 0.03 from low to high is a blank picture.
          v = clip((d - low) / (high - low), 0, 1).
rules     Of a photograph: long, straight, thin lines are removed (photo/rules.py), if
          something is left.
single    Of a photograph: what the frame cuts is left out, unless everything is cut, and one of the
          separate things is taken (photo/things.py).
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

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vae_core.data.datasets import dataset_info
from vae_core.errors import ConfigError
from vae_core.images.colour import along_colour, luminance, principal_colour
from vae_core.images.fitting import SIDE, box_from_afar, centred, fitted, ink_box
from vae_core.images.photo.background import find_background
from vae_core.images.photo.rules import without_rules
from vae_core.images.photo.sheet import find_sheet
from vae_core.images.photo.things import find_things
from vae_core.images.protocols import PROTOCOLS, Protocol, is_as_made
from vae_core.images.reading.decode import Decoded, Region, decode, upright
from vae_core.images.reading.memory import MEMORY, PREPARING
from vae_core.images.resize import resize
from vae_core.images.steps import PreparedImage, Step, step

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

SWITCHES = (
    "rotate",
    "flatten",
    "sheet",
    "invert",
    "stretch",
    "rules",
    "single",
    "crop",
    "fit",
    "centre",
)

_RULED = 5  # So many lines are those of a sheet.


def prepare_image(
    source: bytes | str | Path | Picture,
    dataset: str = "mnist",
    *,
    region: Region | None = None,
    thing: int | None = None,
    **switches: bool,
) -> PreparedImage:
    """A picture as an image of the dataset.

    source: the content of a file, its path, or an image of Pillow.
    region: the part of the upright picture that is looked at: left, top, right, bottom, 0 to 1.
    thing: which of the `things` in the picture; the most plausible if None or not there.
    switches: False leaves out one of the steps in `SWITCHES`.
    Raises ImageError, with a sentence to show, where it cannot be read or shows nothing (BusyError
    where there is no memory for it at this moment); ConfigError on an unknown dataset or switch.
    """
    on = _switches(switches)
    protocol = _protocol(dataset)
    decoded = decode(source, region)
    with MEMORY.reserved(PREPARING):
        return _from_decoded(decoded, protocol, on, region, thing)


def _from_decoded(
    decoded: Decoded,
    protocol: Protocol,
    on: dict[str, bool],
    region: Region | None,
    thing: int | None,
) -> PreparedImage:
    pixels = decoded.pixels
    steps = [step("read", pixels, file_size=decoded.size, region=region)]
    if rotated := on["rotate"] and decoded.orientation != 1:
        pixels = upright(decoded)
    steps.append(step("rotate", pixels, rotated, orientation=decoded.orientation))
    if (made := _as_made(pixels, protocol, on["invert"])) is not None:
        steps.append(step("made", made))
        return _finished(steps)
    rgb = None
    if pixels.ndim == 2:
        steps.append(step("flatten", pixels, False))
        grey, axis = pixels, None
    else:
        rgb = pixels[..., :3] / 255.0
        paper = None
        if flattened := on["flatten"] and pixels.shape[2] == 4:
            alpha = pixels[..., 3:] / 255.0
            paper = _paper(luminance(rgb), alpha[..., 0])
            rgb = rgb * alpha + paper * (1.0 - alpha)
        steps.append(step("flatten", rgb, flattened, paper=paper))
        axis = None if protocol.has_shades else principal_colour(rgb)
        grey = luminance(rgb) if axis is None else along_colour(rgb, axis)
    steps.append(step("grey", grey, axis=None if axis is None else axis.tolist()))
    looked_for = on["sheet"] and axis is None and not protocol.has_shades
    grey, sheet, box = _sheet_alone(grey, find_sheet(grey, rgb) if looked_for else None)
    steps.append(step("sheet", grey, sheet is not None, box=box))
    return _prepared(grey, protocol, on, steps, sheet=sheet, thing=thing, photo=True)


def prepare_ink(ink: np.ndarray, dataset: str = "mnist", **switches: bool) -> PreparedImage:
    """A drawing, (h, w) in [0, 1], ink 1 on 0, as an image of the dataset.

    It has neither shadows nor dust: no light is evened out, and every dot counts as ink.
    Raises ImageError where it shows nothing, ConfigError on an unknown dataset or switch.
    """
    v = np.asarray(ink, dtype=np.float64)
    return _prepared(v, _protocol(dataset), _switches(switches), [])


def _protocol(dataset: str) -> Protocol:
    """How images of a dataset were made. Raises ConfigError where that is not known."""
    name = dataset_info(dataset).name
    if name not in PROTOCOLS:
        raise ConfigError(
            f"Pictures are prepared for {', '.join(PROTOCOLS)}; how images of {name} are made of a "
            "picture is not known."
        )
    return PROTOCOLS[name]


def _prepared(
    v: np.ndarray,
    protocol: Protocol,
    on: dict[str, bool],
    steps: list[Step],
    *,
    sheet: np.ndarray | None = None,
    thing: int | None = None,
    photo: bool = False,
) -> PreparedImage:
    """The steps from "invert" on, after `steps`.

    sheet: where the paper is, bool.  photo: light may be uneven and the paper may have specks.
    """
    ground = find_background(v, protocol.has_shades, photo)
    inverted = on["invert"] and ground.dark
    if inverted:
        v = 1.0 - v
    steps.append(step("invert", v, inverted, background=ground.level))
    stretched = on["stretch"] and ground.plain
    if stretched:
        v = np.clip((ground.d - ground.low) / (ground.high - ground.low), 0.0, 1.0)
        if ground.dark and not inverted:
            v = 1.0 - v
    steps.append(step("stretch", v, stretched, low=ground.low, high=ground.high))
    # What follows needs ink on nothing.
    is_ink = photo and not protocol.has_shades and stretched and (inverted or not ground.dark)
    lines = 0
    if photo:
        if is_ink and on["rules"]:
            v, lines = _without_rules(v, sheet)
        steps.append(step("rules", v, bool(lines), lines=lines))
    things = find_things(v, sheet) if is_ink and on["single"] else None
    if things is None:
        if photo:
            steps.append(step("single", v, False, things=1, cut=0))
        return _laid_out(v, protocol, on, steps, photo)
    n = len(things.masks)
    number = thing if thing is not None and 0 <= thing < n else things.best
    is_used = n > 1 or things.cut > 0 or lines > 0
    # Where nothing is to be left out, every speck stays, since it may be meant.
    ways = [things.alone(v, i) for i in range(n)] if is_used else [v]
    single = step("single", ways[number], is_used, things=n, cut=things.cut)
    prepared = [_laid_out(one, protocol, on, [*steps, single], photo) for one in ways]
    chosen = prepared[number]
    return PreparedImage(chosen.x, chosen.steps, tuple(one.x for one in prepared), number)


def _laid_out(
    v: np.ndarray, protocol: Protocol, on: dict[str, bool], steps: list[Step], photo: bool
) -> PreparedImage:
    """The steps from "crop" on, after `steps`."""
    steps = list(steps)
    height, width = v.shape
    full = (0, 0, width, height)
    box = full
    if on["crop"]:
        box = (box_from_afar if photo else ink_box)(v, protocol.box_from)
    steps.append(step("crop", v, box != full, box=box))
    v = v[box[1] : box[3], box[0] : box[2]]
    v = fitted(v, protocol.longer) if on["fit"] else resize(v, (SIDE, SIDE))
    steps.append(step("fit", v, on["fit"]))
    v, shift, centre = centred(v, by_mass=on["centre"] and protocol.by_mass)
    steps.append(step("centre", v, shift != (0, 0), shift=shift, centre=centre))
    return _finished(steps)


def _finished(steps: list[Step]) -> PreparedImage:
    """The picture of the last step, 28 x 28, as the image."""
    x = steps[-1].picture[None].astype(np.float32) / np.float32(255.0)
    return PreparedImage(x, tuple(steps), (x,))


def _as_made(pixels: np.ndarray, protocol: Protocol, invert: bool) -> np.ndarray | None:
    """The image, uint8, ink 255 on 0, where the picture is made like the dataset's; else None."""
    if pixels.dtype != np.uint8 or pixels.shape[:2] != (SIDE, SIDE):
        return None
    grey = pixels[..., 0]
    if (pixels[..., 1:3] != pixels[..., :1]).any() or (pixels[..., 3:] != 255).any():
        return None
    for image in (grey, 255 - grey) if invert else (grey,):
        if is_as_made(image, protocol):
            return image
    return None


def _sheet_alone(
    grey: np.ndarray, sheet: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray | None, tuple[int, int, int, int]]:
    """(the box round the sheet, the sheet in it, that box); beside it the paper goes on."""
    from scipy.ndimage import distance_transform_edt

    height, width = grey.shape
    if sheet is None:
        return grey, None, (0, 0, width, height)
    left, top, right, bottom = box = ink_box(sheet.astype(float), 1.0)
    inside = sheet[top:bottom, left:right]
    nearest = distance_transform_edt(~inside, return_distances=False, return_indices=True)
    return grey[top:bottom, left:right][tuple(nearest)], inside, box


def _without_rules(v: np.ndarray, sheet: np.ndarray | None) -> tuple[np.ndarray, int]:
    """(v without ruled lines, their number); v as it is where nothing would be left of it.

    A few lines may be strokes of a digit that the frame cuts; many are a ruled sheet.
    """
    clean, lines = without_rules(v, sheet)
    if not lines:
        return v, 0
    things = find_things(clean, sheet)
    if things.is_free or (lines >= _RULED and not things.is_empty):
        return clean, lines
    return v, 0


def _switches(given: dict[str, bool]) -> dict[str, bool]:
    """All switches, those not given on. Raises ConfigError on an unknown one."""
    if unknown := set(given) - set(SWITCHES):
        raise ConfigError(f"There is no switch {min(unknown)!r}; there are {', '.join(SWITCHES)}.")
    return dict.fromkeys(SWITCHES, True) | given


def _paper(grey: np.ndarray, alpha: np.ndarray) -> float:
    """The shade, 0 or 1, to put behind the transparency; see "flatten" above."""
    shade = (grey * alpha).sum() / max(alpha.sum(), 1e-9)
    return float((shade > 0.5) == (alpha.mean() > 0.5))
