"""The own data sets that are kept here: what is in them, a training on one, and its removal."""

from __future__ import annotations

import streamlit as st

from ui.pages.train.form.state import usual_request
from ui.pages.train.own_images.understood import shape_words
from ui.services.errors import errors_kept, kept_error
from ui.services.visitor import may_change
from ui.text.numbers import megabytes
from ui.text.outside import link_label
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import html, show_html
from vae_core.data.own import kept
from vae_core.data.own.kept import OwnDataset
from vae_core.jobs import own_datasets

PAGE = "pages/4_Train.py"
_PROBLEM, _WITH_RUNS = "own images problem", "own images with runs"


def show() -> None:
    """Draw the list; nothing where none is kept."""
    if problem := kept_error(_PROBLEM):
        st.error(problem)
    names = kept.names()
    if not names:
        return
    with st.container(key="lse-own-kept", gap="xsmall"):
        st.subheader(_("Kept here"), anchor=False)
        for name in names:
            _row(kept.details(name))


def _row(one: OwnDataset) -> None:
    info = one.info
    facts = [
        _("{n} images").format(n=f"{info.sizes.total:,}"),
        shape_words(info.image_shape),
        _("{n} classes").format(n=len(info.classes)) if info.classes else _("no labels"),
        megabytes(one.bytes),
    ]
    with st.container(horizontal=True, vertical_alignment="center", key=f"lse-own-row {info.name}"):
        show_html(
            html(
                '<p class="lse-own-line" data-dataset="{}"><b>{}</b> <span>{}</span></p>',
                info.name,
                info.title,
                " · ".join(facts),
            )
        )
        st.page_link(
            PAGE,
            label=link_label(_("Train on it"), info.title),
            icon=":material/model_training:",
            query_params=usual_request(info.name).to_query(),
        )
        if may_change(one.facts.by):
            _remove(one)


def _remove(one: OwnDataset) -> None:
    """Draw the button that removes a data set, behind a question."""
    name = one.info.name
    with st.popover(_("Delete"), icon=":material/delete:", type="tertiary", width="content"):
        n_runs = len(own_datasets.runs_of(name))
        terms.markdown(_("The images will be gone for everybody."))
        with_runs = False
        if n_runs:
            with_runs = st.checkbox(
                _("and the run that was trained on it")
                if n_runs == 1
                else _("and the {n} runs that were trained on it").format(n=n_runs),
                key=f"{_WITH_RUNS} {name}",
                help=_("Without: they can still be explored, but show no original images."),
            )
        st.button(
            _("Delete it"),
            icon=":material/delete:",
            key=f"own images delete {name}",
            on_click=lambda: _do_remove(name, with_runs),
        )


def _do_remove(name: str, with_runs: bool) -> None:
    with errors_kept(_PROBLEM):
        own_datasets.remove(name, with_runs=with_runs)
