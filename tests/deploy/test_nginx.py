"""nginx before two real replicas: what an admin sets up by docs/server/deploy.md."""

import asyncio
import gzip
import http.client
import io
import ssl
import urllib.request
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import sync_playwright

from benchmarks import redis_server
from benchmarks.browser import READY, launch
from tests.release.trial.visits import visit
from tests.support.processes.deployment import BASE_PATH, ROOT, deployed, is_nginx_here
from ui.services.classroom import classroom
from ui.services.classroom.people import members
from ui.services.classroom.stores.redis_store import RedisStore
from vae_core.images.reading.decode import MAX_BYTES

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not is_nginx_here(), reason="nginx or openssl is not on this machine."),
]
RECONSTRUCT = ("Reconstruct", "dataset=uci-digits&run=vae-2d&way=upload")


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with deployed(tmp_path_factory.mktemp("deployed")) as deployment:
        yield deployment


def test_the_app_is_below_its_base_path_over_tls_only(app):
    with app.get("/Lessons") as reply:
        assert b"<title>Streamlit</title>" in reply.read()
    connection = http.client.HTTPConnection("127.0.0.1", app.http_port, timeout=30)
    connection.request("GET", f"{BASE_PATH}/Lessons?class=bodula", headers={"Host": "school.org"})
    reply = connection.getresponse()
    assert reply.status == 308
    assert reply.headers["Location"] == f"https://school.org{BASE_PATH}/Lessons?class=bodula"
    for outside in ("/../", "/_stcore/metrics"):
        with pytest.raises(HTTPError) as refused:
            app.get(outside)
        assert refused.value.code in (403, 404)


def test_a_new_browser_is_given_a_replica_and_stays_with_it(app):
    with app.get("/") as reply:
        cookies = reply.headers.get_all("Set-Cookie")
    (cookie,) = [c for c in cookies if c.startswith("latent_replica=")]
    assert {"HttpOnly", "Secure", "SameSite=Lax", f"Path={BASE_PATH}/"} <= set(cookie.split("; "))
    pair = cookie.partition(";")[0]
    for path in ("/", "/_stcore/health", "/Lessons"):
        with app.get(path, {"Cookie": pair}) as reply:
            given = reply.headers.get_all("Set-Cookie") or []
            assert not [c for c in given if c.startswith("latent_replica")]
    asked = app.asked(pair.partition("=")[2], requests=3)
    assert len({tuple(addresses) for addresses in asked}) == 1


@pytest.mark.parametrize("number", [0, 1])
def test_a_websocket_opens_a_session_on_the_replica_of_the_cookie(app, number):
    cookie = app.cookie_of(number)

    async def open_a_page():
        async with visit(app.url, headers=_browser(app, cookie), trust=app.trust) as session:
            await session.open("Lessons")
            return session

    session = asyncio.run(open_a_page())
    assert session.exceptions == []
    assert session.captions
    asked = app.asked(cookie.partition("=")[2], requests=2)
    assert {address for addresses in asked for address in addresses} == {app.both(number)[0]}


@pytest.mark.parametrize(("origin", "status"), [("school.org", 101), ("elsewhere.org", 403)])
def test_a_websocket_is_opened_for_pages_of_the_servers_own_name_only(app, origin, status):
    address = urlsplit(app.url)
    connection = http.client.HTTPSConnection(
        address.hostname, address.port, timeout=30, context=app.trust
    )
    headers = {
        **{"Host": "school.org", "Origin": f"https://{origin}"},
        **{"Connection": "Upgrade", "Upgrade": "websocket"},
        **{"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="},
    }
    connection.request("GET", f"{BASE_PATH}/_stcore/stream", headers=headers)
    assert connection.getresponse().status == status
    connection.close()


