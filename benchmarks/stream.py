"""The websocket of Streamlit's own protocol, as a browser opens it."""

from __future__ import annotations

from typing import Any

import websockets


def connect(url: str, *, patience: float, **settings: Any) -> websockets.connect:
    """A connection to the app at `url`, for `async with` or `await`.

    patience: seconds until an answer. settings: more for `websockets.connect`.
    """
    return websockets.connect(
        url.replace("http", "ws", 1) + "/_stcore/stream",
        subprotocols=[websockets.Subprotocol("streamlit")],
        max_size=None,
        open_timeout=patience,
        ping_interval=None,
        **settings,
    )
