// The pictures of a film, decoded when they are wanted; grey ones in the page's own ink.
import { painted } from "../../../js/shared/pictures/canvases.js";

const KEPT = 48; // decoded frames held at a time: some 60 MB at 560 x 560
const AHEAD = [0, 1, -1, 2, 3]; // what is decoded around the wanted frame, in this order

export class Reel {
  // `shape`: of the tiles. `events`: {ready()} whenever one more frame can be shown, {failed(error)}.
  constructor(film, shape, theme, events) {
    this.film = film;
    this.shape = shape;
    this.theme = theme;
    this.events = events;
    this.bitmaps = new Map();
    this.wanted = 0;
    this.busy = false;
  }

  // The picture of this frame, or of the nearest one decoded so far (null while there is none).
  at(frame) {
    this.wanted = frame;
    if (!this.busy) this.work().catch(this.events.failed);
    return this.bitmaps.get(this.nearest(frame)) ?? null;
  }

  recolour(theme) {
    this.drop();
    this.theme = theme;
  }

  drop() {
    for (const bitmap of this.bitmaps.values()) bitmap.close();
    this.bitmaps.clear();
  }

  nearest(frame) {
    const distance = (k) => Math.abs(k - frame);
    return [...this.bitmaps.keys()].reduce(
      (best, k) => (best === null || distance(k) < distance(best) ? k : best),
      null,
    );
  }

  // One at a time, and what is wanted is looked up anew each time: a hand that scrubs fast
  // leaves no queue behind.
  async work() {
    this.busy = true;
    for (;;) {
      const next = AHEAD.map((step) => this.wanted + step).find(
        (k) => k >= 0 && k < this.film.frames && !this.bitmaps.has(k),
      );
      if (next === undefined) break;
      const { theme } = this;
      const bitmap = painted(await createImageBitmap(this.film.picture(next)), this.shape, theme);
      if (theme !== this.theme) {
        bitmap.close();
        continue;
      } // the ink changed meanwhile
      this.bitmaps.set(next, bitmap);
      this.forget();
      this.events.ready();
    }
    this.busy = false;
  }

  forget() {
    if (this.bitmaps.size <= KEPT) return;
    const farthest = [...this.bitmaps.keys()].sort(
      (a, b) => Math.abs(b - this.wanted) - Math.abs(a - this.wanted),
    )[0];
    this.bitmaps.get(farthest).close();
    this.bitmaps.delete(farthest);
  }
}
