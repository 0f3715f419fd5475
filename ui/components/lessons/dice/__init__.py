"""The dice: one image's way through a VAE with its numbers, and the gradient's way back.

All throws are computed once by the server (`vae_core.evaluation.gradient_estimators`); *Throw*
takes the next of them in the browser, and Python hears only what a task waits for.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ui.components.lessons.dice.payload import payload
from ui.components.lessons.dice.words import words
from ui.components.mount import LiveComponent, OnChange, file_url
from vae_core.evaluation.gradient_estimators import Throws

PARTS = ("pass", "back", "strips", "logvar")

_component = LiveComponent("dice", __file__)


def dice(
    throws: Throws,
    image: str,
    *,
    parts: Sequence[str],
    revealed: bool,
    key: str,
    on_done: OnChange | None = None,
):
    """Mount the component.

    Args:
        throws: of a model with two latent dimensions.
        image: base64 of the 784 bytes of the image.
        parts: of `PARTS`, what is shown: the way forward, the way back, the strips of all throws,
            the width as the encoder gives it.
        revealed: False hides the strips of the score function.
        on_done: called when the state `done` changes.

    The result, and `st.session_state[key]`, hold `done`, names of what has been done ("thrown":
    five throws, "direct": z drawn directly, "no-pull": log sigma^2 where KL does not pull), and
    `fallback`.
    """
    pictures = np.round(255 * throws.pictures).astype(np.uint8).tobytes()
    data = {
        "image": image,
        "pictures_url": file_url(pictures, key, "pictures"),
        "parts": list(parts),
        "revealed": revealed,
        **payload(throws),
        "words": words(),
    }
    return _component(key, data, done=on_done)
