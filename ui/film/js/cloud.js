// The codes of the test images at a moment, which may lie between two frames.
import { formatNumber } from "../../explorer/js/dom.js";
import { Plane } from "../../explorer/js/plane.js";
import { Points } from "../../explorer/js/points.js";
import { View } from "../../explorer/js/view.js";

const DISC = 11.5; // px, the radius of a numbered disc and its rim
const FLAT = { isLine: false }; // the plane is seen as it is, neither turned nor a line
const PRIOR = { at: (u) => u }; // N(0, 1) in the latent plane: its rings are circles around 0

export class Cloud {
  constructor(canvas, film, manifest, nClasses, words) {
    Object.assign(this, { canvas, film, rings: manifest.rings, names: [words[`axis_${manifest.axes}_0`], words[`axis_${manifest.axes}_1`]] });
    this.view = new View(manifest.view);
    this.plane = new Plane(canvas, this.view);
    this.stills = new Map();   // frame -> its codes
    // Each class's disc rides on the image that ends in the densest spot of its class.
    const codes = { n: film.n, dims: 2, xy: film.codes(film.frames - 1), labels: film.labels };
    this.shown = new Points(codes, nClasses);
    this.spots = this.shown.spots;
  }

  still(frame) {
    if (!this.stills.has(frame)) this.stills.set(frame, this.film.codes(frame));
    return this.stills.get(frame);
  }

  resize(width, height, ratio, unit) {
    this.plane.resize(width, height, ratio, unit, 72 * unit);
    this.ratio = ratio;
    this.unit = unit;
  }

  draw(position, theme) {
    const from = this.still(Math.floor(position)), to = this.still(Math.ceil(position)), part = position % 1;
    const { xy } = this.shown.codes;
    for (let i = 0; i < xy.length; i++) xy[i] = from[i] + (to[i] - from[i]) * part;
    this.shown.spots = this.isOpen() ? this.spots : [];
    this.plane.touch("points");
    this.plane.drawScene({ mode: "points", theme, allowed: null, dotRadius: 2 * this.unit, points: this.shown, tiles: null, section: FLAT, rings: this.rings ? PRIOR : null });
    this.plane.compose(theme, null, null);
    this.drawNumbers(theme);
  }

  // Before the classes have come apart, discs would cover the whole cloud.
  isOpen() {
    const places = this.spots.filter((spot) => spot !== null).map((spot) => this.view.toPixel(this.shown.codes.xy.slice(2 * spot)));
    const spread = [0, 1].map((axis) => Math.max(...places.map((p) => p[axis])) - Math.min(...places.map((p) => p[axis])));
    return Math.hypot(...spread) > 7 * DISC * this.unit;
  }

  // Axis numbers inside the frame: along the bottom and the left.
  drawNumbers(theme) {
    const { context } = this.plane, { view, unit, ratio } = this, { decimals, values } = view.ticks(72 * unit);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.textBaseline = "middle";
    context.lineJoin = "round";
    const write = (text, x, y, weight, align) => {
      context.font = `${weight} ${12 * unit}px ${theme.font}`;
      context.textAlign = align;
      context.lineWidth = 4 * unit;
      context.strokeStyle = theme.plane;
      context.strokeText(text, x, y);
      context.fillStyle = weight > 400 ? theme["ink-2"] : theme["ink-3"];
      context.fillText(text, x, y);
    };
    // No number where a disc stands.
    const discs = this.shown.placeDiscs(view, DISC * unit, null);
    const free = (x, y) => discs.every((disc) => Math.hypot(disc.x - x, disc.y - y) > 26 * unit);
    for (const value of values[0]) {
      const [x] = view.toPixel([value, 0]);
      if (x > 44 * unit && x < view.width - 44 * unit && free(x, view.height - 12 * unit)) write(formatNumber(value, decimals), x, view.height - 12 * unit, 400, "center");
    }
    for (const value of values[1]) {
      const [, y] = view.toPixel([0, value]);
      if (y > 36 * unit && y < view.height - 28 * unit && free(8 * unit, y)) write(formatNumber(value, decimals), 8 * unit, y, 400, "left");
    }
    write(this.names[0], view.width - 8 * unit, view.height - 12 * unit, 600, "right");
    write(this.names[1], 8 * unit, 14 * unit, 600, "left");
  }
}
