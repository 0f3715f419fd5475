"""Nothing but the reconstruction component, for its tests.

In the link: `run`, `image` (a test image instead of the pad), `points` (further test images).
"""

import streamlit as st

from ui.components.drawing.pad import reconstruction
from ui.components.drawing.pad.run_scene import run_scene
from ui.services.caches import resources

asked = st.query_params
run = next(run for run in resources.runs()[0] if run.id == asked.get("run", "uci-digits/tiny"))
image = asked.get("image")
st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
off = st.checkbox("fit off")


def heard() -> None:
    st.session_state.heard = st.session_state.get("heard", 0) + 1


if st.checkbox("elsewhere"):
    st.text("Nothing here.")
    st.stop()
result = reconstruction(
    run_scene(
        run,
        {"fit": not off},
        drawing=image is None,
        x=None if image is None else resources.test_images(run)[0][int(image)].tobytes(),
        points=[run.latents.mu[int(i)] for i in asked.get("points", "").split(",") if i],
    ),
    key="pad",
    on_drawing=heard,
)
drawing = result.get("drawing") or {"x": "", "empty": True}
st.text(f"heard {st.session_state.get('heard', 0)}, {drawing['empty']}, {drawing['x']}")
st.text(f"fallback {bool(result.fallback)}")
