"""A table of figures, with their meanings in tooltips and in a popover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from ui.text.outside import in_markdown
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import html, join, show_html


@dataclass(frozen=True)
class Row:
    """One row: name, a value for each column, meaning; `below` is shown under the name.

    Text is escaped; `values` and `below` may be `Markup`.
    """

    name: str
    values: tuple[str, ...]
    meaning: str = ""
    below: str = ""


def table(rows: Sequence[Row], columns: Sequence[str] = (), *, key: str) -> None:
    """Draw the table in a box that scrolls sideways; `columns` are the heads of the values."""
    heads = join(html('<th scope="col">{}</th>', name) for name in columns)
    body = join(
        html(
            '<tr title="{}"><th scope="row">{}{}</th>{}</tr>',
            row.meaning,
            row.name,
            row.below,
            join(html("<td>{}</td>", value) for value in row.values),
        )
        for row in rows
    )
    show_html(
        html(
            '<div class="lse-scroll"><table class="lse-table">{}<tbody>{}</tbody></table></div>',
            html("<thead><tr><th></th>{}</tr></thead>", heads) if columns else "",
            body,
        )
    )
    if meanings := [
        f"- **{in_markdown(row.name)}**: {in_markdown(row.meaning)}" for row in rows if row.meaning
    ]:
        with st.popover(_("What do these mean?"), type="tertiary", key=f"meanings {key}"):
            terms.markdown("\n".join(meanings))
