"""The drawing pad, alone on a page."""

import base64
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from benchmarks.browser import serve
from tests.support.floats import FLOATS_AS_TEXT, floats

APPS = Path(__file__).parents[2] / "support" / "apps"
READY = '[data-testid="reconstruction"][data-ready="1"]'
SEVEN = [(0.3, 0.25), (0.72, 0.25), (0.5, 0.8)]


@pytest.fixture(scope="module")
def pad_server(tiny_runs):
    with serve(tiny_runs, APPS / "pad_app.py") as server:
        yield server.address


@pytest.fixture(scope="module")
def spaces_pad_server(spaces):
    with serve(spaces, APPS / "pad_app.py") as server:
        yield server.address


@pytest.fixture
def open_pad(open_page, pad_server):
    return lambda query="", **context: Pad(open_page(query, pad_server, READY, **context))


class Pad:
    """The component as a person meets it."""

    def __init__(self, page):
        self.page = page
        self.root = page.get_by_test_id("reconstruction")
        self.canvas = page.get_by_test_id("pad")

    def at(self, x, y):
        """A place on the page: x and y run from 0 to 1 over the pad."""
        box = self.canvas.bounding_box()
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def draw(self, places, steps=8, release=True):
        mouse = self.page.mouse
        mouse.move(*self.at(*places[0]))
        mouse.down()
        for place in places[1:]:
            mouse.move(*self.at(*place), steps=steps)
        if release:
            mouse.up()

    def ink(self) -> np.ndarray:
        """What the encoder gets to work on, (280, 280), 1 on 0."""
        text = self.root.evaluate(
            f"(root) => ({FLOATS_AS_TEXT})(root.reconstruction.drawing.read())"
        )
        return floats(text).reshape(280, 280)

    def rest(self):
        """Until nothing moves any more."""
        self.page.wait_for_function(
            "() => { const root = document.querySelector('[data-testid=reconstruction]');"
            " return new Promise((done) => { const look = () => root.reconstruction.raf"
            " ? requestAnimationFrame(look) : done(true); requestAnimationFrame(look); }); }"
        )

    @property
    def x(self) -> np.ndarray:
        """What Python has heard, 784 bytes."""
        text = self.page.get_by_text(re.compile(r"^heard ")).inner_text()
        return np.frombuffer(base64.b64decode(text.split(", ")[2]), np.uint8)

    def expect_heard(self, times, empty=False):
        expect(self.page.get_by_text(f"heard {times}, {empty}")).to_be_visible()
