"""An image at the place of another in a half-trained model: its loss there, the gradient for mu,
and steps against it.

State: run; images (numbers of test images: the first stands at its own place, the others are put
there); shown (which of them, from 0). Events: "stepped". Truth, of where the gradient takes the
image shown: nowhere, it is settled (1), towards its own class (2), away from it (3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st

from ui.components.lessons.one_step import Visitor, one_step
from ui.pages.lessons.figure import FigureResult, Kept
from ui.pages.lessons.figures.shared import kept
from ui.pages.lessons.figures.shared.chosen_run import chosen_run
from ui.pages.lessons.figures.shared.test_image import note_decoded, test_image
from ui.services import pictures
from ui.services.address.plane_url import format_z
from ui.services.caches import resources
from ui.text.words import _
from vae_core.data.datasets import DATASETS
from vae_core.errors import RunError
from vae_core.latent.geometry import home_view
from vae_core.runs.run import Run

STEPS, RATE, THROWS = 10, 0.004, 64
# An image whose loss all steps lower by less than this, in nats, is settled.
_SETTLED = 1.0


def show(state: Mapping[str, Any], *, key: str, revealed: bool) -> FigureResult:
    """Draw the figure."""
    run, shown = chosen_run(state["run"]), state["shown"]
    images = [test_image(run, index) for index in state["images"]]
    visitors, sigma = _visitors(run, state["images"], images)
    result = one_step(
        visitors,
        sigma,
        rate=RATE,
        throws=THROWS,
        codes=resources.codes(run),
        n=len(run.latents.label),
        classes=DATASETS[run.dataset].classes,
        view=home_view(run.latents.mu, has_prior=True),
        shown=shown,
        revealed=revealed,
        key=key,
    )
    note_decoded(run.dataset, f"{key} originals")
    place = [float(value) for value in visitors[0].descent.mu[0]]
    return FigureResult(
        frozenset(result.done or ()),
        {"dataset": run.dataset, "run": run.name, "z": format_z(place)},
        truth=_direction(run, visitors, shown),
        kept=[_kept(run, visitors[shown])] if revealed else (),
        fallback=bool(result.fallback),
        still=visitors[shown].descent.pictures[0] if result.fallback else None,
    )


def _kept(run: Run, visitor: Visitor) -> Kept:
    """The plane with the steps of mu, which are the answer to the prediction."""
    mu = visitor.descent.mu
    return kept.plane(
        run, marks=[("mu", mu[0])], ways=[(_("steps"), mu)], t=np.arange(len(mu)) / (len(mu) - 1)
    )


def _direction(run: Run, visitors: list[Visitor], shown: int) -> int:
    """Which choice is true of the image shown."""
    visitor = visitors[shown]
    loss = visitor.descent.recon + visitor.descent.kl
    if float(loss[0] - loss[-1]) < _SETTLED:
        return 1
    own = run.latents.mu[run.latents.label == visitor.label].mean(0)
    way = own - visitor.descent.mu[0]
    return 2 if float(-visitor.descent.gradient[0] @ way) > 0 else 3


def _visitors(
    run: Run, indices: Sequence[int], images: Sequence[np.ndarray]
) -> tuple[list[Visitor], np.ndarray]:
    """Every image at the place of the first, and the width of that one's posterior, (2,)."""
    visitors = [
        _visitor(run.id, run.weights_hash, indices[0], index, image.tobytes(), run)
        for index, image in zip(indices, images, strict=True)
    ]
    return visitors, np.exp(0.5 * _logvar(run)[indices[0]])


def _logvar(run: Run) -> np.ndarray:
    """float32, (N, 2). Raises RunError where the run is no VAE."""
    if run.latents.logvar is None:
        raise RunError(f"The run {run.id} is no VAE; this step needs the width of its codes.")
    return run.latents.logvar.astype(np.float32)


# One by one, so that a step need not compute again what the step before it showed.
@st.cache_data(show_spinner=False, max_entries=50)
def _visitor(
    run_id: str, weights_hash: str, host: int, index: int, image: bytes, _run: Run
) -> Visitor:
    """Test image `index`, 784 bytes, at the place of test image `host`. About 0.2 s."""
    import torch

    from vae_core.evaluation.gradient_estimators import descend_on_mu, throws_of_image

    model, logvar = resources.vae(_run), _logvar(_run)
    mu = _run.latents.mu.astype(np.float32)
    pixels = np.frombuffer(image, np.uint8).reshape(28, 28)
    x = torch.from_numpy(pixels[None] / np.float32(255))

    # As kept with the run: a picture decoded from a code need not be encoded there again.
    def posterior(row: int) -> tuple[torch.Tensor, torch.Tensor]:
        return torch.from_numpy(mu[row]), torch.from_numpy(logvar[row])

    own = throws_of_image(model, x, THROWS, posterior=posterior(index))
    return Visitor(
        index,
        int(_run.latents.label[index]),
        pictures.as_base64(pixels),
        mu[index],
        float(own.recon.mean()) + own.kl,
        descend_on_mu(model, x, posterior(host), STEPS, RATE, THROWS),
    )
