"""The buttons that control a training under way: pause, stop, discard, slow motion."""

from __future__ import annotations

import math

import streamlit as st

from ui.services.errors import errors_kept
from ui.services.visitor import may_change, visitor
from ui.text.words import _
from ui.widgets import terms
from vae_core.jobs import queue, records
from vae_core.jobs.records import AT_WORK, Job, Status, Wish

# Where the session keeps a sentence for the next page.
PROBLEM = "watch problem"
# Steps a second at most, the quickest first.
PACES = (math.inf, 100.0, 30.0, 10.0, 3.0, 1.0)


def show_controls(job: Job, status: Status, wish: Wish) -> None:
    """Draw the buttons that the state allows, for owners; others get a sentence instead."""
    if status.state == "measuring" or (
        status.state in AT_WORK and wish.want in ("stop", "discard")
    ):
        return
    if not may_change(job.by):
        terms.caption(
            _("You are watching. Who asked for it can pause or stop it, and so can the operator.")
        )
        _unfollow_button(job)
        return
    with st.container(horizontal=True, vertical_alignment="center", key="lse-watch-controls"):
        if status.state == "waiting" and not status.step:
            button(job, "discard", _("Leave the queue"), ":material/close:")
            return
        if status.state in ("aside", "paused") or wish.want == "pause":
            button(job, "go", _("Resume"), ":material/play_arrow:")
        elif status.state == "training":
            button(job, "pause", _("Pause"), ":material/pause:")
        if status.step:
            button(job, "stop", _("Stop and keep"), ":material/stop:")
        discard_button(job)
        if status.state in ("training", "paused"):
            _speed(job, wish)


def discard_button(job: Job) -> None:
    """Draw the button that discards the training after a confirmation."""
    with st.popover(_("Stop and discard"), icon=":material/delete:", width="content"):
        terms.markdown(_("What it has learned so far will be gone."))
        button(job, "discard", _("Discard it"), ":material/delete:")


def _unfollow_button(job: Job) -> None:
    """Draw the button that ends following, where this visitor asked for the same training."""
    me = visitor().id
    if me in job.followers:
        st.button(
            _("Stop following"),
            icon=":material/close:",
            key=f"unfollow {job.id}",
            help=_("Trainings that you follow count as yours in the queue."),
            on_click=lambda: _attempt(lambda: queue.unfollow(job.id, me)),
        )


def _speed(job: Job, wish: Wish) -> None:
    """Draw the slider for slow motion. A pace between two stops shows as the quicker one."""
    key, pace = f"pace of {job.id}", wish.pace or math.inf
    # Not by `value`: another one would make it another slider, and the keyboard would lose it.
    st.session_state[key] = next(stop for stop in reversed(PACES) if stop >= pace)

    def take() -> None:
        chosen = st.session_state[key]
        _attempt(lambda: queue.set_pace(job.id, None if chosen == math.inf else chosen))

    help_ = _(
        "Slow motion, for everybody who watches: each step changes the weights once, after a batch "
        "of {n} images. While others wait, slow motion lasts a few minutes at most."
    ).format(n=f"{job.config.training.batch_size:,}")
    with st.container(horizontal=True, vertical_alignment="center", width=290):
        terms.markdown(_("Speed"), width="content", help=help_)
        st.select_slider(
            _("Speed"),
            PACES,
            key=key,
            format_func=pace_words,
            on_change=take,
            label_visibility="collapsed",
        )


def pace_words(pace: float) -> str:
    """A pace in steps a second as text, for the slider."""
    if pace == math.inf:
        return _("full speed")
    if pace == 1:
        return _("1 step a second")
    return _("{n} steps a second").format(n=f"{pace:g}")


def button(job: Job, want: records.Want, label: str, icon: str) -> None:
    """Draw a button that asks for `want` ("pause", "stop", ...) of the training."""
    st.button(
        label,
        icon=icon,
        key=f"{want} {job.id}",
        on_click=lambda: _attempt(lambda: queue.want(job.id, want)),
    )


def _attempt(act) -> None:
    """Call `act`; its error is shown as a sentence on the page that is drawn next."""
    with errors_kept(PROBLEM):
        act()
