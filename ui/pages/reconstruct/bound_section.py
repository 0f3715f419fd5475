"""How far the ELBO of an image is from log p(x): the true posterior, where it can be summed up."""

from __future__ import annotations

import streamlit as st

from ui.components.lessons.bound import bound
from ui.components.lessons.bound.image_scene import has_bound, image_scene
from ui.pages.reconstruct.image_input.input_image import Given
from ui.services.fragments import fragment
from ui.text.words import _
from vae_core.runs.run import Run


def show(run: Run, shown: Given) -> None:
    """Draw the section of a VAE with two dimensions; nothing for another model."""
    if has_bound(run):
        _section(run, shown)


@fragment
def _section(run: Run, shown: Given) -> None:
    """Draw a switch, and below it, once it is on, the bound. Nothing is worked out before."""
    st.subheader(_("How far off is the ELBO?"), anchor=False)
    is_open = st.toggle(
        _("Draw the true posterior p(z|x)"),
        key="reconstruct_bound_open",
        help=_(
            "With two latent dimensions log p(x) can be summed over a grid of decoded places. Drag "
            "the encoder’s ellipse over it: ELBO + KL(q ‖ p(z|x)) stays log p(x)."
        ),
    )
    if not is_open:
        return
    with st.spinner(_("Summing over the grid…")):
        scene = image_scene(run, shown.x, shown.name)
    bound(scene, key="reconstruct_bound", on_change=lambda: None)
    if run.config.training.likelihood == "mse":
        st.caption(
            _("Of this run’s own likelihood, squared error; the figures above are cross-entropies.")
        )
