"""The visitor at the browser: an id that stays the same, and whether it is the operator.

There are no accounts. A visitor is a browser: a hash of the token that the server gave it against
forged requests, which it keeps in a cookie. Nobody else is shown it. Browsers without the cookie
are one visitor for each network address.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

import streamlit as st
from streamlit.web.server.starlette.starlette_app_utils import decode_xsrf_token_string

from ui.services.visitor import operator

_COOKIE = "_streamlit_xsrf"
_DIGITS = 16
# Beginnings of the headers that a proxy adds.
_PROXIED = ("forwarded", "x-forwarded", "x-real-ip", "x-client-ip", "true-client-ip", "via", "cf-")
_ENTERED = "operator's token entered"


@dataclass(frozen=True)
class Visitor:
    """id: of the browser, the same after a reload. address: of its network, hashed.
    is_operator: may change everything, without limits."""

    id: str
    address: str
    is_operator: bool


def visitor() -> Visitor:
    """The visitor who has this page open."""
    return Visitor(_id(), _address(), _is_operator())


def may_change(by: tuple[str, ...]) -> bool:
    """True if this visitor may pause, stop, rename or delete what the visitors `by` asked for: it
    is one of them, or the operator. What nobody asked for, as the command line's, is the
    operator's."""
    return _is_operator() or _id() in by


def enter_token(text: str) -> bool:
    """Make this visitor the operator if `text` is the server's secret; True if it is. The session
    remembers it; a page keeps it in a cookie (`operator.cookie_script`)."""
    entered = operator.is_token(text)
    if entered:
        st.session_state[_ENTERED] = text.strip()
    return entered


def entered_token() -> str:
    """The server's secret as this session has entered it; "" where it has not."""
    return st.session_state.get(_ENTERED, "")


def _id() -> str:
    # The cookie's mask changes, the token under it does not.
    token, _time = decode_xsrf_token_string(st.context.cookies.get(_COOKIE, ""))
    return hashlib.sha256(token).hexdigest()[:_DIGITS] if token else _address()


def _address() -> str:
    return operator.hashed(str(_ip() or "local"))


def _is_operator() -> bool:
    if operator.needs_token():
        kept = st.context.cookies.get(operator.COOKIE)
        return operator.is_token(entered_token()) or operator.is_token(kept)
    ip = _ip()
    return (ip is None or ip.is_loopback) and _is_direct()


def _is_direct() -> bool:
    """True if nothing hints at a proxy, behind which everybody comes from this machine: none of its
    headers, and the browser asked for this machine by a name that is only its own."""
    headers = {name.lower(): value for name, value in st.context.headers.items()}
    if any(name.startswith(_PROXIED) for name in headers):
        return False
    host, origin = headers.get("host", ""), headers.get("origin", "")
    urls = [url for url in (host and f"//{host}", origin) if url and url != "null"]
    try:
        return all(operator.is_this_machine(urlsplit(url).hostname) for url in urls)
    except ValueError:  # No address at all
        return False


def _ip() -> IPv4Address | IPv6Address | None:
    """The browser's address; None for one on this machine, as Streamlit has it. IPv4 that came over
    an IPv6 socket is IPv4."""
    text = st.context.ip_address
    if text is None:
        return None
    try:
        parsed = ip_address(text)
    except ValueError:
        return ip_address("0.0.0.0")
    return getattr(parsed, "ipv4_mapped", None) or parsed
