"""The way between two images: both paths as strips over one slider, live in the browser.

Every picture of the paths is decoded on the server once; moving along them (`js/main.js`, `go`)
reruns nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st

from ui.components import bundle
from ui.components.interpolation.words import words
from ui.services import media
from vae_core.latent.geometry import View

_component = st.components.v2.component("latent_walk", js=bundle.loader(), isolate_styles=False)
_ROOM, _LEAST_SHARE = 1.6, 0.1


@dataclass(frozen=True)
class Ends:
    """An image at one end of the way. `original`: base64 of its 784 bytes, or None where it is
    not on this machine."""

    caption: str
    original: str | None


@dataclass(frozen=True)
class Map:
    """The two paths over a latent plane. codes: as `resources.codes`, n of them; `straight` and
    `spherical`: (F, 2)."""

    codes: bytes
    n: int
    classes: tuple[str, ...]
    view: View
    straight: np.ndarray
    spherical: np.ndarray


def walk(
    t: np.ndarray,
    straight: np.ndarray,
    spherical: np.ndarray,
    per_tile: int,
    ends: tuple[Ends, Ends],
    plane: Map | None,
    *,
    key: str,
) -> bool:
    """Mount the component; False where the browser could not start it.

    Args:
        t: (F,), where each frame lies on the way: 0 at the first end, 1 at the second.
        straight, spherical: the frames, (F, 28, 28), ink 1 on 0.
        per_tile: every so many frames one is shown in the strip.
        plane: only where the model has two latent numbers.
    """
    frames = np.round(255 * np.concatenate([straight, spherical])).astype(np.uint8).tobytes()
    script = bundle.javascript(Path(__file__).parent).encode()
    data = {
        "script_url": media.url(script, f"{key}-script", "application/javascript"),
        "frames_url": media.url(frames, f"{key}-frames"),
        "t": [round(float(value), 4) for value in t],
        "per_tile": per_tile,
        "ends": [{"caption": end.caption, "original": end.original} for end in ends],
        "map": None if plane is None else _map(plane, t, key),
        "words": words(),
    }
    # In a tuple, as ui/components/explorer does: Streamlit would look for data frames in a dict.
    return not _component(key=key, data=(data,), on_fallback_change=_nothing).fallback


def _map(plane: Map, t: np.ndarray, key: str) -> dict:
    """The piece of the plane around both paths, with room to see what lies beside them."""
    paths = np.concatenate([plane.straight, plane.spherical])
    low, high = paths.min(0), paths.max(0)
    half = max(_ROOM * float((high - low).max()) / 2, _LEAST_SHARE * plane.view.half)
    return {
        "codes_url": media.url(plane.codes, f"{key}-codes"),
        "n": plane.n,
        "classes": list(plane.classes),
        "center": ((low + high) / 2).tolist(),
        "half": half,
        "at_b": int(np.argmin(np.abs(t - 1))),
        "paths": [plane.straight.tolist(), plane.spherical.tolist()],
    }


def _nothing() -> None:
    """A state needs a callback to be there from the start."""
