// Both paths over the codes of a latent plane: the straight one solid, the spherical one dashed.
import { readCodes } from "../../../js/shared/latent/codes.js";
import { hasNames } from "../../../js/shared/page/dom.js";

const DASHES = [[], [5, 4]];

export class PathMap {
  constructor(map, codes) {
    this.map = map;
    const { xy, labels } = readCodes(codes, map.n, 2);
    this.xy = xy;
    this.labels = labels;
    this.canvas = document.createElement("canvas");
    this.canvas.className = "lse-walk-plane";
    this.canvas.setAttribute("role", "img");
    this.ground = document.createElement("canvas"); // all that stands still
    this.order = shuffled(map.n);
  }

  resize() {
    const side = this.canvas.clientWidth || 224,
      ratio = devicePixelRatio || 1;
    for (const canvas of [this.canvas, this.ground])
      canvas.width = canvas.height = Math.round(side * ratio);
    this.side = side;
    this.ratio = ratio;
  }

  /**
   * @param {number[]} point
   * @returns {Point}
   */
  toPixel([x, y]) {
    const { center, half } = this.map;
    return [
      this.side * (0.5 + (x - center[0]) / (2 * half)),
      this.side * (0.5 - (y - center[1]) / (2 * half)),
    ];
  }

  paint(theme, frame) {
    const context = begin(this.ground, this.ratio);
    context.fillStyle = theme.plane;
    context.fillRect(0, 0, this.side, this.side);
    context.globalAlpha = 0.6;
    // In shuffled order, so that no class hides another.
    for (const i of this.order) {
      const [x, y] = this.toPixel([this.xy[2 * i], this.xy[2 * i + 1]]);
      context.fillStyle = theme.classColour(this.labels[i]);
      context.fillRect(x - 0.8, y - 0.8, 1.6, 1.6);
    }
    context.globalAlpha = 1;
    if (!hasNames(this.map.classes)) this.numbers(context, theme);
    this.map.paths.forEach((path, i) => this.line(context, theme, path, DASHES[i]));
    const [path] = this.map.paths,
      b = this.map.at_b;
    disc(context, theme, this.toPixel(path[0]), "A", theme["ink-1"]);
    disc(context, theme, this.toPixel(path[b]), "B", theme["ink-1"]);
    this.mark(theme, frame);
  }

  // Where both pictures are on their paths now.
  mark(theme, frame) {
    const context = begin(this.canvas, this.ratio);
    context.drawImage(this.ground, 0, 0, this.side, this.side);
    for (const path of this.map.paths) {
      const [x, y] = this.toPixel(path[frame]);
      context.beginPath();
      context.arc(x, y, 5, 0, 2 * Math.PI);
      context.lineWidth = 5;
      context.strokeStyle = theme.ground;
      context.stroke();
      context.lineWidth = 3;
      context.strokeStyle = theme.accent;
      context.stroke();
    }
  }

  // A numbered disc at the middle of each class.
  numbers(context, theme) {
    this.map.classes.forEach((name, label) => {
      const own = [0, 1].map((axis) =>
        Float32Array.from(
          this.order.filter((i) => this.labels[i] === label),
          (i) => this.xy[2 * i + axis],
        ).sort(),
      );
      if (own[0].length)
        disc(
          context,
          theme,
          this.toPixel(own.map((values) => values[values.length >> 1])),
          name,
          theme.classColour(label),
          7,
        );
    });
  }

  line(context, theme, path, dashes) {
    context.beginPath();
    path.forEach((z, i) => context[i ? "lineTo" : "moveTo"](...this.toPixel(z)));
    for (const [width, colour] of [
      [4, theme.ground],
      [1.75, theme["ink-1"]],
    ]) {
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.setLineDash(width === 4 ? [] : dashes);
      context.stroke();
    }
    context.setLineDash([]);
  }
}

function begin(canvas, ratio) {
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

function disc(context, theme, [x, y], text, colour, radius = 9) {
  const grown = Math.max(radius, 0.75 * theme.least);
  context.beginPath();
  context.arc(x, y, grown, 0, 2 * Math.PI);
  context.fillStyle = theme.ground;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = colour;
  context.stroke();
  context.fillStyle = theme["ink-1"];
  context.font = `600 ${Math.max(radius + 3, theme.least)}px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, x, y + 0.5);
}

// A shuffle that is the same every time.
function shuffled(n) {
  const order = Array.from({ length: n }, (_, i) => i);
  let state = 1;
  for (let i = n - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = state % (i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
