"""An input image: prepared for the models, or refused with a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from vae_core.errors import ImageError
from vae_core.images.decode import Region
from vae_core.images.prepare import PreparedImage, Step, prepare_image

_KEPT = "reconstruct_prepared"
_PARTS = "reconstruct_parts"
_SEEN = "reconstruct_seen"


@dataclass(frozen=True)
class File:
    """A picture as it was given: an id of its own, a name for the screen, and its content."""

    id: str
    name: str
    content: bytes


@dataclass(frozen=True)
class Part:
    """The part of a picture that is used: a region of it, and one of the things in that."""

    region: Region | None = None
    thing: int | None = None


@dataclass(frozen=True)
class Given:
    """An image as the models get it.

    name: on screen.  x: float32, (28, 28), ink 1 on 0.
    steps: of its preparation; empty for a test image.  index: the number of a test image.
    file: what it was prepared from.  things: each of the things in the picture, (28, 28), of which
    `thing` is x.  why: a sentence where x is of the whole picture since the region shows nothing.
    """

    name: str
    x: np.ndarray
    steps: tuple[Step, ...] = ()
    index: int | None = None
    file: File | None = None
    things: tuple[np.ndarray, ...] = ()
    thing: int = 0
    why: str = ""


@dataclass(frozen=True)
class Refused:
    """A file that cannot be read as an image, and why."""

    name: str
    why: str


def part_of(file: File) -> Part:
    """The part of a picture that the visitor chose."""
    return st.session_state.get(_PARTS, {}).get(file.id, Part())


def use_part(file: File, part: Part) -> None:
    """Keep the part of a picture that the visitor chose."""
    st.session_state[_PARTS] = st.session_state.get(_PARTS, {}) | {file.id: part}


def prepare(
    files: Sequence[File], dataset: str, switches: dict[str, bool]
) -> list[Given | Refused]:
    """Each file as an image, or refused, in their order.

    Prepared images are cached only in the visitor's session, as long as their file is given.
    """
    state = st.session_state
    kept: dict = state.get(_KEPT, {})
    state[_KEPT] = {}
    parts = state.get(_PARTS, {})
    state[_PARTS] = {file.id: parts[file.id] for file in files if file.id in parts}
    return [prepare_again(file, dataset, switches, kept) for file in files]


def prepare_again(
    file: File, dataset: str, switches: dict[str, bool], kept: dict | None = None
) -> Given | Refused:
    """One file as an image, with the part of it that is chosen now."""
    cache = st.session_state[_KEPT]
    part = part_of(file)
    key = (file.id, part, dataset, *sorted(switches.items()))
    image = (cache if kept is None else kept).get(key) or _prepared(file, part, dataset, switches)
    # One entry a file: a box that is dragged would leave hundreds.
    for old in [old for old in cache if old[0] == file.id]:
        del cache[old]
    cache[key] = image
    return image


def newest(files: Sequence[Given]) -> int | None:
    """The place of a picture that was not given before, the last of them; None without one."""
    ids = [image.file.id for image in files if image.file]
    seen = st.session_state.get(_SEEN, frozenset())
    st.session_state[_SEEN] = frozenset(ids)
    new = [place for place, one in enumerate(ids) if one not in seen]
    return new[-1] if new else None


def _prepared(file: File, part: Part, dataset: str, switches: dict[str, bool]) -> Given | Refused:
    why = ""
    try:
        try:
            image = _image(file, part, dataset, switches)
        except ImageError as error:
            if part.region is None:
                raise
            why = str(error)
            image = _image(file, Part(), dataset, switches)
    except ImageError as error:
        return Refused(file.name, str(error))
    things = tuple(x[0] for x in image.things)
    return Given(
        file.name, image.x[0], image.steps, file=file, things=things, thing=image.thing, why=why
    )


def _image(file: File, part: Part, dataset: str, switches: dict[str, bool]) -> PreparedImage:
    options: dict[str, Any] = dict(switches)
    return prepare_image(file.content, dataset, region=part.region, thing=part.thing, **options)
