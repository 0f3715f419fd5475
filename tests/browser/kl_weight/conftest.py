"""The live dial of the KL weight, as a person meets it."""

import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from benchmarks.browser import serve

APP = Path(__file__).parents[2] / "support" / "apps" / "dial_app.py"
READY = '[data-testid="dial"][data-ready="1"]'


@pytest.fixture(scope="session")
def dial_server(conditioned, tmp_path_factory):
    root = tmp_path_factory.mktemp("dial")
    shutil.copytree(conditioned.folder, root / conditioned.id)
    with serve(root, APP) as server:
        yield server.address


@pytest.fixture
def open_dial(open_page, dial_server):
    return lambda query="", **context: Dial(open_page(query, dial_server, READY, **context))


@pytest.fixture
def dial(open_dial):
    return open_dial()


class Dial:
    """The component as a person meets it."""

    def __init__(self, page):
        self.page = page
        self.root = page.get_by_test_id("dial")
        self.slider = page.get_by_test_id("beta-slider")
        self.field = page.get_by_test_id("beta-field")
        self.plane = page.get_by_test_id("dial-plane")

    @property
    def beta(self) -> float:
        """Where the dial stands, a frame from now."""
        self.rest(frames=2)
        return float(self.root.get_attribute("data-beta"))

    @property
    def z(self) -> list[float]:
        self.rest(frames=2)
        return [float(v) for v in self.root.get_attribute("data-z").split(",")]

    def rest(self, frames: int) -> None:
        self.page.evaluate(
            "(n) => new Promise((done) => { const next = () => n-- ? requestAnimationFrame(next)"
            " : done(); next(); })",
            frames,
        )

    def finish(self) -> None:
        """Until all that stands below is decoded."""
        self.page.wait_for_function(
            "() => { const { dial } = document.querySelector('[data-testid=dial]').explorer;"
            " return !dial.raf && !dial.multiples.queue.length; }"
        )

    def type(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")

    def ask(self, expression: str, *values):
        """Evaluate JavaScript over `it`, the component's hook, and `given`."""
        return self.root.evaluate(
            f"(root, given) => {{ const it = root.explorer; return ({expression}); }}", values
        )

    def painted(self, name: str) -> np.ndarray:
        """A picture of 28 x 28 as painted in the light theme: ink 1 on 0."""
        red = self.page.get_by_test_id(name).evaluate(
            "(c) => Array.from(c.getContext('2d').getImageData(0, 0, 28, 28).data)"
            ".filter((_, i) => i % 4 === 0)"
        )
        return (251 - np.array(red)) / (251 - 23)  # paper and ink

    def expect_heard(self, times: int, states: str) -> None:
        expect(self.page.get_by_text(re.compile(rf"^heard {times} .*{states}"))).to_be_visible()


def decoded(run, z, beta: float) -> np.ndarray:
    with torch.no_grad():
        logits = run.model().decode(torch.tensor(np.array([z], np.float32)), beta)
    return torch.sigmoid(logits).flatten().numpy()
