"""The list of trainings above every view: under way, waiting, and ended lately."""

from __future__ import annotations

import streamlit as st

from ui.components.training.training_view.payload import part, spell
from ui.services.errors import errors_kept, kept_error, show_error
from ui.services.fragments import fragment, is_fragment_run
from ui.services.visitor import may_change, visitor
from ui.text.outside import in_markdown
from ui.text.words import _, dataset_title
from ui.widgets.html import html, show_html
from vae_core.data.datasets import describe
from vae_core.errors import VaeCoreError
from vae_core.jobs import queue, records
from vae_core.jobs.processes import supervisor
from vae_core.jobs.records import AT_WORK, ENDED, Job, Status
from vae_core.models.presets import PRESETS

PAGE = "pages/4_Train.py"
_EVERY = 3.0  # seconds between two updates
_PROBLEM = "queue problem"
_MOST_ENDED = 12
_UNFOLDED = 3  # rows; one's own are shown too
_Jobs = list[tuple[Job, Status]]


def show(watched: str = "") -> None:
    """Draw all trainings but the one `watched`, again every few seconds while one is under way."""
    for damaged in records.damaged_jobs():
        show_error(damaged, st.warning)
    jobs = _jobs()
    going = any(status.state not in ENDED for _job, status in jobs)
    fragment(_list, run_every=_EVERY if going else None)(watched, going)


def first_at_work() -> str:
    """Id of a training that is under way, else of one that waits; "" if there is none."""
    going = [(job, status) for job, status in _jobs() if status.state not in ENDED]
    going.sort(key=lambda one: one[1].state not in AT_WORK)
    return going[0][0].id if going else ""


def job_title(job: Job) -> str:
    """Title of a training on screen: its own, else that of its preset."""
    preset = PRESETS.get(job.config.preset)
    return job.title or (preset.title if preset else job.id.split("/", 1)[1])


def _list(watched: str, was_going: bool) -> None:
    if problem := kept_error(_PROBLEM):
        st.warning(problem)
    try:
        supervisor.ensure_supervisor()
        positions = queue.positions()
    except VaeCoreError as error:
        show_error(error, st.warning)
        positions = {}
    jobs = _jobs()
    going = [one for one in jobs if one[1].state not in ENDED]
    if bool(going) != was_going and is_fragment_run():
        st.rerun()
    others = [one for one in going if one[0].id != watched]
    others.sort(key=lambda one: _order(one[0], one[1], positions))
    ended = [one for one in reversed(jobs) if one[1].state in ENDED][:_MOST_ENDED]
    if not others and not ended:
        return
    # The live view needs the height of the screen; a long queue would push any view down.
    near = [] if watched else [o for n, o in enumerate(others) if n < _UNFOLDED or _is_mine(o[0])]
    folded = [one for one in others if one not in near]
    with st.container(key="lse-queue"):
        for job, status in near:
            _row(job, status, positions)
        with st.container(horizontal=True, key="lse-queue-folded"):
            if folded:
                label = _("Also in the queue ({n})") if watched else _("{n} more wait")
                with st.popover(
                    label.format(n=len(folded)),
                    icon=":material/list:",
                    type="tertiary",
                    width="content",
                ):
                    for job, status in folded:
                        _row(job, status, positions)
            if ended:
                _ended(ended)


def _order(job: Job, status: Status, positions: dict[str, int]) -> tuple[bool, int]:
    """Sort key: what is under way first, then in the order of the queue."""
    return not _is_under_way(status), positions.get(job.id, len(positions) + 1)


def _is_under_way(status: Status) -> bool:
    return status.state in (*AT_WORK, "lost")


def _is_mine(job: Job) -> bool:
    return visitor().id in (*job.by, *job.followers)


def _row(job: Job, status: Status, positions: dict[str, int]) -> None:
    mark, words, bar = _position_words(job, positions), _waiting_words(status), ""
    if _is_under_way(status):
        mark, words = _("Now"), _going_words(status)
        bar = html(
            '<span class="lse-queue-bar" aria-hidden="true"><i style="width:{:.1f}%"></i></span>',
            100 * part(status),
        )
    with st.container(horizontal=True, vertical_alignment="center", key=f"lse-queue-row {job.id}"):
        show_html(
            html(
                '<p class="lse-queue-line" data-job="{id}"><b>{mark}</b>'
                '<span class="lse-queue-title">{title}</span><span>{dataset}</span>'
                "{bar}<span>{words}</span></p>",
                id=job.id,
                mark=mark,
                title=job_title(job),
                dataset=describe(job.config.dataset).title,
                bar=bar,
                words=words,
            )
        )
        if not status.step and may_change(job.by):
            st.button(
                _("Leave the queue"),
                icon=":material/close:",
                type="tertiary",
                key=f"leave {job.id}",
                on_click=lambda: _leave(job.id),
            )
        _link(job, _("Watch"))


def _ended(ended: _Jobs) -> None:
    label = _("Ended lately ({n})").format(n=len(ended))
    with (
        st.popover(label, icon=":material/history:", type="tertiary", width="content"),
        st.container(key="lse-queue-ended", gap="xsmall"),
    ):
        for job, status in ended:
            words = {
                "done": _("done"),
                "stopped": _("stopped and kept"),
                "discarded": _("discarded"),
                "failed": _("failed"),
            }[status.state]
            title = f"{in_markdown(job_title(job))} · {dataset_title(job.config.dataset)}"
            _link(job, f"{title}: {words}")


def _link(job: Job, label: str) -> None:
    st.page_link(PAGE, label=label, query_params={"view": "watch", "job": job.id})


def _position_words(job: Job, positions: dict[str, int]) -> str:
    position = positions.get(job.id)
    return _("Place {n}").format(n=position) if position else _("Waits")


def _going_words(status: Status) -> str:
    match status.state:
        case "measuring":
            return _("being measured")
        case "lost":
            return _("interrupted, taken up again in seconds")
    percent = _("{n} %").format(n=f"{100 * part(status):.0f}")
    if status.state == "paused":
        return _("{percent}, paused").format(percent=percent)
    if status.left is None:
        return percent
    return _("{percent}, {time} left").format(percent=percent, time=spell(status.left))


def _waiting_words(status: Status) -> str:
    if status.state == "aside":
        return _("put aside after a long pause")
    return _("goes on from step {n}").format(n=f"{status.step:,}") if status.step else ""


def _leave(job_id: str) -> None:
    with errors_kept(_PROBLEM):
        queue.want(job_id, "discard")


def _jobs() -> _Jobs:
    return [(job, records.status(job.id)) for job in records.jobs()]
