// A way that is being drawn by hand on one plane. On the other it leads along the codes of the same
// test images.
import { codeOf } from "../../../../../js/shared/latent/codes.js";
import { nearestImage } from "../../side/link.js";

const BETWEEN = 1 / 40; // of half a plane: how far apart test images are looked up along a straight piece
const LOSS = 1 / 100; // of half a plane: how far a corner that is left out of a link may lie from the way

export class DrawnWay {
  // `index`: of the plane under the hand, which is at `z`.
  constructor(sides, index, z) {
    this.from = sides[index];
    this.to = sides[1 - index];
    this.index = index;
    this.points = [z];
    this.others = [this.beside(z)];
  }

  // The hand is at z, a few pixels on.
  grow(z) {
    this.points.push(z);
    this.meet(z);
  }

  // A straight piece to z, however far: on the other plane all images along it count.
  growTo(z) {
    const from = this.points.at(-1),
      far = Math.hypot(z[0] - from[0], z[1] - from[1]),
      pieces = Math.max(1, Math.ceil(far / (BETWEEN * this.half)));
    this.points.push(z);
    for (let i = 1; i <= pieces; i++)
      this.meet(from.map((v, axis) => v + ((z[axis] - v) * i) / pieces));
  }

  meet(z) {
    const next = this.beside(z),
      last = this.others.at(-1);
    if (next[0] !== last[0] || next[1] !== last[1]) this.others.push(next);
  }

  get half() {
    return this.from.side.view.half;
  }

  // Its corners, as a link holds them.
  corners() {
    return simplified(this.points, LOSS * this.half);
  }

  on(index) {
    return index === this.index ? this.points : this.others;
  }

  // Left and right; null where nothing was drawn but a dot.
  both() {
    return this.points.length > 1 ? [this.on(0), this.on(1)] : null;
  }

  beside(z) {
    return codeOf(this.to.codes, nearestImage(this.from, z));
  }
}

// The points without those that lie within `loss` of the way that is left (Douglas and Peucker, 1973).
/**
 * @param {number[][]} points
 * @param {number} loss
 * @returns {number[][]}
 */
export function simplified(points, loss) {
  if (points.length < 3) return points;
  const first = points[0],
    last = points.at(-1),
    away = points.map((point) => offLine(point, first, last)),
    farthest = away.indexOf(Math.max(...away));
  if (away[farthest] <= loss) return [first, last];
  return [
    ...simplified(points.slice(0, farthest + 1), loss).slice(0, -1),
    ...simplified(points.slice(farthest), loss),
  ];
}

// From a point to the straight piece between two others.
function offLine(point, from, to) {
  const way = to.map((v, axis) => v - from[axis]),
    length = way[0] ** 2 + way[1] ** 2,
    t = length ? ((point[0] - from[0]) * way[0] + (point[1] - from[1]) * way[1]) / length : 0,
    near = Math.max(0, Math.min(1, t));
  return Math.hypot(point[0] - from[0] - near * way[0], point[1] - from[1] - near * way[1]);
}
