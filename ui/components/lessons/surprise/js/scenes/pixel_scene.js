// One grey pixel: what it costs where the decoder says p, and how much of that no decoder can save.
import { el, fill, formatNumber, setAttribute, setText } from "../../../../js/shared/page/dom.js";
import { svg, svgText } from "../../../../js/shared/page/svg.js";
import { pixelCost, pixelDivergence, pixelEntropy, pixelSlope } from "../measures/pixel.js";
import { Handle } from "../parts/handle.js";
import { Lengths } from "../parts/lengths.js";
import { amount } from "../parts/numbers.js";

const MOST_NATS = 2.6; // nats, of the chart and of the bars
const PIXEL_POINTS = 200;
const INK_STEP = 0.01;
const APART = 0.15; // nats between two curves that have a name each
const ROOM = 0.5; // nats of entropy, from which its name has room below

export class PixelScene {
  /** @param {PartOf<SurpriseData>} host */
  constructor(host) {
    const { words } = host.data;
    this.host = host;
    this.words = words;
    this.x = host.data.pixel.x;
    this.p = host.data.pixel.p;
    this.sides = ["x", "p"].map((name) => this.side(name));
    this.drawing = svg("svg", { role: "group", "aria-label": words.pixel_chart });
    this.fixed = svg("g");
    this.cost = svg("path", { class: "lse-sp-curve lse-sp-p" });
    this.extra = svg("path", { class: "lse-sp-curve lse-sp-dashed" });
    this.floor = svg("line", { class: "lse-sp-floor" });
    this.stem = svg("line", { class: "lse-sp-stem" });
    this.rise = svg("line", { class: "lse-sp-rise" });
    this.tangents = [
      svg("line", { class: "lse-sp-tangent" }),
      svg("line", { class: "lse-sp-tangent" }),
    ];
    this.labels = ["cross", "kl", "entropy"].map((name) =>
      svgText(words[`${name}_curve`], 0, 0, "start", "lse-sp-curve-label"),
    );
    this.slope = svgText("", 0, 0, "middle", "lse-sp-curve-label");
    this.handle = new Handle(
      { label: words.decoder_says, testid: "pixel-p" },
      {
        drag: (x) => this.set("p", (x - this.left) / (this.right - this.left)),
        step: (by) => this.set("p", this.p + by * INK_STEP),
        done: () => this.release(),
      },
    );
    this.drawing.append(
      this.fixed,
      this.floor,
      this.extra,
      this.cost,
      ...this.tangents,
      this.stem,
      this.rise,
      ...this.labels,
      this.slope,
      this.handle.node,
    );
    const ticks = [0, 0.5, 1, 1.5, 2, 2.5].map((value) => [
      value,
      value === 0.5 ? fill(words.tick_nats, { n: "0.5" }) : value ? value.toFixed(1) : "0",
    ]);
    this.lengths = new Lengths("lengths", { high: MOST_NATS, ticks, foot: "" });
    this.node = el(
      "div",
      { class: "lse-sp-scene" },
      el(
        "div",
        { class: "lse-sp-pair" },
        el("div", { class: "lse-sp-sides" }, ...this.sides.map(({ node }) => node)),
        this.drawing,
      ),
      this.lengths.node,
    );
  }

  side(name) {
    const { words } = this;
    const picture = el("span", { class: "lse-sp-pixel" }),
      number = el("span", { class: "lse-sp-pixel-number" });
    const range = el("input", {
      type: "range",
      class: "lse-range",
      min: 0,
      max: 1,
      step: INK_STEP,
      "data-testid": `slider-${name}`,
      "aria-label": words[name === "x" ? "pixel_is" : "decoder_says"],
    });
    range.oninput = () => this.set(name, Number(range.value));
    range.onchange = () => this.release();
    const node = el(
      "label",
      { class: "lse-sp-side" },
      el("span", { class: "lse-sp-name-html" }, words[name === "x" ? "pixel_is" : "decoder_says"]),
      picture,
      number,
      range,
    );
    return { node, picture, number, range, name };
  }

