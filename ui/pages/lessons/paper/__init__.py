"""A page to print: what is on the sheet, under a row that is not printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

from ui.styles.sheets import use_sheets
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import run_script

# The button must print at once: a rerun would lose the right to open the window.
_PRINT = """
(() => {
  if (window.lsePrint) return;
  window.lsePrint = true;
  document.addEventListener("click", (event) => {
    if (event.target.closest(".st-key-print-sheet")) window.print();
  });
})();
"""


@contextmanager
def paper(
    back: str, on_back: Callable[..., None], args: tuple[Any, ...] = (), note: str = ""
) -> Iterator[None]:
    """Draw the row with the ways back and to the printer; what is drawn inside is on the sheet.

    back: label of the button back. note: Markdown under the row that is not printed.
    """
    use_sheets("lessons/worksheet")
    with st.container(horizontal=True, vertical_alignment="center", key="lesson-sheet-tools"):
        st.button(
            back, icon=":material/arrow_back:", key="leave-sheet", on_click=on_back, args=args
        )
        st.button(_("Print"), icon=":material/print:", key="print-sheet")
    run_script(_PRINT)
    if note:
        terms.caption(note)
    with st.container(key="lesson-sheet"):
        yield
