"""The same images on several planes: codes of a network, PCA, t-SNE. One image is lit in all.

All of it is drawn in the browser (`js/main.js`); Python hears nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ui.components.mount import LiveComponent, file_url
from ui.components.planes.projections.sheet import image_sheet
from ui.components.planes.projections.words import words

_component = LiveComponent("projections", __file__)
_COLUMNS = 50  # of the sheet of images


@dataclass(frozen=True)
class PlaneOfImages:
    """One plane. title: its name. xy: (N, 2). figures: (name, value) of each. note: what it is."""

    title: str
    xy: np.ndarray
    figures: Sequence[tuple[str, str]]
    note: str


@dataclass(frozen=True)
class Scene:
    """What the component shows.

    Attributes:
        name: of the run; another reloads everything.
        planes: at least one.
        images: uint8, (N, H, W) or (N, H, W, 3).
        labels: (N,), the class of each.
        classes: a name for each class.
        are_clusters: the classes are clusters of the codes.
        nearest: (N, k), the indices of the images that are nearest to each by their pixels.
    """

    name: str
    planes: Sequence[PlaneOfImages]
    images: np.ndarray
    labels: np.ndarray
    classes: Sequence[str]
    are_clusters: bool
    nearest: np.ndarray


def projections(scene: Scene, *, key: str):
    """Mount the planes. The result holds `fallback`, True where the browser could not start it."""
    count, height, width = scene.images.shape[:3]
    parts = [
        *(plane.xy.astype("<f4") for plane in scene.planes),
        scene.nearest.astype("<u2"),
        scene.labels.astype(np.uint8),
    ]
    data = {
        "run": scene.name,
        "n": count,
        "nearest": scene.nearest.shape[1],
        "points_url": file_url(b"".join(part.tobytes() for part in parts), key, "points"),
        "planes": [
            {
                "title": plane.title,
                "note": plane.note,
                "figures": [{"name": name, "value": value} for name, value in plane.figures],
            }
            for plane in scene.planes
        ],
        "classes": list(scene.classes),
        "images": {
            "url": file_url(image_sheet(scene.images, _COLUMNS), key, "images", "image/webp"),
            "columns": _COLUMNS,
            "width": width,
            "height": height,
            "is_ink": scene.images.ndim == 3,
        },
        "words": words(scene.are_clusters),
    }
    return _component(key, data)
