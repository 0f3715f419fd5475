"""The line that leads somebody who is here for the first time to the first lesson."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from ui.components.lessons.greeting import greeting
from ui.pages.lessons import url
from ui.pages.lessons.lesson.loader import first_lesson
from ui.services.fragments import fragment
from ui.text.words import _
from ui.widgets.frame.navigation import LESSONS


@fragment
def greet() -> None:
    """Draw it; another page calls this. Nothing where there is no lesson."""
    first = first_lesson()
    if first is None:
        return
    where = url.link(first.name)
    with st.container(key="newcomer"):
        result = greeting(
            _("New here?"),
            _("Start with lesson {n}, {minutes} minutes").format(
                n=first.number, minutes=first.minutes
            ),
            f"Lessons?{urlencode(where)}",
            key="greeting",
        )
    if result.followed:
        st.switch_page(LESSONS, query_params=where)
