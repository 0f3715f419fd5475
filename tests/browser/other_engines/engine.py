"""What the smoke test asks of a browser: the same few verbs for each engine."""

import io
import json
import time
import warnings
from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np
from PIL import Image

WIDTH, HEIGHT = 1440, 900
# Keeps what no one catches; it runs in each document before the page's own scripts, or soon after.
# A size that is looked at a frame later is said as an error, too, but is none.
KEEP_ERRORS = """
  if (!window.uncaught) {
    window.uncaught = [];
    addEventListener("error", ({message, error}) => {
      if (!/^ResizeObserver loop/.test(message)) uncaught.push(`${message} ${error?.stack}`);
    });
    addEventListener("unhandledrejection", ({reason}) =>
      uncaught.push(`${reason} ${reason?.stack}`));
  }
"""


class NotInstalledError(Exception):
    """The engine is not on this machine; the message says what would bring it."""


class Engine(ABC):
    """A browser with one window. Places are in CSS pixels from its upper left corner."""

    @abstractmethod
    def open(self, address: str) -> None:
        """Loads a page; it may still be loading when this returns."""

    @abstractmethod
    def evaluate(self, expression: str):
        """The value of a JavaScript expression, which JSON can write; a promise is awaited."""

    @abstractmethod
    def drag(self, places: Sequence[tuple[float, float]]) -> None:
        """Presses the mouse at the first place, moves it through the others and lets go."""

    @abstractmethod
    def picture(self, name: str) -> np.ndarray:
        """What a person sees of the canvas with this test id, (h, w, 3) bytes."""

    @abstractmethod
    def close(self) -> None:
        """Ends the browser and all that was started for it."""

    def wait(self, expression: str, seconds: float = 120):
        """The value of an expression as soon as that is true.

        A page that has not come in half the time is loaded once more, as a person would; the
        warning stands in the report. Raises TimeoutError with what the page says by then.
        """
        began, is_first = time.monotonic(), True
        while not (value := self.evaluate(expression)):
            waited = time.monotonic() - began
            if waited > seconds:
                raise TimeoutError(f"{expression}: still {value!r}; {self._state()}")
            if is_first and waited > seconds / 2:
                is_first = False
                warnings.warn(f"{expression} did not come; {self._state()}", stacklevel=2)
                self.open(self.evaluate("location.href"))
            time.sleep(0.05)
        return value

    def _state(self) -> str:
        """The errors of this document, what it says, and the last files that it was given."""
        said = self.evaluate("document.body?.innerText ?? ''")[:600]
        files = self.evaluate(
            "performance.getEntriesByType('resource').slice(-8)"
            ".map(({name, responseEnd}) => `${name.slice(-60)} ${Math.round(responseEnd)}`)"
        )
        return f"{self.errors()}; it shows: {said}; files: {files}"

    def show(self, name: str, state: str = "") -> None:
        """Waits for the element with this test id and brings it into the middle of the window."""
        node = f"document.querySelector('[data-testid={json.dumps(name)}]{state}')"
        self.wait(f"!!{node}")
        self.evaluate(f"{node}.scrollIntoView({{block: 'center'}})")

    def attribute(self, name: str, attribute: str) -> str:
        """An attribute of the element with this test id; "" where it has none."""
        found = f"document.querySelector('[data-testid={json.dumps(name)}]')"
        return self.evaluate(f"{found}?.getAttribute({json.dumps(attribute)}) ?? ''")

    def click(self, selector: str, text: str = "") -> None:
        """Clicks the first element that the selector finds, with this text if one is given."""
        node = (
            f"[...document.querySelectorAll({json.dumps(selector)})]"
            f".find((node) => [node.innerText.trim(), ''].includes({json.dumps(text)}))"
        )
        self.wait(f"!!{node}")
        self.evaluate(f"({node}.click(), true)")

    def box(self, name: str) -> tuple[float, float, float, float]:
        """Left, top, width and height of the element with this test id."""
        found = f"document.querySelector('[data-testid={json.dumps(name)}]')"
        return tuple(
            self.evaluate(
                f"(({{left, top, width, height}}) => [left, top, width, height])"
                f"({found}.getBoundingClientRect())"
            )
        )

    def drag_on(self, name: str, places: Sequence[tuple[float, float]]) -> None:
        """`drag` over an element; places run from 0 to 1 across and down."""
        left, top, width, height = self.box(name)
        self.drag([(left + x * width, top + y * height) for x, y in places])

    def cut_out(self, screenshot: bytes, name: str) -> np.ndarray:
        """The element with this test id out of a PNG file of the window, (h, w, 3) bytes."""
        image = Image.open(io.BytesIO(screenshot)).convert("RGB")
        ratio = image.width / self.evaluate("innerWidth")
        left, top, width, height = (ratio * v for v in self.box(name))
        return np.asarray(image.crop((left, top, left + width, top + height)))

    def errors(self) -> list[str]:
        """The errors of this document that nothing caught."""
        return self.evaluate("window.uncaught ?? []")
