"""How the Explore page feels, measured in Chromium on a server of its own.

    python -m benchmarks.page [--run mnist/vae-2d] [--keep]

Prints, beside each target: start of a cold process to the title and to a draggable plane, bytes
on the wire, milliseconds a decode, frame intervals and websocket frames during a drag, the rerun
after a release, the ratio of a decode in the browser to a round trip to the server for the
same picture, and the frame intervals of every live part on a slow phone (`benchmarks.live.phone`).
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, Page, Playwright, sync_playwright

from benchmarks.browser import READY, Server, launch, serve
from benchmarks.frames import RECORD_FRAMES, RECORDED_FRAMES, p95
from benchmarks.kept import Figure, add_keep, keep, print_figures
from benchmarks.live import phone

_LAPTOP = {"width": 1440, "height": 900}
_STARTS = 3

_TIME_DECODES = """(n) => {
  const explorer = document.querySelector('[data-testid="latent-explorer"]').explorer, times = [];
  for (let i = 0; i < n; i++) {
    const z = [Math.sin(i), Math.cos(1.7 * i)], start = performance.now();
    explorer.network.decode(z); times.push(performance.now() - start);
  }
  return times;
}"""


@dataclass
class Wire:
    """What went over the network, as the browser's own tools count it."""

    urls: dict[str, str] = field(default_factory=dict)
    asked_at: dict[str, float] = field(default_factory=dict)
    received: dict[str, int] = field(default_factory=dict)
    came_at: dict[str, float] = field(default_factory=dict)
    socket_received: int = 0
    sent_at: list[float] = field(default_factory=list)
    received_at: list[float] = field(default_factory=list)

    def watch(self, session: CDPSession) -> None:
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._request)
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.webSocketFrameSent", lambda e: self.sent_at.append(e["timestamp"]))
        session.on("Network.webSocketFrameReceived", self._socket)

    def _request(self, event: dict) -> None:
        url = self.urls[event["requestId"]] = event["request"]["url"]
        self.asked_at.setdefault(url, event["timestamp"])

    def _finished(self, event: dict) -> None:
        url = self.urls.get(event["requestId"], "")
        self.received[url] = self.received.get(url, 0) + int(event["encodedDataLength"])
        self.came_at[url] = event["timestamp"]

    def _socket(self, event: dict) -> None:
        payload = event["response"]["payloadData"]
        # Binary frames are reported as base64.
        self.socket_received += len(payload) * 3 // 4
        self.received_at.append(event["timestamp"])

    def ours(self, *, until_drawn: bool = False) -> int:
        """Bytes that are not Streamlit's own page and scripts.

        until_drawn: without what is asked for only when the largest file has come, the decoder's
        weights: the plane can be dragged then.
        """
        media = {u: n for u, n in self.received.items() if "/media/" in u and "/static/" not in u}
        drawn = self.came_at[max(media, key=lambda url: media[url])]
        asked = (n for url, n in media.items() if not until_drawn or self.asked_at[url] < drawn)
        return sum(asked) + self.socket_received

    def hosts(self) -> set[str]:
        return {urlsplit(u).netloc for u in self.urls.values() if u.startswith(("http", "ws"))}


def drag(page: Page, steps: int) -> None:
    """A steady drag in a figure of eight over the plane; leaves the button pressed."""
    box = page.get_by_test_id("latent-plane").bounding_box()
    x0, y0 = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x0, y0)
    page.mouse.down()
    for i in range(steps):
        t = i / steps * 6.283
        x = x0 + 0.35 * box["width"] * math.sin(t)
        y = y0 + 0.35 * box["height"] * math.sin(2 * t)
        page.mouse.move(x, y)


def start(playwright: Playwright, address: str) -> tuple[float, float]:
    """Seconds from the start of a cold process, server and browser cache, to the page's title and
    to a draggable plane."""
    browser = launch(playwright)
    page = browser.new_page(viewport=_LAPTOP)
    with serve() as server:
        page.goto(f"{server.address}/{address}", wait_until="commit")
        page.wait_for_selector(".lse-title")
        title = time.perf_counter() - server.started
        page.wait_for_selector(READY)
        plane = time.perf_counter() - server.started
    browser.close()
    return title, plane


