// What is summed up for KL in either direction, on one scale: above the line it counts, below it is
// given back.
import { fill, setText } from "../../../../js/shared/page/dom.js";
import { svg, svgText } from "../../../../js/shared/page/svg.js";
import { curvePath, place } from "../parts/curves.js";
import { amount } from "../parts/numbers.js";

export const DIRECTIONS = ["forward", "backward"]; // KL(p || q), KL(q || p)
const LEAST_ABOVE = 0.3, // of the scale, so that nearly nothing looks like it
  LEAST_BELOW = 0.12;

export class Integrands {
  // `hides`: whether a direction waits for the guess.
  constructor(words, hides) {
    this.words = words;
    this.hides = hides;
    this.areas = DIRECTIONS.map(() => ({
      plus: svg("path", { class: "lse-sp-plus" }),
      minus: svg("path", { class: "lse-sp-minus" }),
      line: svg("path", { class: "lse-sp-curve lse-sp-thin" }),
      figure: svgText("", 0, 0, "end", "lse-sp-figure"),
      signs: svgText("", 0, 0, "end", "lse-sp-note"),
      sum: svgText("", 0, 0, "start", "lse-sp-note"),
    }));
    this.nodes = this.areas.flatMap((area) => Object.values(area));
  }

  // `rows`: {top, bottom, zero} of each direction; `x`: from a value to the drawing.
  resize({ width, text, wide }, rows, x, [low, high]) {
    this.rows = rows;
    this.x = x;
    this.ends = [low, high];
    rows.forEach(({ top, bottom }, i) => {
      const { figure, signs, sum } = this.areas[i],
        y = wide ? (top + bottom) / 2 : top - 8;
      place(figure, width, y);
      place(signs, wide ? width : x(high) - 4, wide ? y + text(12) * 1.5 : top + text(12) * 1.2);
      place(sum, x(low) + 4, top + text(12));
      figure.setAttribute("class", wide ? "lse-sp-figure" : "lse-sp-figure lse-sp-figure-small");
    });
  }

  // `logs`: of p and q at xs. `values`: KL in both directions. `signed`: the areas above and below the
  // line in both directions, where they are known.
  show(xs, logs, values, signed) {
    const sums = [
      logs.map(([p, q]) => Math.exp(p) * (p - q)),
      logs.map(([p, q]) => Math.exp(q) * (q - p)),
    ];
    const above = Math.max(LEAST_ABOVE, ...sums.map((sum) => Math.max(...sum))),
      below = Math.max(LEAST_BELOW, ...sums.map((sum) => -Math.min(...sum)));
    DIRECTIONS.forEach((direction, i) => {
      const area = this.areas[i],
        { top, bottom, zero } = this.rows[i],
        scale = Math.min((zero - top) / above, (bottom - zero) / below);
      const isHidden = this.hides(direction);
      this.draw(area, xs, sums[i], isHidden ? null : (value) => zero - value * scale);
      setText(area.figure, isHidden ? "?" : fill(this.words.nats, { n: amount(values[i]) }));
      setText(area.sum, isHidden ? "" : this.words[`sum_${direction}`]);
      setText(area.signs, isHidden || !signed ? "" : signs(signed[i]));
    });
  }

  // `y`: from a value to the drawing; null where nothing is shown.
  draw({ plus, minus, line }, xs, sum, y) {
    const shape = (values) => curvePath(xs, values, this.x, y);
    const closed = (values) => {
      const [low, high] = this.ends.map((end) => this.x(end).toFixed(1));
      return `${shape(values)} L${high},${y(0)} L${low},${y(0)} Z`;
    };
    plus.setAttribute("d", y ? closed(sum.map((value) => Math.max(0, value))) : "");
    minus.setAttribute("d", y ? closed(sum.map((value) => Math.min(0, value))) : "");
    line.setAttribute("d", y ? shape(sum) : "");
  }
}

// "+3.77 −0.30"
function signs([plus, minus]) {
  return `+${amount(plus)} ${minus > -0.005 ? "−0.00" : amount(minus)}`;
}
