// The points: those of a shape, then those that were added by hand.
import { pointsOf, strokesOf } from "./shapes.js";

export const MOST_POINTS = 500;
const APART = 0.05; // of points that a drawn line leaves behind
export const DRAW = "draw"; // the shape that is none: only points by hand

export class Points {
  /**
   * @param {string} shape
   * @param {number} count
   * @param {number} seed
   */
  constructor(shape, count, seed) {
    /** @type {number[]} */
    this.own = [];
    this.choose(shape, count, seed);
  }

  // Another shape: points by hand are gone, they were in its gaps.
  /**
   * @param {string} shape
   * @param {number} count
   * @param {number} seed
   */
  choose(shape, count, seed) {
    this.shape = shape;
    this.count = count;
    this.strokes = strokesOf(shape);
    this.given = shape === DRAW ? [] : pointsOf(shape, Math.min(count, MOST_POINTS), seed);
    this.isFull = count > MOST_POINTS && shape !== DRAW;
    this.own = [];
  }

  /** All of them: x, y, x, y, ... */
  get all() {
    return [...this.given, ...this.own];
  }
  get size() {
    return (this.given.length + this.own.length) / 2;
  }
  get hasOwn() {
    return this.own.length > 0;
  }

  /**
   * Adds a point; false where there are as many as can be or it is no place.
   * @param {number} x
   * @param {number} y
   */
  add(x, y) {
    this.isFull = this.size >= MOST_POINTS;
    if (this.isFull || !Number.isFinite(x) || !Number.isFinite(y)) return false;
    this.own.push(x, y);
    return true;
  }

  // Goes on with a drawn line: a point only where the last one is some way off.
  /**
   * @param {number} x
   * @param {number} y
   */
  addAlong(x, y) {
    const [lastX, lastY] = this.own.slice(-2);
    return Math.hypot(x - lastX, y - lastY) >= APART && this.add(x, y);
  }

  undo() {
    this.own.splice(-2);
    this.isFull = false;
  }
  clear() {
    this.own = [];
    this.isFull = false;
  }

  /** True for several points in one place: no curve can be learned from them. */
  get areOne() {
    const { all } = this;
    return all.length > 2 && all.every((v, i) => v === all[i % 2]);
  }
}
