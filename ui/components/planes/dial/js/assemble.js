// Puts the parts of the dial together and says what each may ask of it.

import { makeSection } from "../../../js/shared/latent/section.js";
import { Bubble, el, fill, hasNames, statusLine } from "../../../js/shared/page/dom.js";
import { Cursor } from "../../../js/shared/plane/cursor.js";
import { handlersOf } from "../../../js/shared/plane/fixed_hand.js";
import { attachGestures } from "../../../js/shared/plane/gestures.js";
import { View } from "../../../js/shared/plane/view.js";
import { Curve } from "./curve.js";
import { OneImage } from "./image.js";
import { LivePlane } from "./live.js";
import { Multiples } from "./multiples.js";
import { BetaSlider } from "./slider.js";

/** @param {PartOf<DialData>} dial */
export function assemble(dial) {
  const { data, root } = dial,
    { words } = data,
    bubble = new Bubble(root);
  dial.section = makeSection("", { dim: 2 });
  dial.view = new View(data.view);
  dial.cursor = new Cursor(data.view, data.z, {
    moved: () => dial.schedule(),
    follow: () => {},
    commit: (z) => dial.send("z", [z, performance.now()]),
  });
  dial.slider = betaSlider(dial, bubble);
  dial.curve = new Curve(data, bubble);
  const canvas = el("canvas", {
    class: "lse-plane",
    tabindex: "0",
    role: "application",
    "data-testid": "dial-plane",
    "aria-label": words.plane,
  });
  dial.progress = el("span", { class: "lse-progress-fill" });
  dial.loading = el(
    "div",
    { class: "lse-loading", role: "status" },
    el("span", {}, fill(words.loading, { n: data.n.toLocaleString("en") })),
    el("span", { class: "lse-progress" }, dial.progress),
  );
  dial.live = new LivePlane(canvas, dial.view);
  dial.gestures = attachGestures(canvas, handlersOf(dial));
  dial.picture = dial.shape.canvas({ role: "img", "data-testid": "dial-picture" });
  dial.zCaption = el("span", { "data-testid": "dial-place" });
  dial.one = new OneImage(data, dial.shape, bubble, {
    pick: (index) => dial.chooseImage(index),
    show: (shown) => dial.chooseImage(shown ? dial.one.index : -1),
  });
  dial.multiples = new Multiples(data, dial.shape, (beta) => dial.turnTo(beta));
  dial.status = statusLine();
  const names = classNames(data.classes);
  root.prepend(
    dial.slider.node,
    el(
      "div",
      { class: "lse-dial-main" },
      el(
        "div",
        { class: "lse-dial-stage" },
        el(
          "div",
          { class: "lse-frame" },
          canvas,
          el("div", { class: "lse-rim", "aria-hidden": "true" }),
          dial.loading,
        ),
        el("p", { class: "lse-small lse-dial-note" }, words.rings),
        names && el("p", { class: "lse-small" }, names),
      ),
      el(
        "figure",
        { class: "lse-dial-now" },
        el("div", { class: "lse-picture" }, dial.picture),
        el("figcaption", {}, bubble.explain(dial.zCaption, words.place_help)),
      ),
      data.images.length ? dial.one.node : null,
    ),
    dial.curve.node,
    dial.multiples.node,
    dial.status,
  );
}

/** @param {PartOf<DialData>} dial */
function betaSlider(dial, bubble) {
  const { words, network, multiples, ladder, classes } = dial.data;
  return new BetaSlider(
    { words, range: network.betas, dots: multiples, ladder, hasNames: hasNames(classes) },
    bubble,
    {
      slide: (beta) => dial.setBeta(beta),
      commit: () => dial.sendBeta(),
      step: (beta) => {
        dial.setBeta(beta);
        dial.sendBetaSoon();
      },
    },
  );
}

// "0 T-shirt · 1 Trouser"; null where classes are called by their number.
function classNames(classes) {
  if (!hasNames(classes)) return null;
  return classes.map((name, label) => `${label}\u00a0${name.replace(/ /g, "\u00a0")}`).join(" · ");
}
