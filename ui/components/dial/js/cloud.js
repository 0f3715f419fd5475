// Draws ten thousand dots that all move in every frame, by blending them into the canvas's array of
// pixels: a millisecond, where as many calls of `drawImage` take a whole frame.
import { rgb } from "../../js/shared/page/theme.js";

const STEPS = 4; // a dot may stand at quarters of a pixel, each way

export class Cloud {
  // `order`: indices of the dots in drawing order; shuffled, so that no class hides another.
  constructor(labels, order) {
    this.labels = labels;
    this.order = order;
  }

  // Takes the size of a canvas. `ground`: context with all that lies below the dots. radius: in pixels.
  fit(ground, theme, radius, alpha) {
    const { width, height } = ground.canvas,
      rim = (this.rim = Math.ceil(radius) + 2);
    this.image = new ImageData(width + 2 * rim, height + 2 * rim); // dots at the edge are cut by its rim
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.ground = new Uint32Array(
      ground.getImageData(-rim, -rim, width + 2 * rim, height + 2 * rim).data.buffer,
    );
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
    const packed = colours.map((colour) => {
      const [r, g, b] = rgb(colour);
      return r | (g << 8) | (b << 16);
    });
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
          packed.forEach((colour, label) => {
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
