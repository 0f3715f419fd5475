"""Firefox, by WebDriver BiDi (https://w3c.github.io/webdriver-bidi), which it speaks by itself."""

import base64
import json
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from selenium.webdriver.remote.websocket_connection import WebSocketConnection

from tests.browser.other_engines.engine import (
    HEIGHT,
    KEEP_ERRORS,
    WIDTH,
    Engine,
    NotInstalledError,
)

_QUIET = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}


class Firefox(Engine):
    """A Firefox of its own, with a fresh profile. `preferences`: as about:config has them.

    Raises NotInstalledError where there is none.
    """

    def __init__(self, preferences: dict[str, bool]):
        path = shutil.which("firefox-esr") or shutil.which("firefox")
        if path is None:
            raise NotInstalledError(
                "Firefox is not installed (Debian: apt-get install firefox-esr)."
            )
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        lines = [
            f"user_pref({json.dumps(name)}, {json.dumps(value)});"
            for name, value in (_QUIET | preferences).items()
        ]
        Path(self._profile.name, "user.js").write_text("\n".join(lines), encoding="utf-8")
        self._process = subprocess.Popen(
            [path, "--headless", "--profile", self._profile.name, "--remote-debugging-port=0"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        self._rest = threading.Thread(target=self._process.stderr.read, daemon=True)
        try:
            self._connection = WebSocketConnection(f"{self._address()}/session", 60, 0.005)
            self._send("session.new", capabilities={})
            tree = self._send("browsingContext.getTree")
            self._window = tree["contexts"][0]["context"]
            size = {"width": WIDTH, "height": HEIGHT}
            self._send("browsingContext.setViewport", context=self._window, viewport=size)
            self._send("script.addPreloadScript", functionDeclaration=f"() => {{{KEEP_ERRORS}}}")
        except BaseException:
            self.close()
            raise

    def open(self, address: str) -> None:
        self._send("browsingContext.navigate", context=self._window, url=address, wait="none")

    def evaluate(self, expression: str):
        answer = self._send(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({expression})) ?? 'null')()",
            target={"context": self._window},
            awaitPromise=True,
        )
        if answer["type"] != "success":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def drag(self, places: Sequence[tuple[float, float]]) -> None:
        moves = [{"type": "pointerMove", "x": round(x), "y": round(y)} for x, y in places]
        press, release = ({"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp"))
        mouse = {
            "type": "pointer",
            "id": "mouse",
            "parameters": {"pointerType": "mouse"},
            "actions": [moves[0], press, *moves[1:], release],
        }
        self._send("input.performActions", context=self._window, actions=[mouse])

    def picture(self, name: str) -> np.ndarray:
        shot = self._send("browsingContext.captureScreenshot", context=self._window)
        return self.cut_out(base64.b64decode(shot["data"]), name)

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(30)
        if self._rest.is_alive():
            self._rest.join(30)
        self._process.stderr.close()
        self._profile.cleanup()

    def _address(self) -> str:
        """Where it listens, which it says on its standard error."""
        for line in self._process.stderr:
            if said := re.search(r"WebDriver BiDi listening on (ws://\S+)", line):
                self._rest.start()  # a pipe that nobody reads would fill and stop it
                return said[1]
        raise RuntimeError("Firefox ended before it listened")

    def _send(self, method: str, **parameters) -> dict:
        """The result of a command. Raises RuntimeError with the browser's own words."""
        answer = self._connection.send_cmd(method, parameters)
        if answer["type"] == "error":
            raise RuntimeError(f"{method}: {answer['error']}, {answer['message']}")
        return answer["result"]
