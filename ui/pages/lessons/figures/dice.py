"""One image's way through a VAE with its numbers, the gradient's way back, and many throws of it.

State: run, image (number of a test image), parts (see `ui.components.lessons.dice.PARTS`). Events:
"thrown", "direct", "no-pull", as the component names them. Truth: how many times the spread of
reparameterisation the bare score function has: about one (1), about five (2), over twenty (3).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from ui.components.lessons.dice import dice
from ui.pages.lessons.figure import FigureResult
from ui.pages.lessons.figures.shared.chosen_run import chosen_run
from ui.pages.lessons.figures.shared.test_image import note_decoded, test_image
from ui.services import pictures
from ui.services.address.plane_url import format_z
from ui.services.caches import resources
from vae_core.runs.run import Run

if TYPE_CHECKING:
    from vae_core.evaluation.gradient_estimators import Throws

# Between two choices of the prediction.
_TIMES = (5.0**0.5, 20.0)


def show(state: Mapping[str, Any], *, key: str, revealed: bool) -> FigureResult:
    """Draw the figure."""
    run = chosen_run(state["run"])
    image = test_image(run, state["image"])
    throws = _throws(run.id, run.weights_hash, image.tobytes(), run)
    result = dice(
        throws, pictures.as_base64(image), parts=state["parts"], revealed=revealed, key=key
    )
    note_decoded(run.dataset, f"{key} originals")
    z = format_z([float(value) for value in throws.z[0]])
    return FigureResult(
        frozenset(result.done or ()),
        {"dataset": run.dataset, "run": run.name, "z": z},
        truth=_times_the_spread(throws),
        fallback=bool(result.fallback),
        still=throws.pictures[0] if result.fallback else None,
    )


def _times_the_spread(throws: Throws) -> int:
    """Which choice is true of the spread of the score function beside reparameterisation's."""
    times = throws.score[:, 0].std() / throws.at_mu[:, 0].std()
    return 1 + int(np.searchsorted(_TIMES, times))


@st.cache_data(show_spinner=False, max_entries=50)
def _throws(run_id: str, weights_hash: str, image: bytes, _run: Run) -> Throws:
    """Throws of an image, 784 bytes. Takes about 10 ms; the cache spares importing torch."""
    import torch

    from vae_core.evaluation.gradient_estimators import throws_of_image

    x = torch.from_numpy(np.frombuffer(image, np.uint8).reshape(1, 28, 28) / np.float32(255))
    return throws_of_image(resources.vae(_run), x)
