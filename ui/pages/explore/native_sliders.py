"""Native sliders and a decode on the server, for a browser that cannot run the decoder."""

from __future__ import annotations

import streamlit as st

from ui.components.planes.explorer.latent_space import latent_space
from ui.pages.explore import state
from ui.services.address import plane_url
from ui.services.caches import resources
from ui.services.errors import show_error
from ui.text.words import _
from ui.widgets.controls.latent_slider import latent_slider
from ui.widgets.pictures import strips
from vae_core.errors import RunError
from vae_core.runs.run import Run

_FIRST_SLIDERS = 16  # the rest is folded away
_SIDE = 280  # px, about: of the picture


def show(run: Run, unknown: str = "") -> None:
    """Draw the decoded image beside a slider for each dimension.

    unknown: where that is why, a sentence in Markdown on the layer that no browser computes; where
    PyTorch's module of it is not registered either, another sentence takes the sliders' place.
    """
    session = st.session_state
    if unknown:
        st.info(
            unknown + " " + _("The server decodes here, one step at a time."),
            icon=":material/info:",
        )
        try:
            resources.model(run)
        except RunError as error:
            show_error(error)
            return
    else:
        st.warning(
            _(
                "The live plane could not start here. "
                "The sliders below do the same, one step at a time."
            ),
            icon=":material/info:",
        )
    space, z = latent_space(run), list(session.explore_z)
    # Two dimensions keep their order; of more, the most informative come first.
    order = [d.index for d in space.dims] if len(z) > 2 else range(len(z))
    picture, sliders = st.columns([1, 2], gap="large")
    with sliders:
        for position, index in enumerate(order):
            if position == _FIRST_SLIDERS:
                rest = st.expander(_("The other {n} dimensions").format(n=len(z) - position))
            with rest if position >= _FIRST_SLIDERS else sliders:
                z[index] = latent_slider(
                    space.view, index, z[index], f"{run.id}, {session.explore_rev}"
                )
    if z != session.explore_z:
        state.move(run, z)
    with picture:
        drawn = resources.decode(run, z)
        st.image(
            strips.png(drawn, strips.times_for(_SIDE, drawn)),
            caption=_("What the decoder draws at ({z})").format(z=plane_url.format_z(z)),
        )
