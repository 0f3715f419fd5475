// What has been drawn: marks in a square of 280 units, whatever the size of the pad on the screen, so
// that the encoder sees the same on a phone. A mark is a stroke {erase, width, points} or {clear}.
import { InkRaster } from "./raster.js";

export const SIDE = 280;
const STEP = 0.75; // units; what lies nearer to the last point adds nothing

// Drawings outlast a page change. They live on `window`, as fetched files do (see bytes.js).
const kept = (window.__latentExplorerDrawings ??= new Map());

export class Drawing {
  constructor(key) {
    if (!kept.has(key)) kept.set(key, { marks: [], sent: null });
    this.kept = kept.get(key);
    this.growing = false;
    this.ink = new InkRaster(SIDE);
  }

  get marks() {
    return this.kept.marks;
  }
  get isBlank() {
    return !this.marks.length || Boolean(this.marks.at(-1).clear);
  }

  begin(x, y, width, erase) {
    this.marks.push({ erase, width, points: [x, y] });
    this.growing = true;
  }
  extend(x, y) {
    const { points } = this.marks.at(-1);
    if (Math.hypot(x - points.at(-2), y - points.at(-1)) >= STEP) points.push(x, y);
  }
  end() {
    this.growing = false;
  }
  undo() {
    this.growing = false;
    this.marks.pop();
  }
  clear() {
    this.growing = false;
    if (!this.isBlank) this.marks.push({ clear: true });
  }

  // The ink as numbers, 1 on 0, row by row; the array is overwritten by the next call.
  read() {
    return this.ink.read(this);
  }
}

// A square canvas that shows a drawing. A stroke is always drawn as one path, finished or not: the
// picture cannot depend on how fast the events came.
export class Sheet {
  constructor(side) {
    this.canvas = document.createElement("canvas");
    this.context = this.canvas.getContext("2d");
    this.finished = document.createElement("canvas").getContext("2d");
    this.resize(side);
  }

  resize(side) {
    for (const canvas of [this.canvas, this.finished.canvas]) canvas.width = canvas.height = side;
    this.scale = side / SIDE;
    this.done = [];
  }

  paint({ marks, growing }, colour) {
    const finished = growing ? marks.slice(0, -1) : marks,
      { done } = this;
    if (colour !== this.colour || done.some((mark, i) => mark !== finished[i])) {
      this.colour = colour;
      done.length = 0;
      wipe(this.finished);
    }
    for (const mark of finished.slice(done.length)) {
      draw(this.finished, mark, colour, this.scale);
      done.push(mark);
    }
    wipe(this.context);
    this.context.drawImage(this.finished.canvas, 0, 0);
    if (growing) draw(this.context, marks.at(-1), colour, this.scale);
  }
}

function wipe(context) {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
}

function draw(context, mark, colour, scale) {
  if (mark.clear) return wipe(context);
  const { points, width, erase } = mark;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.globalCompositeOperation = erase ? "destination-out" : "source-over";
  context.fillStyle = context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineCap = context.lineJoin = "round";
  context.beginPath();
  if (points.length === 2) {
    context.arc(points[0], points[1], width / 2, 0, 2 * Math.PI);
    context.fill();
  } else {
    trace(context, points);
    context.stroke();
  }
  context.globalCompositeOperation = "source-over";
}

// Through the midpoints between the points, each point bending the line: smooth at any speed.
function trace(context, points) {
  const last = points.length - 2;
  context.moveTo(points[0], points[1]);
  for (let i = 2; i < last; i += 2) {
    context.quadraticCurveTo(
      points[i],
      points[i + 1],
      (points[i] + points[i + 2]) / 2,
      (points[i + 1] + points[i + 3]) / 2,
    );
  }
  context.lineTo(points[last], points[last + 1]);
}
