"""A real Chromium on a real server, with tiny runs to explore."""

import shutil
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from playwright.sync_api import (
    BrowserContext,
    Page,
    TimeoutError,
    expect,
    sync_playwright,
)

from benchmarks.browser import READY, before_streamlit, launch, serve
from tests.support.contexts import Contexts
from vae_core.training.train import train

Value = TypeVar("Value")

_TINY = "?dataset=uci-digits&run=tiny"
# A browser shares its processor with its server: what is waited for may take its time.
_PATIENCE = 120_000  # ms
expect.set_options(timeout=_PATIENCE)


PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'

# Every text, title and label of a page that still has a "{name}" in it; code and formulas may.
_PLACEHOLDERS = r"""() => {
  const found = [], look = (root) => {
    for (const node of root.querySelectorAll("*")) {
      if (node.closest("script, style, code, pre, .katex")) continue;
      const own = [...node.childNodes].filter((c) => c.nodeType === 3).map((c) => c.data);
      const names = ["title", "aria-label", "aria-valuetext", "alt"];
      const said = names.map((name) => node.getAttribute(name));
      found.push(...[...own, ...said].filter((text) => text && /\{\w+\}/.test(text)));
      if (node.shadowRoot) look(node.shadowRoot);
    }
  };
  look(document);
  return found;
}"""


def settle(page: Page) -> None:
    """Until Python has nothing left to run, nothing is on its way and the page keeps its height for
    ten frames. Right after a click nothing runs yet: wait for something that it changes first."""
    page.wait_for_selector(IDLE)
    page.wait_for_function(
        """() => new Promise((done) => {
          const main = document.querySelector("[data-testid=stMain]");
          let height = -1, frames = 0;
          const isComing = () => document.fonts.status !== "loaded" ||
            document.querySelector("[data-testid=stSkeleton]");
          const look = () => {
            frames = main.scrollHeight === height && !isComing() ? frames + 1 : 0;
            height = main.scrollHeight;
            if (frames === 10) done(true);
            else requestAnimationFrame(look);
          };
          look();
        })"""
    )
    page.wait_for_selector(IDLE)


def reads(page: Page, read: Callable[[], object], expected: object) -> None:
    """Fails unless `read` returns what is expected within two minutes: data may come some frames
    after the attribute that announces it."""
    for _ in range(1200):
        if read() == expected:
            return
        page.wait_for_timeout(100)
    assert read() == expected


def has_no_width_to_scroll(page: Page) -> None:
    """Fails unless the page, once all of it has come, is no wider than a phone's screen."""
    for part in ("document.documentElement", "document.querySelector('[data-testid=stMain]')"):
        reads(page, lambda part=part: page.evaluate(f"{part}.scrollWidth") <= 390, True)


def becomes_other(page: Page, read: Callable[[], object], before: object) -> None:
    """Fails unless `read` returns something else than `before` within two minutes."""
    reads(page, lambda: read() != before, True)


def steady(page: Page, read: Callable[[], Value]) -> Value:
    """What `read` returns as soon as it has returned the same for half a second."""
    last, same = read(), 0
    while same < 5:
        page.wait_for_timeout(100)
        now = read()
        last, same = now, same + 1 if now == last else 0
    return last


def pytest_addoption(parser):
    help_ = "servers answer late and in pieces, so that what a test does not wait for shows"
    parser.addoption("--slow-server", action="store_true", help=help_)


def pytest_configure(config):
    if config.getoption("--slow-server"):
        before_streamlit.append("from tests.support.slow_server import slow_down; slow_down()")


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """The report of a test that failed says what is known of its pages."""
    report = yield
    if report.failed and call.when == "call" and "contexts" in item.funcargs:
        report.sections.append(("pages", item.funcargs["contexts"].evidence_of_all()))
    return report


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = launch(playwright, shell=True)
        new_context = browser.new_context

        def patient(**options) -> BrowserContext:
            context = new_context(**options)
            context.set_default_timeout(_PATIENCE)
            return context

        browser.new_context = patient
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def tiny_runs(trained, tiny_ae, once, tmp_path_factory) -> Path:
    """A checkpoints folder with `uci-digits/tiny` and the autoencoder `uci-digits/plain`."""
    plain = once("plain", lambda root: train(tiny_ae, "plain", root=root))
    root = tmp_path_factory.mktemp("browser")  # its own: files may come to it
    shutil.copytree(trained.folder, root / "uci-digits" / "tiny")
    shutil.copytree(plain / "uci-digits" / "plain", root / "uci-digits" / "plain")
    return root


