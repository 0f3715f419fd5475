"""The list of runs trained here, the newest first, and the disk space that they take."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ui.pages.train.runs.row import PAGE, PROBLEM, show_row, when
from ui.services.caches import resources
from ui.services.errors import kept_error, show_error
from ui.styles.sheets import use_sheets
from ui.text.numbers import megabytes
from ui.text.outside import in_markdown
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import html, show_html
from vae_core.errors import VaeCoreError
from vae_core.jobs.limits import load_limits
from vae_core.jobs.retention import MB, evicted
from vae_core.runs.notes.metadata import disk_bytes, is_shipped, metadata, trained_at
from vae_core.runs.run import Run

_SHOWN = "runs shown"  # where the session keeps how many
_AT_ONCE = 20


def show() -> None:
    """Draw the list of runs, and the disk space that it takes."""
    use_sheets("train/runs")
    if problem := kept_error(PROBLEM):
        st.error(problem)
    runs, problems = resources.every_run()
    for sentence in problems:
        st.warning(sentence)
    shipped = {run.id for run in runs if is_shipped(run.id)}
    own = sorted((r for r in runs if r.id not in shipped), key=trained_at, reverse=True)
    _room(own)
    _made_room()
    if not own:
        st.info(_("Nothing was trained here yet. What you train will be kept here."))
        st.page_link(
            PAGE,
            label=_("Train something"),
            icon=":material/model_training:",
            query_params={"view": "new"},
        )
    shown = st.session_state.setdefault(_SHOWN, _AT_ONCE)
    for run in own[:shown]:
        show_row(run, metadata(run), protected=False)
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
        for run in [run for run in runs if run.id in shipped]:
            show_row(run, metadata(run), protected=True)


def _room(own: Sequence[Run]) -> None:
    """Draw how much of the disk space for runs is taken."""
    try:
        most = load_limits().disk.visitors_runs * MB
    except VaeCoreError as error:
        show_error(error, st.warning)
        return
    taken = sum(disk_bytes(run) for run in own if metadata(run).by)
    share = min(100 * taken / most, 100)
    taken_of = _("{taken} of {most} taken by what visitors trained").format(
        taken=megabytes(taken), most=megabytes(most)
    )
    show_html(
        html(
            '<div class="lse-room" title="{unit}"><p>{taken}</p>'
            '<div role="img" aria-label="{share:.0f} %"><i style="width:{share:.2f}%"></i></div>'
            "<p>{rule}</p></div>",
            unit=_("1 MB is a million bytes."),
            taken=taken_of,
            share=share,
            rule=_("When it is full, the oldest run that is not pinned is deleted."),
        )
    )


def _made_room() -> None:
    """Draw the list of runs deleted lately to make room."""
    gone = evicted()
    if not gone:
        return
    with st.expander(_("Deleted to make room: {n}").format(n=len(gone)), icon=":material/history:"):
        for one in gone:
            called = f"“{in_markdown(one.title)}”, " if one.title else ""
            terms.markdown(f"- {called}{in_markdown(one.id)}, {when(one.when)}")
