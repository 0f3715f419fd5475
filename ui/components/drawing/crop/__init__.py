"""A box that is dragged over a picture: the part of it that the model is to see.

While it is dragged the browser sends each new region as soon as the last one was answered
(`js/main.js`, `commit`), so the result follows the box as fast as the server works.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ui.components.drawing.crop.words import words
from ui.components.mount import LiveComponent, file_url
from vae_core.images.reading.decode import Region

_component = LiveComponent("latent_crop", __file__)


@dataclass(frozen=True)
class Picture:
    """The picture under the box.

    Attributes:
        content: a file that browsers show.  size: its width and height.
        region: where the box is; None for the whole picture.
        rev: raise it with another picture or another region than the browser's own.
        answered: the number of the last region that was worked out.
    """

    content: bytes
    mimetype: str
    size: tuple[int, int]
    region: Region | None
    rev: int
    answered: int


def crop(picture: Picture, *, key: str, on_region: Callable[[], None]) -> Any:
    """Mount the component.

    The result, and `st.session_state[key]`, hold `region`: {"region": four shares or None, "n": a
    number that rises, "done": the box was let go}; and `fallback`.
    """
    data = {
        "picture_url": file_url(picture.content, key, "picture", picture.mimetype),
        "size": list(picture.size),
        "region": picture.region and [float(share) for share in picture.region],
        "answered": picture.answered,
        "rev": picture.rev,
        "words": words(),
    }
    return _component(key, data, region=on_region)
