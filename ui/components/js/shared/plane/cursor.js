// z: where the cursor is, how it moves, and when Python hears of it.

const KEY_REST = 250; // ms after the last key press before z is committed
const GLIDE = 200; // ms from here to a random place or the centre
const MAX_CURSOR_DISTANCE = 4;

export class Cursor {
  // `room`: {center, half}, the cube that is shown first; the cursor may go four times as far.
  // `on`: {moved(), follow(), commit(z)}. Every move, whoever asks, ends in `moved`; `follow` asks
  // the view to keep up with a slider, a key or a glide, which may take the cursor out of sight.
  /**
   * @param {Room} room
   * @param {number[]} z
   * @param {{moved(): void, follow(): void, commit(z: number[]): void}} on
   */
  constructor(room, z, on) {
    this.room = room;
    this.on = on;
    this.z = [...z];
    this.committed = [...z];
    this.held = false;
    this.glide = null;
    // 0.05 in a room of the usual size; an autoencoder's may be far larger or smaller.
    const { half } = room;
    this.stepSize = half >= 2 && half <= 8 ? 0.05 : Number((half / 80).toPrecision(1));
    this.decimals = half >= 2 ? 2 : 3; // how exactly z is written
  }

  // The least and the largest value of a number around its centre.
  /** @param {number} center */
  limits(center) {
    return [
      center - MAX_CURSOR_DISTANCE * this.room.half,
      center + MAX_CURSOR_DISTANCE * this.room.half,
    ];
  }
  /** @param {number[]} z */
  clamp(z) {
    return z.map((v, dim) => {
      const [low, high] = this.limits(this.room.center[dim]);
      return Math.max(low, Math.min(high, v));
    });
  }

  /** @param {number[]} z */
  to(z) {
    this.z = this.clamp(z);
    this.on.moved();
  }

  slide(dim, value) {
    this.to(this.z.with(dim, value));
  }

  // Python has moved it: nothing to tell Python.
  /** @param {number[]} z */
  takeFromPython(z) {
    this.glide = null;
    this.committed = [...z];
    this.to(z);
    this.on.follow();
  }

  // A hand takes the cursor, or lets go of it.
  hold(held) {
    this.held = held;
    this.glide = null;
    this.on.moved();
  }

  // One number by a little; held arrows must not gather rounding errors.
  step(dim, by) {
    this.stepTo(this.z.with(dim, round(this.z[dim] + by)));
  }

  // Along an axis of the plane.
  /**
   * @param {Section} section
   * @param {number} axis
   * @param {number} steps
   */
  stepOn(section, axis, steps) {
    const p = section.project(this.z);
    p[axis] = round(p[axis] + steps * this.stepSize);
    this.stepTo(section.lift(p, this.z));
  }

  stepTo(z) {
    this.glide = null;
    this.to(z);
    this.on.follow();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.commit(), KEY_REST);
  }

  /** @param {number[]} z */
  glideTo(z) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.glide = { from: this.z, to: this.clamp(z), start: still ? -Infinity : performance.now() };
    this.on.moved();
  }

  // One frame of a glide; true while there is one.
  advance() {
    if (!this.glide) return false;
    const { from, to, start } = this.glide,
      t = Math.min(1, (performance.now() - start) / GLIDE),
      eased = 1 - (1 - t) ** 3;
    this.to(t === 1 ? to : from.map((v, axis) => v + (to[axis] - v) * eased));
    this.on.follow();
    if (t === 1) {
      this.glide = null;
      this.commit();
    }
    return this.glide !== null;
  }

  // The one message to Python: z, when the hand lets go.
  commit() {
    clearTimeout(this.timer);
    if (this.z.every((v, axis) => v === this.committed[axis])) return;
    this.z = this.z.map(round);
    this.committed = [...this.z];
    this.on.commit(this.committed);
  }

  drop() {
    clearTimeout(this.timer);
  }
}

/** @param {number} v */
function round(v) {
  return Math.round(v * 1e6) / 1e6;
}
