"""An input image: prepared for the models, or refused with a sentence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from vae_core.errors import ImageError
from vae_core.images.prepare import Step, prepare_image

_KEPT = "reconstruct_prepared"


@dataclass(frozen=True)
class Given:
    """An image as the models get it.

    name: on screen.  x: float32, (28, 28), ink 1 on 0.
    steps: of its preparation; empty for a test image.  index: the number of a test image.
    """

    name: str
    x: np.ndarray
    steps: tuple[Step, ...] = ()
    index: int | None = None


@dataclass(frozen=True)
class Refused:
    """A file that cannot be read as an image, and why."""

    name: str
    why: str


def prepare(
    files: list[tuple[str, str, bytes]], dataset: str, switches: dict[str, bool]
) -> list[Given | Refused]:
    """Each file (its id, name and content) as an image, or refused, in their order.

    Prepared images are cached only in the visitor's session, as long as their file is given.
    """
    state = st.session_state
    kept: dict = state.get(_KEPT, {})
    state[_KEPT] = {}
    setting = (dataset, *sorted(switches.items()))
    for file_id, name, content in files:
        key = (file_id, setting)
        state[_KEPT][key] = kept.get(key) or _prepared(name, content, dataset, switches)
    return [state[_KEPT][file_id, setting] for file_id, _name, _content in files]


def _prepared(
    name: str, content: bytes, dataset: str, switches: dict[str, bool]
) -> Given | Refused:
    try:
        image = prepare_image(content, dataset, **switches)
    except ImageError as error:
        return Refused(name, str(error))
    return Given(name, image.x[0], image.steps)
