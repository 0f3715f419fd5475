"""The live latent plane: mounts the JavaScript component and feeds it a run.

The way of a drag: the browser decodes and draws every frame by itself (`js/main.js`, `frame`);
on release it sets the state `z`, `on_z` is called, and the page answers with a new `Scene`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from ui.components import bundle
from ui.components.explorer.words import words
from ui.services import media
from vae_core.latent.geometry import Components, Dimension, Support, View
from vae_core.runs.browser_export import BrowserNetwork

# Styles are not isolated: from inside a shadow root, Streamlit's hotkeys (R, C) would not know
# that somebody is typing in one of our fields. Every class name begins with "lse-" instead.
_component = st.components.v2.component("latent_explorer", js=bundle.loader(), isolate_styles=False)


@dataclass(frozen=True)
class Scene:
    """What the component shows.

    Attributes:
        run: "<dataset>/<name>"; another run reloads everything.
        kind: "vae" or "ae" (no prior: a Gaussian fitted to the codes stands in for it).
        network: the decoder.
        codes: n x D float32, little-endian, then n labels as bytes, in test-set order.
        n: how many codes.
        classes: a name for each label.
        support: beyond which distance a place is called thin, or a hole.
        view: the part of latent space shown first.
        dims: the D numbers, most telling first. spans: from where to where the slider of each goes.
        components: the principal axes, for D above 2.
        axes: what the plane shows, as `ui.services.plane_url` writes it. z: where the cursor is.
            Both are heeded only when `rev` is new.
        rev: raise it to move the cursor from Python. With the same `rev` the component keeps its
            own z, so a late answer never pulls the cursor back.
        nearest: the test images nearest to z, {"index", "label", "image"} each; an image is the
            base64 of its 784 bytes, or None where it is not on this machine.
        peek: {"index", "image"}, the answer to the state `peek`, or None.
    """

    run: str
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
    rev: int = 0
    nearest: Sequence[dict] | None = None
    peek: dict | None = None


def explorer(scene: Scene, *, key: str, on_z: Callable[[], None], on_axes: Callable[[], None]):
    """Mount the live plane.

    The result, and `st.session_state[key]`, hold `z` (D numbers, set on release) and `axes` (once
    others are chosen), each in a pair with a time, so that going somewhere again is news; `peek`
    (index of the test image whose original is wanted) and `fallback` (True when the browser could
    not load or read the weights).
    """
    z = [float(value) for value in scene.z]
    data = {
        "run": scene.run,
        "kind": scene.kind,
        "network": scene.network.manifest,
        "script_url": media.url(
            bundle.javascript(Path(__file__).parent).encode(),
            f"{key}-script",
            "application/javascript",
        ),
        "weights_url": media.url(scene.network.payload, f"{key}-weights"),
        "codes_url": media.url(scene.codes, f"{key}-codes"),
        "n": scene.n,
        "classes": list(scene.classes),
        "support": asdict(scene.support),
        "view": asdict(scene.view),
        "dim": len(z),
        **_beyond_two(scene),
        "z": z,
        "rev": scene.rev,
        "nearest": None if scene.nearest is None else {"z": z, "items": list(scene.nearest)},
        "peek": scene.peek,
        "words": words(),
    }
    return _component(
        key=key,
        # In a tuple, because Streamlit looks for data frames in a dict, and imports pandas for
        # that: a third of a second on the way to the first plane.
        data=(data,),
        on_z_change=on_z,
        on_axes_change=on_axes,
        on_peek_change=_nothing,
        on_fallback_change=_nothing,
    )


def _beyond_two(scene: Scene) -> dict[str, Any]:
    """What only a space that is no plane needs; nothing to send again and again for a plane."""
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


def _nothing() -> None:
    """A state needs a callback to be there from the start; the page reads it when it reruns."""
