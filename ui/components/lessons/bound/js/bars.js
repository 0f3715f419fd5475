// log p(x), ELBO and KL as bars on one axis that is torn off on its left.
import { el, fill, formatNumber, setText } from "../../../js/shared/page/dom.js";
import { svg, svgText } from "../../../js/shared/page/svg.js";

const SPANS = [1.5, 3, 6, 12, 25, 50, 100, 200, 500, 1000, 2500, 5000, 10_000];
const ROWS = ["logpx", "elbo", "kl"];

export class Bars {
  /**
   * @param {Words} words
   * @param {import("../../../js/shared/page/dom.js").Bubble} bubble
   * @param {boolean} isProbe only log p(x) is shown
   */
  constructor(words, bubble, isProbe) {
    this.words = words;
    this.names = isProbe ? ["logpx"] : ROWS;
    this.id = `lse-hatch-${Math.random().toString(36).slice(2)}`;
    this.numbers = Object.fromEntries(
      this.names.map((name) => [name, el("span", { class: "lse-bound-number", translate: "no" })]),
    );
    this.track = el("div", { class: "lse-bound-track", "aria-hidden": "true" });
    this.node = el(
      "div",
      { class: "lse-bound-bars", "data-testid": "bars" },
      ...this.names.flatMap((name) => [
        el(
          "div",
          { class: "lse-bound-name" },
          bubble.explain(
            el(
              "span",
              {},
              el("strong", {}, words[name]),
              el("span", { class: "lse-small lse-bound-sub" }, words[`${name}_sub`]),
            ),
            words[`${name}_help`],
          ),
        ),
        el("div", { class: `lse-bound-value lse-bound-value-${name}` }, this.numbers[name]),
      ]),
      this.track,
      el("span", { class: "lse-small lse-bound-unit" }, words.nats),
    );
    this.node.dataset.rows = String(this.names.length);
  }

  resize(size) {
    this.size = size;
    this.span = null;
  }

  /**
   * @param {import("./measures/grid.js").Bound} bound
   * @param {number} logPx
   * @param {import("./measures/grid.js").Bound} first the encoder's
   * @param {string[]} hidden
   */
  show({ elbo, kl }, logPx, first, hidden) {
    const least = 1.12 * Math.max(kl, first.kl),
      span = SPANS.find((one) => one >= least) ?? least;
    if (span !== this.span || logPx !== this.logPx) this.lay(span, logPx);
    const values = { logpx: logPx, elbo, kl };
    for (const name of this.names) {
      const isHidden = hidden.includes(name);
      setText(this.numbers[name], isHidden ? this.words.unknown : formatNumber(values[name]));
      // An outline that is not to be read is as long as the axis.
      const bar = this.bars[name],
        start = name === "kl" && !isHidden ? this.at(elbo) : 0,
        end = isHidden ? this.size.track : this.at(name === "elbo" ? elbo : logPx);
      bar.setAttribute("x", start.toFixed(2));
      bar.setAttribute("width", Math.max(0, end - start).toFixed(2));
      bar.classList.toggle("lse-bound-bar-hidden", isHidden);
    }
    this.scale.style.display = hidden.length ? "none" : "";
    if (this.names.length < 2) return;
    const edge = this.at(elbo).toFixed(2),
      isFirst = Math.abs(kl - first.kl) < 1e-9;
    for (const side of ["x1", "x2"]) this.edge.setAttribute(side, edge);
    this.edge.style.display = hidden.includes("elbo") || hidden.includes("kl") ? "none" : "";
    this.was.style.display = isFirst || hidden.includes("kl") ? "none" : "";
    this.wasBar.setAttribute("x", this.at(first.elbo).toFixed(2));
    this.wasBar.setAttribute("width", (this.at(logPx) - this.at(first.elbo)).toFixed(2));
    const room = this.at(logPx) - this.at(first.elbo);
    this.wasText.setAttribute("x", (this.at(first.elbo) + room / 2).toFixed(1));
    setText(this.wasText, fill(this.words.was, { n: formatNumber(first.kl) }));
    // Only where the new bar leaves it free.
    const free = this.at(elbo) - this.at(first.elbo);
    this.wasText.style.display = free > 0.8 * room && room > 92 * this.size.unit ? "" : "none";
  }

