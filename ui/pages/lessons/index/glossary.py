"""The whole glossary, in a box over the page."""

from __future__ import annotations

import streamlit as st

from ui.text.glossary import entries
from ui.text.words import _


@st.dialog(_("Glossary"), width="large")
def show() -> None:
    """Open the box."""
    st.markdown(
        "\n\n".join(f"**{entry.name}**: {entry.definition} {entry.more}" for entry in entries())
    )
