"""The style sheets of pages and widgets, which lie beside this file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

_FOLDER = Path(__file__).parent
MARK = _FOLDER / "mark.svg"


def use_sheets(*names: str) -> None:
    """Put the style sheets `<name>.css` on the page; a name may begin with a folder."""
    st.html(f"<style>{_text(names)}</style>")


@cache
def _text(names: tuple[str, ...]) -> str:
    return "\n".join((_FOLDER / f"{name}.css").read_text(encoding="utf-8") for name in names)