  // The axis for a span of so many nats below log p(x), and the bars on it.
  lay(span, logPx) {
    this.span = span;
    this.logPx = logPx;
    const { track: width, row, unit } = this.size,
      low = logPx - 1.22 * span,
      high = logPx + 0.06 * span,
      rows = this.names.length,
      height = rows * row + 22 * unit,
      thick = Math.min(0.58 * row, 24 * unit);
    this.at = (value) => Math.max(0, ((value - low) / (high - low)) * width);
    const step = niceStep(span / Math.min(3, width / (96 * unit))),
      ticks = [];
    for (let v = Math.ceil((low + 0.1 * span) / step) * step; v <= high; v += step) ticks.push(v);
    const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9)),
      bottom = rows * row + 2 * unit;
    const top = (i) => i * row + (row - thick) / 2;
    this.bars = {};
    const bars = this.names.map((name, i) => {
      this.bars[name] = svg("rect", {
        class: `lse-bound-bar lse-bound-bar-${name}`,
        y: top(i),
        height: thick,
        rx: 1,
      });
      if (name === "kl") this.bars[name].style.fill = `url(#${this.id})`;
      return this.bars[name];
    });
    // The torn edge.
    const tears = this.names.slice(0, 2).flatMap((_, i) =>
      [5, 10].map((x) => {
        const [a, b, c] = [top(i) - 1, top(i) + thick / 2, top(i) + thick + 1];
        return svg("polyline", {
          class: "lse-bound-tear",
          points: `${(x + 4) * unit},${a} ${x * unit},${b} ${(x + 4) * unit},${c}`,
        });
      }),
    );
    this.edge = svg("line", { class: "lse-bound-edge", y1: row, y2: 3 * row });
    this.wasText = svgText("", 0, top(2) + thick / 2 + 4 * unit, "middle", "lse-bound-was-text");
    this.wasBar = svg("rect", { y: top(2), height: thick });
    this.was = svg("g", { class: "lse-bound-was" }, this.wasBar, this.wasText);
    const hatch = svg(
      "pattern",
      {
        id: this.id,
        width: 6 * unit,
        height: 6 * unit,
        patternUnits: "userSpaceOnUse",
        patternTransform: "rotate(45)",
      },
      svg("rect", { width: 6 * unit, height: 6 * unit, class: "lse-bound-hatch-ground" }),
      svg("rect", { width: 2 * unit, height: 6 * unit, class: "lse-bound-hatch" }),
    );
    const end = this.at(logPx);
    // What only makes sense with the numbers.
    this.scale = svg(
      "g",
      {},
      ...ticks.map((v) =>
        svg("line", { class: "lse-bound-tick", x1: this.at(v), x2: this.at(v), y1: 0, y2: bottom }),
      ),
      ...ticks.map((v) =>
        svgText(
          formatNumber(v, decimals),
          this.at(v),
          bottom + 15 * unit,
          "middle",
          "lse-bound-tick-text",
        ),
      ),
      svg("line", { class: "lse-bound-stop", x1: end, x2: end, y1: 0, y2: bottom }),
    );
    this.track.replaceChildren(
      svg(
        "svg",
        { width, height, viewBox: `0 0 ${width} ${height}` },
        svg("defs", {}, hatch),
        this.scale,
        ...(rows > 1 ? [this.was] : []),
        ...bars,
        ...tears,
        ...(rows > 1 ? [this.edge] : []),
        svg("line", { class: "lse-bound-axis", x1: 0, x2: width, y1: bottom, y2: bottom }),
      ),
    );
  }
}

/** @param {number} rough */
function niceStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((m) => m * power).find((step) => step >= 0.999 * rough) ?? 10 * power;
}
