// Draws ten thousand dots that all move in every frame, by blending them into the canvas's array of
// pixels: a millisecond, where as many calls of `drawImage` take a whole frame.
import { rgb } from "../../../js/shared/pictures/colours.js";

const STEPS = 4; // a dot may stand at quarters of a pixel, each way

export class Cloud {
  // `order`: indices of the dots in drawing order; shuffled, so that no class hides another.
  constructor(labels, order) {
    this.labels = labels;
    this.order = order;
  }

  // Takes the size of a canvas. `ground`: {colour, bars}, what lies below the dots; it is worked out
  // here, since a browser that protects against fingerprinting returns noise for what is on a canvas.
  // radius: in pixels.
  fit({ width, height }, ground, theme, radius, alpha) {
    const rim = (this.rim = Math.ceil(radius) + 2);
    this.image = new ImageData(width + 2 * rim, height + 2 * rim); // dots at the edge are cut by its rim
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.ground = new Uint32Array(this.pixels.length).fill(packed(ground.colour));
    for (const bar of ground.bars) layBar(this.ground, this.image.width, rim, bar);
    this.makeStamps(theme.classes, radius, alpha);
  }

  // For each place within a pixel and each class: which pixels a dot changes, how much of what was
  // there stays (of 256), and what it adds, red and blue in one number, green in another.
  makeStamps(colours, radius, alpha) {
    const { rim } = this,
      stride = this.image.width,
      side = 2 * rim + 1,
      most = (this.most = side * side);
    this.counts = new Uint16Array(STEPS * STEPS);
    this.offsets = new Int32Array(STEPS * STEPS * most);
    this.stays = new Uint16Array(STEPS * STEPS * most);
    this.redBlue = colours.map(() => new Int32Array(STEPS * STEPS * most));
    this.green = colours.map(() => new Int32Array(STEPS * STEPS * most));
    const dots = colours.map(packed);
    for (let stamp = 0; stamp < STEPS * STEPS; stamp++) {
      const x = ((stamp % STEPS) + 0.5) / STEPS,
        y = (Math.floor(stamp / STEPS) + 0.5) / STEPS;
      let count = 0;
      for (let row = -rim; row <= rim; row++) {
        for (let column = -rim; column <= rim; column++) {
          const covered = Math.max(
            0,
            Math.min(1, radius + 0.5 - Math.hypot(column + 0.5 - x, row + 0.5 - y)),
          );
          const weight = Math.round(256 * alpha * covered),
            at = stamp * most + count;
          if (!weight) continue;
          this.offsets[at] = row * stride + column;
          this.stays[at] = 256 - weight;
          dots.forEach((colour, label) => {
            this.redBlue[label][at] = Math.imul(colour & 0xff00ff, weight);
            this.green[label][at] = (colour & 0xff00) * weight;
          });
          count++;
        }
      }
      this.counts[stamp] = count;
    }
  }

  // The dots at xy, as `view` places them, over the ground and onto a canvas of the same size.
  draw(context, xy, view, ratio) {
    const { pixels, order, labels, offsets, stays, counts, most, rim, image } = this,
      stride = image.width;
    pixels.set(this.ground);
    const scale = view.scale * ratio,
      right = stride - rim,
      bottom = image.height - rim;
    const ox = (view.width / 2) * ratio - view.center[0] * scale + rim,
      oy = (view.height / 2) * ratio + view.center[1] * scale + rim;
    for (let k = 0; k < order.length; k++) {
      const i = order[k],
        x = ox + xy[2 * i] * scale,
        y = oy - xy[2 * i + 1] * scale;
      if (!(x >= rim && y >= rim && x < right && y < bottom)) continue;
      const column = x | 0,
        row = y | 0,
        stamp = (((y - row) * STEPS) | 0) * STEPS + (((x - column) * STEPS) | 0);
      const start = row * stride + column,
        label = labels[i] % this.redBlue.length,
        redBlue = this.redBlue[label],
        green = this.green[label];
      for (let at = stamp * most, end = at + counts[stamp]; at < end; at++) {
        const to = start + offsets[at],
          was = pixels[to],
          stay = stays[at];
        pixels[to] =
          0xff000000 |
          (((Math.imul(was & 0xff00ff, stay) + redBlue[at]) >>> 8) & 0xff00ff) |
          (((Math.imul(was & 0xff00, stay) + green[at]) >>> 8) & 0xff00);
      }
    }
    context.putImageData(image, -rim, -rim);
  }
}

// An opaque colour as one number: red in the lowest byte, opacity in the highest.
/** @param {string} colour */
function packed(colour) {
  const [r, g, b] = rgb(colour);
  return (r | (g << 8) | (b << 16) | (255 << 24)) >>> 0;
}

// A bar over what is there; `rim`: pixels around the canvas.
/**
 * @param {Uint32Array} pixels
 * @param {number} stride
 * @param {number} rim
 * @param {Bar} bar
 */
function layBar(pixels, stride, rim, { colour, opacity, left, top, width, height }) {
  const over = packed(colour),
    weight = Math.round(256 * opacity);
  for (let row = top + rim; row < top + rim + height; row++) {
    for (let at = row * stride + left + rim, end = at + width; at < end; at++)
      pixels[at] = blended(pixels[at], over, weight);
  }
}

// `over` with a weight of 256ths on an opaque `under`.
/**
 * @param {number} under
 * @param {number} over
 * @param {number} weight
 */
function blended(under, over, weight) {
  const mixed = (/** @type {number} */ mask) =>
    ((Math.imul(under & mask, 256 - weight) + Math.imul(over & mask, weight)) >>> 8) & mask;
  return (0xff000000 | mixed(0xff00ff) | mixed(0xff00)) >>> 0;
}
