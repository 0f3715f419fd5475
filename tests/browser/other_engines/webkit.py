"""WebKitGTK, by Selenium, on a screen that exists only in memory."""

import base64
import io
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image
from selenium import webdriver
from selenium.common import WebDriverException
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from tests.browser.other_engines.engine import (
    HEIGHT,
    KEEP_ERRORS,
    WIDTH,
    Engine,
    NotInstalledError,
)

_MOVE = 10  # ms for one step of the mouse
# Pages are drawn without a graphics card, which this screen has not: Mesa's stand-in crashes.
_PLAIN = {"WEBKIT_DISABLE_COMPOSITING_MODE": "1"}


class WebKit(Engine):
    """WebKitGTK's MiniBrowser. Raises NotInstalledError where it, its driver or Xvfb is missing."""

    def __init__(self):
        driver, screen = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
        browsers = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
        if not (driver and screen and browsers):
            raise NotInstalledError(
                "WebKitGTK is not installed (Debian: apt-get install webkit2gtk-driver xvfb)."
            )
        reading, writing = os.pipe()
        self._screen = subprocess.Popen(
            [
                *(screen, "-displayfd", str(writing), "-nolisten", "tcp"),
                *("-screen", "0", f"{WIDTH + 100}x{HEIGHT + 200}x24"),
            ],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading, encoding="utf-8") as display:
            environment = os.environ | _PLAIN | {"DISPLAY": f":{display.readline().strip()}"}
        options = Options()
        options.binary_location = str(browsers[-1])
        options.add_argument("--automation")
        options.page_load_strategy = "none"
        try:
            self._driver = webdriver.WebKitGTK(options, Service(driver, env=environment))
        except BaseException:
            self._screen.terminate()
            raise
        try:
            self._driver.set_script_timeout(60)
            bars = self._driver.execute_script(
                f"return [{WIDTH} - innerWidth, {HEIGHT} - innerHeight]"
            )
            size = self._driver.get_window_size()
            self._driver.set_window_size(size["width"] + bars[0], size["height"] + bars[1])
        except BaseException:
            self.close()
            raise

    def open(self, address: str) -> None:
        self._driver.get(address)

    def evaluate(self, expression: str):
        script = f"{KEEP_ERRORS} return (async () => ({expression}))()"
        for last in (False, False, True):
            try:
                return self._driver.execute_script(script)
            except WebDriverException:  # the document was just being replaced by another
                if last:
                    raise
        return None

    def drag(self, places: Sequence[tuple[float, float]]) -> None:
        actions = ActionBuilder(self._driver, duration=_MOVE)
        mouse = actions.pointer_action
        mouse.move_to_location(*map(round, places[0]))
        mouse.pointer_down()
        for place in places[1:]:
            mouse.move_to_location(*map(round, place))
        mouse.pointer_up()
        actions.perform()

    def picture(self, name: str) -> np.ndarray:
        # A screenshot may wait for ever where nothing is composited; a canvas here returns what was
        # drawn on it.
        found = f"document.querySelector('[data-testid={json.dumps(name)}]')"
        content = self.evaluate(f"{found}.toDataURL().split(',')[1]")
        image = Image.open(io.BytesIO(base64.b64decode(content)))
        return np.asarray(image.convert("RGB"))

    def close(self) -> None:
        try:
            self._driver.quit()
        finally:
            self._screen.terminate()
            self._screen.wait(30)
