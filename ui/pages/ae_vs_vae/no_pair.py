"""The page for a data set without two models to compare."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ui.pages.ae_vs_vae import url
from ui.text.words import _, dataset_title
from ui.widgets.frame import shell
from vae_core.data.datasets import DATASETS
from vae_core.models.presets import PRESETS
from vae_core.runs.run import Run

USUAL = ("ae-2d", "vae-2d")
# Presets of an autoencoder and a VAE with two latent dimensions and the same layers.
_ALIKE = (USUAL, ("ae-conv-2d", "vae-conv-2d"))


def show(dataset: str, runs: Sequence[Run], offered: Sequence[str]) -> None:
    """Say that a data set has no two models to compare, with links to train what is missing.

    runs: those of the data set. offered: the data sets to choose from.
    """
    url.write({"dataset": dataset})
    st.session_state.dataset = dataset
    with st.sidebar:
        st.divider()
        shell.select_dataset(offered)
    title = dataset_title(dataset)
    st.info(
        _(
            "Two models of one data set and latent dimension are compared here, and {title} has no "
            "such pair yet. Choose another data set in the sidebar, or train what is missing."
        ).format(title=title)
    )
    if dataset not in DATASETS:
        return  # its images are gone from this machine
    for preset in missing_presets(runs):
        st.page_link(
            "pages/4_Train.py",
            label=_("Train “{preset}” on {title}").format(
                preset=PRESETS[preset].title, title=title
            ),
            icon=":material/model_training:",
            query_params={"dataset": dataset, "preset": preset},
        )


def missing_presets(runs: Sequence[Run]) -> list[str]:
    """The presets to train for a pair, where `runs` hold none: the other kind of a 2-D run, of the
    same layers where there is such a preset; else both of the usual ones."""
    flat = [run.config for run in runs if run.config.model.latent_dim == 2]
    for config in flat:
        for alike in _ALIKE:
            if config.preset in alike:
                return [name for name in alike if name != config.preset]
    kinds = {config.model.kind for config in flat}
    return [name for name in USUAL if PRESETS[name].model.kind not in kinds]
