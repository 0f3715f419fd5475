"""The true posterior of an image, and a Gaussian guess to drag over it.

State: run ("<dataset>/<name>"), images (indices of test images, the first is shown first), and the
same for where the dataset's images are not here: other_run, other_images. fits: the buttons, of
"encoder", "upright", "tilted"; fits_revealed: those after the answer. hidden: of "logpx", "elbo",
"kl", "gaps", until the answer. probe: only a place to look at, no guess. asks: "largest gap" or
"upright rest", which truth the prediction asks for; rests: for the latter, the choices in nats.
mean_gap: after the answer, a line on the run's gap over all test images, where it was measured.

Events: "peak" (the middle lies at the likeliest place), "gap 1" and "gap 0.1" (the gap is smaller),
"other" (another image was chosen).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st

from ui.components.lessons.bound import FITS, OtherImage, bound, still
from ui.components.lessons.bound.image_scene import gallery_of, image_scene
from ui.pages.lessons.figure import FigureResult
from ui.pages.lessons.figures.shared.chosen_run import chosen_run
from ui.services.caches import resources
from ui.text.words import _
from ui.widgets.controls.original_images import offer_download
from vae_core.data.datasets import DATASETS
from vae_core.evaluation.plane.posterior import ExactPosterior
from vae_core.runs.run import Run

_AT_PEAK = -0.5  # nats below the likeliest place


def show(state: Mapping[str, Any], *, key: str, revealed: bool) -> FigureResult:
    """Draw the figure."""
    run, indices, session = chosen_run(state["run"]), state["images"], st.session_state
    images, problem = resources.test_images(run)
    if images is None:
        if problem:
            st.warning(problem)
        offer_download(run.dataset, f"{key} images", _("Better with MNIST’s own images: {size} MB"))
        run, indices = chosen_run(state["other_run"]), state["other_images"]
        images, problem = resources.test_images(run)
        if images is None:
            st.warning(problem)
            return FigureResult()
    place, events = f"{key} image", f"{key} events"
    session.setdefault(events, frozenset())
    index = session.get(place, indices[0])
    if index not in indices:
        index = indices[0]

    def take() -> None:
        component = session[key]
        q, image = component.get("q"), component.get("image")
        if image is not None and image != session.get(place, indices[0]):
            session[place] = image
            session[events] |= {"other"}
        elif q:
            session[events] |= _events(q)

    gallery = gallery_of(run, images, indices) if len(indices) > 1 else []
    label = DATASETS[run.dataset].classes[run.latents.label[index]]
    x = images[index] / 255.0
    scene = image_scene(
        run,
        x,
        _("test image {index} ({label})").format(index=index, label=label),
        fits=state.get("fits_revealed", FITS) if revealed else state.get("fits", FITS),
        hidden=() if revealed else state.get("hidden", ()),
        is_probe=state.get("probe", False),
        gallery=gallery,
        chosen=index,
        projector=state["projector"],
    )
    result = bound(scene, key=key, on_change=take)
    if revealed and state.get("mean_gap") and (line := mean_gap_line(run)):
        st.caption(line)
    return FigureResult(
        session[events],
        {"dataset": run.dataset, "run": run.name, "way": "test", "image": str(index)},
        truth=_truth(state, scene.posterior, gallery),
        fallback=bool(result.fallback),
        still=still(scene.posterior) if result.fallback else None,
    )


def _events(q: Mapping[str, Any]) -> set[str]:
    """What has happened once q was let go."""
    events = {f"gap {nats}" for nats in ("1", "0.1") if q["kl"] < float(nats)}
    return events | ({"peak"} if q["drop"] > _AT_PEAK else set())


def _truth(
    state: Mapping[str, Any], exact: ExactPosterior, gallery: Sequence[OtherImage]
) -> int | None:
    """Which choice is true, from 1; None where the step does not ask the figure."""
    if state.get("asks") == "largest gap":
        return 1 + int(np.argmax([other.gap for other in gallery]))
    if state.get("asks") == "upright rest":
        away = np.abs(np.array(state["rests"]) - upright_rest(exact))
        return 1 + int(np.argmin(away))
    return None


def mean_gap_line(run: Run) -> str | None:
    """A sentence on how far the ELBO lies below log p(x) on average, or None if not measured.

    IWAE is itself a lower bound of log p(x), so the difference is the least that the gap can be.
    """
    measured = run.metrics["evaluation"]
    if not {"neg_elbo", "iwae", "iwae_samples", "n"} <= measured.keys():
        return None
    return _(
        "{run}, mean of {n:,} test images: ELBO −{elbo:.1f} nats; IWAE, a tighter bound from "
        "{samples} draws of q an image, −{iwae:.1f}. So the mean gap is {gap:.1f} nats or more."
    ).format(
        run=run.id,
        n=measured["n"],
        elbo=measured["neg_elbo"],
        iwae=measured["iwae"],
        samples=measured["iwae_samples"],
        gap=measured["neg_elbo"] - measured["iwae"],
    )


def upright_rest(exact: ExactPosterior) -> float:
    """The gap, in nats, that the best upright Gaussian leaves on a tilted one: -log(1 - rho^2) / 2.

    rho: the correlation of z1 and z2 under the true posterior.
    """
    share = np.exp(exact.log_posterior).ravel()
    covariance = np.cov(exact.z.reshape(-1, 2), rowvar=False, aweights=share)
    rho2 = covariance[0, 1] ** 2 / (covariance[0, 0] * covariance[1, 1])
    return float(-0.5 * np.log(1 - rho2))
