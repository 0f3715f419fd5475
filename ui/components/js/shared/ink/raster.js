// The ink of a drawing as numbers, worked out from its strokes. What the pad shows is drawn by the
// canvas, but nothing is read back from it: browsers that protect against fingerprinting return noise.
//
// A stroke covers all that lies within half its width of its line. Of a pixel it covers
// half the width + 0.5 - the distance of the pixel's middle from the line, between 0 and 1: within
// 0.05 of the area where the edge is straight.

const FLATNESS = 0.05; // pixels between a curve and the straight lines it is made of

export class InkRaster {
  /** @param {number} side of the square, in units of the strokes and in pixels */
  constructor(side) {
    this.finished = new Float32Array(side * side); // the ink of the marks in `done`
    /** @type {DrawingMark[]} */
    this.done = [];
    this.values = new Float32Array(side * side);
    this.reach = new Reach(side);
  }

  // The ink, 1 on 0, row by row; the array is overwritten by the next call. The last mark may still
  // be growing.
  /** @param {{marks: DrawingMark[], growing: boolean}} drawing */
  read({ marks, growing }) {
    const { values, finished, done } = this,
      complete = growing ? marks.slice(0, -1) : marks;
    if (done.some((mark, i) => mark !== complete[i])) {
      done.length = 0;
      finished.fill(0);
    }
    for (const mark of complete.slice(done.length)) {
      this.put(finished, mark);
      done.push(mark);
    }
    values.set(finished);
    if (growing) this.put(values, marks[marks.length - 1]);
    return values;
  }

  // A mark over the ink that is there.
  /**
   * @param {Float32Array} ink
   * @param {DrawingMark} mark
   */
  put(ink, mark) {
    if (mark.clear) {
      ink.fill(0);
      return;
    }
    const squared = this.reach.of(mark),
      radius = mark.width / 2,
      outside = (radius + 0.5) ** 2;
    for (let i = 0; i < ink.length; i++) {
      if (squared[i] >= outside) continue;
      const covered = Math.min(1, radius + 0.5 - Math.sqrt(squared[i]));
      ink[i] = mark.erase ? ink[i] * (1 - covered) : ink[i] + covered * (1 - ink[i]);
    }
  }
}

// How far each pixel is from the line of a mark. A growing mark costs only what is new of it.
class Reach {
  /** @param {number} side */
  constructor(side) {
    this.side = side;
    this.settled = new Float32Array(side * side); // squared distances to the curves that stay
    this.all = new Float32Array(side * side);
    /** @type {DrawingMark | null} */
    this.mark = null;
    this.next = 2;
  }

  // Squared distances from the middles of the pixels, where they matter; larger elsewhere. The line
  // goes through the midpoints between the points, each point bending it, as on the pad.
  /** @param {DrawingMark} mark */
  of(mark) {
    const { width, points } = mark,
      last = points.length - 2;
    if (mark !== this.mark) {
      this.mark = mark;
      this.next = 2;
      this.settled.fill(Infinity);
    }
    const middle = (/** @type {number} */ i) =>
      i < 2
        ? [points[0], points[1]]
        : [(points[i] + points[i + 2]) / 2, (points[i + 1] + points[i + 3]) / 2];
    for (; this.next < last; this.next += 2) {
      const i = this.next;
      this.curve(middle(i - 2), [points[i], points[i + 1]], middle(i), width);
    }
    this.all.set(this.settled);
    this.line(this.all, middle(last - 2), [points[last], points[last + 1]], width);
    return this.all;
  }

  // A quadratic Bezier curve, as straight lines.
  /**
   * @param {number[]} from
   * @param {number[]} bend
   * @param {number[]} to
   * @param {number} width
   */
  curve(from, bend, to, width) {
    const sag = Math.hypot(...[0, 1].map((k) => from[k] - 2 * bend[k] + to[k])) / 4,
      count = Math.max(1, Math.ceil(Math.sqrt(sag / FLATNESS)));
    let before = from;
    for (let step = 1; step <= count; step++) {
      const t = step / count,
        s = 1 - t,
        at = [0, 1].map((k) => s * s * from[k] + 2 * s * t * bend[k] + t * t * to[k]);
      this.line(this.settled, before, at, width);
      before = at;
    }
  }

  // A straight line, which may be a point.
  /**
   * @param {Float32Array} squared
   * @param {number[]} from
   * @param {number[]} to
   * @param {number} width
   */
  line(squared, [x0, y0], [x1, y1], width) {
    const { side } = this,
      reach = width / 2 + 1,
      dx = x1 - x0,
      dy = y1 - y0,
      length = dx * dx + dy * dy;
    const left = Math.max(0, Math.floor(Math.min(x0, x1) - reach)),
      right = Math.min(side, Math.ceil(Math.max(x0, x1) + reach)),
      top = Math.max(0, Math.floor(Math.min(y0, y1) - reach)),
      bottom = Math.min(side, Math.ceil(Math.max(y0, y1) + reach));
    for (let row = top; row < bottom; row++) {
      for (let column = left, i = row * side + left; column < right; column++, i++) {
        const px = column + 0.5 - x0,
          py = row + 0.5 - y0,
          t = length ? Math.max(0, Math.min(1, (px * dx + py * dy) / length)) : 0,
          d2 = (px - t * dx) ** 2 + (py - t * dy) ** 2;
        if (d2 < squared[i]) squared[i] = d2;
      }
    }
  }
}