@pytest.fixture(scope="session")
def server(tiny_runs):
    with serve(tiny_runs) as server:
        yield server.address


@pytest.fixture(scope="session")
def shipped():
    """The address of a server with the runs that come with the app."""
    with serve() as server:
        yield server.address


@pytest.fixture(scope="session")
def spaces(tiny, tiny_ae, once) -> Path:
    """A checkpoints folder with runs of other dimensions: `uci-digits/vae-10`, `.../ae-3`, ..."""

    def make(root):
        for config, dims in ((tiny, 1), (tiny, 3), (tiny, 10), (tiny, 64), (tiny_ae, 3)):
            model = replace(config.model, latent_dim=dims)
            train(replace(config, model=model), f"{model.kind}-{dims}", root=root)

    return once("spaces", make)


@pytest.fixture(scope="session")
def spaces_server(spaces):
    with serve(spaces) as server:
        yield server.address


@pytest.fixture(scope="session")
def contexts(chromium) -> Contexts:
    return Contexts(chromium)


@pytest.fixture
def open_page(contexts: Contexts, server: str):
    """Opens Explore and waits until the plane is live; a page with an uncaught error fails, and one
    that shows or reads aloud a word in braces that nobody filled in."""
    pages, errors = [], []

    def open_(
        query: str = _TINY,
        address: str = server,
        wait: str = READY,
        *,
        fresh=False,
        blocked: str = "",
        **context,
    ) -> Page:
        """blocked: addresses that it never reaches, kept by nothing that was fetched before."""
        context.setdefault("viewport", {"width": 1440, "height": 900})
        page = contexts.new_page(fresh=fresh or bool(blocked), **context)
        if blocked:
            page.route(blocked, lambda route: route.abort())
        pages.append(page)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{address}/{query}")
        try:
            page.wait_for_selector(wait, timeout=_PATIENCE / 2)
        except TimeoutError:
            warnings.warn(f"{query} did not come. {contexts.evidence(page)}", stacklevel=2)
            page.reload()  # as a person would; the warning stands in the report
            page.wait_for_selector(wait)
        return page

    yield open_
    for page in pages:
        if not page.is_closed():
            errors += page.evaluate(_PLACEHOLDERS)
        contexts.close(page)
    assert not errors


@pytest.fixture
def page(open_page) -> Page:
    return open_page()


class Plane:
    """The live plane as a person meets it."""

    def __init__(self, page: Page):
        self.page = page
        self.root = page.get_by_test_id("latent-explorer")
        self.canvas = page.get_by_test_id("latent-plane")

    @property
    def z(self) -> tuple[float, ...]:
        """Where the cursor is, a frame from now."""
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        return tuple(float(v) for v in self.root.get_attribute("data-z").split(","))

    @property
    def exact_z(self) -> list[float]:
        """z as the component holds it, not rounded for reading."""
        return self.root.evaluate("(root) => root.explorer.cursor.z")

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A place on the page: x and y run from 0 to 1 over the plane."""
        box = self.canvas.bounding_box()
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def picture(self) -> list[int]:
        """The 784 grey levels of the decoded picture, as painted."""
        return self.page.get_by_test_id("decoded-image").evaluate(
            "(c) => Array.from(c.getContext('2d').getImageData(0, 0, 28, 28).data)"
            ".filter((_, i) => i % 4 === 0)"
        )

    def painted(self) -> str:
        return self.canvas.evaluate("(c) => c.toDataURL()")

    def zoom(self) -> float:
        return self.root.evaluate("(root) => root.explorer.view.zoom")


@pytest.fixture
def plane(page) -> Plane:
    return Plane(page)
