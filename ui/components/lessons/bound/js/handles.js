// The three handles of q: its middle, and a dot on each axis at 2 sigma that stretches it.
//
// Pointers and arrow keys. A dot keeps a finger's distance from the middle; pulling it to twice its
// distance makes q twice as wide, wherever the dot stands.
import { ARROW_KEYS } from "../../../js/shared/page/arrow_keys.js";
import { el, fill, formatNumber, setAttribute } from "../../../js/shared/page/dom.js";

const APART = 34; // design pixels between the middle and a dot, at least
const KEY = 0.1; // sigma a key press moves the middle; Shift: five times
const STRETCH = 1.04;

export class Handles {
  /**
   * @param {Words} words
   * @param {import("./plane.js").PosteriorPlane} plane
   * @param {{isProbe: boolean, move(change: object): void, q(): import("./measures/grid.js").Ellipse, release(): void, step(): void}} on
   */
  constructor(words, plane, on) {
    this.words = words;
    this.plane = plane;
    this.on = on;
    this.held = null;
    this.centre = this.handle("q-centre", on.isProbe ? words.probe : words.centre);
    this.dots = [this.handle("q-sigma1", words.sigma1), this.handle("q-sigma2", words.sigma2)];
    this.nodes = on.isProbe ? [this.centre] : [...this.dots, this.centre];
  }

  handle(testid, label) {
    const node = el("button", {
      type: "button",
      class: `lse-bound-handle lse-bound-${testid}`,
      role: "slider",
      "data-testid": testid,
      "aria-label": label,
    });
    const which = { "q-centre": -1, "q-sigma1": 0, "q-sigma2": 1 }[testid];
    node.onpointerdown = (event) => {
      if (event.button !== 0 || this.held) return;
      node.setPointerCapture(event.pointerId);
      this.take(event, which);
    };
    node.onpointermove = (event) => {
      if (this.held?.id === event.pointerId) this.drag(event);
    };
    node.onpointerup =
      node.onpointercancel =
      node.onlostpointercapture =
        (event) => {
          if (this.held?.id === event.pointerId) this.drop();
        };
    node.onkeydown = (event) => {
      const arrow = ARROW_KEYS[event.key];
      if (!arrow || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation(); // a lesson turns its pages with these keys
      this.press(which, arrow, event.shiftKey ? 5 : 1);
    };
    return node;
  }

  take(event, which) {
    const q = this.on.q(),
      [x, y] = this.plane.view.toPixel([q.m1, q.m2]);
    this.held = {
      id: event.pointerId,
      which,
      q,
      x: event.clientX,
      y: event.clientY,
      middle: [x, y],
    };
    this.held.distance = which < 0 ? 0 : this.reach(q, which);
  }

  // Everything follows from where the drag began: no rounding gathers.
  drag(event) {
    const { which, q, x, y } = this.held,
      { scale } = this.plane.view,
      dx = event.clientX - x,
      dy = event.clientY - y;
    if (which < 0) {
      this.on.move({ m1: q.m1 + dx / scale, m2: q.m2 - dy / scale });
      return;
    }
    const [ax, ay] = axisOf(q, which),
      { distance } = this.held,
      now = Math.max(1, distance + dx * ax + dy * ay);
    this.on.move(which ? { s2: (q.s2 * now) / distance } : { s1: (q.s1 * now) / distance });
  }

  drop() {
    if (!this.held) return;
    this.held = null;
    this.on.release();
  }

  press(which, [across, up], times) {
    const q = this.on.q();
    if (which < 0)
      this.on.move({ m1: q.m1 + across * KEY * times * q.s1, m2: q.m2 + up * KEY * times * q.s2 });
    else {
      const factor = STRETCH ** ((across + up) * times);
      this.on.move(which ? { s2: q.s2 * factor } : { s1: q.s1 * factor });
    }
    this.on.step();
  }

  // Pixels between the middle and a dot.
  reach(q, which) {
    const { view, size } = this.plane;
    return Math.max(APART * size.unit, 2 * (which ? q.s2 : q.s1) * view.scale);
  }

  /**
   * @param {import("./measures/grid.js").Ellipse} q
   * @param {import("./measures/grid.js").Bound} bound
   */
  show(q, { kl }, isHidden) {
    const { plane, words } = this,
      [x, y] = plane.view.toPixel([q.m1, q.m2]),
      gap = isHidden ? words.unknown : formatNumber(kl);
    move(this.centre, x, y);
    const text = fill(words.centre_value, {
      z1: formatNumber(q.m1),
      z2: formatNumber(q.m2),
      kl: gap,
    });
    setAttribute(this.centre, "aria-valuetext", text);
    setAttribute(this.centre, "aria-valuenow", q.m1.toFixed(3));
    this.dots.forEach((dot, which) => {
      const reach = this.reach(q, which),
        [ax, ay] = axisOf(q, which),
        sigma = which ? q.s2 : q.s1,
        stem = plane.stems[which],
        edge = Math.min(reach, 2 * sigma * plane.view.scale);
      move(dot, x + reach * ax, y + reach * ay);
      // From the ellipse to a dot that stands off it.
      const ends = {
        x1: x + edge * ax,
        y1: y + edge * ay,
        x2: x + reach * ax,
        y2: y + reach * ay,
      };
      for (const [name, value] of Object.entries(ends)) stem.setAttribute(name, value.toFixed(1));
      setAttribute(dot, "aria-valuenow", sigma.toFixed(4));
      setAttribute(
        dot,
        "aria-valuetext",
        fill(words.sigma_value, { sigma: formatNumber(sigma, 3), kl: gap }),
      );
    });
  }
}

// The direction on the screen in which a dot stands: to the left, and up.
/**
 * @param {import("./measures/grid.js").Ellipse} q
 * @param {number} which
 */
function axisOf({ angle }, which) {
  const c = Math.cos(angle),
    s = Math.sin(angle);
  return which ? [-s, -c] : [-c, s];
}

function move(node, x, y) {
  node.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
}
