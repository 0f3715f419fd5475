"""Chromium, by Playwright."""

from collections.abc import Sequence

import numpy as np
from playwright.sync_api import Browser

from tests.browser.three_engines.engine import HEIGHT, KEEP_ERRORS, WIDTH, Engine


class Chromium(Engine):
    """A window of a Chromium that runs already."""

    def __init__(self, browser: Browser):
        self._context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
        self._context.add_init_script(KEEP_ERRORS)
        self._page = self._context.new_page()

    def open(self, address: str) -> None:
        self._page.goto(address, wait_until="commit")

    def evaluate(self, expression: str):
        return self._page.evaluate(f"async () => ({expression})")

    def drag(self, places: Sequence[tuple[float, float]]) -> None:
        mouse = self._page.mouse
        mouse.move(*places[0])
        mouse.down()
        for place in places[1:]:
            mouse.move(*place)
        mouse.up()

    def picture(self, name: str) -> np.ndarray:
        return self.cut_out(self._page.screenshot(), name)

    def close(self) -> None:
        self._context.close()
