"""How long decoders take in the browser's interpreter, in Chromium.

    python -m benchmarks.live.decoder [CALLS]

Decodes random codes with decoders of several kinds, untrained, and prints the milliseconds of a
call, median and 95th percentile, beside the target for one of 32 x 32 in colour.
"""

from __future__ import annotations

import base64
import json
import statistics
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import torch
from playwright.sync_api import sync_playwright

from benchmarks.browser import ROOT, launch
from benchmarks.frames import p95
from vae_core.models.layers import (
    Activate,
    BatchNorm,
    Conv,
    ConvTranspose,
    Dense,
    Layer,
    Reshape,
    Residual,
)
from vae_core.models.networks.build import build
from vae_core.models.presets import PRESETS
from vae_core.runs.browser_export import export_layers

TARGET_MS = 6.0
_UP = {"kernel": 4, "stride": 2, "padding": 1}
_COLOUR: tuple[Layer, ...] = (
    *(Dense(256), Dense(32 * 8 * 8), Reshape((32, 8, 8))),
    *(ConvTranspose(32, **_UP, activation="silu"), ConvTranspose(16, **_UP, activation="silu")),
    Conv(3, padding=1, activation="none"),
)
_BLOCK = Residual((BatchNorm(), Activate("gelu"), Conv(32, padding=1, activation="none")))
DECODERS: dict[str, tuple[int, tuple[Layer, ...]]] = {
    "vae-2d": (2, PRESETS["vae-2d"].model.decoder),
    "vae-conv-2d": (2, PRESETS["vae-conv-2d"].model.decoder),
    "32 x 32 in colour": (64, _COLOUR),
    "the same, a residual block at 8 x 8": (64, (*_COLOUR[:3], _BLOCK, *_COLOUR[3:])),
}
_DECODE = """async ([manifest, base64, calls]) => {
  const { buildNetwork } = await import("/interpreter.js");
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const network = buildNetwork(manifest, bytes.buffer), times = [];
  for (let call = 0; call < calls; call++) {
    const z = Float32Array.from({ length: network.input }, () => 4 * Math.random() - 2);
    const start = performance.now();
    network.decode(z);
    times.push(performance.now() - start);
  }
  return times;
}"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def main() -> None:
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    folder = ROOT / "ui" / "components" / "js" / "shared" / "network"
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/interpreter.js")
        for name, (dim, layers) in DECODERS.items():
            torch.manual_seed(0)
            weights = build(layers, (dim,))[0].state_dict()
            arrays = {f"decoder.{key}": w.numpy() for key, w in weights.items()}
            network = export_layers(layers, (dim,), arrays, "decoder", "float16", name)
            payload = base64.b64encode(network.payload).decode()
            manifest = json.loads(json.dumps(network.manifest))
            times = page.evaluate(_DECODE, [manifest, payload, calls])
            middle, late = statistics.median(times), p95(times)
            target = ""
            if "colour" in name:
                target = f" (target {TARGET_MS:g}: {'met' if late <= TARGET_MS else 'MISSED'})"
            print(f"{name:<36} median {middle:.1f} ms, p95 {late:.1f} ms{target}")
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main()