def measure(run: str) -> list[Figure]:
    """The figures of a page on a laptop, and of all live parts on a slow phone."""
    dataset, name = run.split("/")
    address = f"?dataset={dataset}&run={name}"
    with sync_playwright() as playwright:
        titles, planes = zip(*(start(playwright, address) for _ in range(_STARTS)), strict=True)
        with serve() as server:
            browser = launch(playwright)
            figures = [
                *_on_a_laptop(browser, server, address),
                *phone.figures(browser, server.address, run),
            ]
            browser.close()
    of = f"median of {_STARTS}"
    return [
        Figure(f"start to the title, {of}", statistics.median(titles), "s", 1.5),
        Figure(f"start to a draggable plane, {of}", statistics.median(planes), "s", 2.0),
        *figures,
    ]


def _on_a_laptop(browser: Browser, server: Server, address: str) -> list[Figure]:
    """What is fetched, decoded, dragged and answered on one page of a server that runs."""
    page = browser.new_page(viewport=_LAPTOP)
    wire = Wire()
    wire.watch(page.context.new_cdp_session(page))
    page.goto(f"{server.address}/{address}", wait_until="commit")
    page.wait_for_selector(READY)
    page.wait_for_timeout(1500)
    first_bytes, all_bytes = wire.ours(until_drawn=True), wire.ours()
    maps = Path(f"/proc/{server.pid}/maps")
    torch_loaded = maps.exists() and "libtorch" in maps.read_text(encoding="utf-8")

    page.evaluate(_TIME_DECODES, 300)
    decodes = page.evaluate(_TIME_DECODES, 2000)

    sent = len(wire.sent_at)
    page.evaluate(RECORD_FRAMES)
    drag(page, 400)
    frames = page.evaluate(RECORDED_FRAMES)
    sent_in_drag = len(wire.sent_at) - sent
    page.mouse.up()
    page.wait_for_timeout(800)
    reruns = [release(page, wire, i) for i in range(40)]
    page.context.close()
    rerun = p95(reruns)
    return [
        Figure("torch imported on the way (0: no)", float(torch_loaded), "", 0),
        Figure("bytes for the first plane", first_bytes / 1e6, "MB", 1.2),
        Figure("bytes in all, with the recogniser", all_bytes / 1e6, "MB"),
        Figure("other hosts asked", float(len(wire.hosts()) - 1), "", 0),
        Figure("decode, p95", p95(decodes), "ms", 2.0),
        Figure("decode, median", statistics.median(decodes), "ms"),
        Figure("frame interval in a drag, p95", p95(frames), "ms", 17.5),
        Figure("frame interval in a drag, median", statistics.median(frames), "ms"),
        Figure("websocket frames in a drag", float(sent_in_drag), "", 0),
        Figure("rerun after release, p95", rerun, "ms", 60),
        Figure("rerun after release, median", statistics.median(reruns), "ms"),
        Figure("round trip / decode in the browser", rerun / p95(decodes), "times"),
    ]


def release(page: Page, wire: Wire, i: int) -> float:
    """Milliseconds from the message that carries z to the last one that answers it."""
    box = page.get_by_test_id("latent-plane").bounding_box()
    sent, received = len(wire.sent_at), len(wire.received_at)
    page.mouse.move(box["x"] + 120 + 7 * i, box["y"] + 200 + 3 * i)
    page.mouse.down()
    page.mouse.up()
    page.wait_for_timeout(400)
    asked = wire.sent_at[sent]
    return 1000 * (wire.received_at[received:][-1] - asked)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", default="mnist/vae-2d")
    add_keep(parser)
    args = parser.parse_args()
    figures = measure(args.run)
    print_figures(figures)
    if args.keep:
        keep("page", figures)


if __name__ == "__main__":
    main()
