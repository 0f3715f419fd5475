"""How the images of each dataset were made, and whether a picture is made like that already."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vae_core.images.fitting import SIDE, ink_box


@dataclass(frozen=True)
class Protocol:
    """What differs between the datasets; see the top of prepare.py.

    longer: the longer side after "fit".  box_from: the share of max(v) that is in the box.
    by_mass: "centre" centres the mass.  has_shades: the images show no ink.
    slack: images of the dataset are up to so many pixels shorter than `longer`.
    """

    longer: int
    box_from: float
    by_mass: bool = False
    has_shades: bool = False
    slack: int = 0


PROTOCOLS = {
    "mnist": Protocol(20, 0.25, by_mass=True, slack=1),
    "uci-digits": Protocol(24, 0.25),
    "fashion-mnist": Protocol(28, 0.05, has_shades=True, slack=2),
}
# The darkest pixel of nearly every image. UCI digits are enlarged, so theirs vary.
_DARK = 230


def is_as_made(image: np.ndarray, protocol: Protocol) -> bool:
    """True if the image, uint8, ink 255 on 0, already is as the dataset's makers left theirs.

    Its size is 28 x 28, the longer side of its box and the place of its mass, or of its box, are
    those of the dataset, and around the box nothing is above 0.
    """
    if image.shape != (SIDE, SIDE) or image.max() < _DARK:
        return False
    left, top, right, bottom = ink_box(image.astype(float), 1 / 255 / 2)
    longer = max(right - left, bottom - top)
    if not protocol.longer - protocol.slack <= longer <= protocol.longer:
        return False
    if not protocol.by_mass:
        # The longer side fills its place; the other may be anywhere (UCI's boxes of 8 x 8 pixels).
        start = (SIDE - protocol.longer) // 2
        return min(left, top) >= start and max(right, bottom) <= SIDE - start
    index, mass = np.arange(SIDE), float(image.sum())
    x, y = (float((image.sum(axis) * index).sum()) / mass for axis in (0, 1))
    # Placed to the nearest pixel, the mass is at 14 or half a pixel beside it.
    return max(abs(x - SIDE / 2), abs(y - SIDE / 2)) < 0.56
