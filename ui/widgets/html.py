"""Building HTML with escaped values, and putting HTML, SVG or a script on the page.

A template is a constant: ruff (S704) refuses an f-string here. Text goes in through its {}.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

import streamlit as st
from markupsafe import Markup

__all__ = ["Markup", "explained", "html", "join", "run_script", "show_html", "show_svg"]


_BLANK_LINE = re.compile(r"\n\s*\n")


def html(template: str, *values: object, **named: object) -> Markup:
    """`template` as HTML, with each {} replaced by its value as `str.format` does; a value is
    escaped unless it is `Markup` itself. CSS in a template needs its braces doubled."""
    return Markup(template).format(*values, **named)  # noqa: S704 (checked where it is called)


def join(parts: Iterable[str]) -> Markup:
    """All parts one after the other, each escaped unless it is `Markup`."""
    return Markup("").join(parts)


def explained(name: str, meaning: str) -> Markup:
    """A name whose meaning shows on hover, on keyboard focus and by a tap."""
    if not meaning:
        return html("{}", name)
    return html(
        '<span class="lse-explained" tabindex="0">{}<span role="tooltip">{}</span></span>',
        name,
        meaning,
    )


def show_html(markup: Markup, *, width: Literal["stretch", "content"] = "stretch") -> None:
    """Put HTML on the page. Streamlit drops scripts and SVG. Raises TypeError for any other text,
    which might not be escaped."""
    st.html(_checked(markup), width=width)


def show_svg(markup: Markup) -> None:
    """Put HTML that holds an SVG on the page. Raises TypeError for any other text.

    Streamlit takes it for Markdown, which ends a piece of HTML at a blank line: there is none."""
    st.markdown(_BLANK_LINE.sub("\n", _checked(markup)), unsafe_allow_html=True)


def run_script(javascript: str) -> None:
    """Run a script on the page, once for each new text of it. Insert only numbers into it."""
    st.html(f"<script>{javascript}</script>", unsafe_allow_javascript=True)


def scroll_to_top(number: int) -> None:
    """Scroll the page to its top, once for each new `number`. The sheet is `gallery`."""
    with st.container(key="lse-to-top"):
        run_script(
            f"""document.querySelector('[data-testid="stMain"]').scrollTo(0, 0); // view {number}"""
        )


def _checked(markup: Markup) -> str:
    if not isinstance(markup, Markup):
        raise TypeError(f"HTML is Markup, not {type(markup).__name__}: use html(template, values)")
    return str(markup)
