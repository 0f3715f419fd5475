"""The paths between two images, straight and spherical, as strips over one slider.

Every picture of the paths is decoded on the server once; moving along them happens in the browser
(`js/main.js`, `go`) and reruns nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ui.components.mount import LiveComponent, file_url
from ui.components.planes.interpolation.words import words
from ui.services.pictures import as_bytes, planar
from vae_core.latent.geometry import View

_component = LiveComponent("latent_walk", __file__)
# Of the map: its width in units of the paths' extent, and its least share of the home view.
_ROOM, _LEAST_SHARE = 1.6, 0.1


@dataclass(frozen=True)
class Ends:
    """An image at one end of the paths. `original`: base64 of its bytes, or None where it is not
    on this machine."""

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
        t: (F,), position of each frame on the paths: 0 at the first end, 1 at the second.
        straight, spherical: the frames, (F, H, W), ink 1 on 0, or (F, H, W, 3).
        per_tile: number of frames from one picture of the strip to the next.
        plane: only where the latent dimension is two.
    """
    frames = as_bytes(np.concatenate([straight, spherical]))
    height, width, *channels = frames.shape[1:]
    data = {
        "image_shape": [*(channels or [1]), height, width],
        "frames_url": file_url(b"".join(map(planar, frames)), key, "frames"),
        "t": [round(float(value), 4) for value in t],
        "per_tile": per_tile,
        "ends": [{"caption": end.caption, "original": end.original} for end in ends],
        "map": None if plane is None else _map(plane, t, key),
        "words": words(),
    }
    return not _component(key, data).fallback


def _map(plane: Map, t: np.ndarray, key: str) -> dict:
    """Data of the map: the part of the plane around both paths, with a margin."""
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
