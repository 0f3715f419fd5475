"""The map of a class: where each drawing landed on the latent plane, with its picture.

What comes back of a drawing is decoded in the browser (`js/main.js`); Python hears which drawing is
chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from ui.components.lessons.class_map.words import words
from ui.components.mount import LiveComponent, OnChange, file_url
from vae_core.latent.geometry import View
from vae_core.runs.browser_export import BrowserNetwork

_component = LiveComponent("class_map", __file__)


@dataclass(frozen=True)
class Drawn:
    """One drawing.

    number: its name on the map. image: base64 of its 784 bytes, 255 = ink. z: where it landed, two
    numbers. digit: the class that a recogniser reads, -1 for none.
    """

    number: int
    image: str
    z: Sequence[float]
    digit: int = -1


@dataclass(frozen=True)
class Scene:
    """What the component shows.

    Attributes:
        run: "<dataset>/<name>" of a run with two latent dimensions; another reloads everything.
        kind: "vae" or "ae".
        codes: n x 2 float16, little-endian, then n labels as bytes, in test-set order.
        n: how many codes.
        classes: a name for each label.
        view: the part of latent space shown where no drawing landed outside.
        network: the decoder.
        drawings: those with a picture, the first one first.
        count: how many drawings there are in all.
        is_read: a recogniser has read the drawings; else they are filtered by their neighbours.
    """

    run: str
    kind: str
    codes: bytes
    n: int
    classes: Sequence[str]
    view: View
    network: BrowserNetwork
    drawings: Sequence[Drawn]
    count: int
    is_read: bool


def class_map(scene: Scene, *, key: str, on_chosen: OnChange | None = None):
    """Mount the map.

    The result, and `st.session_state[key]`, hold `chosen`, the number of the drawing that is open
    (0 or None for none), and `fallback` (True when the browser could not load or read the weights).
    """
    data = {
        "run": scene.run,
        "kind": scene.kind,
        "codes_url": file_url(scene.codes, key, "codes"),
        "n": scene.n,
        "classes": list(scene.classes),
        "view": asdict(scene.view),
        "network": scene.network.manifest,
        "weights_url": file_url(scene.network.payload, key, "weights"),
        "drawings": [asdict(drawn) for drawn in scene.drawings],
        "count": scene.count,
        "words": words(scene.is_read),
    }
    return _component(key, data, chosen=on_chosen)
