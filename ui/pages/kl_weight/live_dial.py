"""The dial: the data sent to the component, and native controls where it cannot run."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from ui.components.mount import component_state
from ui.components.planes.dial import by_beta, dial
from ui.components.planes.dial.run_dial import run_dial
from ui.pages.kl_weight import measurements, state
from ui.pages.kl_weight.beta_models import BetaModels
from ui.pages.kl_weight.url import CLOSE_UP, CURVES
from ui.services.address.plane_url import format_z
from ui.services.caches import resources
from ui.services.fragments import fragment, is_fragment_run, run_again
from ui.services.pictures import from_tensor
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.controls import take_home
from ui.widgets.controls.downloads import figure_files
from ui.widgets.pictures import strips
from ui.widgets.pictures.run_drawing import run_drawing
from vae_core.runs.conditions.at_beta import run_at_beta
from vae_core.runs.reports.frame import codes_csv

_KEY = "kl_dial"
_STATES = ("beta", "z", "image")
_SIDE = 280  # px, about: of the picture where the dial could not start
# Sections that show the dial's beta.
_FOLLOWING = (CURVES, CLOSE_UP)


@fragment
def dial_of(models: BetaModels) -> None:
    """The live dial. What is done by hand in it reruns this part of the page only, and the rest
    where that shows the dial's place."""
    session, run = st.session_state, models.network
    # Kept in the session: the component's own state is lost once it is no longer drawn.
    if session.get("kl_native") == run.id:
        _fallback(models)
        return
    result = dial(
        run_dial(
            run,
            session.kl_beta,
            session.kl_z,
            image=session.kl_image,
            ladder=by_beta.rungs(models.flat),
            rev=session.kl_rev,
        ),
        key=_KEY,
        on_change=lambda: state.take(models, component_state(_KEY, _STATES)),
    )
    if result.fallback:
        session.kl_native = run.id
        run_again()
    at, z = run_at_beta(run, session.kl_beta), np.array(session.kl_z, np.float32)
    figure_files(
        f"{at.dataset}-{at.name}-codes",
        lambda: run_drawing(at, marks=[("z", z)]),
        lambda: codes_csv(at),
        key="kl plane",
    )
    take_home.show(
        at,
        _("Take home at β = {beta}").format(beta=state.format_beta(session.kl_beta)),
    )
    now, before = (session.kl_beta, session.kl_image), session.get("kl_below")
    session.kl_below = now
    if now != before and session.kl_section in _FOLLOWING and is_fragment_run():
        st.rerun()


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
    drawn = from_tensor(logits.sigmoid())[0]
    with picture:
        st.image(
            strips.png(drawn, strips.times_for(_SIDE, drawn)),
            caption=_("What the decoder draws at ({z}), β {beta}").format(
                z=format_z(z), beta=state.format_beta(session.kl_beta)
            ),
        )
    terms.markdown(measurements.sentence(run, session.kl_beta))
