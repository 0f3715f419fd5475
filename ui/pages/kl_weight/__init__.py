"""The KL weight page below its heading: the dial, and what is measured over beta."""

from __future__ import annotations

from importlib import import_module

import streamlit as st

from ui.pages.kl_weight import live_dial, measured, state, url
from ui.pages.kl_weight.inventory import Shelf, load_shelf, sweep_command
from ui.services import url_state
from ui.styles.sheets import use_sheets
from ui.text.words import _
from ui.widgets import shell
from ui.widgets.html import html, join, show_html
from vae_core.data.datasets import DATASETS
from vae_core.errors import RunError

# Loaded when chosen: they bring Plotly, and torch.
_MODULES = {
    url.CURVES: "curves",
    url.PICTURES: "same_pictures",
    url.PLANES: "planes",
    url.CLOSE_UP: "close_up",
    url.SCHEDULES: "schedules",
}
_FIRST = "mnist"


def kl_weight() -> None:
    """Choose a dataset in the sidebar; turn the dial; look closer."""
    use_sheets("latent_tools", "table", "kl_weight")
    shell.runs_here()
    found = load_shelf(_choose())
    try:
        problems = state.settle(found)
    except RunError as error:
        st.error(str(error))
        return
    for problem in (*problems, *found.problems):
        st.warning(problem)
    if found.dial:
        _card(found)
        _guarded(live_dial.dial_of, found)
    else:
        _no_dial(found)
    if found.dial or found.flat or found.deep:
        _sections(found)
    state.tell(found)


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
        return st.selectbox(
            _("Data set"),
            list(DATASETS),
            key="dataset",
            format_func=lambda name: DATASETS[name].title,
            persist_state="session",
        )


def _no_dial(found: Shelf) -> None:
    st.info(
        _("There is no network of every β for {title} yet. This trains one:").format(
            title=DATASETS[found.dataset].title
        )
        + f"\n\n`python -m vae_core train vae-2d-any-beta --dataset {found.dataset}`"
    )


def _card(found: Shelf) -> None:
    """What there is to know of the dial's network, in the sidebar."""
    run = found.dial
    low, high = run.config.model.betas
    rows = [
        (_("Trained for β"), f"{low:g} – {high:g}", _("It was shown every β between, at random.")),
        (_("Epochs"), str(run.config.training.epochs), _("Passes over the training images.")),
        (_("Trained in"), _("{n} min").format(n=f"{run.metrics['seconds'] / 60:.1f}"),
         _("Wall-clock time of the training.")),
    ]  # fmt: skip
    if ends := measured.excesses(measured.gaps(found.flat, run)):
        low, high = measured.COMPARED
        rows.append(
            (
                _("Against the ladder"),
                f"{measured.signed(ends[0])} … {measured.signed(ends[1])}",
                _(
                    "How many nats more D + βR it has than networks trained at one β each, over β "
                    "from {low} to {high}; below 0 it is better than those."
                ).format(low=f"{low:g}", high=f"{high:g}"),
            )
        )
    body = join(
        html('<tr title="{}"><th scope="row">{}</th><td>{}</td></tr>', meaning, name, value)
        for name, value, meaning in rows
    )
    with st.sidebar:
        st.divider()
        show_html(
            html(
                '<table class="lse-figures"><caption>{}</caption>{}</table>',
                _("This network"),
                body,
            )
        )
        with st.popover(_("What do these mean?"), type="tertiary"):
            st.markdown("\n".join(f"- **{name}**: {meaning}" for name, _value, meaning in rows))
        st.caption(
            _("{n} test images, none seen in training.").format(
                n=f"{run.metrics['evaluation']['n']:,}"
            )
        )


def _sections(found: Shelf) -> None:
    names = {
        url.CURVES: _("Curves"),
        url.PICTURES: _("Same pictures"),
        url.PLANES: _("Planes"),
        url.CLOSE_UP: _("Close-up"),
        url.SCHEDULES: _("Schedules"),
    }
    # Not tabs: those would compute what is hidden, too.
    section = st.segmented_control(
        _("Section"),
        url.SECTIONS,
        required=True,
        key="kl_section",
        format_func=names.__getitem__,
        label_visibility="collapsed",
        persist_state="session",
    )
    if found.flat is None:
        st.caption(_("Networks trained apart, one for each β, are here for MNIST only."))
    for sweep in (found.flat, found.deep):
        if sweep and not sweep.members:
            st.info(
                _("The ladder “{title}” is not trained yet. This trains it:").format(
                    title=sweep.plan.title
                )
                + f"\n\n`{sweep_command(sweep.plan.name)}`"
            )
    _guarded(import_module(f"ui.pages.kl_weight.sections.{_MODULES[section]}").show, found)


def _guarded(draw, found: Shelf) -> None:
    """Draw a part; a damaged file of a run is a sentence in its place."""
    try:
        draw(found)
    except RunError as error:
        st.error(str(error))
