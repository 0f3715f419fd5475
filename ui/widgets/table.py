"""A table of figures, each with what it means a hover or a click away."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from ui.text.words import _, in_markdown


@dataclass(frozen=True)
class Row:
    """A name, one value for each column, and what it means; `below` stands under the name.

    `values` and `below` may hold HTML.
    """

    name: str
    values: tuple[str, ...]
    meaning: str = ""
    below: str = ""


def table(rows: Sequence[Row], columns: Sequence[str] = (), *, key: str) -> None:
    """Draw it, wide content scrolling in its own box; `columns` are the heads of the values."""
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in columns)
    body = "".join(
        f'<tr title="{html.escape(row.meaning)}">'
        f'<th scope="row">{html.escape(row.name)}{row.below}</th>'
        + "".join(f"<td>{value}</td>" for value in row.values)
        + "</tr>"
        for row in rows
    )
    st.html(
        '<div class="lse-scroll"><table class="lse-table">'
        + (f"<thead><tr><th></th>{head}</tr></thead>" if columns else "")
        + f"<tbody>{body}</tbody></table></div>"
    )
    if meanings := [
        f"- **{in_markdown(row.name)}**: {in_markdown(row.meaning)}" for row in rows if row.meaning
    ]:
        with st.popover(_("What do these mean?"), type="tertiary", key=f"meanings {key}"):
            st.markdown("\n".join(meanings))
