"""How large an own dataset may be: the table `[datasets]` of `limits.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from vae_core.data.info import MAX_CLASSES

MIN_IMAGES, MAX_IMAGES = 200, 200_000
MB = 1_000_000
AtLeastOne = Annotated[int, Meta(ge=1)]


@dataclass(frozen=True)
class DatasetLimits:
    """Limits of own datasets; megabytes are 10^6 bytes.

    images, classes: of one dataset.  pixels: of one picture, before it is made smaller.
    unpacked: megabytes of everything in one file, unpacked.  kept: megabytes of one dataset, a byte
    for each channel of a pixel.
    upload, total: of visitors of the app: megabytes of one upload, and of all they have added.
    """

    images: Annotated[int, Meta(ge=MIN_IMAGES, le=MAX_IMAGES)] = MAX_IMAGES
    classes: Annotated[int, Meta(ge=1, le=MAX_CLASSES)] = MAX_CLASSES
    pixels: AtLeastOne = 25_000_000
    unpacked: AtLeastOne = 2_000
    kept: AtLeastOne = 700
    upload: AtLeastOne = 100
    total: AtLeastOne = 2_000
