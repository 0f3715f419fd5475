"""The walk of the two planes alone on a blank page, for its tests."""

import base64
import os
from dataclasses import asdict
from pathlib import Path

from playwright.sync_api import Page

from ui.components.bundling import bundle
from ui.components.planes.two_planes.walk_words import walk_words
from vae_core.data.datasets import DATASETS
from vae_core.runs.browser_export import export_codes, export_decoder, export_recogniser
from vae_core.runs.run import Run
from vae_core.training.train_recogniser import load_recogniser

THEMES = {"light": ("#FFFFFF", "#3347D1"), "dark": ("#14181F", "#A3ADFF")}
HUES = {
    "light": "#3078CC,#B49CFC,#E49084,#9C000C,#6C3084,#60B4B4,#9C783C,#CC3C78,#006054,#A8B400",
    "dark": "#2078F0,#B79FFF,#EFA49D,#C02927,#835292,#49B4B6,#B48716,#E54C7D,#316F5C,#BFC700",
}
# What the two planes do for the walk, as little of it as there can be.
_MAIN = """
import { readCodes, codeOf } from "SHARED/latent/codes.js";
import { Neighbours } from "SHARED/latent/neighbours.js";
import { buildNetwork } from "SHARED/network/interpreter.js";
import { LEVELS } from "SHARED/latent/support.js";
import { ImageShape } from "SHARED/pictures/image_shape.js";
import { readTheme } from "SHARED/page/theme.js";
import { WalkPath } from "WALK/walk/way/path.js";
import { Walk } from "WALK/walk/walk.js";

const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
const networkOf = ({ manifest, payload }) => buildNetwork(manifest, bytes(payload));

function softmax(logits) {
  const most = Math.max(...logits), powers = logits.map((v) => Math.exp(v - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((v) => v / sum);
}

export default function ({ sides, recogniser, classes, words, ends, unit }) {
  const root = document.querySelector(".lse > div");
  document.head.append(Object.assign(document.createElement("style"), { textContent: STYLESHEET }));
  const classifier = recogniser && networkOf(recogniser);
  const walk = new Walk({
    root, words, classes, theme: readTheme(root.parentNode),
    canBeRead: true, shape: new ImageShape([1, 28, 28]),
    recognise: classifier && ((picture) => softmax(classifier.decode(picture))),
    sides: sides.map(({ name, decoder, codes, n, rule }) => {
      const network = networkOf(decoder), known = readCodes(bytes(codes), n, 2);
      const neighbours = new Neighbours(known);
      return {
        name, decode: (z) => network.decode(z), codeOf: (index) => codeOf(known, index),
        supportAt: (z) => {
          const nearest = neighbours.nearest(z, rule.k);
          const distance = Math.sqrt(nearest.d2[nearest.count - 1]);
          const level = distance > rule.hole ? 2 : distance > rule.thin ? 1 : 0;
          return { distance, word: LEVELS[level] };
        },
      };
    }),
    onMove: (t, zs) => { window.heard = { t, zs }; },
    onPath: (kind) => { window.kind = kind; },
    cursors: () => window.cursors ?? [[99, 99], [99, 99]],
  });
  window.walk = walk;
  walk.setEnds(...ends);
  const layout = () => walk.relayout(root.clientWidth, unit);
  layout();
  window.onresize = layout;
  window.budget = 8;
  const frame = () => {
    const begin = performance.now();
    window.busy = walk.work(begin + budget);
    window.longest = Math.max(window.longest ?? 0, performance.now() - begin);
    requestAnimationFrame(frame);
  };
  frame();
}
"""


def script(folder: Path) -> str:
    """The walk and all it needs as one plain script; `folder` is for its entry."""
    (folder / "js").mkdir(parents=True)
    main = _MAIN
    for name, part in (("SHARED", "js/shared"), ("WALK", "planes/two_planes/js")):
        main = main.replace(name, os.path.relpath(bundle.COMPONENTS / part, folder / "js"))
    (folder / "js" / "main.js").write_text(main.lstrip(), encoding="utf-8")
    (folder / "walk.css").write_text(
        (bundle.COMPONENTS / "planes" / "two_planes" / "walk.css").read_text(encoding="utf-8"),
        encoding="utf-8",
    )
    source = bundle.javascript(folder).replace("export default ", "const mount = ")
    return source.replace("import.meta.url", "location.href")


def scene(left: Run, right: Run, ends: tuple[int, int], *, read: bool = True, unit=1) -> dict:
    """What `mount` takes. read: with the data set's recogniser."""
    recogniser = load_recogniser(left.dataset) if read else None
    return {
        "sides": [_side(run) for run in (left, right)],
        "recogniser": recogniser and _network(export_recogniser(recogniser)),
        "classes": list(DATASETS[left.dataset].classes),
        "words": walk_words(),
        "ends": list(ends),
        "unit": unit,
    }


def mount(page: Page, source: str, what: dict, theme: str = "light") -> None:
    """Put the walk on a page and wait until all is computed."""
    ground, accent = THEMES[theme]
    style = (
        f"--st-background-color:{ground};--st-primary-color:{accent};--st-font:'Source Sans 3',"
        f"'Source Sans Pro',sans-serif;--st-chart-categorical-colors:{HUES[theme]}"
    )
    page.set_content(
        '<!doctype html><meta name="viewport" content="width=device-width">'
        f'<body style="margin:16px;background:{ground}"><div class="lse" '
        f'style="{style};display:block"><div></div></div></body>'
    )
    page.add_script_tag(content=source)
    page.evaluate("(scene) => mount(scene)", what)
    finish(page)


def finish(page: Page) -> None:
    """Wait until nothing is left to be computed."""
    page.wait_for_function("() => walk.work(0) === false && !busy", timeout=60_000)


def _network(network) -> dict:
    payload = base64.b64encode(network.payload).decode()
    return {"manifest": network.manifest, "payload": payload}


def _side(run: Run) -> dict:
    codes = base64.b64encode(export_codes(run)).decode()
    return {
        "name": run.config.model.kind.upper(),
        "decoder": _network(export_decoder(run)),
        "codes": codes,
        "n": len(run.latents.label),
        "rule": asdict(run.support),
    }
