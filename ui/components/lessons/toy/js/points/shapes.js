// The curves that points come from, drawn as strokes, and the points themselves.
import { normalFrom, uniformFrom } from "../learning/random.js";

const SCATTER = 0.01; // how far the points lie off their curve, a standard deviation

/** A stroke is a list of points, [x, y]; the plane shows about -1.4 to 1.4 across, -1.04 to 1.04 up. */
/** @typedef {[number, number][]} Stroke */

/**
 * @param {(t: number) => [number, number]} at
 * @param {number} pieces
 * @returns {Stroke}
 */
const traced = (at, pieces) => Array.from({ length: pieces + 1 }, (_, i) => at(i / pieces));

/**
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {number} from degrees, against the clock
 * @param {number} to
 */
const arc = (x, y, radius, from, to) =>
  traced((t) => {
    const angle = ((from + t * (to - from)) * Math.PI) / 180;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  }, 40);

/** @type {Record<string, Stroke[]>} */
const SHAPES = {
  spiral: [
    traced((t) => {
      const angle = Math.PI * (1 + 3 * (1 - t)),
        radius = 0.25 + 0.6 * t;
      return [0.09 + radius * Math.cos(angle), 0.13 + radius * Math.sin(angle)];
    }, 120),
  ],
  moons: [arc(-0.3, -0.22, 0.66, 0, 180), arc(0.3, 0.22, 0.66, 180, 360)],
  letter_s: [[...arc(0, 0.4, 0.4, 30, 270), ...arc(0, -0.4, 0.4, 90, -150).slice(1)]],
  letter_x: [
    traced((t) => [1.2 * t - 0.6, 1.6 * t - 0.8], 40),
    traced((t) => [1.2 * t - 0.6, 0.8 - 1.6 * t], 40),
  ],
};

/** @param {string} name */
export const strokesOf = (name) => SHAPES[name] ?? [];

/**
 * So many points of a shape, x, y, x, y, ..., drawn evenly along its strokes; the same for a seed.
 * @param {string} name
 * @param {number} count
 * @param {number} seed
 */
export function pointsOf(name, count, seed) {
  const uniform = uniformFrom(seed),
    normal = normalFrom(uniform),
    pieces = strokesOf(name).flatMap((stroke) =>
      stroke.slice(1).map((end, i) => ({ start: stroke[i], end })),
    ),
    lengths = pieces.map(({ start, end }) => Math.hypot(end[0] - start[0], end[1] - start[1])),
    whole = lengths.reduce((sum, length) => sum + length, 0),
    points = [];
  for (let i = 0; i < count && pieces.length; i++) {
    let along = whole * uniform(),
      piece = 0;
    while (along > lengths[piece] && piece + 1 < pieces.length) along -= lengths[piece++];
    const { start, end } = pieces[piece],
      t = along / lengths[piece];
    for (const axis of [0, 1])
      points.push(start[axis] + t * (end[axis] - start[axis]) + SCATTER * normal());
  }
  return points;
}
