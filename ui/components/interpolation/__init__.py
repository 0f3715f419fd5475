"""The way between two images: both paths as strips over one slider, live in the browser.

Every picture of the paths is decoded on the server once; moving along them (`js/main.js`, `go`)
reruns nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ui.components.interpolation.words import words
from ui.components.mount import LiveComponent, file_url
from vae_core.latent.geometry import View

_component = LiveComponent("latent_walk", __file__)
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
    data = {
        "frames_url": file_url(frames, key, "frames"),
        "t": [round(float(value), 4) for value in t],
        "per_tile": per_tile,
        "ends": [{"caption": end.caption, "original": end.original} for end in ends],
        "map": None if plane is None else _map(plane, t, key),
        "words": words(),
    }
    return not _component(key, data).fallback


def _map(plane: Map, t: np.ndarray, key: str) -> dict:
    """The piece of the plane around both paths, with room to see what lies beside them."""
    paths = np.concatenate([plane.straight, plane.spherical])
    low, high = paths.min(0), paths.max(0)
    half = max(_ROOM * float((high - low).max()) / 2, _LEAST_SHARE * plane.view.half)
    return {
        "codes_url": file_url(plane.codes, key, "codes"),
        "n": plane.n,
        "classes": list(plane.classes),
        "center": ((low + high) / 2).tolist(),
        "half": half,
        "at_b": int(np.argmin(np.abs(t - 1))),
        "paths": [plane.straight.tolist(), plane.spherical.tolist()],
    }
