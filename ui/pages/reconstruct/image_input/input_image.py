"""An input image: prepared for the models, or refused with a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import streamlit as st

from ui.pages.reconstruct.image_input.steps import thumbnail
from ui.services.caches.resources import test_images
from ui.services.pictures import from_planes, has_dark_ground
from ui.text.outside import error_sentence
from ui.text.words import _
from vae_core.data.datasets import DATASETS, dataset_info
from vae_core.errors import BusyError, ImageError
from vae_core.images.plain import fit_image
from vae_core.images.prepare import prepare_image
from vae_core.images.protocols import PROTOCOLS
from vae_core.images.reading.decode import Region
from vae_core.images.steps import PreparedImage, Step

_KEPT = "reconstruct_prepared"
_PARTS = "reconstruct_parts"
_SEEN = "reconstruct_seen"
_STEPS = "reconstruct_steps"


@dataclass(frozen=True)
class File:
    """A picture as it was given: an id of its own, a name for the screen, and its content.

    size: the width and height it had, where the content is a smaller copy.
    """

    id: str
    name: str
    content: bytes
    size: tuple[int, int] | None = None


@dataclass(frozen=True)
class Part:
    """The part of a picture that is used: a region of it, and one of the things in that."""

    region: Region | None = None
    thing: int | None = None


@dataclass(frozen=True)
class Given:
    """An image as the models get it.

    name: on screen.  x: float32, (H, W), ink 1 on 0, or (H, W, 3).
    index: the number of a test image.
    file: what it was prepared from.  things: each of the things in the picture, as x, of which
    `thing` is x.  why: a sentence where x is of the whole picture since the region shows nothing.
    """

    name: str
    x: np.ndarray
    index: int | None = None
    file: File | None = None
    things: tuple[np.ndarray, ...] = ()
    thing: int = 0
    why: str = ""


@dataclass(frozen=True)
class Refused:
    """A file that cannot be read as an image, and why. again: it may be read a little later."""

    name: str
    why: str
    again: bool = False


def part_of(file: File) -> Part:
    """The part of a picture that the visitor chose."""
    return st.session_state.get(_PARTS, {}).get(file.id, Part())


def use_part(file: File, part: Part) -> None:
    """Keep the part of a picture that the visitor chose."""
    st.session_state[_PARTS] = st.session_state.get(_PARTS, {}) | {file.id: part}


def prepare(
    given: Sequence[File | Refused], dataset: str, switches: dict[str, bool]
) -> list[Given | Refused]:
    """Each file as an image, or refused, in their order.

    Prepared images are cached only in the visitor's session, as long as their file is given.
    """
    state = st.session_state
    kept: dict = state.get(_KEPT, {})
    state[_KEPT] = {}
    parts = state.get(_PARTS, {})
    files = [file for file in given if isinstance(file, File)]
    state[_PARTS] = {file.id: parts[file.id] for file in files if file.id in parts}
    return [
        prepare_again(file, dataset, switches, kept) if isinstance(file, File) else file
        for file in given
    ]


def prepare_again(
    file: File, dataset: str, switches: dict[str, bool], kept: dict | None = None
) -> Given | Refused:
    """One file as an image, with the part of it that is chosen now."""
    cache = st.session_state[_KEPT]
    key = _key(file, dataset, switches)
    image = (cache if kept is None else kept).get(key) or _prepared(file, dataset, switches)
    # One entry a file: a box that is dragged would leave hundreds.
    for old in [old for old in cache if old[0] == file.id]:
        del cache[old]
    if not (isinstance(image, Refused) and image.again):
        cache[key] = image
    return image


def steps_of(file: File, dataset: str, switches: dict[str, bool]) -> tuple[Step, ...]:
    """The steps of a file's preparation, with small pictures; () where it cannot be read.

    They are kept of one file only: of a hundred they would be a hundred megabytes.
    """
    key = _key(file, dataset, switches)
    if st.session_state.get(_STEPS, ("", ()))[0] != key:
        _prepared(file, dataset, switches)
    last, steps = st.session_state.get(_STEPS, ("", ()))
    return steps if last == key else ()


def newest(files: Sequence[Given]) -> int | None:
    """The place of a picture that was not given before, the last of them; None without one."""
    ids = [image.file.id for image in files if image.file]
    seen = st.session_state.get(_SEEN, frozenset())
    st.session_state[_SEEN] = frozenset(ids)
    new = [place for place, one in enumerate(ids) if one not in seen]
    return new[-1] if new else None


def _key(file: File, dataset: str, switches: dict[str, bool]) -> tuple:
    """What an image that was prepared depends on; the file's id comes first."""
    return (file.id, part_of(file), dataset, *sorted(switches.items()))


def _prepared(file: File, dataset: str, switches: dict[str, bool]) -> Given | Refused:
    part, why = part_of(file), ""
    try:
        try:
            image = _image(file, part, dataset, switches)
        except BusyError:
            raise
        except ImageError as error:
            if part.region is None:
                raise
            why = error_sentence(error)
            image = _image(file, Part(), dataset, switches)
    except ImageError as error:
        return Refused(file.name, error_sentence(error), again=isinstance(error, BusyError))
    steps = tuple(replace(step, picture=thumbnail(step.picture)) for step in image.steps)
    if file.size:
        steps = (replace(steps[0], note=steps[0].note | {"file_size": file.size}), *steps[1:])
    st.session_state[_STEPS] = (_key(file, dataset, switches), steps)
    x, *things = from_planes(np.stack([image.x, *image.things]))
    return Given(file.name, x, file=file, things=tuple(things), thing=image.thing, why=why)


def _image(file: File, part: Part, dataset: str, switches: dict[str, bool]) -> PreparedImage:
    options: dict[str, Any] = dict(switches)
    if dataset in PROTOCOLS:
        return prepare_image(file.content, dataset, region=part.region, thing=part.thing, **options)
    if dataset not in DATASETS:
        raise ImageError(
            _("{name} is no longer here: no picture is made like its images.").format(name=dataset)
        )
    images, _problem = test_images(dataset)
    on_dark = None if images is None else has_dark_ground(images)
    shape = dataset_info(dataset).image_shape
    return fit_image(file.content, shape, region=part.region, on_dark=on_dark, **options)
