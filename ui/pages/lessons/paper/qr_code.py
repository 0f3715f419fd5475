"""Full addresses of the Lessons page, to print or to point a phone at."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

import segno
import streamlit as st

from ui.widgets.html import Markup

_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def address(query: Mapping[str, str]) -> str:
    """The address of the Lessons page with this query string, as this browser reaches the app; ""
    where the browser's address is not known."""
    here = urlsplit(st.context.url or "")
    if not here.hostname:
        return ""
    path = here.path if here.path.endswith("/Lessons") else "/Lessons"
    return f"{here.scheme}://{here.netloc}{path}?{urlencode(query)}"


def is_only_here(link: str) -> bool:
    """True for an address that only this computer can open."""
    return urlsplit(link).hostname in _THIS_MACHINE


def short(link: str) -> str:
    """The address as a person types it."""
    return link.removeprefix("https://").removeprefix("http://")


def svg(link: str) -> Markup:
    """The address as a QR code, as large as the style sheet says."""
    # Made by segno out of our own link: an SVG without scripts.
    return Markup(  # noqa: S704
        segno.make(link, error="m").svg_inline(border=2, dark="#000", light="#fff", omitsize=True)
    )
