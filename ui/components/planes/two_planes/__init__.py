"""Two latent planes under one cursor, for the AE vs VAE page.

During a drag the browser decodes both sides and draws both planes by itself, frame by frame
(`js/main.js`, `frame`); on release it sets the state `at`, `on_change` is called, and the page
answers with a new `Scene`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ui.components.mount import LiveComponent, file_url
from ui.components.planes.two_planes.layers import PackedMaps, payload
from ui.components.planes.two_planes.words import words, words_unread
from ui.services.caches.labels import in_clusters
from vae_core.data.image_shape import ImageShape
from vae_core.latent.geometry import Support, View
from vae_core.runs.browser_export import BrowserNetwork

__all__ = ["LAYERS", "LINKS", "PARTS", "PATHS", "Scene", "Side", "payload", "two_planes"]

LINKS = ("image", "standard", "same-z")
LAYERS = ("none", "holes", "density", "certainty", "round-trip", "change")
PATHS = ("straight", "data", "hand")
PARTS = ("all", "planes", "walk")

_component = LiveComponent("two_planes", __file__)
_STATES = ("at", "ends", "link", "layer", "path", "way", "fallback")


@dataclass(frozen=True)
class Side:
    """One of the two models; its latent space has two dimensions.

    Attributes:
        run: "<dataset>/<name>". kind: "ae" or "vae".
        network: the decoder.
        codes: n x 2 float16, little-endian, then n labels as bytes, in test-set order; the same
            images in the same order on both sides.
        support: the distances beyond which a place counts as thin, or as a hole.
        view: the part of the plane shown first.
        mean, std: of the codes, per axis; they link places by standardised position.
        radius: 99 % of the codes lie within this distance of (0, 0).
        maps: `payload(maps)`; None while they are not measured.
    """

    run: str
    kind: str
    network: BrowserNetwork
    codes: bytes
    n: int
    support: Support
    view: View
    mean: Sequence[float]
    std: Sequence[float]
    radius: float
    maps: PackedMaps | None = None


@dataclass(frozen=True)
class Scene:
    """What the component shows.

    Attributes:
        image_shape: channels, height and width of an image, the same on both sides.
        classes: a name for each label. are_clusters: they are no classes, but clusters of codes.
        link: one of LINKS: what the two cursors have in common. layer: one of LAYERS.
        recogniser: as `browser_export.export_recogniser` gives it, or None: then the page shows
            `recogniser_command`, which trains one; "" where none can be.
        z: where the two cursors are. ends: test images A and B. path: one of PATHS.
        way: the path drawn by hand: the index of the side it was drawn on, and its corners there.
        parts: one of PARTS: everything, the planes alone, or the planes and the walk, without the
            choices above them.
        on_data: images on the shortest way on the data from A to B, a side each; may be empty.
        originals: base64 of the bytes of test images, by index: of A, of B, of the one both
            cursors are at. Empty where the dataset is not on this machine.
        rev: raise it to make the component take `z`, `ends`, `link`, `layer`, `path`, `way`. With
            the same `rev` it keeps its own, so a late answer never pulls a cursor back.
    """

    left: Side
    right: Side
    image_shape: ImageShape
    classes: Sequence[str]
    link: str
    layer: str
    recogniser: BrowserNetwork | None
    recogniser_command: str
    z: tuple[Sequence[float], Sequence[float]]
    ends: tuple[int, int]
    on_data: tuple[Sequence[int], Sequence[int]]
    originals: Mapping[int, str]
    path: str = "straight"
    parts: str = "all"
    way: tuple[int, Sequence[Sequence[float]]] | None = None
    are_clusters: bool = False
    rev: int = 0


def two_planes(scene: Scene, *, key: str, on_change: Callable[[], None]):
    """Mount both planes.

    The result, and `st.session_state[key]`, hold what was last done by hand, None where nothing
    was: `at` ([z left, z right, index of the test image at both or None], set on release), `ends`
    ([A, B]), `link`, `layer`, `path`, `way` ([side, corners]); and `fallback` (True when the
    browser could not load or read the weights).
    """
    said = words() if scene.recogniser_command else words_unread()
    data = {
        "sides": [_side(scene.left, f"{key}-left"), _side(scene.right, f"{key}-right")],
        "image_shape": list(scene.image_shape),
        "classes": list(scene.classes),
        "link": scene.link,
        "layer": scene.layer,
        "recogniser": scene.recogniser and scene.recogniser.manifest,
        "recogniser_url": scene.recogniser
        and file_url(scene.recogniser.payload, key, "recogniser"),
        "recogniser_command": scene.recogniser_command,
        "z": [[float(value) for value in z] for z in scene.z],
        "ends": [int(index) for index in scene.ends],
        "on_data": [[int(index) for index in way] for way in scene.on_data],
        "originals": {str(index): image for index, image in scene.originals.items() if image},
        "path": scene.path,
        "way": scene.way and {"side": scene.way[0], "points": [list(z) for z in scene.way[1]]},
        "parts": scene.parts,
        "rev": scene.rev,
        "words": in_clusters(said) if scene.are_clusters else said,
    }
    return _component(key, data, **dict.fromkeys(_STATES, on_change))


def _side(side: Side, key: str) -> dict[str, Any]:
    manifest, content = side.maps or (None, b"")
    return {
        "run": side.run,
        "kind": side.kind,
        "network": side.network.manifest,
        "weights_url": file_url(side.network.payload, key, "weights"),
        "codes_url": file_url(side.codes, key, "codes"),
        "n": side.n,
        "support": asdict(side.support),
        "view": asdict(side.view),
        "mean": [float(value) for value in side.mean],
        "std": [float(value) for value in side.std],
        "radius": float(side.radius),
        "maps": manifest,
        "maps_url": file_url(content, key, "maps") if manifest else None,
    }
