"""The runs that were trained here: what they are called, what is noted of them, what they take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from ui.services import resources
from ui.services.visitor import may_change
from ui.styles.sheets import use_sheets
from ui.text.words import _, in_markdown, numbers
from ui.widgets import run_card, shell
from ui.widgets.html import Markup, html, join, show_html
from ui.widgets.network_diagram import network_line
from vae_core.data.datasets import DATASETS
from vae_core.errors import VaeCoreError
from vae_core.jobs.limits import load_limits
from vae_core.jobs.retention import MB, check_pin, delete, evicted
from vae_core.models.presets import PRESETS
from vae_core.runs.metadata import (
    MAX_NOTES,
    MAX_TITLE,
    RunMetadata,
    disk_bytes,
    is_shipped,
    metadata,
    trained_at,
    update_metadata,
)
from vae_core.runs.store import Run

_PAGE, _GALLERY = "pages/4_Train.py", "pages/5_Gallery.py"
_EDITED, _PROBLEM, _SHOWN = "runs edited", "runs problem", "runs shown"
_AT_ONCE = 20
_FIGURES = 3


def show() -> None:
    """The list, the newest first, with what it takes on the disk."""
    use_sheets("train_runs")
    if problem := st.session_state.pop(_PROBLEM, ""):
        st.error(problem)
    found, problems = resources.every_run()
    for sentence in problems:
        st.warning(sentence)
    shipped = {run.id for run in found if is_shipped(run.id)}
    own = sorted((r for r in found if r.id not in shipped), key=trained_at, reverse=True)
    _room(own)
    _made_room()
    if not own:
        st.info(_("Nothing was trained here yet. What you train will be kept here."))
        st.page_link(
            _PAGE,
            label=_("Train something"),
            icon=":material/model_training:",
            query_params={"view": "new"},
        )
    shown = st.session_state.setdefault(_SHOWN, _AT_ONCE)
    for run in own[:shown]:
        _row(run, metadata(run), protected=False)
    if len(own) > shown:
        st.button(
            _("Show {n} more").format(n=min(_AT_ONCE, len(own) - shown)),
            on_click=lambda: st.session_state.update({_SHOWN: shown + _AT_ONCE}),
        )
    if shipped and st.toggle(
        _("Show the {n} runs that came with the app").format(n=len(shipped)),
        key="runs shipped",
        persist_state="session",
    ):
        for run in [run for run in found if run.id in shipped]:
            _row(run, metadata(run), protected=True)


def size(n_bytes: float) -> str:
    """Megabytes of 10^6 bytes, as they are written."""
    mega = n_bytes / MB
    return _("{n} MB").format(n=f"{mega:,.1f}" if mega < 100 else f"{mega:,.0f}")


def when(iso: str) -> str:
    """A time as the clock of the one who looks has it; "" where it is none."""
    try:
        there = datetime.fromisoformat(iso)
        zone = ZoneInfo(st.context.timezone) if st.context.timezone else UTC
    except ValueError:
        return ""
    return f"{there.astimezone(zone):%-d %b %Y, %H:%M}" + ("" if st.context.timezone else " UTC")


def _room(own: Sequence[Run]) -> None:
    """How much of the room for runs is taken."""
    try:
        most = load_limits().disk.visitors_runs * MB
    except VaeCoreError as error:
        st.warning(str(error))
        return
    taken = sum(disk_bytes(run) for run in own if metadata(run).by)
    share = min(100 * taken / most, 100)
    said = _("{taken} of {most} taken by what visitors trained").format(
        taken=size(taken), most=size(most)
    )
    show_html(
        html(
            '<div class="lse-room" title="{unit}"><p>{taken}</p>'
            '<div role="img" aria-label="{share:.0f} %"><i style="width:{share:.2f}%"></i></div>'
            "<p>{rule}</p></div>",
            unit=_("1 MB is a million bytes."),
            taken=said,
            share=share,
            rule=_("When it is full, the oldest run that is not pinned is deleted."),
        )
    )


def _made_room() -> None:
    """What was deleted of late to make room."""
    gone = evicted()
    if not gone:
        return
    with st.expander(_("Deleted to make room: {n}").format(n=len(gone)), icon=":material/history:"):
        for one in gone:
            called = f"“{in_markdown(one.title)}”, " if one.title else ""
            st.markdown(f"- {called}{in_markdown(one.id)}, {when(one.when)}")


def _row(run: Run, said: RunMetadata, *, protected: bool) -> None:
    """One run: what it is, where to go with it, and what those who may can change."""
    may = not protected and may_change(said.by)
    with st.container(key=f"lse-run-{run.dataset}-{run.name}".replace(".", "_")):
        show_html(_facts(run, said, protected=protected))
        if may and st.session_state.get(_EDITED) == run.id:
            _edit(run, said)
            return
        with st.container(
            horizontal=True,
            vertical_alignment="center",
            key=f"lse-run-links-{run.dataset}-{run.name}".replace(".", "_"),
        ):
            _links(run)
            if may:
                _changes(run, said)


def _facts(run: Run, said: RunMetadata, *, protected: bool) -> Markup:
    """Title, what it is, figures, notes, age and size."""
    model, training = run.config.model, run.config.training
    facts = [DATASETS[run.dataset].title, model.kind.upper(), network_line(model)]
    facts.append(numbers(model.latent_dim))
    if model.kind == "vae" and not model.betas:
        facts.append(_("β {beta}").format(beta=f"{training.beta:g}"))
    if "stopped" in run.metrics:
        facts.append(_("stopped early"))
    marks = [_("shipped, protected")] if protected else [_("pinned")] if said.pinned else []
    figures = (
        html('<div title="{}"><dt>{}</dt><dd>{}</dd></div>', one.explained, one.name, one.value)
        for one in run_card.figures(run)[:_FIGURES]
    )
    notes = html('<p class="lse-run-notes">{}</p>', said.notes) if said.notes else ""
    kept = " · ".join(filter(None, (when(trained_at(run)), size(disk_bytes(run)))))
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
    """Where else the run can be seen."""
    for page, label, icon, query in (
        ("app.py", _("Explore"), "explore", {"dataset": run.dataset, "run": run.name}),
        (_GALLERY, _("Gallery"), "grid_view", {"run": run.id}),
        (_PAGE, _("Film"), "movie", {"view": "watch", "job": run.id}),
        (_PAGE, _("Compare"), "stacked_line_chart", {"view": "compare", "runs": run.id}),
    ):
        st.page_link(page, label=label, icon=f":material/{icon}:", query_params=query)


def _changes(run: Run, said: RunMetadata) -> None:
    """What whoever asked for it, or the operator, can do with it."""
    st.button(
        _("Rename, notes"),
        icon=":material/edit:",
        type="tertiary",
        key=f"edit {run.id}",
        on_click=lambda: st.session_state.update({_EDITED: run.id}),
    )
    if said.by:  # What the command line trained makes no room anyway
        st.button(
            _("Unpin") if said.pinned else _("Pin"),
            icon=":material/keep_off:" if said.pinned else ":material/keep:",
            type="tertiary",
            key=f"pin {run.id}",
            help=_("A pinned run is never deleted to make room."),
            on_click=lambda: _do(lambda: _pin(run, not said.pinned)),
        )
    with st.popover(_("Delete"), icon=":material/delete:", type="tertiary", width="content"):
        st.markdown(_("The model, its figures and its film will be gone for everybody."))
        st.button(
            _("Delete it"),
            icon=":material/delete:",
            key=f"delete {run.id}",
            on_click=lambda: _do(lambda: delete(run)),
        )


def _edit(run: Run, said: RunMetadata) -> None:
    """Title and notes. What cannot be kept is said, and stays as it was typed."""
    preset = PRESETS.get(run.config.preset)
    with st.form(f"about {run.id}", border=False):
        title = st.text_input(
            _("Title"),
            said.title,
            placeholder=preset.title if preset else run.name,
            help=_(
                "What it is called in every list, at most {n} characters. Links keep to its own "
                "name, {id}."
            ).format(n=MAX_TITLE, id=in_markdown(run.id)),
            key=f"title of {run.id}",
        )
        notes = st.text_area(
            _("Notes"),
            said.notes,
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
            st.error(str(error))
            return
    if kept or left:
        st.session_state[_EDITED] = None
        st.rerun()


def _pin(run: Run, pinned: bool) -> None:
    """Raises VaeCoreError."""
    if pinned:
        check_pin(run, load_limits())
    update_metadata(run, pinned=pinned)


def _do(act: Callable[[], object]) -> None:
    """What cannot be done is a sentence on the page that is drawn next."""
    try:
        act()
    except VaeCoreError as error:
        st.session_state[_PROBLEM] = str(error)
