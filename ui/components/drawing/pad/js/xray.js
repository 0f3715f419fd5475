// From the drawing to what the model gets: a small picture of every step, with what it did drawn over it.

import { Sheet, SIDE } from "../../../js/shared/ink/drawing.js";
import { el, fill, setText } from "../../../js/shared/page/dom.js";
import { drawPicture } from "../../../js/shared/pictures/pictures.js";

const STEPS = ["drawn", "crop", "fit", "centre", "seen"],
  PLAIN = ["drawn", "seen"]; // of a data set that no rules are known of

export class Xray {
  // `preparation`: of the dataset, as prepare.js has it; none where it has no rules. `shape`: of an image.
  constructor(words, preparation, shape, bubble) {
    this.words = words;
    this.shape = shape;
    const sizes = {
      width: shape.width,
      height: shape.height,
      n: shape.values.toLocaleString("en"),
    };
    const titles = {
      fit: fill(words.step_fit, { side: preparation?.longer }),
      centre: words[preparation?.byMass ? "step_mass" : "step_middle"],
    };
    const helps = {
      fit: fill(words.step_fit_help, { side: preparation?.longer }),
      centre: words[preparation?.byMass ? "step_mass_help" : "step_middle_help"],
      seen: fill(words[preparation ? "step_seen_help" : "step_plain_help"], sizes),
    };
    this.sizes = sizes;
    this.tiles = (preparation ? STEPS : PLAIN).map((name, i) => {
      const title = titles[name] ?? words[`step_${name}`],
        help = helps[name] ?? words[`step_${name}_help`];
      const canvas = el("canvas", { class: "lse-step-canvas", role: "img", "aria-label": title }),
        note = el("span", { class: "lse-small" });
      const node = el(
        "li",
        { class: "lse-step", "data-testid": `step-${name}` },
        canvas,
        bubble.explain(`${i + 1}. ${title}`, help, "lse-heading"),
        note,
      );
      return { name, canvas, context: canvas.getContext("2d"), note, node };
    });
    this.small = shape.canvas();
    this.sheet = new Sheet(1);
    this.node = el(
      "section",
      { class: "lse-xray", "data-testid": "xray" },
      bubble.explain(
        fill(words.xray, sizes),
        words[preparation ? "xray_help" : "xray_plain_help"],
        "lse-heading lse-title-3",
      ),
      el("ol", { class: "lse-steps" }, ...this.tiles.map(({ node }) => node)),
    );
  }

  resize(side, ratio) {
    this.side = side;
    this.ratio = ratio;
    for (const { canvas } of this.tiles)
      canvas.width = canvas.height = Math.round(this.side * ratio);
    this.sheet.resize(Math.round(side * ratio));
  }

  // `made`: as prepare.js gives it, or null.
  paint(drawing, made, on, theme) {
    if (made) this.sheet.paint(drawing, theme["ink-1"]); // drawn small: scaling down costs far more
    for (const tile of this.tiles) {
      const { context, name, note, node } = tile;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.fillStyle = theme.paper;
      context.fillRect(0, 0, context.canvas.width, context.canvas.height);
      context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
      node.dataset.off = String(on[name] === false);
      setText(note, made ? this.noteOf(name, made, on) : " ");
      if (!made) continue;
      if (name === "drawn" || name === "crop") this.whole(context);
      if (name === "crop") this.box(context, made.box, theme);
      if (name === "fit") this.fitted(context, made.fitted, on, theme);
      if (name === "centre" || name === "seen")
        this.pixels(context, made.x, this.shape.width, this.shape.height, 0, 0, theme);
      if (name === "centre") this.cross(context, made.centre, theme);
    }
  }

  noteOf(name, { box, fitted, shift }, on) {
    const { words } = this;
    if (on[name] === false) return words.step_off;
    if (name === "crop")
      return fill(words.size, { width: box[2] - box[0], height: box[3] - box[1] });
    if (name === "fit") return fill(words.size_pixels, fitted);
    if (name === "centre") return shiftWords(shift, words);
    return name === "drawn"
      ? fill(words.size, { width: SIDE, height: SIDE })
      : fill(words.size_seen, this.sizes);
  }

  whole(context) {
    context.drawImage(this.sheet.canvas, 0, 0, this.side, this.side);
  }

  box(context, [left, top, right, bottom], theme) {
    const unit = this.side / SIDE;
    frame(
      context,
      theme.accent,
      left * unit,
      top * unit,
      (right - left) * unit,
      (bottom - top) * unit,
    );
  }

  // In the middle of the image without a shift, and the square it has to fit into.
  fitted(context, { values, width, height }, on, theme) {
    const { longer } = this.shape;
    this.pixels(
      context,
      values.map((v) => 255 * v),
      width,
      height,
      Math.floor((longer - width) / 2 + 0.5),
      Math.floor((longer - height) / 2 + 0.5),
      theme,
    );
    if (!on.fit) return;
    const unit = this.side / longer,
      side = Math.max(width, height),
      at = (longer - side) / 2;
    context.setLineDash([4, 3]);
    frame(context, theme.accent, at * unit, at * unit, side * unit, side * unit);
    context.setLineDash([]);
  }

  cross(context, [x, y], theme) {
    const { longer } = this.shape,
      unit = this.side / longer,
      middle = ((longer + 1) / 2) * unit; // of the pixel after the middle
    context.fillStyle = theme.border;
    context.fillRect(Math.round(middle), 0, 1, this.side);
    context.fillRect(0, Math.round(middle), this.side, 1);
    context.beginPath();
    context.arc((x + 0.5) * unit, (y + 0.5) * unit, 5, 0, 2 * Math.PI);
    context.fillStyle = theme.accent;
    context.fill();
    context.lineWidth = 2;
    context.strokeStyle = theme.ground;
    context.stroke();
  }

  // Bytes, 255 = ink, as crisp squares of the image's pixels.
  pixels(context, bytes, width, height, left, top, theme) {
    const { shape, side } = this,
      all = shape.blank();
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++)
        if (top + y >= 0 && top + y < shape.height && left + x >= 0 && left + x < shape.width)
          all[(top + y) * shape.width + left + x] = bytes[i] / 255;
    }
    drawPicture(this.small, all, theme);
    context.imageSmoothingEnabled = false;
    const [across, down] = shape.shares.map((share) => share * side);
    context.drawImage(this.small, (side - across) / 2, (side - down) / 2, across, down);
  }
}

function frame(context, colour, x, y, width, height) {
  context.lineWidth = 1.5;
  context.strokeStyle = colour;
  context.strokeRect(x, y, width, height);
}

function shiftWords([x, y], words) {
  const parts = [
    x && fill(words[x < 0 ? "shift_left" : "shift_right"], { n: Math.abs(x) }),
    y && fill(words[y < 0 ? "shift_up" : "shift_down"], { n: Math.abs(y) }),
  ].filter(Boolean);
  return parts.join(", ") || words.shift_none;
}
