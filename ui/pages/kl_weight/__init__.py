"""The KL weight page below its heading: the dial, and what is measured over beta."""

from __future__ import annotations

from importlib import import_module

import streamlit as st

from ui.pages.kl_weight import live_dial, sidebar, state, url
from ui.pages.kl_weight.beta_models import (
    USUAL,
    BetaModels,
    is_trainable,
    load_beta_models,
    sweep_command,
)
from ui.services.address import url_state
from ui.services.errors import errors_shown, show_error
from ui.styles.sheets import use_sheets
from ui.text.words import _, dataset_title
from ui.widgets import terms
from ui.widgets.controls.original_images import offer_originals
from ui.widgets.frame import shell
from ui.widgets.pictures import colour_note
from vae_core.data.datasets import DATASETS
from vae_core.errors import RunError
from vae_core.models.presets import PRESETS

# Imported when chosen: they import Plotly and torch.
_MODULES = {
    url.CURVES: "sections.curves",
    url.PICTURES: "sections.same_pictures",
    url.PLANES: "sections.planes",
    url.CLOSE_UP: "sections.close_up",
    url.SCHEDULES: "sections.schedules",
    url.FACTORS: "known_factors",
}
_FIRST = "mnist"


def kl_weight() -> None:
    """Draw the page: the dataset in the sidebar, the dial, and the sections below it."""
    use_sheets("pages/latent_tools", "table", "pages/kl_weight")
    shell.runs_here()
    models = load_beta_models(_choose())
    try:
        problems = state.settle(models)
    except RunError as error:
        show_error(error)
        return
    for problem in (*problems, *models.problems):
        st.warning(problem)
    if models.dial:
        sidebar.show(models)
        live_dial.dial_of(models)
        colour_note.show(models.dial)
        offer_originals(models.dial, "kl originals")
    elif not models.studies:
        _no_dial(models)
    if models.dial or models.flat or models.deep:
        _sections(models)
    if models.studies and not models.dial:
        _no_dial(models)
    state.write_url(models)


def _choose() -> str:
    """The dataset, taken from the link where that is a new one. Those without models are there,
    too: their page says what to train."""
    session = st.session_state
    values, problems = url_state.parse(url.asked(), {"dataset": url.dataset_parameter()})
    for problem in problems:
        st.warning(problem)
    session.update(values)
    if session.get("dataset") not in DATASETS:
        session.dataset = _FIRST
    with st.sidebar:
        st.divider()
        return shell.select_dataset(list(DATASETS))


def _no_dial(models: BetaModels) -> None:
    """Say that there is no network of every beta, how to train one, and what works without it."""
    dataset, title = models.dataset, dataset_title(models.dataset)
    st.info(
        _("There is no network of every β for {title} yet. This trains one:").format(title=title)
        + f"\n\n`python -m vae_core train {USUAL} --dataset {dataset}`"
    )
    if is_trainable(dataset):
        st.page_link(
            "pages/4_Train.py",
            label=_("Train “{preset}” on {title}").format(preset=PRESETS[USUAL].title, title=title),
            icon=":material/model_training:",
            query_params={"dataset": dataset, "preset": USUAL},
        )
    if any(run.dataset == dataset for run in models.by_id.values()):
        terms.caption(
            _(
                "The models of {title} that are here, each trained for one β, are on Explore, "
                "Reconstruct and Latent tools."
            ).format(title=title)
        )


def _sections(models: BetaModels) -> None:
    names = {
        url.CURVES: _("Curves"),
        url.PICTURES: _("Same pictures"),
        url.PLANES: _("Planes"),
        url.CLOSE_UP: _("Close-up"),
        url.SCHEDULES: _("Schedules"),
        url.FACTORS: _("Known factors"),
    }
    # Not tabs: those would compute the hidden sections too.
    chosen = st.segmented_control(
        _("Section"),
        url.SECTIONS,
        required=True,
        key="kl_section",
        format_func=names.__getitem__,
        label_visibility="collapsed",
        persist_state="session",
    )
    section = chosen or url.SECTIONS[0]
    if models.flat is None and section != url.FACTORS:
        terms.caption(_("Networks trained apart, one for each β, are here for MNIST only."))
    for sweep in (models.flat, models.deep):
        if sweep and not sweep.members:
            st.info(
                _("The ladder “{title}” is not trained yet. This trains it:").format(
                    title=sweep.plan.title
                )
                + f"\n\n`{sweep_command(sweep.plan.name)}`"
            )
    with errors_shown():
        import_module(f"ui.pages.kl_weight.{_MODULES[section]}").show(models)
