// The codes of the test images at a moment, which may lie between two frames.

import { drawNumbers } from "../../../js/shared/plane/axis_numbers.js";
import { Plane } from "../../../js/shared/plane/plane.js";
import { Points } from "../../../js/shared/plane/points.js";
import { View } from "../../../js/shared/plane/view.js";

const DISC = 11.5; // px, the radius of a numbered disc and its rim
const FLAT = { isLine: false }; // the plane is seen as it is, neither turned nor a line
const PRIOR = { at: (u) => u }; // N(0, 1) in the latent plane: its rings are circles around 0

export class Cloud {
  constructor(canvas, film, manifest, nClasses, words) {
    this.canvas = canvas;
    this.film = film;
    this.rings = manifest.rings;
    this.names = [words[`axis_${manifest.axes}_0`], words[`axis_${manifest.axes}_1`]];
    this.view = new View(manifest.view);
    this.plane = new Plane(canvas, this.view);
    this.stills = new Map(); // frame -> its codes
    // Each class's disc rides on the image that ends in the densest spot of its class.
    const codes = { n: film.n, xy: film.codes(film.frames - 1), labels: film.labels };
    this.shown = new Points(codes, nClasses);
    this.spots = this.shown.spots;
  }

  still(frame) {
    if (!this.stills.has(frame)) this.stills.set(frame, this.film.codes(frame));
    return this.stills.get(frame);
  }

  resize(width, height, ratio, unit) {
    this.plane.resize(width, height, ratio, unit, 72 * unit);
    this.unit = unit;
  }

  draw(position, theme) {
    const from = this.still(Math.floor(position)),
      to = this.still(Math.ceil(position)),
      part = position % 1;
    const { xy } = this.shown.codes;
    for (let i = 0; i < xy.length; i++) xy[i] = from[i] + (to[i] - from[i]) * part;
    this.shown.spots = this.isOpen() ? this.spots : [];
    this.plane.touch("points");
    this.plane.drawScene({
      mode: "points",
      theme,
      allowed: null,
      dotRadius: 2 * this.unit,
      points: this.shown,
      tiles: null,
      section: FLAT,
      rings: this.rings ? PRIOR : null,
    });
    this.plane.compose(theme, null, null);
    drawNumbers(
      this.plane,
      theme,
      this.names,
      this.shown.placeDiscs(this.view, DISC * this.plane.textUnit(theme, 13), null),
    );
  }

  // Before the classes have come apart, discs would cover the whole cloud.
  isOpen() {
    const positions = this.spots
      .filter((spot) => spot !== null)
      .map((spot) => this.view.toPixel(this.shown.codes.xy.slice(2 * spot)));
    const spread = [0, 1].map(
      (axis) =>
        Math.max(...positions.map((p) => p[axis])) - Math.min(...positions.map((p) => p[axis])),
    );
    return Math.hypot(...spread) > 7 * DISC * this.unit;
  }
}
