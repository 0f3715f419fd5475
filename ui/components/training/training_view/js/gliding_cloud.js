// The codes of the test images, on their way from one snapshot of the model to the next.

import { drawNumbers } from "../../../js/shared/plane/axis_numbers.js";
import { Plane } from "../../../js/shared/plane/plane.js";
import { Points } from "../../../js/shared/plane/points.js";
import { View } from "../../../js/shared/plane/view.js";

const DISC = 11.5; // px, the radius of a numbered disc and its rim
const PRIOR = { at: (u) => u }; // N(0, 1) in the latent plane: its rings are circles around 0
const ROOM = 1.12; // around codes that have outgrown the view
const LEAST = 0.55; // of the view: a cloud that fills less of it is shown larger
const RESTING = { center: [0, 0], half: 4 };

export class GlidingCloud {
  // `names`: of the two axes, "" for one that means nothing: then the other is the only number.
  constructor(canvas, nClasses, names) {
    this.canvas = canvas;
    this.nClasses = nClasses;
    this.names = names;
    this.look = {
      mode: "points",
      allowed: null,
      tiles: null,
      section: { isLine: names[1] === "" },
    };
    this.view = new View(RESTING);
    this.plane = new Plane(canvas, this.view);
    this.seen = { from: RESTING, to: RESTING };
    this.part = 1;
  }

  resize(width, height, ratio, unit) {
    this.plane.resize(width, height, ratio, unit, 72 * unit);
    this.unit = unit;
  }

  // Takes another snapshot, {xy, labels, view, rings}. `draw(part)` shows the way to it, part 0 to 1.
  take({ xy, labels, view, rings }) {
    const n = labels.length,
      spots = new Points({ n, xy, labels }, this.nClasses).spots;
    // The densest spot of a class is another image in each snapshot: its disc rides on a point of its own.
    const whole = new Float32Array(2 * (n + this.nClasses));
    whole.set(xy);
    spots.forEach((spot, label) => {
      if (spot !== null) whole.set(xy.subarray(2 * spot, 2 * spot + 2), 2 * (n + label));
    });
    const isFirst = !this.points || this.points.codes.n !== n;
    if (isFirst) {
      this.points = new Points({ n, xy: whole.slice(), labels }, this.nClasses);
      this.seen = { from: view, to: view };
    } else this.seen = { from: { ...this.view.home }, to: settled(this.seen.to, view) };
    this.from = isFirst ? whole : this.points.codes.xy.slice();
    this.to = whole;
    this.spots = spots.map((spot, label) => (spot === null ? null : n + label));
    this.rings = rings;
    this.part = isFirst ? 1 : 0;
    return isFirst;
  }

  draw(part, theme) {
    const { from, to, plane, look, seen } = this,
      points = this.points ?? null;
    this.part = part;
    if (points) {
      const { xy } = points.codes;
      for (let i = 0; i < xy.length; i++) xy[i] = from[i] + (to[i] - from[i]) * part;
      const between = (a, b) => a + (b - a) * part;
      this.view.frame({
        center: [
          between(seen.from.center[0], seen.to.center[0]),
          between(seen.from.center[1], seen.to.center[1]),
        ],
        half: between(seen.from.half, seen.to.half),
      });
      points.spots = this.isOpen() ? this.spots : [];
    }
    plane.touch("points");
    plane.drawScene({
      ...look,
      theme,
      points,
      dotRadius: 2 * this.unit,
      rings: this.rings ? PRIOR : null,
    });
    plane.compose(theme, null, null);
    drawNumbers(
      plane,
      theme,
      this.names,
      points ? points.placeDiscs(this.view, DISC * this.unit, null) : [],
    );
  }

  // Before the classes have come apart, discs would cover the whole cloud.
  isOpen() {
    const { xy } = this.points.codes,
      { scale } = this.view;
    let left = Infinity,
      right = -Infinity,
      low = Infinity,
      high = -Infinity;
    for (const spot of this.spots) {
      if (spot === null) continue;
      left = Math.min(left, xy[2 * spot]);
      right = Math.max(right, xy[2 * spot]);
      low = Math.min(low, xy[2 * spot + 1]);
      high = Math.max(high, xy[2 * spot + 1]);
    }
    return Math.hypot(right - left, high - low) * scale > 7 * DISC * this.unit;
  }
}

// What is seen moves only when the codes have left it, or left much of it empty: a view that
// follows each of their steps would hide them.
function settled(now, wanted) {
  const out =
    Math.max(...wanted.center.map((c, axis) => Math.abs(c - now.center[axis]))) + wanted.half;
  if (out <= now.half && wanted.half >= LEAST * now.half) return now;
  const isRound = wanted.center[0] === 0 && wanted.center[1] === 0; // around the prior: its own size is enough
  return { center: wanted.center, half: wanted.half * (isRound ? 1 : ROOM) };
}
