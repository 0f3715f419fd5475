"""Ink, greys and accent of each theme, for charts, which cannot follow the theme by themselves."""

from __future__ import annotations

import streamlit as st

_INKS = {
    "light": {
        "ink": "#171A21",
        "second": "#434A58",
        "grey": "#646C7A",
        "line": "#E4E7EC",
        "border": "#C9CFD8",
        "ground": "#FFFFFF",
        "plane": "#FCFCFD",
        "accent": "#3347D1",
    },
    "dark": {
        "ink": "#EEF1F6",
        "second": "#BAC2CE",
        "grey": "#929BAA",
        "line": "#272D37",
        "border": "#3D4552",
        "ground": "#14181F",
        "plane": "#171C24",
        "accent": "#A3ADFF",
    },
}


def theme() -> str:
    """ "light" or "dark", as the browser shows the page."""
    return "dark" if st.context.theme.type == "dark" else "light"


def inks(theme: str) -> dict[str, str]:
    """The colours of a theme by name. theme: "light" or "dark"."""
    return _INKS[theme]
