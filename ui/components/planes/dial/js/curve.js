// Reconstruction error against KL: the measured curve of the one network, the networks trained at one
// beta each, and the beta of the dial.
import { el, fill, formatNumber, setText } from "../../../js/shared/page/dom.js";
import { svg, svgText } from "../../../js/shared/page/svg.js";
import { betaName, betaText } from "./betas.js";

// top: for the name of the axis that goes up, which lies over it, where no number is. below the lowest
// line: for the name of the dot.
const ROOM = { left: 46, right: 10, top: 30, bottom: 40, below: 16 };

// {recon, kl} at a beta, interpolated linearly in log beta. The same object at every call.
const figures = { recon: 0, kl: 0 };
export function figuresAt(curve, beta) {
  let high = curve.findIndex((point) => point.beta >= beta);
  if (high < 0) high = curve.length - 1;
  const b = curve[high],
    a = curve[Math.max(0, high - 1)],
    way = Math.log(b.beta / a.beta);
  const share = way > 0 ? Math.max(0, Math.log(beta / a.beta) / way) : 0;
  figures.recon = a.recon + share * (b.recon - a.recon);
  figures.kl = a.kl + share * (b.kl - a.kl);
  return figures;
}

export class Curve {
  // `curve`: measured points of the one network, by ascending beta. `ladder`: those of separate ones.
  constructor({ words, curve, ladder }, bubble) {
    this.words = words;
    this.curve = curve;
    this.ladder = ladder;
    this.chart = el("div", { class: "lse-dial-chart" });
    this.dot = el("span", { class: "lse-dial-here", "aria-hidden": "true" });
    this.name = el("span", { class: "lse-dial-here-name", "aria-hidden": "true" });
    const key = (shape, text) =>
      el(
        "span",
        { class: "lse-dial-key" },
        el("span", { class: `lse-dial-sign lse-dial-${shape}`, "aria-hidden": "true" }),
        text,
      );
    this.node = el(
      "figure",
      { class: "lse-dial-curve", "data-testid": "curve" },
      this.chart,
      el(
        "figcaption",
        { class: "lse-small" },
        bubble.explain(
          el(
            "span",
            {},
            key("one", words.curve_one),
            ladder.length ? key("each", words.curve_each) : null,
            (this.outside = el("span", {})),
          ),
          words.curve_help,
        ),
      ),
    );
  }

  resize(width, height, unit) {
    const { words, curve, ladder } = this,
      [left, top] = [ROOM.left * unit, ROOM.top * unit];
    const right = width - ROOM.right * unit,
      bottom = height - ROOM.bottom * unit,
      lowest = bottom - ROOM.below * unit;
    const high = (name) => Math.max(...curve.map((point) => point[name]));
    const ticksX = ticks(0, high("kl"), 4),
      ticksY = ticks(Math.min(...curve.map(({ recon }) => recon)), high("recon"), 4);
    const span = (values) => [values[0], values.at(-1)],
      [x0, x1] = span(ticksX),
      [y0, y1] = span(ticksY);
    this.at = ({ kl, recon }) => [
      left + ((kl - x0) / (x1 - x0)) * (right - left),
      lowest - ((recon - y0) / (y1 - y0)) * (lowest - top),
    ];
    // A weak beta alone costs twice the nats of the whole curve: the frame is the curve's.
    const inside = ({ kl, recon }) => kl <= x1 && recon >= y0 && recon <= y1,
      seen = ladder.filter(inside);
    const away = ladder
      .filter((point) => !inside(point))
      .map(({ beta }) => betaName(beta))
      .join(", ");
    setText(this.outside, away && fill(words.curve_outside, { betas: away }));
    const lines = ticksY.flatMap((value) => [
      svg("line", {
        class: "lse-dial-grid",
        x1: left,
        x2: right,
        y1: this.at({ kl: 0, recon: value })[1],
        y2: this.at({ kl: 0, recon: value })[1],
      }),
      text(
        formatNumber(value, 0),
        left - 8 * unit,
        this.at({ kl: 0, recon: value })[1] + 4 * unit,
        "end",
      ),
    ]);
    const numbers = ticksX.map((value) =>
      text(
        formatNumber(value, 0),
        this.at({ kl: value, recon: y0 })[0],
        bottom + 14 * unit,
        "middle",
      ),
    );
    const line = svg("polyline", {
      class: "lse-dial-line",
      points: curve
        .map((point) =>
          this.at(point)
            .map((v) => v.toFixed(1))
            .join(","),
        )
        .join(" "),
    });
    const marks = (points, className, radius, sentence) =>
      points.map((point) => {
        const [cx, cy] = this.at(point),
          node = svg("circle", { class: className, cx, cy, r: radius * unit });
        node.append(
          svg(
            "title",
            {},
            fill(sentence, {
              beta: betaName(point.beta),
              kl: formatNumber(point.kl, 1),
              recon: formatNumber(point.recon, 1),
            }),
          ),
        );
        return node;
      });
    const drawing = svg(
      "svg",
      { width, height, role: "img", "aria-label": words.curve },
      ...lines,
      ...numbers,
      text(words.curve_kl, right, height - 6 * unit, "end", "lse-dial-axis"),
      text(words.curve_recon, 0, 14 * unit, "start", "lse-dial-axis"),
      line,
      ...marks(curve, "lse-dial-measured", 2, words.curve_point_one),
      ...marks(seen, "lse-dial-step-mark", 4, words.curve_point_each),
      ...this.names(seen.length ? seen : curve, unit),
    );
    this.chart.replaceChildren(drawing, this.dot, this.name);
    this.unit = unit;
  }

  // A few betas written beside their points, where there is room.
  names(points, unit) {
    const placed = [];
    for (const point of [...points].sort((a, b) => b.beta - a.beta)) {
      const [x, y] = this.at(point);
      if (placed.some(([px, py]) => Math.hypot(px - x, py - y) < 30 * unit)) continue;
      placed.push([x, y, text(betaName(point.beta), x + 6 * unit, y - 8 * unit, "start")]);
    }
    return placed.map(([, , node]) => node);
  }

  show(beta, figures) {
    if (!this.at) return;
    const [x, y] = this.at(figures),
      { unit } = this;
    this.dot.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
    setText(this.name, `β ${betaText(beta)}`);
    // Below and to the left the curve leaves room; at its steep left end only to the right.
    const isLeft = x - 46 * unit < ROOM.left * unit,
      [dx, dy] = isLeft ? [14, -9] : [-46, 10];
    this.name.style.textAlign = isLeft ? "left" : "";
    this.name.style.transform = `translate(${(x + dx * unit).toFixed(1)}px, ${(y + dy * unit).toFixed(1)}px)`;
  }
}

// Round numbers from below `low` to above `high`, at most `count` steps.
function ticks(low, high, count) {
  const rough = Math.max(high - low, 1e-6) / count,
    power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999);
  const first = Math.floor(low / step),
    last = Math.ceil(high / step);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

function text(content, x, y, anchor, className = "lse-dial-number") {
  return svgText(content, x, y, anchor, className);
}