  set(name, value) {
    this[name] = Math.round(Math.max(0, Math.min(1, value)) / INK_STEP) * INK_STEP;
    this.host.schedule();
  }

  release() {
    const cost = pixelCost(this.x, this.p);
    if (cost < 1e-9) this.host.report("free-pixel");
    if (pixelDivergence(this.x, this.p) < 1e-9) this.host.report("at-the-floor");
    if (cost === Infinity) this.host.report("infinite-cost");
  }

  drop() {
    this.handle.drop();
  }
  repaint() {}
  reset() {
    ({ x: this.x, p: this.p } = this.host.data.pixel);
  }

  resize(metrics) {
    const { width, u, text, wide } = (this.metrics = metrics);
    const chart = wide ? width - Math.max(300 * u, 15 * text(14)) - 40 * u : width,
      height = wide ? 230 * u : 190;
    this.left = 44 * u;
    this.right = chart - 12 * u;
    this.top = 8 * u;
    this.base = height - text(12) * 2.6;
    const parts = [];
    for (const value of [0, 0.5, 1, 1.5, 2, 2.5]) {
      const y = this.y(value);
      parts.push(
        svg("line", {
          class: value ? "lse-sp-grid" : "lse-sp-base",
          x1: this.left,
          x2: this.right,
          y1: y,
          y2: y,
        }),
        svgText(
          value ? value.toFixed(1) : "0",
          this.left - 8,
          y + text(12) * 0.35,
          "end",
          "lse-sp-note",
        ),
      );
    }
    for (const p of [0, 0.25, 0.5, 0.75, 1])
      parts.push(
        svgText(String(p), this.at(p), this.base + text(12) * 1.3, "middle", "lse-sp-note"),
      );
    parts.push(
      svgText(this.words.axis_p, (this.left + this.right) / 2, height - 3, "middle", "lse-sp-note"),
    );
    this.fixed.replaceChildren(...parts);
    this.drawing.setAttribute("width", String(chart));
    this.drawing.setAttribute("height", String(height));
    this.lengths.resize(metrics);
  }

  at(p) {
    return this.left + p * (this.right - this.left);
  }
  y(nats) {
    return this.base - (Math.min(nats, MOST_NATS) / MOST_NATS) * (this.base - this.top);
  }

  draw() {
    const { x, p, words, host } = this,
      values = { entropy: pixelEntropy(x), cross: pixelCost(x, p), kl: pixelDivergence(x, p) };
    const hidden = (name) => host.hides(name);
    const curve = (f) => {
      const places = Array.from({ length: PIXEL_POINTS + 1 }, (_, i) => i / PIXEL_POINTS).filter(
        (q) => f(x, q) <= MOST_NATS,
      );
      return `M${places.map((q) => `${this.at(q).toFixed(1)},${this.y(f(x, q)).toFixed(2)}`).join(" L")}`;
    };
    this.cost.setAttribute("d", hidden("cross") ? "" : curve(pixelCost));
    this.extra.setAttribute("d", hidden("kl") ? "" : curve(pixelDivergence));
    const line = (node, x1, y1, x2, y2, isShown = true) => {
      for (const [name, value] of Object.entries({ x1, y1, x2, y2 }))
        node.setAttribute(name, value.toFixed(1));
      node.style.display = isShown ? "" : "none";
    };
    const [here, low, high] = [this.at(p), this.y(values.entropy), this.y(values.cross)];
    line(this.floor, this.left, low, this.right, low, !hidden("entropy"));
    // Before the answer p alone is shown, as a line through every cost, held by its end.
    const unseen = hidden("cross");
    this.stem.setAttribute("class", unseen ? "lse-sp-floor" : "lse-sp-stem");
    line(this.stem, here, this.base, here, unseen ? this.top : Math.max(low, high));
    line(this.rise, here, low, here, high, !hidden("cross"));
    this.showTangents(values, here);
    this.handle.moveTo(here, unseen ? this.top : high, 9 * this.metrics.u);
    this.handle.say(Number(p.toFixed(2)), [0, 1], fill(words.share_of_ink, { n: formatNumber(p) }));
    this.showLabels(low);
    for (const { picture, number, range, name } of this.sides) {
      const value = this[name];
      picture.style.setProperty("--ink", `${100 * value}%`);
      setText(number, `${name === "x" ? "x" : "p"} = ${formatNumber(value)}`);
      if (Number(range.value) !== value) range.value = String(value);
      range.style.setProperty("--from", "0%");
      range.style.setProperty("--to", `${(100 * value).toFixed(1)}%`);
      setAttribute(range, "aria-valuetext", fill(words.share_of_ink, { n: formatNumber(value) }));
    }
    this.lengths.show(["entropy", "cross", "kl"].map((name) => this.row(name, values)));
    Object.assign(host.root.dataset, {
      x: x.toFixed(2),
      p: p.toFixed(2),
      entropy: values.entropy.toFixed(4),
      cross: values.cross.toFixed(4),
      kl: values.kl.toFixed(4),
    });
  }

