"""Mounting a live component, and reading its states."""

from streamlit.testing.v1 import AppTest

from ui.components import mount
from ui.components.planes import explorer


def page():
    import streamlit as st

    from ui.components.mount import component_state

    st.session_state.pad = {"z": [1, 2]}
    st.session_state.heard = component_state("pad", ("z", "image"))


def test_a_state_that_was_never_set_is_none():
    app = AppTest.from_function(page).run()
    assert app.session_state.heard == {"z": [1, 2], "image": None}


def test_a_component_gets_its_script_and_a_callback_for_each_state(monkeypatch):
    mounted = []
    monkeypatch.setattr(mount.st.components.v2, "component", lambda *_args, **_kw: mount_call)
    monkeypatch.setattr(mount.media, "url", lambda content, name, mimetype: f"/{name}")

    def mount_call(**arguments):
        mounted.append(arguments)
        return "states"

    component = mount.LiveComponent("test", explorer.__file__)
    assert component("plane", {"z": [0.0, 1.0]}, z=print, peek=None) == "states"
    (arguments,) = mounted
    assert arguments["key"] == "plane"
    assert arguments["data"] == ({"script_url": "/plane-script", "z": [0.0, 1.0]},)
    assert arguments["on_z_change"] is print
    assert callable(arguments["on_peek_change"]) and callable(arguments["on_fallback_change"])
