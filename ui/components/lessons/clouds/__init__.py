"""The clouds q(z | x) of some images on the plane, under one weight of the KL or another.

A place z is dragged over the plane and decoded by the browser itself, frame by frame (`frame` of
`js/main.js`); beside it stands whose clouds lie there. Python hears only that a task was done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from ui.components.lessons.clouds.words import words
from ui.components.mount import LiveComponent, file_url
from vae_core.latent.geometry import View
from vae_core.runs.browser_export import BrowserNetwork

_component = LiveComponent("latent_clouds", __file__)
_DIGITS = 4


@dataclass(frozen=True)
class CloudImage:
    """image: base64 of its 784 bytes. label: its class, which gives the colour. name: in words."""

    image: str
    label: int
    name: str


@dataclass(frozen=True)
class Stop:
    """A model of the images, one for each weight of the KL.

    Attributes:
        name, title: short under the slider, and in full.
        mu, sigma: (n, 2), of q(z | x) of each image.
        recon, kl: nats, as the model was measured.
        decoder: its network; those of all stops have the same layers.
    """

    name: str
    title: str
    mu: np.ndarray
    sigma: np.ndarray
    recon: float
    kl: float
    decoder: BrowserNetwork


@dataclass(frozen=True)
class Fact:
    """A figure beside the plane: what it is called, what it means, its value in words."""

    term: str
    help: str
    value: str


@dataclass(frozen=True)
class Clouds:
    """What the component shows.

    Attributes:
        images: whose clouds. stops: the models, from the least weight of the KL to the largest.
        view: the part of the plane that is shown. z: where the cursor begins.
        note: a line below the plane that says what is drawn.
        facts: figures below those of the stop.
        codes: of other images, as `export_codes` gives them, as grey dots; n: how many. b"": none.
    """

    images: Sequence[CloudImage]
    stops: Sequence[Stop]
    view: View
    z: Sequence[float]
    note: str
    facts: Sequence[Fact] = ()
    codes: bytes = b""
    n: int = 0


def clouds(
    scene: Clouds, *, offered: Sequence[int], stop: int, hidden: bool, projector: bool, key: str
):
    """Mount the component.

    Args:
        offered: which stops can be chosen; a single one is no choice. stop: the one that is shown.
        hidden: True leaves out the clouds and the figures; the centres are shown.

    The result, and `st.session_state[key]`, hold `done`, names of what was done, and `fallback`.
    "between": z came to rest in the clouds of two images that each have a share of a quarter or
    more.
    """
    weights = b"".join(each.decoder.payload for each in scene.stops)
    data = {
        "images": [
            {"image": each.image, "label": each.label, "name": each.name} for each in scene.images
        ],
        "stops": [stop_data(each) for each in scene.stops],
        "network": scene.stops[0].decoder.manifest,
        "weights_url": file_url(weights, key, "weights"),
        "codes_url": file_url(scene.codes, key, "codes") if scene.codes else None,
        "n": scene.n,
        "view": {"center": list(scene.view.center), "half": scene.view.half},
        "z": [float(value) for value in scene.z],
        "note": scene.note,
        "facts": [asdict(fact) for fact in scene.facts],
        "offered": list(offered),
        "stop": stop,
        "hidden": hidden,
        "projector": projector,
        "words": words(),
    }
    return _component(key, data, done=None)


def still(scene: Clouds, stop: int) -> np.ndarray:
    """The clouds of a stop as a grey picture, (420, 420) uint8, dark where they are dense."""
    side, view = 420, scene.view
    along = np.linspace(-view.half, view.half, side)
    x, y = along + view.center[0], along[::-1] + view.center[1]
    ink = np.zeros((side, side))
    for mu, sigma in zip(scene.stops[stop].mu, scene.stops[stop].sigma, strict=True):
        # A needle is drawn a pixel and a half wide, to be seen.
        s = np.maximum(sigma, 3 * view.half / side)
        away = ((x - mu[0]) / s[0])[None] ** 2 + ((y - mu[1]) / s[1])[:, None] ** 2
        ink = np.maximum(ink, np.exp(-0.5 * away))
    return (255 * (1 - ink)).astype(np.uint8)


def stop_data(stop: Stop) -> dict:
    """A stop as the component's JavaScript gets it."""
    return {
        "name": stop.name,
        "title": stop.title,
        "mu": np.round(stop.mu.astype(float), _DIGITS).tolist(),
        # A needle is far narrower than a pixel; 0 would be no width at all.
        "sigma": np.maximum(stop.sigma.astype(float), 1e-5).round(6).tolist(),
        "recon": round(stop.recon, _DIGITS),
        "kl": round(stop.kl, _DIGITS),
        "width": round(float(np.median(stop.sigma)), _DIGITS),
    }
