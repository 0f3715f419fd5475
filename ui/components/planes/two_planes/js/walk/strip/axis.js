// How a way lies along its strip: tile after tile, with A and B in the middle of theirs.
import { WALK_STEPS } from "../way/samples.js";

export class WalkAxis {
  // `tiles`: how many pictures; `beyond`: how far past both ends, as a share of the way. `tile`:
  // the width of one in CSS px.
  constructor(tiles, beyond, tile) {
    this.tiles = tiles;
    this.beyond = beyond;
    this.tile = tile;
    this.each = ((1 + 2 * beyond) * WALK_STEPS) / (tiles - 1); // samples a tile, an even number
    this.first = -beyond * WALK_STEPS;
    this.last = WALK_STEPS - this.first;
    this.width = tiles * tile;
    this.steps = Array.from({ length: tiles }, (_, i) => this.first + i * this.each);
    this.samples = this.coarseFirst();
  }

  // Sample numbers to px from the left edge, and back; between samples too.
  x(k) {
    return ((k - this.first) / this.each + 0.5) * this.tile;
  }
  k(x) {
    return this.within((x / this.tile - 0.5) * this.each + this.first);
  }
  within(k) {
    return Math.max(this.first, Math.min(this.last, k));
  }

  // All samples up to both edges of the strip: first those of the tiles, then ever finer.
  coarseFirst() {
    const { first, last, each } = this,
      order = [...this.steps],
      seen = new Set(order);
    for (const stride of [each / 2, 2, 1]) {
      for (let k = first - each / 2; k <= last + each / 2; k += stride) {
        if (!seen.has(k)) {
          seen.add(k);
          order.push(k);
        }
      }
    }
    return order;
  }
}

// The width of a picture that has `room`, in CSS px: a whole number of device pixels for each of its
// own where that loses little.
export function tileSize(room, { width }) {
  const pixel = width / (devicePixelRatio || 1),
    crisp = Math.floor(room / pixel) * pixel;
  return crisp >= 0.92 * room ? crisp : Math.floor(room);
}
export function isWhole(tile, { width }) {
  const pixels = (tile * (devicePixelRatio || 1)) / width;
  return Math.abs(pixels - Math.round(pixels)) < 1e-6;
}
