"""The dial: the data sent to the component, and native controls where it cannot run."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from ui.components.mount import component_state
from ui.components.originals import Original
from ui.pages.kl_weight import measurements, state
from ui.pages.kl_weight.beta_models import BetaModels, stored_codes
from ui.pages.kl_weight.url import CLOSE_UP, CURVES, NO_IMAGE
from ui.services import resources
from ui.services.fragments import fragment, is_fragment_run
from ui.services.plane_url import format_z
from ui.text.words import _
from vae_core.data.datasets import DATASETS
from vae_core.latent.sampling import prior_samples
from vae_core.runs.run import Run

if TYPE_CHECKING:
    from ui.components.dial import BetaPoint

_KEY = "kl_dial"
_STATES = ("beta", "z", "image")
# One test image of each of these, to follow through all beta.
_LABELS = (3, 4, 7, 5, 8)
_N_DRAWS = 10
# Sections that show the dial's beta.
_FOLLOWING = (CURVES, CLOSE_UP)


@fragment
def dial_of(models: BetaModels) -> None:
    """The live dial. What is done by hand in it reruns this part of the page only, and the rest
    where that shows the dial's place."""
    from ui.components.dial import Dial, dial

    session, run = st.session_state, models.network
    # Kept in the session: the component's own state is lost once it is no longer drawn.
    if session.get("kl_native") == run.id:
        _fallback(models)
        return
    images, _problem = resources.test_images(run.dataset)
    result = dial(
        Dial(
            run=run.id,
            network=resources.conditioned(run),
            codes=resources.codes_by_beta(run),
            betas=stored_codes(run).betas.tolist(),
            n=len(run.latents.label),
            classes=DATASETS[run.dataset].classes,
            curve=_points(measurements.along(run)),
            ladder=_points(measurements.rungs(models.flat)),
            view=state.view(models),
            beta=session.kl_beta,
            z=session.kl_z,
            image=session.kl_image,
            images=[
                Original(index, resources.picture(images, index))
                for index in chosen_images(run, session.kl_image)
            ],
            draws=prior_samples(_N_DRAWS, 2, 1.0, np.random.default_rng(0)).tolist(),
            rev=session.kl_rev,
        ),
        key=_KEY,
        on_change=lambda: state.take(models, component_state(_KEY, _STATES)),
    )
    if result.fallback:
        session.kl_native = run.id
        st.rerun(scope="fragment")
    now, before = (session.kl_beta, session.kl_image), session.get("kl_below")
    session.kl_below = now
    if now != before and session.kl_section in _FOLLOWING and is_fragment_run():
        st.rerun()


def _points(rows: Iterable[Mapping[str, Any]]) -> list[BetaPoint]:
    from ui.components.dial import BetaPoint

    return [BetaPoint(*(float(row[name]) for name in ("beta", "recon", "kl"))) for row in rows]


def chosen_images(run: Run, linked: int) -> list[int]:
    """Indices of five test images, the same for every visitor, except one that a link names."""
    labels = run.latents.label
    firsts = [int(np.flatnonzero(labels == label)[0]) for label in _LABELS if label in labels]
    if linked != NO_IMAGE and linked not in firsts:
        firsts[-1] = linked
    return firsts


def _fallback(models: BetaModels) -> None:
    """Native sliders and a decode on the server, for a browser that cannot run the decoder."""
    import torch

    session, run = st.session_state, models.network
    st.warning(
        _("The live dial could not start here. The sliders below do the same, one step at a time."),
        icon=":material/info:",
    )
    low, high = (math.log10(beta) for beta in models.betas)
    moved = f"of {run.id}, {session.kl_rev}"
    picture, sliders = st.columns([1, 2], gap="large")
    with sliders:
        now = math.log10(session.kl_beta)
        turned = st.slider(
            _("log₁₀ β"), low, high, now, step=(high - low) / 200, key=f"kl beta {moved}"
        )
        half = state.view(models).half
        z = [
            st.slider(f"z{i + 1}", -half, half, float(np.clip(value, -half, half)),
                      step=half / 400, key=f"kl z{i} {moved}")
            for i, value in enumerate(session.kl_z)
        ]  # fmt: skip
    beta = session.kl_beta if turned == now else min(max(10**turned, 10**low), 10**high)
    if (beta, z) != (session.kl_beta, session.kl_z):
        session.kl_beta, session.kl_z = float(beta), z
        state.write_url(models)
    with torch.no_grad():
        logits = resources.any_beta_model(run).decode(
            torch.tensor([z], dtype=torch.float32), session.kl_beta
        )
    ink = logits.sigmoid()[0, 0].numpy()
    with picture:
        large = np.kron(np.round((1 - ink) * 255).astype(np.uint8), np.ones((10, 10), np.uint8))
        st.image(
            large,
            caption=_("What the decoder draws at ({z}), β {beta}").format(
                z=format_z(z), beta=state.format_beta(session.kl_beta)
            ),
        )
    st.markdown(measurements.sentence(run, session.kl_beta))
