"""The form of a new training: its settings, the network they make, the time it takes, and the
button that starts it."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.pages.train.form.cost import config_key, network_drawing, parameter_count, short, show_time
from ui.pages.train.form.fields import chosen_threads, title_field
from ui.pages.train.form.settings import show_settings
from ui.pages.train.form.start import images_here, start_button
from ui.pages.train.form.state import KEPT, REFUSED, REQUEST, TITLE, link, read_link
from ui.pages.train.url import ADDRESS, Caps, caps_of, within
from ui.services.address import url_state
from ui.services.errors import kept_error, show_error
from ui.services.fragments import fragment
from ui.services.visitor import visitor
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import html, scroll_to_top, show_svg
from vae_core.errors import ConfigError
from vae_core.jobs.limits import load_limits
from vae_core.jobs.request import TrainingRequest
from vae_core.models.config import RunConfig


def show() -> None:
    """Draw the form as the link sets it, or as the visitor left it.

    Raises ConfigError on bad limits.
    """
    if n_kept := st.session_state.get(KEPT):
        scroll_to_top(n_kept)
    for problem in read_link():
        st.warning(problem)
    _form()


@fragment
def _form() -> None:
    """Draw the settings on the left, the outcome on the right and the network below."""
    state = st.session_state
    who = visitor()
    caps = caps_of(load_limits(), who.is_operator)
    request = state[REQUEST] = within(state[REQUEST], caps)
    url_state.write(ADDRESS, link(request, state[TITLE]))
    if sentence := kept_error(REFUSED):
        st.warning(sentence)
    settings, outcome = st.columns([5, 6], gap="large")
    with settings:
        show_settings(request, caps)
    try:
        config = request.to_config()
    except ConfigError as error:
        show_error(error, outcome.warning)
        return
    # What takes a moment comes last: all the rest can be used meanwhile.
    with outcome, st.container(key="lse-train-outcome"):
        timed = _outcome(request, config, caps)
    _network(config)
    with timed:
        show_time(config)


def _outcome(request: TrainingRequest, config: RunConfig, caps: Caps) -> DeltaGenerator:
    """Draw parameters, title, button and command. Returns the empty container for the time."""
    weights = parameter_count(config_key(config), config)
    size, timed = st.columns(2)
    size.metric(
        _("Parameters"),
        short(weights),
        help=_("Trainable parameters of encoder and decoder together: {n}.").format(
            n=f"{weights:,}"
        ),
    )
    possible = weights <= caps.parameters
    if not possible:
        st.warning(
            _("{n} parameters are too many here: at most {most}. Take smaller layers.").format(
                n=f"{weights:,}", most=f"{caps.parameters:,.0f}"
            )
        )
    here = images_here(request.dataset)
    title_field()
    start_button(request, enabled=possible and here)
    if command := request.command():
        terms.caption(_("The same from the command line:"))
        threads = chosen_threads()
        command += f" --threads {threads}" if threads else ""
        st.code(command, language=None, wrap_lines=True)
    return timed


def _network(config: RunConfig) -> None:
    with st.container(key="lse-train-network"):
        drawing = network_drawing(config_key(config), config)
        show_svg(html('<div class="lse-train-network" tabindex="0">{}</div>', drawing))
        terms.caption(
            _(
                "The network, from the image to the picture. Under each layer: its shape, and how "
                "many parameters it has."
            )
        )
