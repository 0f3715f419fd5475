"""The operator's secret of this server: made once, printed at its first page, entered on Train.

    checkpoints/.operator-token    readable by the server's user only

Whoever entered it keeps it in a cookie of their browser.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
import sys
from functools import cache
from ipaddress import ip_address
from pathlib import Path

import streamlit as st

from vae_core.errors import ConfigError
from vae_core.jobs.limits import load_limits
from vae_core.runs.layout import write_root

COOKIE = "lse_operator"
_FILE = ".operator-token"
_BYTES = 16
_DAYS = 365


def needs_token() -> bool:
    """True if the operator is who has entered the secret; False if every browser on this machine
    is. Limits that cannot be read give away nothing: True."""
    try:
        chosen = load_limits().rights.operator
    except ConfigError:
        return True
    if chosen == "auto":
        return not is_this_machine(st.config.get_option("server.address"))
    return chosen == "token"


def is_token(text: str | None) -> bool:
    """True if `text` is this server's secret."""
    return bool(text) and hmac.compare_digest(str(text).strip().encode(), _token().encode())


def hashed(text: str) -> str:
    """A name for `text`, 16 hexadecimal digits, that only this server can make of it."""
    return hmac.new(_token().encode(), text.encode(), "sha256").hexdigest()[:16]


def cookie_script(token: str) -> str:
    """JavaScript that keeps the secret in a cookie of the browser, for a year."""
    value = json.dumps(f"{COOKIE}={token}; path=/; max-age={_DAYS * 86400}; samesite=strict")
    return f"document.cookie = {value} + (location.protocol === 'https:' ? '; secure' : '')"


@cache
def announce() -> None:
    """Print the secret for whoever started this server: once, and only where it is needed."""
    if needs_token():
        sys.stdout.write(
            f"  Operator's token of this server (enter it once on the Train page): {_token()}\n\n"
        )
        sys.stdout.flush()


def is_this_machine(host: str | None) -> bool:
    """True for a name or an address by which this machine reaches itself."""
    if host == "localhost" or (host or "").endswith(".localhost"):
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def _token() -> str:
    return _kept_token(write_root() / _FILE)


@cache
def _kept_token(path: Path) -> str:
    """The secret in `path`, made where there is none. It ends with the process where it cannot be
    kept."""
    new = secrets.token_hex(_BYTES)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Of two processes that start together, the first to make the file has made the secret.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(new)
        return new
    except FileExistsError:
        pass
    except OSError:
        return new
    try:
        known = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return new
    return known if len(known) >= _BYTES else new
