// The line of codes under a plane: how often random codes fall where, which of them miss, where the
// points' codes are, and a slider for one code.
import { el, fill, formatNumber, setAttribute } from "../../../../js/shared/page/dom.js";
import { SMALLER } from "../../../../js/shared/plane/axis_numbers.js";
import { FAR } from "../learning/judge.js";

const HEIGHT = 92;
const [TOP, LINE, TICKS, NUMBERS] = [18, 50, 64, 80]; // down from the top, in design pixels

/** @typedef {import("../learning/judge.js").Learned} Learned */

export class CodeStrip {
  // `on`: {slide(share), rest()}: the place of the code from 0 to 1, and the end of a gesture.
  constructor(kind, words, on) {
    this.words = words;
    this.share = 0.5;
    this.canvas = el("canvas", { "aria-hidden": "true" });
    this.range = el("input", {
      type: "range",
      class: "lse-toy-range",
      min: 0,
      max: 1,
      step: 0.005,
      value: this.share,
      "data-testid": `toy-code-${kind}`,
      "aria-label": fill(words.slider, { name: words[kind] }),
    });
    this.range.oninput = () => on.slide(Number(this.range.value));
    this.range.onchange = () => on.rest();
    this.node = el("div", { class: "lse-toy-strip" }, this.canvas, this.range);
    this.context = this.canvas.getContext("2d");
  }

  /**
   * @param {number} width
   * @param {number} unit
   * @param {number} ratio
   * @param {number} thumb its width
   */
  resize(width, unit, ratio, thumb) {
    this.width = width;
    this.unit = unit;
    this.ratio = ratio;
    this.rim = thumb / 2;
    this.canvas.style.height = `${HEIGHT * unit}px`;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(HEIGHT * unit * ratio);
  }

  // The slider, and what it says to who cannot see it.
  /**
   * @param {number} share
   * @param {string} text
   */
  show(share, text) {
    this.share = share;
    if (Number(this.range.value) !== share) this.range.value = share;
    setAttribute(this.range, "aria-valuetext", text);
  }

  /**
   * @param {Theme} theme
   * @param {Learned | null} learned
   */
  draw(theme, learned) {
    const { context, unit, ratio, width, rim } = this,
      at = (/** @type {number} */ share) => rim + share * (width - 2 * rim);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, HEIGHT * unit);
    if (learned) this.drawDensity(theme, learned, at);
    context.strokeStyle = theme["ink-2"];
    context.lineWidth = 1.5 * unit;
    line(context, rim / 2, LINE * unit, width - rim / 2, LINE * unit);
    if (!learned) return;
    this.drawCodes(theme, learned, at);
    this.drawNumbers(theme, learned, at);
    const x = at(this.share),
      code = learned.low + this.share * (learned.high - learned.low);
    context.strokeStyle = theme.accent;
    context.lineWidth = 2 * unit;
    line(context, x, 4 * unit, x, LINE * unit);
    context.font = `600 ${Math.max(14 * unit, theme.least)}px ${theme.font}`;
    context.fillStyle = theme.accent;
    const isRight = x > width - 90 * unit;
    context.textAlign = isRight ? "right" : "left";
    context.fillText(
      fill(this.words.code, { z: formatNumber(code) }),
      x + (isRight ? -8 : 8) * unit,
      9 * unit,
    );
  }

  // The hatched area is the share that misses.
  drawDensity(theme, { z, density, off, low, high }, at) {
    const { context, unit } = this,
      room = high - low || 1,
      step = room / z.length,
      x = (/** @type {number} */ code) => at((code - low) / room),
      base = LINE * unit,
      height = (/** @type {number} */ i) => (LINE - TOP) * unit * density[i];
    const area = (/** @type {(i: number) => boolean} */ isIn) => {
      context.beginPath();
      for (let i = 0; i < z.length; i++)
        if (density[i] && isIn(i)) {
          const left = x(z[i] - step / 2);
          context.rect(left, base - height(i), x(z[i] + step / 2) - left + 0.5, height(i));
        }
    };
    context.fillStyle = theme.line;
    area(() => true);
    context.fill();
    context.save();
    area((i) => !(off[i] <= FAR));
    context.clip();
    context.fillStyle = theme.plane;
    context.fillRect(0, 0, this.width, base);
    context.strokeStyle = theme.hole;
    context.lineWidth = 1.75 * unit;
    context.beginPath();
    for (let left = 0; left < this.width + base; left += 6 * unit) {
      context.moveTo(left, 0);
      context.lineTo(left - base, base);
    }
    context.stroke();
    context.restore();
  }

  // A tick for the code of each point; for a VAE a pale bar of two sigma to either side too.
  drawCodes(theme, { mu, sigma, low, high }, at) {
    const { context, unit } = this,
      room = high - low || 1,
      x = (/** @type {number} */ code) => at((code - low) / room),
      [top, bottom] = [(LINE + 3) * unit, TICKS * unit];
    context.fillStyle = context.strokeStyle = theme["ink-1"];
    if (sigma) {
      context.globalAlpha = Math.max(0.03, Math.min(0.12, 4 / mu.length));
      mu.forEach((code, i) => {
        const left = Math.max(0, x(code - 2 * sigma[i])),
          right = Math.min(this.width, x(code + 2 * sigma[i]));
        if (right > left) context.fillRect(left, top, right - left, bottom - top);
      });
    }
    context.globalAlpha = mu.length > 60 ? 0.45 : 0.85;
    context.lineWidth = 1.25 * unit;
    context.beginPath();
    for (const code of mu) {
      context.moveTo(x(code), top);
      context.lineTo(x(code), bottom);
    }
    context.stroke();
    context.globalAlpha = 1;
  }

  drawNumbers(theme, { low, high }, at) {
    const { context, unit, width } = this,
      room = high - low || 1,
      rough = (70 * unit * room) / width,
      power = 10 ** Math.floor(Math.log10(rough)),
      step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999) ?? room,
      decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    context.font = `400 ${Math.max(12 * unit, SMALLER * theme.least)}px ${theme.font}`;
    context.textBaseline = "middle";
    context.textAlign = "center";
    context.fillStyle = theme["ink-3"];
    for (let value = Math.ceil(low / step) * step; value < high; value += step) {
      const x = at((value - low) / room);
      if (x > 12 * unit && x < width - 64 * unit)
        context.fillText(formatNumber(value, decimals), x, NUMBERS * unit);
    }
    context.font = `600 ${Math.max(12 * unit, theme.least)}px ${theme.font}`;
    context.fillStyle = theme["ink-2"];
    context.textAlign = "right";
    context.fillText(this.words.code_axis, width - 4 * unit, NUMBERS * unit);
  }
}

function line(context, x0, y0, x1, y1) {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}
