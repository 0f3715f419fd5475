"""The beta, z, image, section, chart and objective shown, in the session and the link."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui.components.planes.dial.run_dial import NO_IMAGE
from ui.pages.kl_weight import url
from ui.pages.kl_weight.beta_models import BetaModels
from ui.pages.kl_weight.known_factors import studies
from ui.services.address import url_state
from ui.services.address.plane_url import format_z
from vae_core.latent.geometry import View, home_view, start_point

_DIGITS = 4  # of a beta in the link


def settle(models: BetaModels) -> list[str]:
    """Set the state from the link, or to its defaults for a new run. Returns a sentence for each
    part of the link that is not valid."""
    state, query, run = st.session_state, url.asked(), models.dial
    values: dict[str, Any] = {}
    problems: list[str] = []
    if query.get("dataset", models.dataset) == models.dataset:
        n = len(run.latents.label) if run else studies.n_images(models)
        if not run:
            known = ("beta", "section", "chart", "objective", *["image"] * bool(n))
            query = {name: query[name] for name in known if name in query}
        values, problems = url_state.parse(query, url.parameters(models.betas, view(models), n))
    state.setdefault("kl_beta", url.DEFAULT_BETA)
    state.setdefault("kl_section", url.SECTIONS[0])
    state.setdefault("kl_chart", url.CHARTS[0])
    state.setdefault("kl_objective", url.BETA_TCVAE)
    is_new = state.get("kl_run") != (run.id if run else models.dataset)
    if query or (is_new and models.studies):
        section, beta = studies.usual(models) or (url.SECTIONS[0], url.DEFAULT_BETA)
        state.kl_beta = values.get("beta", beta)
        state.kl_section = values.get("section", section)
        state.kl_chart = values.get("chart", url.CHARTS[0])
        state.kl_objective = values.get("objective", url.BETA_TCVAE)
    if is_new or query:
        state.kl_run = run.id if run else models.dataset
        if is_new or "z" in values:
            state.kl_z = values.get("z") or (start_point(run.latents) if run else None)
        state.kl_image = values.get("image", NO_IMAGE)
        state.kl_rev = state.get("kl_rev", 0) + 1
        if run:
            low, high = models.betas
            state.kl_beta = min(max(state.kl_beta, low), high)
    return problems


def view(models: BetaModels) -> View:
    """The view of the plane, the same at every beta."""
    if models.dial is None:
        return View((0.0, 0.0), 4.0)
    return home_view(models.dial.latents.mu, has_prior=True)


def take(models: BetaModels, values: dict[str, Any]) -> None:
    """Take over values from the dial, which repeats old ones: only those that changed."""
    state = st.session_state
    previous, state.kl_heard = state.get("kl_heard", {}), values
    news = {key: v for key, v in values.items() if v is not None and v != previous.get(key)}
    if "beta" in news:
        low, high = models.betas
        state.kl_beta = min(max(float(news["beta"][0]), low), high)
    if "z" in news:
        state.kl_z = [float(value) for value in news["z"][0]]
    if "image" in news:
        state.kl_image = int(news["image"])
    write_url(models)


def choose_image(models: BetaModels, index: int) -> None:
    """Show the cloud of another test image, in the dial too."""
    state = st.session_state
    state.kl_image, state.kl_rev = index, state.kl_rev + 1
    write_url(models)


def write_url(models: BetaModels) -> None:
    """Write the state to the address bar."""
    state = st.session_state
    params = {"dataset": models.dataset, "beta": format_beta(state.kl_beta)}
    if state.kl_z is not None:
        params["z"] = format_z(state.kl_z)
    if state.kl_image != NO_IMAGE:
        params["image"] = str(state.kl_image)
    params["section"] = state.kl_section
    if state.kl_section == url.CURVES and state.kl_chart != url.CHARTS[0]:
        params["chart"] = state.kl_chart
    if state.kl_section == url.FACTORS and models.studies:
        params["objective"] = state.kl_objective
    url.write(params)


def format_beta(beta: float) -> str:
    """Beta as text with four significant digits, enough for a link."""
    return f"{beta:.{_DIGITS}g}"
