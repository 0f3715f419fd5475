"""Who is at the browser: the same visitor again, or the operator of this machine.

There are no accounts. A visitor is a browser: a hash of the token that the server gave it against
forged requests, which it keeps in a cookie. Nobody else is shown it.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from ipaddress import ip_address

import streamlit as st
from streamlit.web.server.starlette.starlette_app_utils import decode_xsrf_token_string

_COOKIE = "_streamlit_xsrf"
_DIGITS = 16
# Set by what stands between the browser and the server: then nobody is known to be at the machine.
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via")


@dataclass(frozen=True)
class Visitor:
    """id: of the browser, the same after a reload. is_operator: it runs on the machine itself."""

    id: str
    is_operator: bool


def visitor() -> Visitor:
    """Who looks at this page."""
    return Visitor(_id(), _is_operator())


def may_change(by: tuple[str, ...]) -> bool:
    """Whether who looks may pause, stop, rename or delete what was asked for by these visitors."""
    return _is_operator() or _id() in by


def _id() -> str:
    # The cookie's mask changes, the token under it does not.
    token, _time = decode_xsrf_token_string(st.context.cookies.get(_COOKIE, ""))
    if token:
        return hashlib.sha256(token).hexdigest()[:_DIGITS]
    if "visitor" not in st.session_state:
        st.session_state.visitor = secrets.token_hex(_DIGITS // 2)
    return st.session_state.visitor


def _is_operator() -> bool:
    forwarded = any(name in st.context.headers for name in _FORWARDED)
    return _is_loopback(st.context.ip_address) and not forwarded


def _is_loopback(address: str | None) -> bool:
    """Streamlit has None for the machine itself, but not where IPv4 came over an IPv6 socket."""
    if address is None:
        return True
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback
