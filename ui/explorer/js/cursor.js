// z: where the cursor is, how it moves, and when Python hears of it.

const KEY_REST = 250; // ms after the last key press before z is committed
const GLIDE = 200;    // ms from here to a random place or the centre

export class Cursor {
  // `on`: {moved(), viewMoved(), commit(z)}. Every move, whoever asks, ends in `moved`.
  constructor(view, z, on) {
    Object.assign(this, { view, on, z: [...z], committed: [...z], held: false, glide: null });
    // 0.05 on a plane of the usual size; an autoencoder's may be far larger or smaller.
    const { half } = view.home;
    this.stepSize = half >= 2 && half <= 8 ? 0.05 : Number((half / 80).toPrecision(1));
  }

  to(z) {
    this.z = this.view.clamp(z);
    this.on.moved();
  }

  // Python has moved it: nothing to tell Python.
  takeFromPython(z) {
    this.glide = null;
    this.committed = [...z];
    this.to(z);
    this.follow();
  }

  // A slider, a key or a glide may take the cursor out of sight: the view follows.
  follow() { if (this.view.reveal(this.z)) this.on.viewMoved(); }

  // A hand takes the cursor, or lets go of it.
  hold(held) {
    Object.assign(this, { held, glide: null });
    this.on.moved();
  }

  step(axis, steps) {
    this.glide = null;
    const z = [...this.z];
    z[axis] = round(z[axis] + steps * this.stepSize); // held arrows must not gather rounding errors
    this.to(z);
    this.follow();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.commit(), KEY_REST);
  }

  glideTo(z) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.glide = { from: this.z, to: this.view.clamp(z), start: still ? -Infinity : performance.now() };
    this.on.moved();
  }

  // One frame of a glide; true while there is one.
  advance() {
    if (!this.glide) return false;
    const { from, to, start } = this.glide, t = Math.min(1, (performance.now() - start) / GLIDE), eased = 1 - (1 - t) ** 3;
    this.to(t === 1 ? to : from.map((v, axis) => v + (to[axis] - v) * eased));
    this.follow();
    if (t === 1) { this.glide = null; this.commit(); }
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

  drop() { clearTimeout(this.timer); }
}

function round(v) { return Math.round(v * 1e6) / 1e6; }
