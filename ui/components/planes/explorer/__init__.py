"""The live latent plane of Explore.

During a drag the browser decodes and draws every frame by itself (`js/main.js`, `frame`); on
release it sets the state `z`, `on_z` is called, and the page answers with a new `Scene`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ui.components.mount import LiveComponent, file_url
from ui.components.planes.explorer.words import words
from ui.components.shared.originals import Original
from ui.services.caches.labels import in_clusters
from vae_core.data.image_shape import ImageShape
from vae_core.latent.geometry import Components, Dimension, Support, View
from vae_core.runs.browser_export import BrowserNetwork

_component = LiveComponent("latent_explorer", __file__)


@dataclass(frozen=True)
class Scene:
    """What the component shows.

    Attributes:
        run: "<dataset>/<name>"; another run reloads everything.
        image_shape: channels, height and width of an image.
        kind: "vae" or "ae" (no prior: a Gaussian fitted to the codes stands in for it).
        network: the decoder.
        codes: n x D float16, little-endian, then n labels as bytes, in test-set order.
        n: how many codes.
        classes: a name for each label. are_clusters: they are no classes, but clusters of codes.
        support: the distances beyond which a place counts as thin, or as a hole.
        view: the part of latent space shown first.
        dims: the D dimensions, most informative first. spans: (low, high) of the slider of each.
        components: the principal axes, for D above 2.
        axes: what the plane shows, as `ui.services.address.plane_url` writes it. z: where the
            cursor is. The browser takes both only when `rev` is new.
        rev: raise it to move the cursor from Python. With the same `rev` the component keeps its
            own z, so a late answer never pulls the cursor back.
        nearest: the test images nearest to z, with their labels.
        peek: the answer to the state `peek`, or None.
        label: what a conditional decoder is told; its dots stand out. None: it is told none.
        recogniser: as `browser_export.export_recogniser` gives it; None where there is none.
    """

    run: str
    image_shape: ImageShape
    kind: str
    network: BrowserNetwork
    codes: bytes
    n: int
    classes: Sequence[str]
    support: Support
    view: View
    dims: Sequence[Dimension]
    spans: Sequence[tuple[float, float]]
    components: Components | None
    axes: str
    z: Sequence[float]
    are_clusters: bool = False
    rev: int = 0
    nearest: Sequence[Original] = ()
    peek: Original | None = None
    recogniser: BrowserNetwork | None = None
    label: int | None = None


def explorer(scene: Scene, *, key: str, on_z: Callable[[], None], on_axes: Callable[[], None]):
    """Mount the live plane.

    The result, and `st.session_state[key]`, hold `z` (D numbers, set on release) and `axes` (once
    others are chosen), each in a pair with a time, so that going somewhere again is news; `peek`
    (index of the test image whose original is wanted) and `fallback` (True when the browser could
    not load or read the weights).
    """
    data = payload(scene, lambda content, name: file_url(content, key, name))
    return _component(key, data, z=on_z, axes=on_axes, peek=None)


def payload(scene: Scene, url: Callable[[bytes, str], str]) -> dict[str, Any]:
    """What the JavaScript gets. url: gives the URL of a large file, from its content and name."""
    z = [float(value) for value in scene.z]
    return {
        "run": scene.run,
        "image_shape": list(scene.image_shape),
        "kind": scene.kind,
        "network": scene.network.manifest,
        "weights_url": url(scene.network.payload, "weights"),
        "codes_url": url(scene.codes, "codes"),
        "n": scene.n,
        "classes": list(scene.classes),
        "support": asdict(scene.support),
        "view": asdict(scene.view),
        "dim": len(z),
        **_beyond_two(scene),
        "z": z,
        "rev": scene.rev,
        "nearest": {"z": z, "items": [asdict(original) for original in scene.nearest]},
        "peek": scene.peek and asdict(scene.peek),
        "label": scene.label,
        "recogniser": scene.recogniser and scene.recogniser.manifest,
        "recogniser_url": scene.recogniser and url(scene.recogniser.payload, "recogniser"),
        "words": in_clusters(words()) if scene.are_clusters else words(),
    }


def _beyond_two(scene: Scene) -> dict[str, Any]:
    """The part of the data that only a latent space with D other than 2 needs."""
    if len(scene.z) == 2:
        return {"axes": ""}
    return {
        "axes": scene.axes,
        "dims": [
            asdict(dimension) | {"low": low, "high": high}
            for dimension, (low, high) in zip(scene.dims, scene.spans, strict=True)
        ],
        "components": scene.components and scene.components.to_dict(),
    }
