"""Mounting a live component: what all of them have in common on the side of Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from ui.components.bundling import bundle
from ui.services.server import media

OnChange = Callable[[], None]


class LiveComponent:
    """A component that decodes and draws in the browser, with the JavaScript of one folder.

    Args:
        name: what Streamlit knows it by, one for the whole app.
        package: `__file__` of the package that holds `js/main.js` and the style sheets.
    """

    def __init__(self, name: str, package: str) -> None:
        self._folder = Path(package).parent
        # Styles are not isolated: from inside a shadow root, Streamlit's hotkeys (R, C) would not
        # know that somebody is typing in one of our fields. Every class name begins with "lse-".
        self._mount = st.components.v2.component(name, js=bundle.loader(), isolate_styles=False)

    def __call__(self, key: str, data: Mapping[str, Any], **on_change: OnChange | None):
        """Mount the component and return its states.

        Args:
            data: what the JavaScript gets, JSON. Large contents go by URL, see `file_url`.
            on_change: a callback, or None, for each state by name. The state `fallback`, True where
                the browser could not start the component, is always there.
        """
        script = bundle.javascript(self._folder).encode()
        script_url = file_url(script, key, "script", "application/javascript")
        callbacks: dict[str, Any] = {
            f"on_{state}_change": callback or _nothing
            for state, callback in {"fallback": None, **on_change}.items()
        }
        return self._mount(
            key=key,
            # In a tuple, because Streamlit looks for data frames in a dict, and imports pandas for
            # that: a third of a second on the way to the first plane.
            data=({"script_url": script_url, **data},),
            **callbacks,
        )


def file_url(
    content: bytes, key: str, name: str, mimetype: str = "application/octet-stream"
) -> str:
    """URL at which the browser gets `content`; `name` tells the files of one component apart."""
    return media.url(content, f"{key}-{name}", mimetype)


def component_state(key: str, states: Sequence[str]) -> dict[str, Any]:
    """Values of the named states of the component `key`; None for a state that was never set."""
    component = st.session_state[key]
    return {name: component.get(name) for name in states}


def _nothing() -> None:
    """Do nothing: Streamlit shows a state from the start only if it has a callback."""
