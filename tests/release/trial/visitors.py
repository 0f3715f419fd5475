"""Visitors with drawn headers, cookies and addresses, some of them forged: nobody gets what is not
theirs, and nothing that they send breaks a page."""

from __future__ import annotations

import hashlib
import os
import random
import secrets
import string
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import streamlit as st
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string

from tests.release.trial.result import Part, Result
from ui.services import visitor
from ui.services.visitor import operator

_OWNER, _OTHER = b"the owner's own.", b"somebody else's."
# A browser on this machine, and every sign that it is none.
_HERE = (
    {},
    {"Host": "localhost:8501"},
    {"Host": "127.0.0.1:8501", "Origin": "http://localhost:8501"},
)
_PROXIED = (
    {"Host": "explorer.example.org"},
    {"Host": "127.0.0.1:8501", "Origin": "https://explorer.example.org"},
    {"X-Forwarded-For": "127.0.0.1"},
    {"X-FORWARDED-HOST": "localhost"},
    {"x-forwarded-proto": "https"},
    {"Forwarded": "for=127.0.0.1"},
    {"Via": "1.1 proxy"},
    {"CF-Connecting-IP": "127.0.0.1"},
    {"X-Real-IP": "127.0.0.1"},
    {"Host": "localhost.example.org"},
    {"Host": "127.0.0.1.example.org"},
    {"Host": "[::1"},
    {"Host": "localhost:99999999", "Origin": "http://\x00"},
    {"Origin": "http://user@example.org"},
)
_FAR = (
    "10.0.0.7",
    "::ffff:10.0.0.7",
    "8.8.8.8",
    "no address",
    "127.0.0.1.example",
    "",
    "fe80::1%eth0",
)
_NEAR = (None, "127.0.0.1", "::1", "::ffff:127.0.0.1")


@dataclass(frozen=True)
class _Guest:
    """A visitor as the server sees it. is_near, knows_token: what is true of it."""

    headers: dict[str, str]
    cookies: dict[str, str]
    ip: str | None
    is_near: bool
    knows_token: bool
    is_owner: bool


def run(seed: int, count: int) -> Result:
    """Let `count` visitors in, drawn with a seed; each setting of the operator in turn."""
    chance, result = random.Random(seed), Result()
    with tempfile.TemporaryDirectory() as folder, _server(Path(folder)) as limits:
        owner = _seen(_Guest({}, _cookie(_OWNER), "10.0.0.9", False, False, True))[0].id
        for case in range(count):
            setting = ("local", "token", "auto")[case % 3]
            limits.write_text(f'[rights]\noperator = "{setting}"\n', encoding="utf-8")
            guest = _guest(chance)
            result.cases += 1
            try:
                me, may_change_own, may_change_none = _seen(guest, owner)
            except Exception as error:
                result.fail(f"{setting}, {guest}: {type(error).__name__}: {error}")
                continue
            may = guest.knows_token if setting == "token" else guest.is_near
            result.count("operators", me.is_operator)
            result.count("owners", guest.is_owner)
            if me.is_operator != may or may_change_none != may:
                result.fail(f"{setting}, {guest}: operator {me.is_operator}, and should be {may}")
            if may_change_own != (may or guest.is_owner):
                result.fail(f"{setting}, {guest}: changes the owner's: {may_change_own}")
            if len(me.id) != 16 or set(me.id) - set(string.hexdigits):
                result.fail(f"{setting}, {guest}: has the id {me.id!r}")
    return result


def _guest(chance: random.Random) -> _Guest:
    is_near, knows, owns = chance.random() < 0.3, chance.random() < 0.15, chance.random() < 0.2
    headers, ip = dict(chance.choice(_HERE)), chance.choice(_NEAR)
    if not is_near:
        if chance.random() < 0.5:
            headers |= chance.choice(_PROXIED)
        else:
            ip = chance.choice(_FAR)
    cookies = _cookie(_OWNER) if owns else _forged(chance)
    token = operator._token()
    if knows:
        cookies[operator.COOKIE] = token
    elif chance.random() < 0.5:
        cookies[operator.COOKIE] = chance.choice(
            ["", token[:-1], token + "0", token.upper() + "x", "0" * len(token), "é" * 32, "\x00",
             "x" * 10_000, f"{token[:16]} {token[16:]}"]
        )  # fmt: skip
    return _Guest(headers, cookies, ip, is_near, knows, owns)


def _forged(chance: random.Random) -> dict[str, str]:
    """A cookie of another browser, none, or one that no server made."""
    real = generate_xsrf_token_string(_OTHER)
    text = chance.choice(
        ["", "2|", "2|x|y|z", "|||", real[:-4], real + "00", real.replace("2|", "3|", 1),
         f"2|{secrets.token_hex(4)}|{secrets.token_hex(16)}|1", "é", "\x00" * 40, "9" * 10_000,
         "2|00000000||0", "2|zz|zz|zz", hashlib.sha256(_OWNER).hexdigest(), _OTHER.hex()]
    )  # fmt: skip
    return chance.choice([{}, {"_streamlit_xsrf": text}, _cookie(chance.randbytes(16))])


def _cookie(token: bytes) -> dict[str, str]:
    return {"_streamlit_xsrf": generate_xsrf_token_string(token)}


def _seen(guest: _Guest, owner: str = "") -> tuple[visitor.Visitor, bool, bool]:
    """(who it is, whether it may change the owner's, whether it may change what is nobody's)."""
    context = SimpleNamespace(cookies=guest.cookies, headers=guest.headers, ip_address=guest.ip)
    fake = SimpleNamespace(context=context, session_state={})
    with mock.patch.object(visitor, "st", fake):
        return visitor.visitor(), visitor.may_change((owner,)), visitor.may_change(())


@contextmanager
def _server(folder: Path) -> Iterator[Path]:
    """A server that listens on this machine only; yields its settings file."""
    usual, limits = st.config.get_option, folder / "limits.toml"
    values = {"VAE_CHECKPOINTS_DIR": str(folder / "runs"), "VAE_LIMITS": str(limits)}

    def option(key: str) -> object:
        return "localhost" if key == "server.address" else usual(key)

    with mock.patch.dict(os.environ, values), mock.patch.object(st.config, "get_option", option):
        limits.write_text("", encoding="utf-8")
        yield limits


PART = Part(
    "visitors", "A visitor with drawn or forged headers, cookies and address", 3_000, 300, run
)