  // The slope of both curves at p, drawn at both.
  showTangents(values, here) {
    const { x, p, words } = this,
      isShown = !this.host.hides("kl") && p > 0 && p < 1 && values.cross < MOST_NATS;
    const slope = isShown ? pixelSlope(x, p) : 0,
      across = (this.right - this.left) / 1,
      up = (this.base - this.top) / MOST_NATS;
    const long = (34 * this.metrics.u) / Math.hypot(across, slope * up);
    [values.cross, values.kl].forEach((value, i) => {
      const y = this.y(value),
        node = this.tangents[i];
      const [dx, dy] = [long * across, -long * slope * up];
      for (const [name, at] of Object.entries({
        x1: here - dx,
        y1: y - dy,
        x2: here + dx,
        y2: y + dy,
      }))
        node.setAttribute(name, at.toFixed(1));
      node.style.display = isShown ? "" : "none";
    });
    setText(this.slope, isShown ? fill(words.slope, { n: formatNumber(slope) }) : "");
    this.slope.setAttribute("x", String(this.at(0.5)));
    this.slope.setAttribute("y", String(this.top + this.metrics.text(12)));
  }

  showLabels(low) {
    const { x, host } = this,
      { text } = this.metrics,
      q = x < 0.5 ? 0.72 : 0.28;
    const spots = [pixelCost(x, q), pixelDivergence(x, q)].map((value) => this.y(value));
    ["cross", "kl", "entropy"].forEach((name, i) => {
      const label = this.labels[i];
      const isOne = name === "kl" && pixelEntropy(x) < APART; // then both curves are nearly one
      label.style.display = host.hides(name) || isOne ? "none" : "";
      // The name of the floor stands below it, between both curves; above it where that is too low.
      const isBelow = i === 2 && pixelEntropy(x) >= ROOM;
      label.setAttribute("x", String(this.at(i === 2 ? (x < 0.5 ? 0.45 : 0.36) : q) + 8));
      label.setAttribute(
        "y",
        String((i === 2 ? low : spots[i]) + text(12) * (isBelow ? 1.2 : -0.5)),
      );
    });
  }

  row(name, values) {
    const { words } = this,
      value = values[name],
      hidden = this.host.hides(name),
      // An outline that is not to be read begins at 0, as the others do.
      from = name === "kl" && !hidden ? values.entropy : 0;
    const pieces = {
      entropy: [{ from: 0, to: values.entropy, kind: "ink" }],
      cross: [
        { from: 0, to: values.entropy, kind: "ink" },
        { from: values.entropy, to: values.cross, kind: "extra" },
      ],
      kl: [{ from, to: from + value, kind: "extra" }],
    }[name];
    return {
      name: words[`pixel_${name}`],
      note: words[`pixel_${name}_note`],
      from,
      pieces,
      number: amount(value),
      small: Number.isFinite(value) ? fill(words.in_bits, { n: amount(value / Math.LN2) }) : "",
      hidden,
    };
  }
}