def test_a_file_that_one_replica_made_comes_from_the_other_too(app):
    cookie = app.cookie_of(1)

    async def fetch_what_the_first_shows():
        async with visit(app.replicas[0]) as session:
            await session.open("", "dataset=uci-digits&run=vae-2d")
            return await asyncio.to_thread(compare, session.files)

    def compare(files):
        content = {file: alone(0, file) for file in files}
        assert None not in content.values()
        # Its own sessions may have left it some, as the glossary.
        lacking = {file for file in files if alone(1, file) is None}
        for file in files:
            with app.get(file, {"Cookie": cookie}) as reply:
                assert reply.read() == content[file]
        # The first line is that of `cookie_of`.
        asked = app.asked(cookie.partition("=")[2], requests=1 + len(files))
        assert asked.count(app.both(first=1)) == len(lacking)
        return {Path(file).suffix for file in lacking}

    def alone(number, file):
        try:
            with urllib.request.urlopen(app.replicas[number] + file, timeout=30) as reply:
                return reply.read()
        except HTTPError as error:
            assert error.code == 404
            return None

    assert asyncio.run(fetch_what_the_first_shows()) >= {".js", ".bin"}
    with pytest.raises(HTTPError) as missing:
        app.get("/media/0123456789abcdef.bin")
    assert missing.value.code == 404
    assert "immutable" not in missing.value.headers.get("Cache-Control", "")


def test_files_named_by_their_content_are_kept_and_compressed(app):
    async def fetch():
        async with visit(app.replicas[0]) as session:
            await session.open("", "dataset=uci-digits&run=vae-2d")
            return await asyncio.to_thread(look_at, session.files)

    def look_at(files):
        ways = {Path(file).suffix: file for file in files}
        script = {"Accept-Encoding": "gzip, br"}
        with app.get(ways[".js"], script) as reply:
            assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert reply.headers["Content-Encoding"] == "gzip"
            assert reply.headers.get("Set-Cookie") is None
            packed = gzip.decompress(reply.read())
        with app.get(ways[".js"]) as reply:
            assert reply.headers["Content-Encoding"] is None
            assert reply.read() == packed
        # As the app asks for numbers: a browser keeps a part of a file only with its tag.
        with app.get(ways[".bin"], {"Range": "bytes=0-"}) as reply:
            assert reply.status == 206
            assert reply.headers["ETag"] == f'"{Path(ways[".bin"]).stem}"'
            assert reply.headers["Cache-Control"].endswith("immutable")
        # It may be somebody's: nobody between may keep it, and nginx does not.
        with app.get(ways[".json"]) as reply:
            assert reply.headers["Cache-Control"] == "private, max-age=31536000, immutable"
        kept = [path.read_bytes() for path in (app.folder / "cache").rglob("*") if path.is_file()]
        assert any(ways[".js"].encode() in file for file in kept)
        assert not [file for file in kept if ways[".json"].encode() in file]

    asyncio.run(fetch())
    with app.get("/") as reply:
        assert reply.headers["Cache-Control"] == "no-cache"
        page = reply.read().decode()
    script = page.partition('src="./')[2].partition('"')[0]
    assert script.startswith("static/js/")
    with app.get(f"/{script}", {"Accept-Encoding": "gzip"}) as reply:
        assert "immutable" in reply.headers["Cache-Control"]
        assert reply.headers["Content-Encoding"] == "gzip"
        small = reply.read()
    assert len(gzip.decompress(small)) > 2 * len(small)


def test_uploads_reach_the_replica_of_their_session_up_to_the_limit_of_the_app(app):
    async def bring(number):
        headers = _browser(app, app.cookie_of(number))
        async with visit(app.url, headers=headers, trust=app.trust) as session:
            await session.open(*RECONSTRUCT)
            await session.upload("seven.png", _seven())
            assert session.exceptions == []
            assert any("What the model sees" in caption for caption in session.captions)
            # As large as the app reads, it comes to the app; beyond, nginx does not take it in.
            await session.upload("large.png", bytes(MAX_BYTES))
            with pytest.raises(HTTPError) as refused:
                await session.upload("larger.png", bytes(100 * 2**20 + 1_000_000))
            assert refused.value.code == 413

    for number in (0, 1):
        asyncio.run(bring(number))
    with pytest.raises((HTTPError, ssl.SSLError, OSError)) as refused:
        urllib.request.urlopen(
            urllib.request.Request(app.url + "/", data=bytes(1_100_000), method="POST"),
            timeout=30,
            context=app.trust,
        )
    assert getattr(refused.value, "code", 413) == 413


