"""Nothing but the toy, for its tests and its benchmark.

In the link: `shape`, `count`, `learn`, `networks` ("ae,vae"), `hidden` (and a box that shows it)
and `projector`.
"""

import streamlit as st

from ui.components.lessons.toy import Toy, toy

asked = st.query_params
st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
runs = st.session_state.runs = st.session_state.get("runs", 0) + 1
shown = "hidden" not in asked or st.checkbox("show")
result = toy(
    Toy(
        shape=asked.get("shape", "spiral"),
        count=int(asked.get("count", 40)),
        learn=int(asked.get("learn", 0)),
        networks=tuple(asked.get("networks", "ae,vae").split(",")),
        hidden=not shown,
        projector="projector" in asked,
    ),
    key="toy",
    on_events=lambda: None,
)
st.text(f"runs {runs} events {result.events} fallback {bool(result.fallback)}")
