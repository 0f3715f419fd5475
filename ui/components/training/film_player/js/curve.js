// The loss over the frames: as wide as the scrubber's way, so that dot and thumb go together.
import { el } from "../../../js/shared/page/dom.js";

const TICKS = 6;

export class Curve {
  // `log`: height by the logarithm of the loss. `moments` are the figures as written; `onPoint`
  // hears where it was pressed, from 0 to 1.
  constructor(loss, log, moments, onPoint) {
    this.heights = log ? loss.map(Math.log) : loss;
    this.low = Math.min(...this.heights);
    this.span = Math.max(...this.heights) - this.low || 1;
    const last = Math.max(1, loss.length - 1);
    const points = loss
      .map((_, k) => `${((100 * k) / last).toFixed(3)},${(100 * this.depth(k)).toFixed(3)}`)
      .join(" ");
    this.dot = el("span", { class: "lse-film-dot" });
    this.way = el("div", { class: "lse-film-way" });
    this.way.innerHTML = `<svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true"><polyline points="${points}"/></svg>`;
    this.way.append(this.dot);
    this.node = el("div", { class: "lse-film-curve", "data-testid": "film-curve" }, this.way);
    const press = (event) => {
      const box = this.way.getBoundingClientRect();
      onPoint(Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)));
    };
    this.node.onpointerdown = (event) => {
      this.node.setPointerCapture(event.pointerId);
      press(event);
    };
    this.node.onpointermove = (event) => {
      if (this.node.hasPointerCapture(event.pointerId)) press(event);
    };
    this.ticks = el(
      "div",
      { class: "lse-film-ticks lse-small", "aria-hidden": "true" },
      ...ticks(moments),
    );
  }

  // 0 at the highest loss, 1 at the lowest.
  depth(frame) {
    return 1 - (this.heights[frame] - this.low) / this.span;
  }

  show(position) {
    const k = Math.floor(position),
      part = position - k,
      last = Math.max(1, this.heights.length - 1);
    const depth = part ? this.depth(k) * (1 - part) + this.depth(k + 1) * part : this.depth(k);
    this.dot.style.left = `${(100 * position) / last}%`;
    this.dot.style.top = `${100 * depth}%`;
  }
}

// The epoch under some frames, evenly spread, the first and the last among them.
function ticks(moments) {
  const last = moments.length - 1,
    count = Math.min(TICKS, last);
  return Array.from({ length: count + 1 }, (_, i) => {
    const frame = count ? Math.round((i * last) / count) : 0;
    const tick = el("span", {}, moments[frame].epoch);
    tick.style.left = `${last ? (100 * frame) / last : 0}%`;
    return tick;
  });
}
