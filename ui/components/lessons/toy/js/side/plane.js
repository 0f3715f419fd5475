// One plane: the true curve, the points, what the network learned, and the ring at one code.
import { formatNumber } from "../../../../js/shared/page/dom.js";
import { FAR } from "../learning/judge.js";

export const UP = 1.05; // the plane shows -UP to UP
export const ASPECT = 528 / 392;
const SEEN = 0.02; // of a code's density: the curve is drawn where random codes fall

/** What a plane draws. `ring`: the decoded code, where that should be, and whether a hand has it. */
/** @typedef {{x: number, y: number, nearest: import("../points/target.js").Nearest}} Ring */
/** @typedef {{strokes: import("../points/shapes.js").Stroke[], points: number[], given: number,
 *   learned: import("../learning/judge.js").Learned | null, ring: Ring | null,
 *   pencil: [number, number] | null, off: string}} PlaneScene */

export class ToyPlane {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
  }

  /**
   * @param {number} width
   * @param {number} height
   * @param {number} unit
   * @param {number} ratio
   */
  resize(width, height, unit, ratio) {
    this.width = width;
    this.height = height;
    this.unit = unit;
    this.ratio = ratio;
    this.scale = this.height / (2 * UP);
    this.canvas.style.height = `${this.height}px`;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(this.height * ratio);
  }

  /** @returns {[number, number]} */
  toPixel(x, y) {
    return [this.width / 2 + x * this.scale, this.height / 2 - y * this.scale];
  }
  /** @returns {[number, number]} */
  toPoint(x, y) {
    return [(x - this.width / 2) / this.scale, (this.height / 2 - y) / this.scale];
  }

  /**
   * @param {Theme} theme
   * @param {PlaneScene} scene
   */
  draw(theme, { strokes, points, given, learned, ring, pencil, off }) {
    const { context, unit, ratio } = this;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = theme.plane;
    context.fillRect(0, 0, this.width, this.height);
    context.lineCap = context.lineJoin = "round";
    context.strokeStyle = theme.border;
    context.globalAlpha = 0.75;
    context.lineWidth = 9 * unit;
    context.beginPath();
    for (const stroke of strokes)
      stroke.forEach(([x, y], i) => context[i ? "lineTo" : "moveTo"](...this.toPixel(x, y)));
    context.stroke();
    context.globalAlpha = 1;
    this.drawPoints(theme, points, given);
    if (learned) this.drawLearned(theme, learned);
    this.drawScale(theme);
    if (pencil) this.drawPencil(theme, pencil);
    if (ring) this.drawRing(theme, ring, off);
  }

  drawPoints(theme, points, given) {
    const { context, unit } = this,
      radius = (points.length > 200 ? 3 : 4.5) * unit;
    context.fillStyle = theme.ground;
    context.strokeStyle = theme["ink-1"];
    context.lineWidth = 1.5 * unit;
    for (let i = 0; i < points.length; i += 2) {
      const [x, y] = this.toPixel(points[i], points[i + 1]),
        isOwn = i >= given;
      context.beginPath();
      // By hand: a square, so that it is told from what came with the shape.
      if (isOwn && given) context.rect(x - radius, y - radius, 2 * radius, 2 * radius);
      else context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    }
  }

  // Solid where it is right, dashed where it is off by more than FAR.
  drawLearned(theme, { z, xy, off, density }) {
    const { context, unit } = this;
    for (const isFar of [false, true]) {
      context.beginPath();
      for (let i = 1, wasOn = false; i < z.length; i++) {
        const isOn =
          density[i] > SEEN &&
          density[i - 1] > SEEN &&
          Math.max(off[i], off[i - 1]) > FAR === isFar;
        if (isOn && !wasOn) context.moveTo(...this.toPixel(xy[2 * i - 2], xy[2 * i - 1]));
        if (isOn) context.lineTo(...this.toPixel(xy[2 * i], xy[2 * i + 1]));
        wasOn = isOn;
      }
      context.lineCap = isFar ? "butt" : "round";
      context.strokeStyle = isFar ? theme.hole : theme["ink-1"];
      context.lineWidth = 2 * unit;
      context.setLineDash(isFar ? [6 * unit, 4 * unit] : []);
      context.stroke();
    }
    context.setLineDash([]);
  }

  // How long 0.1 is.
  drawScale(theme) {
    const { context, unit } = this,
      y = this.height - 18 * unit,
      right = this.width - 16 * unit,
      left = right - FAR * this.scale;
    context.strokeStyle = theme["ink-3"];
    context.lineWidth = 1.5 * unit;
    context.beginPath();
    for (const x of [left, right]) {
      context.moveTo(x, y - 4 * unit);
      context.lineTo(x, y + 4 * unit);
    }
    context.moveTo(left, y);
    context.lineTo(right, y);
    context.stroke();
    this.write(theme, formatNumber(FAR, 1), left - 7 * unit, y, "ink-3", "right", 400);
  }

  // Where the keys would add a point.
  drawPencil(theme, [x, y]) {
    const { context, unit } = this,
      [px, py] = this.toPixel(x, y),
      arm = 9 * unit;
    context.strokeStyle = theme.accent;
    context.lineWidth = 2 * unit;
    context.beginPath();
    context.moveTo(px - arm, py);
    context.lineTo(px + arm, py);
    context.moveTo(px, py - arm);
    context.lineTo(px, py + arm);
    context.stroke();
  }

  drawRing(theme, { x, y, nearest }, off) {
    const { context, unit } = this,
      [px, py] = this.toPixel(x, y),
      dot = (radius) => {
        context.beginPath();
        context.arc(px, py, radius * unit, 0, 2 * Math.PI);
      };
    if (nearest.distance > 0.03) {
      context.setLineDash([2 * unit, 3 * unit]);
      context.strokeStyle = theme["ink-1"];
      context.lineWidth = 1.25 * unit;
      context.beginPath();
      context.moveTo(px, py);
      context.lineTo(...this.toPixel(nearest.x, nearest.y));
      context.stroke();
      context.setLineDash([]);
    }
    context.globalAlpha = 0.18;
    context.fillStyle = theme.accent;
    dot(22);
    context.fill();
    context.globalAlpha = 1;
    dot(9);
    context.fillStyle = theme.ground;
    context.fill();
    context.strokeStyle = theme.accent;
    context.lineWidth = 3 * unit;
    context.stroke();
    dot(2);
    context.fillStyle = theme.accent;
    context.fill();
    const isRight = px > this.width - 100 * unit,
      below = py > this.height - 40 * unit ? -26 : 18;
    this.write(
      theme,
      off,
      px + (isRight ? -26 : 26) * unit,
      py + below * unit,
      "accent",
      isRight ? "right" : "left",
      600,
      14,
    );
  }

  write(theme, text, x, y, ink, align, weight, size = 12) {
    const { context, unit } = this;
    context.font = `${weight} ${Math.max(size * unit, theme.least)}px ${theme.font}`;
    context.textAlign = align;
    context.textBaseline = "middle";
    context.lineWidth = 4 * unit;
    context.strokeStyle = theme.plane;
    context.strokeText(text, x, y);
    context.fillStyle = theme[ink];
    context.fillText(text, x, y);
  }
}
