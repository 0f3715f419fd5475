"""The live component of two planes, as a person meets it."""

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.browser import serve
from vae_core.runs.load import load_run

APPS = Path(__file__).parents[2] / "support" / "apps"
READY = '[data-testid="two-planes"][data-ready="1"]'
PAPER, INK = 251, 23  # of the light theme


@pytest.fixture(scope="session")
def duo_server(tiny_runs):
    with serve(tiny_runs, APPS / "duo_app.py") as server:
        yield server.address


@pytest.fixture(scope="session")
def runs(tiny_runs):
    return [load_run(f"uci-digits/{name}", tiny_runs) for name in ("plain", "tiny")]


@pytest.fixture(scope="session")
def codes(runs):
    return [run.latents.mu for run in runs]


class Duo:
    """Both planes as a person meets them."""

    def __init__(self, page):
        self.page = page
        self.root = page.get_by_test_id("two-planes")
        self.canvases = [page.get_by_test_id(f"plane-{side}") for side in ("left", "right")]

    def settle(self):
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def z(self, side):
        """Where a cursor is, a frame from now."""
        self.settle()
        name = f"data-z-{('left', 'right')[side]}"
        return np.array([float(v) for v in self.root.get_attribute(name).split(",")])

    def at(self, side, x, y):
        """A place on the page: x and y run from 0 to 1 over a plane."""
        box = self.canvases[side].bounding_box()
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def pixel_of(self, side, z):
        return self.root.evaluate(
            """(root, [side, z]) => {
              const { view, stage: { canvas } } = root.explorer.sides[side];
              const box = canvas.getBoundingClientRect(), [x, y] = view.toPixel(z);
              return [box.left + x, box.top + y];
            }""",
            [side, list(map(float, z))],
        )

    def press(self, side, x, y):
        self.page.mouse.click(*self.at(side, x, y))

    def picture(self, side):
        """What is painted, as 784 levels of red."""
        painted = self.page.get_by_test_id(f"picture-{('left', 'right')[side]}").evaluate(
            "(c) => Array.from(c.getContext('2d').getImageData(0, 0, 28, 28).data)"
            ".filter((_, i) => i % 4 === 0)"
        )
        return np.array(painted)

    def choose(self, what, name):
        self.page.get_by_test_id(what).locator(f'[data-mode="{name}"]').click()

    def wait(self, name, wanted):
        """Until Python has heard of it; returns what it heard."""
        self.page.wait_for_function(
            """([name, wanted]) => {
              const text = document.querySelector("[data-testid=stCode] code");
              const at = text && JSON.parse(text.textContent)[name];
              return at !== null && (wanted === null || JSON.stringify(at) === wanted);
            }""",
            arg=[name, wanted and json.dumps(wanted, separators=(",", ":"))],
        )
        return self.heard()[name]

    def heard(self):
        return json.loads(self.page.get_by_test_id("stCode").locator("code").inner_text())


@pytest.fixture
def open_duo(open_page, duo_server):
    return lambda query="", **context: Duo(open_page(query, duo_server, READY, **context))


@pytest.fixture
def duo(open_duo):
    return open_duo()
