"""What a live component says."""

from streamlit.testing.v1 import AppTest


def page():
    import streamlit as st

    from ui.components import mount

    st.session_state.pad = {"z": [1, 2]}
    st.session_state.heard = mount.said("pad", ("z", "image"))


def test_a_state_that_was_never_set_says_nothing():
    app = AppTest.from_function(page).run()
    assert app.session_state.heard == {"z": [1, 2], "image": None}
