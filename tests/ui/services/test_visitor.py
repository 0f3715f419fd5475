"""Who a visitor is, and who is the operator."""

import hashlib
import stat
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string

from tests.support import pages
from ui.services import visitor as visitors
from ui.services.visitor import operator

COOKIE = {"_streamlit_xsrf": generate_xsrf_token_string(b"0" * 16)}


@pytest.fixture
def listen(monkeypatch):
    """listen(address) stands for --server.address."""
    usual = st.config.get_option

    def on(address):
        monkeypatch.setattr(
            st.config, "get_option", lambda key: address if key == "server.address" else usual(key)
        )

    return on


@pytest.fixture(autouse=True)
def _settings(checkpoints, tmp_path, monkeypatch, listen):
    monkeypatch.setenv("VAE_LIMITS", str(tmp_path / "limits.toml"))
    listen("localhost")


@pytest.fixture
def choose(tmp_path):
    """choose("token") sets who is the operator."""

    def write(setting):
        text = f'[rights]\noperator = "{setting}"\n'
        (tmp_path / "limits.toml").write_text(text, encoding="utf-8")

    return write


@pytest.fixture
def context(monkeypatch):
    """context(cookies, headers, ip) stands for a browser with a session of its own."""

    def browser(cookies=None, headers=None, ip=None):
        seen = SimpleNamespace(cookies=cookies or {}, headers=headers or {}, ip_address=ip)
        fake = SimpleNamespace(context=seen, session_state={})
        monkeypatch.setattr(visitors, "st", fake)
        return visitors.visitor()

    return browser


def test_a_browser_is_known_by_its_token_under_any_mask(context):
    cookies = [generate_xsrf_token_string(b"0" * 16) for _ in range(3)]
    assert len(set(cookies)) == 3
    ids = {context({"_streamlit_xsrf": cookie}).id for cookie in cookies}
    assert ids == {hashlib.sha256(b"0" * 16).hexdigest()[:16]}


def test_browsers_without_a_cookie_are_one_visitor_for_each_address(context):
    first, second = context(ip="10.0.0.7"), context(ip="10.0.0.7")
    assert first == second
    assert "10.0.0.7" not in first.id
    assert context(ip="10.0.0.8").id != first.id
    assert context(COOKIE, ip="10.0.0.7").address == first.address


@pytest.mark.parametrize("setting", ["auto", "local"])
def test_on_its_own_machine_a_browser_is_the_operators(context, choose, setting):
    choose(setting)
    for here in (
        {},
        {"ip": "::ffff:127.0.0.1"},
        {"headers": {"Host": "localhost:8501", "Origin": "http://localhost:8501"}},
        {"headers": {"Host": "[::1]:8501", "Origin": "null"}},
    ):
        assert context(COOKIE, **here).is_operator
        assert visitors.may_change(())
    for elsewhere in (
        {"ip": "10.0.0.7"},
        {"ip": "::ffff:10.0.0.7"},
        {"ip": "no address"},
    ):
        me = context(COOKIE, **elsewhere)
        assert not me.is_operator
        assert not visitors.may_change(())
        assert not visitors.may_change(("somebody else",))
        assert visitors.may_change(("somebody else", me.id))


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "explorer.example.org", "Upgrade": "websocket", "Connection": "upgrade"},
        {"Host": "127.0.0.1:8501", "Origin": "https://explorer.example.org"},
        {"Host": "localhost.example.org"},
        {"Host": "[::1"},
        {"X-Forwarded-For": "10.0.0.7"},
        {"x-forwarded-host": "explorer.example.org"},
        {"X-Forwarded-Proto": "https"},
        {"CF-Connecting-IP": "10.0.0.7"},
        {"Forwarded": "for=10.0.0.7"},
        {"Via": "1.1 proxy"},
    ],
)
def test_nobody_behind_a_proxy_is_the_operator_by_the_address_alone(context, headers):
    assert not context(COOKIE, headers).is_operator


def test_where_the_network_listens_only_the_token_makes_an_operator(context, listen):
    for address in (None, "0.0.0.0", "192.168.1.5", "lab.example.org"):
        listen(address)
        assert not context(COOKIE).is_operator
        assert not visitors.enter_token("")
        assert not visitors.enter_token("0" * 32)
        assert not visitors.visitor().is_operator
        token = (pages.ROOT / operator.write_root() / ".operator-token").read_text(encoding="ascii")
        assert visitors.enter_token(f" {token}\n")
        assert visitors.visitor().is_operator
        # The next session has it from the cookie.
        assert context({"lse_operator": token}, {"X-Forwarded-For": "10.0.0.7"}).is_operator
        assert not context({"lse_operator": token[:-1]}).is_operator


def test_limits_that_cannot_be_read_make_nobody_the_operator(context, choose):
    choose("everybody")
    assert not context(COOKIE).is_operator


def test_the_token_is_kept_for_the_servers_user_only(checkpoints):
    operator.announce.cache_clear()
    token = operator._token()
    file = checkpoints / ".operator-token"
    assert file.read_text(encoding="ascii") == token
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    operator._kept_token.cache_clear()  # As after a restart
    assert operator._token() == token


def test_a_token_that_cannot_be_kept_is_this_process_own(checkpoints):
    (checkpoints / ".operator-token").mkdir(parents=True)
    assert len(operator._token()) == 32
    assert operator._token() == operator._token()


def test_the_token_is_printed_once_where_it_is_needed(choose, capsys):
    operator.announce.cache_clear()
    operator.announce()
    assert not capsys.readouterr().out  # Here every browser of this machine is the operator
    choose("token")
    operator.announce.cache_clear()
    operator.announce()
    operator.announce()
    assert capsys.readouterr().out.count(operator._token()) == 1


def test_who_enters_the_token_on_the_page_becomes_the_operator(choose):
    choose("token")
    app = AppTest.from_string(
        "from ui.pages.train import operator_access\noperator_access.show()"
    ).run()
    app.text_input[0].set_value("wrong").run()
    assert "not this server's token" in app.warning[0].value
    app.text_input[0].set_value(operator._token()).run()
    assert "You are the operator in this browser" in app.caption[0].value
    assert not app.text_input
    assert not app.exception
