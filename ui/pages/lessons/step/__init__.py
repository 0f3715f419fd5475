"""One step of a lesson: question, figure, text, prediction, task, and the way on."""

from __future__ import annotations

import json
import logging

import streamlit as st

from ui.pages.lessons import progress, url
from ui.pages.lessons.class_room import following
from ui.pages.lessons.class_room.poll import open_poll
from ui.pages.lessons.figure import FigureResult, load_figure
from ui.pages.lessons.step import prediction
from ui.pages.lessons.step.foot import foot
from ui.pages.lessons.step.head import head
from ui.pages.lessons.url import At
from ui.services.classroom.people.seat import Seat
from ui.services.classroom.push import pushed
from ui.services.classroom.state import State
from ui.services.errors import show_error
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.controls.downloads import figure_files
from ui.widgets.frame.navigation import PAGES
from ui.widgets.html import run_script
from vae_core.errors import VaeCoreError

_LOG = logging.getLogger(__name__)


def show(at: At, here: list[str], seat: Seat | None) -> None:
    """Draw the step. here: names of the lessons that can be opened, in order. seat: in a class."""
    progress.is_here(at)
    with st.container(key="lesson"):
        head(at)
        _body(at, seat)
        foot(at, here)
    _mark(at)


@pushed
def _body(at: At, seat: Seat | None) -> None:
    """The part that changes while one works in the step, as a fragment."""
    of_class = following.hear(seat)
    poll = open_poll(seat, of_class, at.lesson.name, at.step)
    prediction.take_state(at, poll)
    with st.container(key="lesson-body"):
        if at.step.data.wide:
            _text(at)
            with st.container(key="lesson-figure"):
                result = _figure(at, seat, of_class)
            prediction.show(at, result, poll)
            _below(at, result)
        else:
            left, right = st.columns([11, 9], gap="large")
            with left, st.container(key="lesson-figure"):
                result = _figure(at, seat, of_class)
            with right:
                _text(at)
                prediction.show(at, result, poll)
                _below(at, result)
    progress.keep(at)


def _text(at: At) -> None:
    """The sentences of the step; in the projector view the teacher says them."""
    if at.view != url.PROJECTOR and at.step.prose.text:
        with st.container(key="lesson-text"):
            terms.markdown(at.step.prose.text)


def _figure(at: At, seat: Seat | None, of_class: State | None) -> FigureResult:
    """Draw the figure; a sentence in its place where it cannot be drawn."""
    data, where = at.step.data, url.place(at, is_class=False)
    state = {
        **data.state,
        "projector": at.view == url.PROJECTOR,
        "chosen": progress.answer(at).choice,
    }
    if cursor := following.led_cursor(seat, of_class, where):
        state["led"] = cursor
    try:
        result = load_figure(data.figure)(
            state,
            key=f"lesson-{at.lesson.name}-{data.id}",
            revealed=prediction.is_revealed(at),
        )
    except VaeCoreError as error:
        show_error(error, st.warning)
        return FigureResult()
    except Exception:
        _LOG.exception("figure of %s/%s", at.lesson.name, data.id)
        st.error(
            _("The figure “{name}” of this step has a fault and cannot be shown.").format(
                name=data.figure
            )
        )
        return FigureResult()
    following.show_cursor(seat, of_class, where, result.cursor)
    if result.fallback:
        st.info(_("The live figure could not start in this browser. The text says what it shows."))
        if result.still is not None:
            st.image(result.still, width=420)
    return result


def _below(at: At, result: FigureResult) -> None:
    """The task, the page that shows the same, and the teacher's note."""
    with st.container(horizontal=True, vertical_alignment="center", key="lesson-below"):
        _task(at, result)
        if at.view != url.PROJECTOR and at.step.data.open_in and result.query is not None:
            page = next(page for page in PAGES if page.label == at.step.data.open_in)
            st.page_link(
                page.file,
                label=_("Open in {page}").format(page=page.label),
                icon=":material/open_in_new:",
                query_params=dict(result.query),
            )
        if at.view != url.PROJECTOR and result.kept:
            _keep(at, result)
    if at.view == url.TEACHER and (note := at.step.part("Teacher")):
        with st.container(key="lesson-note", border=True):
            minutes = _("about {n:g} min").format(n=at.step.data.minutes)
            terms.markdown(f":material/co_present: **{_('For you')}**, {minutes}\n\n{note}")


def _keep(at: At, result: FigureResult) -> None:
    """A small button behind which are the files of the figure."""
    with (
        st.popover(_("Keep the figure"), icon=":material/download:", type="tertiary"),
        st.container(key="lesson-keep", gap="xsmall"),
    ):
        for kept in result.kept:
            if kept.name:
                terms.caption(kept.name)
            key = f"{at.lesson.name} {at.step.data.id} {kept.file}"
            figure_files(kept.file, kept.draw, kept.data, key=key)


def _task(at: At, result: FigureResult) -> None:
    task = at.step.part("Task")
    if not task:
        return
    is_done = progress.is_task_done(at, result.events)
    icon = ":material/check_circle:" if is_done else ":material/radio_button_unchecked:"
    name = _("Done") if is_done else _("Task")
    with st.container(key=f"lesson-task-{'done' if is_done else 'open'}"):
        terms.markdown(f"{icon} **{name}:** {task}")


# Streamlit gives no attributes to a container: this puts them on, and off what is no longer one.
_MARK = """
(() => {
  const put = %s;
  for (const old of document.querySelectorAll('[data-testid="lesson"]'))
    if (!old.classList.contains("st-key-lesson")) {
      old.setAttribute("data-testid", "stVerticalBlock");
      for (const name of Object.keys(put)) old.removeAttribute(`data-${name}`);
    }
  const frame = document.querySelector(".st-key-lesson");
  if (!frame) return;
  frame.setAttribute("data-testid", "lesson");
  for (const [name, value] of Object.entries(put)) frame.setAttribute(`data-${name}`, value);
})();
"""


def _mark(at: At) -> None:
    values = {
        "lesson": at.lesson.name,
        "step": str(at.number),
        "steps": str(len(at.lesson.steps)),
        "projector": "1" if at.view == url.PROJECTOR else "0",
    }
    run_script(_MARK % json.dumps(values))
