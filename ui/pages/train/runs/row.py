"""One run in the list: its facts, links to other pages, and buttons to change it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from ui.services.errors import errors_kept, show_error
from ui.services.visitor import may_change
from ui.text.numbers import megabytes
from ui.text.outside import in_markdown
from ui.text.words import _, latent
from ui.widgets import run_card, terms
from ui.widgets.frame import shell
from ui.widgets.html import Markup, html, join, show_html
from ui.widgets.network.stages import network_line
from vae_core.errors import VaeCoreError
from vae_core.jobs.limits import load_limits
from vae_core.jobs.retention import check_pin, delete
from vae_core.models.presets import PRESETS
from vae_core.runs.notes.metadata import (
    MAX_NOTES,
    MAX_TITLE,
    RunMetadata,
    disk_bytes,
    trained_at,
    update_metadata,
)
from vae_core.runs.run import Run

PAGE, _GALLERY = "pages/4_Train.py", "pages/5_Gallery.py"
# Keys of the session: the id of the run that is edited, a sentence for the next page.
_EDITED, PROBLEM = "runs edited", "runs problem"
_FIGURES = 3


def show_row(run: Run, metadata: RunMetadata, *, protected: bool) -> None:
    """Draw a run: its figures, links, and buttons for those who may change it."""
    may = not protected and may_change(metadata.by)
    with st.container(key=f"lse-run-{run.dataset}-{run.name}".replace(".", "_")):
        show_html(_facts(run, metadata, protected=protected))
        if may and st.session_state.get(_EDITED) == run.id:
            _edit(run, metadata)
            return
        with st.container(
            horizontal=True,
            vertical_alignment="center",
            key=f"lse-run-links-{run.dataset}-{run.name}".replace(".", "_"),
        ):
            _links(run)
            if may:
                _changes(run, metadata)


def _facts(run: Run, metadata: RunMetadata, *, protected: bool) -> Markup:
    """HTML of a run: title, settings, figures, notes, age and size."""
    model, training = run.config.model, run.config.training
    facts = [run.dataset_info.title, model.kind.upper(), network_line(model)]
    facts.append(latent(model.latent_dim))
    if run.imported_from:
        facts.append(_("imported from {file}").format(file=run.imported_from))
    elif model.kind == "vae" and not model.betas:
        facts.append(_("β {beta}").format(beta=f"{training.beta:g}"))
    if "stopped" in run.metrics:
        facts.append(_("stopped early"))
    marks = [_("shipped, protected")] if protected else [_("pinned")] if metadata.pinned else []
    figures = (
        html('<div title="{}"><dt>{}</dt><dd>{}</dd></div>', one.explained, one.name, one.value)
        for one in run_card.figures(run)[:_FIGURES]
    )
    notes = html('<p class="lse-run-notes">{}</p>', metadata.notes) if metadata.notes else ""
    kept = " · ".join(filter(None, (when(trained_at(run)), megabytes(disk_bytes(run)))))
    return html(
        '<div class="lse-run"><div><h3>{title}{marks}</h3><p>{facts}</p>'
        "<p><code>{id}</code> · {kept}</p>{notes}</div><dl>{figures}</dl></div>",
        title=shell.run_title(run),
        marks=join(html('<span class="lse-run-mark">{}</span>', mark) for mark in marks),
        facts=" · ".join(facts),
        id=run.id,
        kept=kept,
        notes=notes,
        figures=join(figures),
    )


def _links(run: Run) -> None:
    """Draw links to the other pages that show the run."""
    for page, label, icon, query in (
        ("app.py", _("Explore"), "explore", {"dataset": run.dataset, "run": run.name}),
        (_GALLERY, _("Gallery"), "grid_view", {"run": run.id}),
        (PAGE, _("Film"), "movie", {"view": "watch", "job": run.id}),
        (PAGE, _("Compare"), "stacked_line_chart", {"view": "compare", "runs": run.id}),
    ):
        st.page_link(page, label=label, icon=f":material/{icon}:", query_params=query)


def _changes(run: Run, metadata: RunMetadata) -> None:
    """Draw the buttons for its owners and the operator: rename, pin, delete."""
    st.button(
        _("Rename, notes"),
        icon=":material/edit:",
        type="tertiary",
        key=f"edit {run.id}",
        on_click=lambda: st.session_state.update({_EDITED: run.id}),
    )
    if metadata.by:  # What the command line trained makes no room anyway
        st.button(
            _("Unpin") if metadata.pinned else _("Pin"),
            icon=":material/keep_off:" if metadata.pinned else ":material/keep:",
            type="tertiary",
            key=f"pin {run.id}",
            help=_("A pinned run is never deleted to make room."),
            on_click=lambda: _do(lambda: _pin(run, not metadata.pinned)),
        )
    with st.popover(_("Delete"), icon=":material/delete:", type="tertiary", width="content"):
        terms.markdown(_("The model, its figures and its film will be gone for everybody."))
        st.button(
            _("Delete it"),
            icon=":material/delete:",
            key=f"delete {run.id}",
            on_click=lambda: _do(lambda: delete(run)),
        )


def _edit(run: Run, metadata: RunMetadata) -> None:
    """Draw the form for title and notes; an invalid text gives an error and stays as typed."""
    preset = PRESETS.get(run.config.preset)
    with st.form(f"about {run.id}", border=False):
        title = st.text_input(
            _("Title"),
            metadata.title,
            placeholder=preset.title if preset else run.name,
            help=_(
                "What it is called in every list, at most {n} characters. Links keep to its own "
                "name, {id}."
            ).format(n=MAX_TITLE, id=in_markdown(run.id)),
            key=f"title of {run.id}",
        )
        notes = st.text_area(
            _("Notes"),
            metadata.notes,
            height=112,
            key=f"notes of {run.id}",
            help=_("Plain text, for everybody to read, at most {n} characters.").format(
                n=f"{MAX_NOTES:,}"
            ),
        )
        with st.container(horizontal=True):
            kept = st.form_submit_button(_("Keep"), icon=":material/check:")
            left = st.form_submit_button(_("Cancel"), type="tertiary")
    if kept:
        try:
            update_metadata(run, title=title, notes=notes)
        except VaeCoreError as error:
            show_error(error)
            return
    if kept or left:
        st.session_state[_EDITED] = None
        st.rerun()


def _pin(run: Run, pinned: bool) -> None:
    """Pin or unpin a run. Raises VaeCoreError."""
    if pinned:
        check_pin(run, load_limits())
    update_metadata(run, pinned=pinned)


def _do(act: Callable[[], object]) -> None:
    """Call `act`; its error is shown as a sentence on the page that is drawn next."""
    with errors_kept(PROBLEM):
        act()


def when(iso: str) -> str:
    """An ISO time in the visitor's time zone, "2 Nov 2026, 14:05"; "" for any other text."""
    try:
        time = datetime.fromisoformat(iso)
        zone = ZoneInfo(st.context.timezone) if st.context.timezone else UTC
    except ValueError:
        return ""
    local = time.astimezone(zone)
    # Not %-d for the day: Windows does not know it.
    return f"{local.day} {local:%b %Y, %H:%M}" + ("" if st.context.timezone else " UTC")
