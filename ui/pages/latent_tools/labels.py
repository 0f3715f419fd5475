"""One style, all labels: the same codes decoded with each label of a conditional run."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ui.pages.latent_tools.url import write_link
from ui.services.caches import resources
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.controls.decoding import decoded
from ui.widgets.controls.downloads import picture_button
from ui.widgets.controls.seed import choose_seed
from ui.widgets.html import show_html
from ui.widgets.pictures import strips
from vae_core.latent.sampling import prior_samples
from vae_core.runs.conditions.at_label import RunAtLabel
from vae_core.runs.run import Run

_STYLES, _MOST_LABELS, _GAP = 8, 12, 2


def show(run: Run) -> None:
    """Draw a grid of random styles, a row each, with each label in turn, a column each."""
    assert isinstance(run, RunAtLabel)
    state = st.session_state
    state.setdefault("seed", 0)
    classes = run.dataset_info.classes[:_MOST_LABELS]
    picture, controls = st.columns([8, 5], gap="large")
    with controls:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            choose_seed("seed")
        terms.markdown(
            _(
                "Each row is one random code z out of N(0, I), a style; each column tells the "
                "decoder another label: **{labels}**. What a row has in common is what z holds: "
                "slant, width, stroke."
            ).format(labels=", ".join(classes))
        )
    rng = np.random.default_rng(state.seed)
    z = prior_samples(_STYLES, run.config.model.latent_dim, 1.0, rng)
    columns = [decoded(resources.at_label(run.whole, label), z) for label in range(len(classes))]
    pictures = np.concatenate(list(np.stack(columns, axis=1)))
    grid = strips.tiled(pictures, len(classes), _GAP)
    with picture:
        alt = _("{n} random styles, a row each, drawn with each label, a column each").format(
            n=_STYLES
        )
        side = max(pictures.shape[1:3])
        show_html(strips.picture_html(grid, alt, times=2, times_phone=1, side=side))
    with controls, st.container(horizontal=True):
        times = strips.times_for(112, pictures[0])
        what = f"labels-seed{state.seed}"
        picture_button(run, "PNG", what, "png", lambda: strips.png(grid, times))
    write_link(run, seed=state.seed)
