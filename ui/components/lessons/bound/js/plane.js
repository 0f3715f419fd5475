// The plane: cells of ink, level lines, the line of 95 %, q as an ellipse, and a map in the corner.
//
// Cells and lines are drawn once a size and theme; q is an SVG on top, whose attributes alone change
// while it moves.
import { el, fill, formatNumber, setText } from "../../../js/shared/page/dom.js";
import { svg } from "../../../js/shared/page/svg.js";
import { drawNumbers } from "../../../js/shared/plane/axis_numbers.js";
import { View } from "../../../js/shared/plane/view.js";
import { levelLine } from "./measures/contour.js";

const FAINTEST = 45; // nats below the peak, where there is no ink left
const LEVELS = [-10, -20, -30, -40];
const MASS = 0.95;

export class PosteriorPlane {
  /** @param {BoundData} data */
  constructor(data) {
    this.data = data;
    this.canvas = el("canvas", {
      class: "lse-bound-cells",
      role: "img",
      "aria-label": data.words.plane,
    });
    this.map = el("canvas", { class: "lse-bound-map", "aria-hidden": "true" });
    this.mapNote = el("span", { class: "lse-bound-map-note lse-small", "aria-hidden": "true" });
    const ring = (name) => svg("ellipse", { class: `lse-bound-ring lse-bound-ring-${name}` });
    this.first = ring("first");
    // A pale line under each, so that it is seen on the ink as well.
    this.rings = [ring("pale"), ring("pale"), ring("two"), ring("one")];
    this.stems = [
      svg("line", { class: "lse-bound-stem" }),
      svg("line", { class: "lse-bound-stem" }),
    ];
    this.overlay = svg(
      "svg",
      { class: "lse-bound-overlay", "aria-hidden": "true" },
      ...(data.probe ? [] : [this.first, ...this.rings, ...this.stems]),
    );
    this.node = el(
      "div",
      { class: "lse-bound-plane" },
      this.canvas,
      this.map,
      this.mapNote,
      this.overlay,
    );
  }

  /** @param {import("./measures/grid.js").PosteriorGrid} grid */
  open(grid, points) {
    const half = (grid.side * grid.step) / 2,
      center = grid.first.map((v, axis) => (v + grid.last[axis]) / 2);
    this.grid = grid;
    this.points = points;
    this.view = new View({ center, half });
    this.massLevel = grid.levelOf(MASS);
  }

  resize(size) {
    this.size = size;
    const { plane, map, ratio } = size;
    for (const [canvas, side] of [
      [this.canvas, plane],
      [this.map, map],
    ]) {
      canvas.width = canvas.height = Math.round(side * ratio);
      canvas.style.width = canvas.style.height = `${side}px`;
    }
    this.overlay.setAttribute("viewBox", `0 0 ${plane} ${plane}`);
    this.view?.resize(plane, plane);
  }

  /** @param {Theme} theme */
  paint(theme) {
    const { size, view } = this;
    view.resize(size.plane, size.plane);
    this.paintCells(theme);
    this.paintLines(theme);
    const plane = {
      context: this.canvas.getContext("2d"),
      view,
      unit: size.unit,
      ratio: size.ratio,
    };
    this.paintMargins(theme);
    drawNumbers(plane, theme, ["z1", "z2"], []);
    this.paintMap(theme);
  }

  /** @param {Theme} theme */
  paintCells(theme) {
    const { grid, canvas } = this,
      { side, drop } = grid,
      image = new ImageData(side, side);
    for (let i = 0; i < drop.length; i++) {
      const row = side - 1 - Math.floor(i / side), // up is up
        at = 4 * (row * side + (i % side)),
        ink = Math.max(0, 1 + drop[i] / FAINTEST);
      for (let k = 0; k < 3; k++)
        image.data[at + k] = theme.paperRgb[k] + (theme.inkRgb[k] - theme.paperRgb[k]) * 0.94 * ink;
      image.data[at + 3] = 255;
    }
    const small = document.createElement("canvas");
    small.width = small.height = side;
    small.getContext("2d").putImageData(image, 0, 0);
    const context = canvas.getContext("2d");
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(small, 0, 0, canvas.width, canvas.height);
  }

