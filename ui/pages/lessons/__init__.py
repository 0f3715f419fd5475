"""The Lessons page: a list of lessons, and one step of one of them at a time."""

from __future__ import annotations

import streamlit as st

from ui.pages.lessons import index, loader, step, url, worksheet
from ui.styles.sheets import use_sheets


def lessons_page() -> None:
    """Draw the page: the step of the link, or the list of lessons."""
    lessons, faults = loader.lessons()
    at, problems = url.read(lessons)
    projector = ["lessons_projector"] if at and at.view == url.PROJECTOR else []
    use_sheets("lessons", "table", *projector)
    for problem in problems + faults:
        st.warning(problem)
    url.write(at)
    if at is None:
        index.show(lessons)
    elif at.view == url.SHEET:
        worksheet.show(at)
    else:
        step.show(at, list(lessons))
