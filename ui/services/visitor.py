"""The visitor at the browser: an id that stays the same, and whether it is the operator.

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
# Headers set by a proxy: behind one, nobody can be recognised as the operator.
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via")


@dataclass(frozen=True)
class Visitor:
    """id: of the browser, the same after a reload. is_operator: it runs on this machine."""

    id: str
    is_operator: bool


def visitor() -> Visitor:
    """The visitor who has this page open."""
    return Visitor(_id(), _is_operator())


def may_change(by: tuple[str, ...]) -> bool:
    """True if this visitor may pause, stop, rename or delete what the visitors `by` asked for: it
    is one of them, or the operator."""
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
    """True if the address is this machine's own. Streamlit gives None for it, but not where IPv4
    came over an IPv6 socket."""
    if address is None:
        return True
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return (getattr(parsed, "ipv4_mapped", None) or parsed).is_loopback
