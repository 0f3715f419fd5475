"""How fast the toy learns, and how even its frames are meanwhile, in Chromium on its own server.

    python -m benchmarks.live.toy

Both networks learn 40 points as fast as they can, for some seconds; prints optimiser steps a second
(each a step of both networks) and the milliseconds from frame to frame, beside the targets.
"""

from __future__ import annotations

import statistics

from playwright.sync_api import sync_playwright

from benchmarks.browser import ROOT, launch, serve
from benchmarks.frames import p95

TARGET_STEPS = 2_000  # a second
TARGET_MS = 17.5
SECONDS = 5
_SCRIPT = ROOT / "tests" / "support" / "apps" / "toy_app.py"
# Steps and milliseconds from frame to frame until so many milliseconds are over.
_RECORD = """(root, ms) => new Promise((done) => {
  const between = [], first = Number(root.dataset.stepCount), start = performance.now();
  let last = null;
  const tick = (now) => {
    if (last !== null) between.push(now - last);
    last = now;
    if (now - start < ms) requestAnimationFrame(tick);
    else done([Number(root.dataset.stepCount) - first, now - start, between]);
  };
  requestAnimationFrame(tick);
})"""


def main() -> None:
    with serve(script=_SCRIPT) as server, sync_playwright() as playwright:
        browser = launch(playwright)
        for networks in ("ae,vae", "ae"):
            page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            page.goto(f"{server.address}/?networks={networks}")
            root = page.locator('[data-testid="toy"][data-ready="1"]')
            root.wait_for(timeout=60_000)
            root.get_by_test_id("toy-play").click()
            page.wait_for_timeout(1_000)
            steps, ms, between = root.evaluate(_RECORD, 1_000 * SECONDS)
            speed, late = 1_000 * steps / ms, p95(between)
            print(
                f"{networks:<7} {speed:,.0f} steps a second (target {TARGET_STEPS:,}: "
                f"{'met' if speed >= TARGET_STEPS else 'MISSED'}); from frame to frame median "
                f"{statistics.median(between):.1f} ms, p95 {late:.1f} ms (target {TARGET_MS:g}: "
                f"{'met' if late <= TARGET_MS else 'MISSED'})"
            )
            page.context.close()
        browser.close()


if __name__ == "__main__":
    main()
