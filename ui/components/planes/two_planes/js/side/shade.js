// What a plane is shaded by: holes, worked out here, or a layer that was measured with the run.
//
// Every layer is a square raster over the home view, row 0 at the top. Holes are hatched in the
// colour of the badge; the others are ramps of ink. More ink means more of it; only where certainty
// is shown it means less, so that what stands out is what cannot be trusted.
import { rgb } from "../../../../js/shared/pictures/colours.js";

const SIDE = 100; // of the raster of distances
const FULL_INK = 0.6; // of the strongest place
const HATCH_GAP = 7,
  HATCH_WIDTH = 1.3,
  HATCH_GROUND = 0.07,
  HATCH_INK = 0.34; // design pixels; opacity

export const isInverse = (layer) => layer === "certainty";

export class Shade {
  // `home`: {center, half}. `maps`: {manifest, bytes}, or null while nothing is measured.
  constructor(home, support, maps) {
    this.home = home;
    this.support = support;
    this.maps = maps;
    this.next = 0;
    this.distances = new Float32Array(SIDE * SIDE);
    this.inked = new Map();
  }

  receive(maps) {
    this.maps = maps;
    this.inked.clear();
  }

  // {offset, low, high, scale} of a measured layer, or null.
  entry(layer) {
    return this.maps?.manifest.layers[layer] ?? null;
  }
  isReady(layer) {
    return (
      layer === "none" ||
      (layer === "holes" ? this.next === this.distances.length : this.entry(layer) !== null)
    );
  }

  // Distances to the codes, until `deadline`; true while there is more to do.
  work(deadline) {
    const { center, half } = this.home,
      z = [0, 0];
    while (this.next < this.distances.length) {
      const column = this.next % SIDE,
        row = Math.floor(this.next / SIDE);
      z[0] = center[0] + (((column + 0.5) / SIDE) * 2 - 1) * half;
      z[1] = center[1] - (((row + 0.5) / SIDE) * 2 - 1) * half;
      this.distances[this.next++] = this.support.distanceAt(z);
      if (this.next % 8 === 0 && performance.now() > deadline) break;
    }
    return this.next < this.distances.length;
  }

  // The value of a measured layer at z, or null where it has none.
  value(layer, [a, b]) {
    const entry = this.entry(layer),
      { center, half } = this.home;
    if (!entry) return null;
    const {
      manifest: { size },
      bytes,
    } = this.maps;
    const x = (((a - center[0]) / half + 1) / 2) * size - 0.5,
      y = (((center[1] - b) / half + 1) / 2) * size - 0.5;
    if (x < -0.5 || y < -0.5 || x > size - 0.5 || y > size - 0.5) return null;
    const t = bilinear(bytes, entry.offset, size, x, y) / 255,
      { low, high } = entry;
    return entry.scale === "log" ? low * (high / low) ** t : low + (high - low) * t;
  }

  // Into a cleared canvas, in device pixels.
  paint(context, view, theme, layer, ratio, unit) {
    if (layer === "none" || !this.isReady(layer)) return;
    const { center, half } = this.home;
    const [left, top] = view.toPixel([center[0] - half, center[1] + half]).map((v) => v * ratio),
      size = 2 * half * view.scale * ratio;
    if (layer === "holes") {
      this.hatch(context, left, top, size, theme, ratio * unit);
      return;
    }
    context.imageSmoothingEnabled = true;
    context.drawImage(this.ink(layer, theme), left, top, size, size);
  }

  // A measured layer as ink of more or less opacity.
  ink(layer, theme) {
    const key = `${layer}:${theme.id}`;
    if (!this.inked.has(key)) {
      const {
          manifest: { size },
          bytes,
        } = this.maps,
        { offset } = this.entry(layer),
        [r, g, b] = theme.inkRgb,
        none = isInverse(layer) ? 255 : 0;
      const canvas = document.createElement("canvas"),
        image = new ImageData(size, size);
      canvas.width = canvas.height = size;
      for (let i = 0, j = 0; i < size * size; i++, j += 4) {
        image.data[j] = r;
        image.data[j + 1] = g;
        image.data[j + 2] = b;
        image.data[j + 3] = FULL_INK * Math.abs(bytes[offset + i] - none);
      }
      canvas.getContext("2d").putImageData(image, 0, 0);
      this.inked.set(key, canvas);
    }
    return this.inked.get(key);
  }

  // Every pixel whose distance, between the places of the raster, is that of a hole.
  hatch(context, left, top, size, theme, unit) {
    const { width, height } = context.canvas,
      { hole } = this.support.rule,
      [r, g, b] = rgb(theme.hole);
    const image = context.createImageData(width, height),
      { data } = image,
      stripe = stripes(unit),
      step = SIDE / size;
    for (let row = 0; row < height; row++) {
      const y = (row + 0.5 - top) * step - 0.5;
      for (let column = 0; column < width; column++) {
        if (bilinear(this.distances, 0, SIDE, (column + 0.5 - left) * step - 0.5, y) <= hole)
          continue;
        const at = 4 * (row * width + column);
        data[at] = r;
        data[at + 1] = g;
        data[at + 2] = b;
        data[at + 3] = stripe[(row + column) % stripe.length];
      }
    }
    context.putImageData(image, 0, 0);
  }
}

// Opacity along one period of the hatching, 0 to 255.
function stripes(unit) {
  const gap = Math.round(HATCH_GAP * unit),
    width = HATCH_WIDTH * unit;
  return Uint8Array.from({ length: gap }, (_, i) => {
    const covered = Math.max(0, Math.min(1, width / 2 + 0.5 - Math.abs(i + 0.5 - gap / 2)));
    return 255 * (HATCH_GROUND + (HATCH_INK - HATCH_GROUND) * covered);
  });
}

// Between four places of a raster; beyond its rim, the rim.
function bilinear(values, offset, size, x, y) {
  const x0 = Math.max(0, Math.min(size - 1, Math.floor(x))),
    y0 = Math.max(0, Math.min(size - 1, Math.floor(y)));
  const x1 = Math.min(size - 1, x0 + 1),
    y1 = Math.min(size - 1, y0 + 1);
  const u = Math.max(0, Math.min(1, x - x0)),
    v = Math.max(0, Math.min(1, y - y0));
  const above = values[offset + y0 * size + x0] * (1 - u) + values[offset + y0 * size + x1] * u;
  const below = values[offset + y1 * size + x0] * (1 - u) + values[offset + y1 * size + x1] * u;
  return above * (1 - v) + below * v;
}
