"""One step of learning: images at one place of the plane, their loss there, and where the gradient
for mu would take them.

Losses, gradients and steps are computed once by the server
(`vae_core.evaluation.gradient_estimators.descend_on_mu`); the browser walks through them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ui.components.lessons.one_step.words import words
from ui.components.mount import LiveComponent, OnChange, file_url
from vae_core.evaluation.gradient_estimators import Descent
from vae_core.latent.geometry import View

# How many steps long the arrow is drawn.
ARROW_STEPS = 4
_DIGITS = 4

_component = LiveComponent("one_step", __file__)


@dataclass(frozen=True)
class Visitor:
    """An image that stands at the place of another.

    Attributes:
        index, label: its number in the test set, and its class.
        image: base64 of its 784 bytes.
        own_mu: (2,), where the encoder puts it. own_loss: recon + KL there, in nats.
        descent: from the shared place.
    """

    index: int
    label: int
    image: str
    own_mu: np.ndarray
    own_loss: float
    descent: Descent


def one_step(
    visitors: Sequence[Visitor],
    sigma: np.ndarray,
    *,
    rate: float,
    throws: int,
    codes: bytes,
    n: int,
    classes: Sequence[str],
    view: View,
    shown: int,
    revealed: bool,
    key: str,
    on_done: OnChange | None = None,
):
    """Mount the component.

    Args:
        visitors: the first one is where it belongs. sigma: (2,), width of its posterior.
        rate: nats per unit times this is a step. throws: how many each mean is over.
        codes: as `resources.codes`, n of them; classes, view: of the plane.
        shown: which of the visitors stands there at first.
        revealed: False hides loss and gradient of that one.
        on_done: called when the state `done` changes.

    The result, and `st.session_state[key]`, hold `done`, names of what has been done ("stepped": a
    step was taken), and `fallback`.
    """
    pictures = np.concatenate([visitor.descent.pictures for visitor in visitors])
    content = np.round(255 * pictures).astype(np.uint8).tobytes()
    data = {
        "visitors": [visitor_data(visitor, classes) for visitor in visitors],
        "sigma": np.round(sigma.astype(float), _DIGITS).tolist(),
        "pictures_url": file_url(content, key, "pictures"),
        "codes_url": file_url(codes, key, "codes"),
        "n": n,
        "classes": list(classes),
        "view": {"center": [float(v) for v in view.center], "half": float(view.half)},
        "rate": rate,
        "throws": throws,
        "arrow_steps": ARROW_STEPS,
        "shown": shown,
        "revealed": revealed,
        "words": words(),
    }
    return _component(key, data, done=on_done)


def visitor_data(visitor: Visitor, classes: Sequence[str]) -> dict:
    """A visitor as the component's JavaScript gets it."""
    walk = visitor.descent
    return {
        "index": visitor.index,
        "label": visitor.label,
        "name": classes[visitor.label],
        "image": visitor.image,
        "own_mu": np.round(visitor.own_mu.astype(float), _DIGITS).tolist(),
        "own_loss": round(visitor.own_loss, _DIGITS),
        "mu": np.round(walk.mu.astype(float), _DIGITS).tolist(),
        "loss": np.round((walk.recon + walk.kl).astype(float), _DIGITS).tolist(),
        "gradient": np.round(walk.gradient.astype(float), _DIGITS).tolist(),
    }
