// Which part of the plane is seen: a centre and a zoom, and the way between places and pixels.

const ZOOM_RANGE = [0.4, 64];

export class View {
  /** @param {Room} home */
  constructor(home) {
    this.width = this.height = 100;
    this.frame(home);
  }

  // `home`: {center, half}: the square of the plane that is shown at zoom 1.
  /** @param {Room} home */
  frame(home) {
    /** @type {Room} */
    this.home = home;
    this.reset();
  }

  // The home goes elsewhere, and what is seen goes with it.
  /** @param {number[]} center */
  moveHome(center) {
    const { isHome, home } = this;
    this.home = { ...home, center };
    if (isHome) this.reset();
    else this.center = this.center.map((v, axis) => v + center[axis] - home.center[axis]);
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  resize(width, height) {
    this.width = width;
    this.height = height;
  }
  reset() {
    this.center = [...this.home.center];
    this.zoom = 1;
  }

  get isHome() {
    return (
      this.zoom === 1 &&
      this.center[0] === this.home.center[0] &&
      this.center[1] === this.home.center[1]
    );
  }

  // Pixels per unit; the same on both axes, so circles stay circles.
  get scale() {
    return (Math.min(this.width, this.height) / (2 * this.home.half)) * this.zoom;
  }

  /**
   * @param {number[] | Floats} point
   * @returns {Point}
   */
  toPixel([a, b]) {
    return [
      this.width / 2 + (a - this.center[0]) * this.scale,
      this.height / 2 - (b - this.center[1]) * this.scale,
    ];
  }
  /**
   * @param {number} x
   * @param {number} y
   * @returns {Point}
   */
  toPoint(x, y) {
    return [
      this.center[0] + (x - this.width / 2) / this.scale,
      this.center[1] - (y - this.height / 2) / this.scale,
    ];
  }

  // The pixel itself or the nearest one on the plane: a drag may leave it, the cursor may not.
  /**
   * @param {{x: number, y: number}} at
   * @returns {Point}
   */
  onPlane({ x, y }) {
    return [Math.max(0, Math.min(this.width, x)), Math.max(0, Math.min(this.height, y))];
  }

  // The farthest place that can be shown, from the home centre.
  get panLimit() {
    return this.home.half * 4;
  }
  /**
   * @param {number[]} point
   * @returns {Point}
   */
  clamp([a, b]) {
    /** @type {(v: number, axis: number) => number} */
    const hold = (v, axis) =>
      Math.max(
        this.home.center[axis] - this.panLimit,
        Math.min(this.home.center[axis] + this.panLimit, v),
      );
    return [hold(a, 0), hold(b, 1)];
  }

  /**
   * @param {number} dx
   * @param {number} dy
   */
  pan(dx, dy) {
    this.center = this.clamp([this.center[0] - dx / this.scale, this.center[1] + dy / this.scale]);
  }

  // Zoom so that the place under the pixel (x, y) stays under it.
  /**
   * @param {number} factor
   * @param {number} x
   * @param {number} y
   */
  zoomAt(factor, x, y) {
    const [a, b] = this.toPoint(x, y);
    this.zoom = Math.max(ZOOM_RANGE[0], Math.min(ZOOM_RANGE[1], this.zoom * factor));
    if (Math.abs(this.zoom - 1) < 0.01) this.zoom = 1;
    const s = this.scale;
    this.center = this.clamp([a - (x - this.width / 2) / s, b + (y - this.height / 2) / s]);
  }
  /** @param {number} factor */
  canZoom(factor) {
    return factor > 1 ? this.zoom < ZOOM_RANGE[1] : this.zoom > ZOOM_RANGE[0];
  }

  // Bring a place back into sight, moving the view no further than needed.
  /** @param {number[]} point */
  reveal(point) {
    const [x, y] = this.toPixel(point),
      margin = 24;
    const dx = x < margin ? margin - x : x > this.width - margin ? this.width - margin - x : 0;
    const dy = y < margin ? margin - y : y > this.height - margin ? this.height - margin - y : 0;
    if (dx || dy) this.pan(dx, dy);
    return dx !== 0 || dy !== 0;
  }

  // Round numbers for the axes: steps of 1, 2 or 5 times a power of ten, at least
  // `gap` pixels apart. Returns {step, decimals, values: [[across...], [up...]]}.
  /** @param {number} gap */
  ticks(gap) {
    const rough = gap / this.scale,
      power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999);
    const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    /** @type {(axis: number, extent: number) => number[]} */
    const along = (axis, extent) => {
      const values = [],
        half = extent / 2 / this.scale;
      const first = Math.ceil((this.center[axis] - half) / step),
        last = Math.floor((this.center[axis] + half) / step);
      for (let i = first; i <= last; i++) values.push(i * step);
      return values;
    };
    return { step, decimals, values: [along(0, this.width), along(1, this.height)] };
  }
}
