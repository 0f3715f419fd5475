"""How even the frames are while the dial of the KL weight is turned, in Chromium on its own server.

    python -m benchmarks.live.dial [RUN]

Drags the slider to and fro for some seconds, then the cursor over the plane, and prints the
milliseconds from frame to frame and of work within a frame, beside the target.
"""

from __future__ import annotations

import argparse
import math
import statistics

from playwright.sync_api import Locator, Page, sync_playwright

from benchmarks.browser import ROOT, launch, serve
from benchmarks.frames import p95

TARGET_MS = 17.5
SECONDS = 5
_SCRIPT = ROOT / "tests" / "support" / "apps" / "dial_app.py"
_READY = '[data-testid="dial"][data-ready="1"]'
_RECORD = """(root) => {
  const dial = root.explorer.dial, frame = dial.frame.bind(dial);
  Object.assign(window, { work: [], between: [], last: null, recording: true });
  dial.frame = () => {
    const start = performance.now();
    frame();
    work.push(performance.now() - start);
  };
  const tick = (now) => {
    if (last !== null) between.push(now - last);
    last = now;
    if (recording) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}"""
_STOP = "(root) => { recording = false; delete root.explorer.dial.frame; }"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", nargs="?", default="mnist/vae-2d-any-beta", help="<dataset>/<name>")
    parser.add_argument("--image", type=int, default=-1, help="draw the posterior of this one too")
    args = parser.parse_args()
    with serve(script=_SCRIPT) as server, sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.goto(f"{server.address}/?run={args.run}&image={args.image}")
        root = page.locator(_READY)
        root.wait_for(timeout=60_000)
        page.wait_for_timeout(3_000)  # until what stands below is decoded
        print(f"{args.run}, {root.evaluate('(root) => root.explorer.codes.n'):,} points")
        report("slider", drag(page, root, root.get_by_test_id("beta-slider"), across_only=True))
        report("plane", drag(page, root, root.get_by_test_id("dial-plane"), across_only=False))
        browser.close()


def drag(
    page: Page, root: Locator, target: Locator, *, across_only: bool
) -> tuple[list[float], list[float]]:
    """Milliseconds between frames, and of work in each, while a hand drags for `SECONDS`."""
    box = target.bounding_box()

    def at(turn: float) -> tuple[float, float]:
        up = 0.0 if across_only else 0.3 * math.sin(1.7 * turn)
        across = 0.5 - 0.45 * math.cos(turn)
        return box["x"] + across * box["width"], box["y"] + (0.5 + up) * box["height"]

    page.mouse.move(*at(0))
    page.mouse.down()
    root.evaluate(_RECORD)
    steps = SECONDS * 60
    start = page.evaluate("performance.now()")
    for step in range(steps):
        page.mouse.move(*at(step / 20))
        if page.evaluate("performance.now()") - start > 1_000 * SECONDS:
            break
    page.mouse.up()
    root.evaluate(_STOP)
    return page.evaluate("[between, work]")


def report(what: str, times: tuple[list[float], list[float]]) -> None:
    between, work = times
    late, busy = map(p95, times)
    met = "met" if late <= TARGET_MS else "MISSED"
    print(
        f"{what:<7} {len(between):>4} frames, {len(work)} with work: from frame to frame median "
        f"{statistics.median(between):.1f} ms, p95 {late:.1f} ms (target {TARGET_MS:g}: {met}); "
        f"work median {statistics.median(work):.1f} ms, p95 {busy:.1f} ms"
    )


if __name__ == "__main__":
    main()
