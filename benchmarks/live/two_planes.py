"""How smoothly two planes follow one hand, in Chromium on a server of its own.

    python -m benchmarks.live.two_planes [--dataset mnist] [--left ae-2d] [--right vae-2d] [--json]

Drags over both planes of AE vs VAE, with the cursors linked by image and by place, then an end of
the walk, and prints frame intervals, the work within a frame, websocket frames during the drag,
and the milliseconds to switch a layer, beside each target.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics

from playwright.sync_api import Page, sync_playwright

from benchmarks.browser import launch, serve
from benchmarks.frames import p95

READY = '[data-testid="two-planes"][data-ready="1"]'
_RECORD = """(root) => {
  const one = root.explorer, frame = one.frame.bind(one);
  window.took = []; window.intervals = []; window.recording = true;
  one.frame = () => {
    const start = performance.now();
    frame(); took.push(performance.now() - start);
  };
  let last = performance.now();
  const tick = (now) => { intervals.push(now - last); last = now;
    if (recording) requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
}"""
_STOP = """(root) => {
  window.recording = false; delete root.explorer.frame;
  return [intervals.slice(2), took];
}"""
_SWITCH = """(root, layers) => layers.map((name) => {
  const start = performance.now();
  root.explorer.setLayer(name); root.explorer.frame();
  return performance.now() - start;
})"""
_READS = """(root) => {
  const { reader, sides } = root.explorer, times = [];
  for (let i = 0; i < 300; i++) {
    const start = performance.now();
    reader.read(sides[i % 2].pixels); times.push(performance.now() - start);
  }
  return times.slice(100);
}"""

LAYERS = ["holes", "density", "certainty", "round-trip", "change", "none"]
Row = tuple[str, float, str, float | None]


def measure(dataset: str, left: str, right: str) -> list[Row]:
    """(what, figure, unit, target or None)."""
    rows: list[Row] = []
    with serve() as server, sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        sent: list[int] = []
        page.on("websocket", lambda s: s.on("framesent", lambda _: sent.append(1)))
        page.goto(f"{server.address}/AE_vs_VAE?dataset={dataset}&left={left}&right={right}")
        root = page.locator(READY)
        root.wait_for(timeout=60_000)
        page.wait_for_selector('[data-testid="walk"][data-done="1"]', timeout=60_000)
        page.wait_for_timeout(2000)
        for link in ("image", "standard"):
            page.get_by_test_id("link").locator(f'[data-mode="{link}"]').click()
            for side in ("left", "right"):
                rows += _dragged(page, f"by {link}, {side}", f"plane-{side}", sent)
        end = root.evaluate("(root) => root.explorer.endsOn(1)[0]")
        rows += _dragged(page, "of an end", "plane-right", sent, end)
        reads = root.evaluate(_READS)
        rows.append(("a picture is read, median", statistics.median(reads), "ms", None))
        rows.append(
            ("a layer is switched, longest", max(root.evaluate(_SWITCH, LAYERS)), "ms", 200)
        )
        browser.close()
    return rows


def _dragged(page: Page, what: str, plane: str, sent: list[int], start=None) -> list[Row]:
    """A steady figure of eight over a plane, begun at a code if one is given."""
    root, box = page.locator(READY), page.get_by_test_id(plane).bounding_box()
    x0, y0 = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    at = (x0 + 0.2 * box["width"], y0 + 0.33 * box["height"])
    if start is not None:
        index = int(plane == "plane-right")
        x, y = root.evaluate(
            "(root, [side, z]) => root.explorer.sides[side].view.toPixel(z)", [index, start]
        )
        at = (box["x"] + x, box["y"] + y)
    page.mouse.move(*at)
    page.mouse.down()
    before = len(sent)
    root.evaluate(_RECORD)
    for i in range(300):
        t = i / 300 * 2 * math.pi
        page.mouse.move(
            x0 + 0.35 * box["width"] * math.sin(t), y0 + 0.35 * box["height"] * math.sin(2 * t)
        )
    intervals, took = root.evaluate(_STOP)
    messages = len(sent) - before
    page.mouse.up()
    page.wait_for_timeout(800)
    return [
        (f"frame interval, drag {what}, p95", p95(intervals), "ms", 17.5),
        (f"work in a frame, drag {what}, p95", p95(took), "ms", None),
        (f"websocket frames, drag {what}", float(messages), "", 0),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dataset", default="mnist")
    parser.add_argument("--left", default="ae-2d")
    parser.add_argument("--right", default="vae-2d")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    rows = measure(args.dataset, args.left, args.right)
    if args.json:
        print(json.dumps({name: value for name, value, _unit, _target in rows}, indent=1))
        return
    for name, value, unit, target in rows:
        met = "" if target is None else f"   target {target:g}: "
        met += "" if target is None else "met" if value <= target else "MISSED"
        print(f"{name:<46} {value:9.2f} {unit:<4}{met}")


if __name__ == "__main__":
    main()
