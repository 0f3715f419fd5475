// One network as it is seen: its plane, the share of random codes that miss, and its codes.
import { el, fill, formatNumber, setText } from "../../../../js/shared/page/dom.js";
import { Autoencoder } from "../learning/autoencoder.js";
import { nearestOn } from "../points/target.js";
import { attachHand } from "./hand.js";
import { ToyPlane } from "./plane.js";
import { CodeStrip } from "./strip.js";

/** @typedef {import("../learning/training.js").NetworkReport} NetworkReport */

export class Side {
  /** The code, from 0 to 1 along the line. */
  place = 0.62;
  /** @type {NetworkReport | null} */
  learned = null;
  /** @type {[number, number] | null} */
  pencil = null;
  /** How far the code was moved: its least and largest place. */
  reach = [0.62, 0.62];

  /**
   * @param {import("../learning/training.js").Kind} kind
   * @param {Words} words
   * @param {import("../../../../js/shared/page/dom.js").Bubble} bubble
   * @param {{changed(): void, rest(): void, add(x: number, y: number): void,
   *   along(x: number, y: number): void, undo(): void, isDrawing(): boolean}} on
   */
  constructor(kind, words, bubble, on) {
    this.kind = kind;
    this.words = words;
    this.on = on;
    this.network = new Autoencoder(kind, 0); // decodes the ring's code with the reported weights
    const canvas = el("canvas", {
      class: "lse-toy-plane",
      tabindex: "0",
      role: "application",
      "data-testid": `toy-plane-${kind}`,
      "aria-label": fill(words.plane, { name: words[kind] }),
    });
    this.plane = new ToyPlane(canvas);
    this.strip = new CodeStrip(kind, words, {
      slide: (place) => this.moveTo(place),
      rest: () => on.rest(),
    });
    this.number = el("span", { class: "lse-toy-number", "data-testid": `toy-share-${kind}` });
    this.caption = el("span", { class: "lse-small" });
    const share = bubble.explain(
      el("span", { class: "lse-toy-share" }, this.number, this.caption),
      () => words[this.isTrueKnown ? `share_help_${kind}` : `share_help_own_${kind}`],
      "lse-toy-share-button",
    );
    this.node = el(
      "section",
      { class: "lse-toy-side", "data-kind": kind, "aria-label": words[kind] },
      el(
        "div",
        { class: "lse-toy-head" },
        bubble.explain(el("span", { class: "lse-toy-title" }, words[kind]), words[`${kind}_help`]),
        el("span", { class: "lse-small" }, words[`drawn_${kind}`]),
      ),
      el("div", { class: "lse-toy-frame" }, canvas, share),
      this.strip.node,
    );
    attachHand(this, on);
  }

  moveTo(place) {
    this.place = Math.max(0, Math.min(1, place));
    this.reach = [Math.min(this.reach[0], this.place), Math.max(this.reach[1], this.place)];
    this.on.changed();
  }

  // The nearest code of the learned curve: the ring is dragged along it.
  moveNear(x, y) {
    const { learned } = this;
    if (!learned) return;
    let best = Infinity,
      at = 0;
    for (let i = 0; i < learned.z.length; i++) {
      const gap = (learned.xy[2 * i] - x) ** 2 + (learned.xy[2 * i + 1] - y) ** 2;
      if (gap < best) {
        best = gap;
        at = i;
      }
    }
    this.moveTo((learned.z[at] - learned.low) / (learned.high - learned.low || 1));
  }

  /** @param {NetworkReport | null} learned */
  take(learned) {
    this.learned = learned;
    if (learned) this.network.parameters.set(learned.parameters);
  }

  get code() {
    const { low, high } = this.learned;
    return low + this.place * (high - low);
  }

  // Where the code is decoded to.
  ring(target) {
    if (!this.learned || !target.length) return null;
    const [x, y] = this.network.decode([this.code]);
    return { x, y, nearest: nearestOn(target, x, y) };
  }

  /**
   * @param {Theme} theme
   * @param {import("../points/drawn.js").Points} points
   * @param {Float64Array} target
   * @param {boolean} isHidden what was learned is not shown yet
   */
  draw(theme, points, target, isHidden) {
    const learned = isHidden ? null : this.learned,
      ring = isHidden ? null : this.ring(target);
    this.isTrueKnown = points.strokes.length > 0;
    this.ringAt = ring;
    const off = ring ? fill(this.words.off, { distance: formatNumber(ring.nearest.distance) }) : "";
    this.plane.draw(theme, {
      strokes: points.strokes,
      points: points.all,
      given: points.given.length,
      learned,
      ring,
      pencil: this.pencil,
      off,
    });
    this.strip.show(
      this.place,
      ring ? `${fill(this.words.code, { z: formatNumber(this.code) })}, ${off}` : "",
    );
    this.strip.draw(theme, learned);
    setText(this.number, learned ? percent(learned.share) : "?");
    setText(this.caption, this.words[this.isTrueKnown ? "share" : "share_own"]);
  }
}

/** @param {number} share */
export function percent(share) {
  return `${Math.round(100 * share)} %`;
}
