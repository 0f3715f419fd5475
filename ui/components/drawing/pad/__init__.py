"""The live part of Reconstruct: an image, drawn or given, is encoded, shown on the plane, decoded.

During a stroke the browser prepares the ink, encodes it and decodes the code by itself, frame by
frame (`js/main.js`, `frame`); when the stroke ends it sets the state `drawing`.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from ui.components.drawing.pad.words import words
from ui.components.mount import LiveComponent, file_url
from ui.services.caches.labels import in_clusters
from vae_core.data.datasets import describe
from vae_core.data.image_shape import ImageShape
from vae_core.images.prepare import SWITCHES
from vae_core.latent.geometry import Components, Dimension, Support, View
from vae_core.runs.browser_export import BrowserNetwork

_component = LiveComponent("latent_reconstruction", __file__)


@dataclass(frozen=True)
class Answer:
    """What the server makes of one image, where a part of the model is not for the browser.

    x: the bytes of the image, as `Scene.x`; the answer counts for no other.
    mu, logvar: (D,) each, logvar None for an AE. x_hat: the bytes of the picture decoded from mu.
    is_cut: the model was given the image cut at 0.5.
    """

    x: bytes
    mu: Sequence[float]
    logvar: Sequence[float] | None
    x_hat: bytes
    is_cut: bool


@dataclass(frozen=True)
class Scene:
    """What the component shows.

    Attributes:
        run: "<dataset>/<name>"; another run reloads everything.
        image_shape: channels, height and width of an image.
        kind: "vae" or "ae" (a single point instead of an ellipse).
        dim: D, the latent dimension.
        encoder, decoder: the networks, as `vae_core.runs.browser_export` exports them; None for a
            part with a layer that no browser computes. `answer` then says what the server makes of
            the last image; None while it has none.
        codes: n x D float16, little-endian, then n labels as bytes, in test-set order.
        classes: a name for each label. are_clusters: they are no classes, but clusters of codes.
        support: the distances beyond which a place counts as thin, or as a hole.
        view: the part of latent space shown as the whole plane.
        dims: the D dimensions, most informative first.
        components: the principal axes, for D above 2.
        drawing: show the drawing pad and its steps; else the given image `x`.
        x: the bytes of the given image, channel by channel; None while there is none.
        switches: steps of `prepare_ink` that are switched off (or on), for the drawing.
        points: further codes to mark on the plane, (D,) each, numbered from 1.
        rev: raise it with another image, so that the close-up leaps to it; with the same `rev` it
            glides, and one sees where the same image has moved to.
    """

    run: str
    image_shape: ImageShape
    kind: str
    dim: int
    encoder: BrowserNetwork | None
    decoder: BrowserNetwork | None
    codes: bytes
    n: int
    classes: Sequence[str]
    support: Support
    view: View
    dims: Sequence[Dimension] = ()
    components: Components | None = None
    drawing: bool = True
    x: bytes | None = None
    switches: Mapping[str, bool] = field(default_factory=dict)
    points: Sequence[Sequence[float]] = ()
    are_clusters: bool = False
    answer: Answer | None = None
    rev: int = 0


def reconstruction(scene: Scene, *, key: str, on_drawing: Callable[[], None]):
    """Mount the component.

    The result, and `st.session_state[key]`, hold `drawing`, {"x": base64 of the bytes of what
    was drawn, "empty": nothing was}, set when a stroke ends, and `fallback` (True when the browser
    could not load or read the weights). The strokes themselves stay in the browser, and outlast a
    change of page.
    """
    data = {
        "key": key,
        "run": scene.run,
        "image_shape": list(scene.image_shape),
        "dataset": describe(scene.run.split("/")[0]).rules,
        "kind": scene.kind,
        "dim": scene.dim,
        "encoder": scene.encoder and scene.encoder.manifest,
        "decoder": scene.decoder and scene.decoder.manifest,
        "encoder_url": scene.encoder and file_url(scene.encoder.payload, key, "encoder"),
        "decoder_url": scene.decoder and file_url(scene.decoder.payload, key, "decoder"),
        "answer": scene.answer and _answer(scene.answer),
        "codes_url": file_url(scene.codes, key, "codes"),
        "n": scene.n,
        "classes": list(scene.classes),
        "support": asdict(scene.support),
        "view": asdict(scene.view),
        **_beyond_two(scene),
        "drawing": scene.drawing,
        "x": None if scene.x is None else _text(scene.x),
        "switches": dict.fromkeys(SWITCHES, True) | dict(scene.switches),
        "points": [[float(value) for value in point] for point in scene.points],
        "rev": scene.rev,
        "words": in_clusters(words()) if scene.are_clusters else words(),
    }
    return _component(key, data, drawing=on_drawing)


def drawn_image(drawing: object, image_shape: ImageShape) -> np.ndarray | None:
    """What the state `drawing` says was drawn for a grey model: uint8, (H, W), 255 = ink.

    None where nothing was, or where a browser sends something else.
    """
    if not isinstance(drawing, dict) or drawing.get("empty", True):
        return None
    try:
        pixels = np.frombuffer(base64.b64decode(str(drawing.get("x", ""))), np.uint8)
    except (binascii.Error, ValueError):
        return None
    channels, height, width = image_shape
    fits = channels == 1 and pixels.size == height * width
    return pixels.reshape(height, width) if fits else None


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "x": _text(answer.x),
        "mu": [float(value) for value in answer.mu],
        "logvar": None if answer.logvar is None else [float(value) for value in answer.logvar],
        "x_hat": _text(answer.x_hat),
        "is_cut": answer.is_cut,
    }


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _beyond_two(scene: Scene) -> dict[str, Any]:
    """The part of the data that only a latent space with D other than 2 needs."""
    if scene.dim == 2:
        return {}
    return {
        "dims": [asdict(dimension) for dimension in scene.dims],
        "components": scene.components and scene.components.to_dict(),
    }
