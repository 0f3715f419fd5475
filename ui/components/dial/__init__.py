"""The dial of the KL weight: one network for every beta, turned live in the browser.

The way of a turn: the browser sets the gates of the network, moves all codes, decodes and draws at
every frame by itself (`js/main.js`, `frame`); on release it sets the state `beta`, and the page
answers with a new `Dial`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from ui.components import bundle
from ui.components.dial.words import words
from ui.services import media
from vae_core.latent.geometry import View
from vae_core.runs.browser_export import BrowserNetwork

# Shown side by side, where the network knows them.
MULTIPLES = (0.03, 0.3, 1.0, 4.0, 20.0)

_component = st.components.v2.component("latent_dial", js=bundle.loader(), isolate_styles=False)


@dataclass(frozen=True)
class Dial:
    """What the component shows.

    Attributes:
        run: "<dataset>/<name>"; another run reloads everything.
        network: the decoder with its gates, as `browser_export.export_conditioned` gives it.
        codes: as `beta_codes.export_codes_by_beta` gives them, at `betas`, of `n` images.
        classes: a name for each label.
        curve: the network measured at rising betas: {"beta", "recon", "kl"}, nats, each.
        ladder: the same of networks trained at one beta each; may be empty.
        view: the part of the plane that is shown.
        beta, z: where the dial and the cursor stand. image: index of the test image whose posterior
            is drawn, or -1. All three are heeded only when `rev` is new.
        images: test images to choose from and to decode, {"index", "image"} each; an image is the
            base64 of its 784 bytes, or None where it is not on this machine.
        draws: z drawn from the prior, (2,) each, decoded at every beta alike.
        rev: raise it to move dial and cursor from Python. With the same `rev` the component keeps
            its own, so a late answer never pulls them back.
    """

    run: str
    network: BrowserNetwork
    codes: bytes
    betas: Sequence[float]
    n: int
    classes: Sequence[str]
    curve: Sequence[Mapping[str, Any]]
    ladder: Sequence[Mapping[str, Any]]
    view: View
    beta: float
    z: Sequence[float]
    image: int
    images: Sequence[Mapping[str, Any]]
    draws: Sequence[Sequence[float]]
    rev: int = 0


def dial(scene: Dial, *, key: str, on_change: Callable[[], None]):
    """Mount the component.

    The result, and `st.session_state[key]`, hold `beta` and `z`, each in a pair with a time, set on
    release; `image`, the index of the image last chosen, -1 for none; and `fallback` (True when the
    browser could not load or read the weights). `on_change` is called for the first three.
    """
    low, high = scene.network.manifest["betas"]
    data = {
        "run": scene.run,
        "network": scene.network.manifest,
        "script_url": media.url(
            bundle.javascript(Path(__file__).parent).encode(),
            f"{key}-script",
            "application/javascript",
        ),
        "weights_url": media.url(scene.network.payload, f"{key}-weights"),
        "codes_url": media.url(scene.codes, f"{key}-codes"),
        "betas": [float(beta) for beta in scene.betas],
        "n": scene.n,
        "classes": list(scene.classes),
        "curve": [_point(point) for point in scene.curve],
        "ladder": [_point(point) for point in scene.ladder if low <= point["beta"] <= high],
        "multiples": [beta for beta in MULTIPLES if low <= beta <= high],
        "view": asdict(scene.view),
        "beta": float(scene.beta),
        "z": [float(value) for value in scene.z],
        "image": scene.image,
        "images": [dict(image) for image in scene.images],
        "draws": [[float(value) for value in z] for z in scene.draws],
        "rev": scene.rev,
        "words": words(),
    }
    return _component(
        key=key,
        # In a tuple, as the explorer does: Streamlit would look for data frames in a dict.
        data=(data,),
        on_beta_change=on_change,
        on_z_change=on_change,
        on_image_change=on_change,
        on_fallback_change=_nothing,
    )


def _point(point: Mapping[str, Any]) -> dict[str, float]:
    return {name: float(point[name]) for name in ("beta", "recon", "kl")}


def _nothing() -> None:
    """A state needs a callback to be there from the start; the page reads it when it reruns."""
