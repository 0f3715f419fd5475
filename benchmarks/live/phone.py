"""How even the frames are on a slow phone, for every live part that a finger drags or draws on.

    python -m benchmarks.live.phone [RUN]

Chromium with a processor six times as slow, a touch screen of 390 x 844 at pixel ratio 2, and a
finger that moves 60 times a second. Prints the milliseconds from frame to frame beside the target.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from benchmarks.browser import READY, launch, serve
from benchmarks.frames import RECORD_FRAMES, RECORDED_FRAMES, p95
from benchmarks.kept import Figure, print_figures

TARGET_MS = 17.5
SLOWER = 6
SECONDS = 5.0
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
_RATE = 60.0  # of a finger's moves


@dataclass(frozen=True)
class Part:
    """What is dragged: a page, what says that it is ready, and what the finger is on."""

    name: str
    address: str
    ready: str
    target: str


def parts(run: str) -> Iterator[Part]:
    """The live parts; those that show one run show `run`, "<dataset>/<name>"."""
    dataset, _, name = run.partition("/")
    asked = f"?dataset={dataset}&run={name}"
    dial = '[data-testid="dial"][data-ready="1"]'
    pad = '[data-testid="reconstruction"][data-ready="1"]'
    yield Part("Explore", asked, READY, '[data-testid="latent-plane"]')
    yield Part("KL weight, plane", "KL_weight", dial, '[data-testid="dial-plane"]')
    yield Part("KL weight, slider", "KL_weight", dial, '[data-testid="beta-slider"]')
    yield Part(
        "AE vs VAE",
        f"AE_vs_VAE?dataset={dataset}",
        '[data-testid="two-planes"][data-ready="1"]',
        '[data-testid="plane-left"]',
    )
    yield Part("Reconstruct, drawing", f"Reconstruct{asked}", pad, f"{pad} canvas")


def frames(browser: Browser, address: str, part: Part) -> list[float]:
    """Milliseconds from frame to frame while a finger is on a part for `SECONDS`."""
    page = browser.new_context(**PHONE).new_page()
    page.goto(f"{address}/{part.address}")
    page.wait_for_selector(part.ready, timeout=120_000)
    page.wait_for_timeout(3_000)  # until what stands below is decoded
    target = page.locator(part.target).first
    target.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    try:
        return _while_dragged(page, session, target.bounding_box())
    finally:
        page.context.close()


def _while_dragged(page: Page, session: CDPSession, box: dict[str, float]) -> list[float]:
    def touch(kind: str, turn: float | None) -> None:
        points = []
        if turn is not None:
            across, up = 0.5 + 0.35 * math.sin(turn), 0.5 + 0.3 * math.sin(1.7 * turn)
            points = [{"x": box["x"] + across * box["width"], "y": box["y"] + up * box["height"]}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 0.0)
    page.evaluate(RECORD_FRAMES)
    began = time.perf_counter()
    for step in range(int(SECONDS * _RATE)):
        touch("touchMove", step / 20)
        time.sleep(max(0.0, began + step / _RATE - time.perf_counter()))
        if time.perf_counter() - began > SECONDS:
            break
    between: list[float] = page.evaluate(RECORDED_FRAMES)
    touch("touchEnd", None)
    return between


def figures(browser: Browser, address: str, run: str) -> Iterator[Figure]:
    """The intervals between the frames of every part."""
    for part in parts(run):
        between, name = frames(browser, address, part), f"slow phone, {part.name}: frame interval"
        yield Figure(f"{name}, p95", p95(between), "ms", TARGET_MS)
        yield Figure(f"{name}, median", statistics.median(between), "ms")


def main() -> None:
    """Print the frames of every part."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", nargs="?", default="mnist/vae-2d", help="<dataset>/<name>")
    args = parser.parse_args()
    with serve() as server, sync_playwright() as playwright:
        browser = launch(playwright)
        print_figures(list(figures(browser, server.address, args.run)))
        browser.close()


if __name__ == "__main__":
    main()
