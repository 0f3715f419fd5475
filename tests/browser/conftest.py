"""A real Chromium on a real server, with two tiny runs to explore."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from vae_core.train_or_reuse import train

ROOT = Path(__file__).parent.parent.parent
READY = '[data-testid="latent-explorer"][data-ready="1"]'
_TINY = "?dataset=uci-digits&run=tiny"
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium where there is one, else Playwright's own."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def tiny_runs(trained, tiny_ae, tmp_path_factory) -> Path:
    """A checkpoints folder with `uci-digits/tiny` and the autoencoder `uci-digits/plain`."""
    root = tmp_path_factory.mktemp("browser")
    shutil.copytree(trained.folder, root / "uci-digits" / "tiny")
    made = train(tiny_ae, root=root / "made")
    folder = root / "uci-digits" / "plain"
    shutil.move(made.folder, folder)
    shutil.rmtree(root / "made")
    config = json.loads((folder / "config.json").read_text())
    if "name" in config:
        (folder / "config.json").write_text(json.dumps(config | {"name": "plain"}))
    return root


@contextmanager
def serve(checkpoints: Path):
    """A server of the app in a process of its own; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"),
            *(f"--server.port={port}", "--server.address=127.0.0.1"),
        ],
        cwd=ROOT,
        env=os.environ | {"VAE_CHECKPOINTS_DIR": str(checkpoints)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"{address}/_stcore/health")
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(address: str) -> None:
    for _ in range(150):
        try:
            urllib.request.urlopen(address, timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"nothing answers at {address}")


@pytest.fixture(scope="session")
def server(tiny_runs):
    with serve(tiny_runs) as address:
        yield address


@pytest.fixture
def open_page(chromium: Browser, server: str):
    """Opens Explore and waits until the plane is live; a page with an uncaught error fails."""
    contexts, errors = [], []

    def open_(query: str = _TINY, address: str = server, wait: str = READY, **context) -> Page:
        context.setdefault("viewport", {"width": 1440, "height": 900})
        contexts.append(chromium.new_context(**context))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{address}/{query}")
        page.wait_for_selector(wait, timeout=20_000)
        return page

    yield open_
    for context in contexts:
        context.close()
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
    def z(self) -> tuple[float, float]:
        """Where the cursor is, a frame from now."""
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        z1, z2 = self.root.get_attribute("data-z").split(",")
        return float(z1), float(z2)

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
