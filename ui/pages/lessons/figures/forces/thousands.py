"""Clouds of test images under a VAE of tens of thousands, and how many lie over one code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from ui.components.lessons.clouds import CloudImage, Clouds, Fact, Stop, clouds, still
from ui.pages.lessons.figure import FigureResult
from ui.pages.lessons.figures.forces import twelve
from ui.pages.lessons.figures.shared import kept
from ui.pages.lessons.figures.shared.chosen_run import chosen_run
from ui.pages.lessons.figures.shared.test_image import note_decoded, test_image
from ui.services import pictures
from ui.services.address.plane_url import format_z
from ui.services.caches import resources
from ui.text.words import _
from vae_core.data.datasets import DATASETS
from vae_core.errors import RunError
from vae_core.latent.geometry import Latents, home_view
from vae_core.runs.run import Run
from vae_core.studies.twelve_images import twelve_of

_ASKED = 500
_SIGMAS = 2.0
# Between "none", "about 10", "about 100" and "about 1,000".
_CHOICES = (0.5, 32.0, 316.0)


def show(state: Mapping[str, Any], key: str, revealed: bool) -> FigureResult:
    """Draw the figure. Raises RunError where the run is no VAE."""
    run = chosen_run(state["run"])
    latents, sigma = run.latents, _sigma(run)
    shown = twelve_of(latents.label)
    classes = DATASETS[run.dataset].classes
    measured = run.metrics["evaluation"]
    count = clouds_over(run.id, run.weights_hash, latents, sigma)
    stop = Stop(
        run.id, run.id, latents.mu[shown], sigma[shown], measured["recon"], measured["kl"],
        resources.network(run),
    )  # fmt: skip
    scene = Clouds(
        images=[
            CloudImage(
                pictures.as_base64(test_image(run, index)),
                int(latents.label[index]),
                _("a {name}").format(name=classes[latents.label[index]]),
            )
            for index in shown
        ],
        stops=[stop],
        view=home_view(latents.mu, has_prior=True),
        z=stop.mu[state.get("at", 0)],
        note=_(
            "{run}: clouds of twelve test images at 1σ, 2σ and 3σ; grey: centres of the other test "
            "images; dashed: the prior N(0, I). Picture error and KL: mean of all {n:,}."
        ).format(run=run.id, n=len(latents.label)),
        facts=_facts(sigma, count),
        codes=resources.codes(run),
        n=len(latents.label),
    )
    result = clouds(
        scene, offered=[0], stop=0, hidden=not revealed, projector=state["projector"], key=key
    )
    note_decoded(run.dataset, f"{key} originals")
    return FigureResult(
        query={"dataset": run.dataset, "run": run.name, "z": format_z(list(map(float, scene.z)))},
        truth=1 + int(np.searchsorted(_CHOICES, count)),
        kept=[kept.plane(run)],
        fallback=bool(result.fallback),
        still=still(scene, 0) if result.fallback else None,
    )


@st.cache_data(show_spinner=False, max_entries=20)
def clouds_over(run_id: str, weights_hash: str, _latents: Latents, _sigma: np.ndarray) -> float:
    """In how many other images' clouds, to 2σ, a code lies: median of 500 codes evenly chosen."""
    mu = _latents.mu.astype(np.float32)
    asked = np.linspace(0, len(mu) - 1, min(_ASKED, len(mu))).astype(int)
    counts = [int(((((mu[i] - mu) / _sigma) ** 2).sum(1) <= _SIGMAS**2).sum()) - 1 for i in asked]
    return float(np.median(counts))


def _facts(sigma: np.ndarray, count: float) -> list[Fact]:
    alone = twelve.study()[1.0].sigma
    return [
        Fact(
            _("Width σ, median of all"),
            _(
                "Of the clouds of all {n:,} test images. Of the twelve images that had a VAE of "
                "their own, it is {alone:.2f} at β = 1."
            ).format(n=len(sigma), alone=np.median(alone)),
            f"{np.median(sigma):.2f}",
        ),
        Fact(
            _("Other clouds over a code"),
            _(
                "In how many other test images’ clouds, to 2σ, the code of a test image lies: the "
                "median of {n} codes."
            ).format(n=_ASKED),
            f"{count:.0f}",
        ),
    ]


def _sigma(run: Run) -> np.ndarray:
    if run.latents.logvar is None or run.config.model.latent_dim != 2:
        raise RunError(f"The run {run.id} is no VAE with two latent dimensions.")
    return np.exp(0.5 * run.latents.logvar.astype(np.float32))
