"""The view of one training: its state, the live view, and afterwards its result."""

from __future__ import annotations

import streamlit as st

from ui.pages.train.watch.controls import show_controls
from ui.pages.train.watch.headline import show_headline
from ui.pages.train.watch.live import live_view, page_state
from ui.pages.train.watch.result import show_ended, show_without_job
from ui.services.fragments import fragment
from ui.styles.sheets import use_sheets
from vae_core.jobs import records
from vae_core.jobs.records import ENDED

# Seconds between two reruns of the live view: during training, and in states without progress.
_OFTEN, _SELDOM = 1.0, 2.5
_STILL = ("waiting", "paused", "aside")


def show(job_id: str) -> None:
    """Draw the view of a training; a sentence if there is none with this id."""
    use_sheets("train/watch")
    job = records.read_job(job_id)
    if job is None:
        show_without_job(job_id)
        return
    status, wish = records.status(job_id), records.wish(job_id)
    with st.container(key="lse-watch-head"):
        show_headline(job, status, wish)
        if status.state not in ENDED:
            show_controls(job, status, wish)
    if status.state in ENDED:
        show_ended(job, status)
        return
    every = _SELDOM if status.state in _STILL else _OFTEN
    fragment(live_view, run_every=every)(job, page_state(status, wish))
