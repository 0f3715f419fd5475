"""How much of a frame drawing on Reconstruct takes, in Chromium on a server of its own.

    python -m benchmarks.live.drawing [RUN ...]

Draws three random strokes for each run and prints the milliseconds of work in a frame (ink to 784
numbers, encoder, plane, decoder, all in the browser), beside the target, and how much longer a
frame is than with the first run named.
"""

from __future__ import annotations

import argparse
import statistics
from random import Random

from playwright.sync_api import Page, sync_playwright

from benchmarks.browser import launch, serve
from benchmarks.frames import p95

TARGET_MS = 16.0
RUNS = ("mnist/vae-2d", "mnist/vae-conv-2d", "mnist/vae-dense-20")
_READY = '[data-testid="reconstruction"][data-ready="1"]'
RECORD_WORK = """(root) => {
  const one = root.reconstruction, frame = one.frame.bind(one);
  window.took = [];
  one.frame = () => {
    const start = performance.now();
    frame();
    took.push(performance.now() - start);
  };
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("runs", nargs="*", metavar="RUN", default=RUNS, help="<dataset>/<name>")
    args = parser.parse_args()
    first = None
    with serve() as server, sync_playwright() as playwright:
        browser = launch(playwright)
        for run in args.runs:
            page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            dataset, _, name = run.partition("/")
            page.goto(f"{server.address}/Reconstruct?dataset={dataset}&run={name}")
            frames = _draw(page)
            median, late = statistics.median(frames), p95(frames)
            first = first or median
            met = "met" if late <= TARGET_MS else "MISSED"
            print(
                f"{run:<24} {len(frames):>4} frames: median {median:5.1f} ms, p95 {late:5.1f} ms "
                f"(target {TARGET_MS:g}: {met}), {median / first:.1f} times the first"
            )
            page.context.close()
        browser.close()


def _draw(page: Page) -> list[float]:
    """Milliseconds of each frame while three strokes are drawn, and the second after each."""
    root = page.locator(_READY)
    root.wait_for(timeout=60_000)
    root.evaluate(RECORD_WORK)
    pad, draw = root.locator("canvas").first.bounding_box(), Random(0)

    def somewhere() -> tuple[float, float]:
        across, up = draw.uniform(0.2, 0.8), draw.uniform(0.2, 0.8)
        return pad["x"] + across * pad["width"], pad["y"] + up * pad["height"]

    for _ in range(3):
        page.mouse.move(*somewhere())
        page.mouse.down()
        for _ in range(5):
            page.mouse.move(*somewhere(), steps=20)
        page.mouse.up()
        page.wait_for_timeout(1_000)
    return page.evaluate("took")


if __name__ == "__main__":
    main()