  /** @param {Theme} theme */
  paintLines(theme) {
    const { grid, size, view, canvas } = this,
      context = canvas.getContext("2d");
    context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
    context.lineCap = "round";
    const at = (x, y) =>
      view.toPixel([grid.first[0] + x * grid.step, grid.first[1] + y * grid.step]);
    const draw = (level, colour, width) => {
      context.beginPath();
      for (const [x0, y0, x1, y1] of levelLine(grid.drop, grid.side, level)) {
        context.moveTo(...at(x0, y0));
        context.lineTo(...at(x1, y1));
      }
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.stroke();
    };
    for (const level of LEVELS) draw(level, theme["ink-3"], 0.8 * size.unit);
    draw(this.massLevel, theme["ink-1"], 4 * size.unit);
    draw(this.massLevel, theme.ground, 2.2 * size.unit);
  }

  // A pale ground for the numbers of the axes, which would not be read on ink.
  /** @param {Theme} theme */
  paintMargins(theme) {
    const { canvas, size } = this,
      { plane, ratio, unit } = size,
      context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.globalAlpha = 0.85;
    context.fillStyle = theme.plane;
    context.fillRect(0, 0, 46 * unit, plane - 24 * unit);
    context.fillRect(0, plane - 24 * unit, plane, 24 * unit);
    context.globalAlpha = 1;
  }

  // Where on the whole plane this window lies.
  /** @param {Theme} theme */
  paintMap(theme) {
    const { data, map, size, view, points } = this,
      context = map.getContext("2d"),
      whole = new View(data.view),
      closer = data.view.half / view.home.half;
    whole.resize(size.map, size.map);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = theme.plane;
    context.fillRect(0, 0, map.width, map.height);
    points.draw(context, whole, theme, {
      radius: 0.7 * size.unit,
      alpha: 0.6,
      ratio: size.ratio,
      allowed: null,
      most: 4000,
    });
    const [x, y] = whole.toPixel(view.home.center).map((v) => v * size.ratio),
      half = Math.max(3, view.home.half * whole.scale) * size.ratio;
    context.strokeStyle = theme.ground;
    context.lineWidth = 5 * size.ratio;
    context.strokeRect(x - half, y - half, 2 * half, 2 * half);
    context.strokeStyle = theme["ink-1"];
    context.lineWidth = 2 * size.ratio;
    context.strokeRect(x - half, y - half, 2 * half, 2 * half);
    const { words } = data;
    setText(
      this.mapNote,
      closer >= 1.5
        ? fill(words.map, { n: formatNumber(closer, closer < 10 ? 1 : 0) })
        : words.map_far,
    );
  }

  // q as it stands, and the encoder's as it was.
  /**
   * @param {import("./measures/grid.js").Ellipse} q
   * @param {import("./measures/grid.js").Ellipse} encoder
   */
  show(q, encoder) {
    const [pale2, pale1, two, one] = this.rings;
    for (const [ring, sigmas] of /** @type {[SVGElement, number][]} */ ([
      [pale2, 2],
      [pale1, 1],
      [two, 2],
      [one, 1],
    ]))
      this.place(ring, q, sigmas);
    this.place(this.first, encoder, 2);
    this.first.style.display = q === encoder ? "none" : "";
  }

  /**
   * @param {SVGElement} ring
   * @param {import("./measures/grid.js").Ellipse} q
   * @param {number} sigmas
   */
  place(ring, q, sigmas) {
    const [x, y] = this.view.toPixel([q.m1, q.m2]),
      { scale } = this.view;
    ring.setAttribute("rx", (sigmas * q.s1 * scale).toFixed(2));
    ring.setAttribute("ry", (sigmas * q.s2 * scale).toFixed(2));
    ring.setAttribute(
      "transform",
      `translate(${x.toFixed(2)} ${y.toFixed(2)}) rotate(${((-q.angle * 180) / Math.PI).toFixed(3)})`,
    );
  }
}