@pytest.mark.browser
def test_a_real_browser_finds_every_file_below_the_base_path(app):
    with sync_playwright() as playwright:
        browser = launch(playwright, shell=True)
        page = browser.new_context(ignore_https_errors=True).new_page()
        page.goto(f"{app.url}/?dataset=uci-digits&run=vae-2d")
        page.wait_for_selector(READY)
        assert page.locator("[data-fallback]").count() == 0
        page.get_by_role("link", name="Lessons", exact=True).first.click()
        page.wait_for_url(f"{app.url}/Lessons**")
        cookies = {cookie["name"]: cookie["secure"] for cookie in page.context.cookies()}
        browser.close()
    assert cookies == {"latent_replica": True, "_streamlit_xsrf": True}


def test_browsers_of_a_replica_that_is_killed_are_served_by_the_other(app):
    cookie = app.cookie_of(0)

    async def open_a_page():
        async with visit(app.url, headers=_browser(app, cookie), trust=app.trust) as session:
            await session.open("", "dataset=uci-digits&run=vae-2d")
            for file in session.files:
                reply = await asyncio.to_thread(app.get, file, {"Cookie": cookie})
                assert reply.status == 200
                reply.close()
            return session.exceptions

    app.kill(0)
    try:
        assert asyncio.run(open_a_page()) == []
    finally:
        app.start(0)


def test_the_app_sees_the_address_that_nginx_sees_not_the_one_that_is_claimed(tmp_path):
    async def address(deployment, claimed):
        headers = _browser(deployment, "", **{"X-Forwarded-For": claimed})
        async with visit(
            deployment.url, headers=headers, trust=deployment.trust, from_address="127.0.0.2"
        ) as session:
            await session.open()
            return session.captions

    script = ROOT / "tests" / "support" / "apps" / "address.py"
    with deployed(tmp_path, script) as deployment:
        assert asyncio.run(address(deployment, "203.0.113.7")) == ["address: 127.0.0.2"]


@pytest.mark.skipif(redis_server.PROGRAM is None, reason="redis-server is not on this machine.")
def test_students_of_both_replicas_are_in_one_class(tmp_path):
    """With the limits that an admin copies."""

    async def join(deployment, number, code):
        headers = _browser(deployment, deployment.cookie_of(number))
        async with visit(deployment.url, headers=headers, trust=deployment.trust) as session:
            await session.open("Lessons", f"class={code}")
            return session.sentences + session.exceptions

    settings = (ROOT / "deploy" / "settings" / "limits.toml").read_text(encoding="utf-8")
    with redis_server.redis_server() as url:
        assert "redis://redis:6379" in settings
        limits = tmp_path / "limits.toml"
        limits.write_text(settings.replace("redis://redis:6379", url), encoding="utf-8")
        room, _secret = classroom.start(RedisStore(f"{url}/0"))
        with deployed(tmp_path, limits=limits) as deployment:
            for number in (0, 1):
                asyncio.run(join(deployment, number, room.code))
                assert len(members.students(room)) == number + 1
            sentences = asyncio.run(join(deployment, 1, "bababa"))
            assert any("no class with the code" in sentence for sentence in sentences)


def _browser(deployment, cookie, **headers):
    """Headers that a browser sends with a websocket."""
    origin = deployment.url.removesuffix(BASE_PATH)
    return {"Origin": origin, "User-Agent": "a browser", "Cookie": cookie, **headers}


def _seven():
    picture = Image.new("L", (200, 200), 255)
    ImageDraw.Draw(picture).line([(50, 40), (150, 40), (90, 170)], fill=0, width=18)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
