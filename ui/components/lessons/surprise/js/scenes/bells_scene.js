// Two curves under the finger, and what is summed up for KL in either direction.
import { el, fill, formatNumber, setText } from "../../../../js/shared/page/dom.js";
import { svg, svgText } from "../../../../js/shared/page/svg.js";
import { density, logDensity } from "../measures/bells.js";
import { curvePath, place } from "../parts/curves.js";
import { amount } from "../parts/numbers.js";
import { BellHandles } from "./bell_handles.js";
import { DIRECTIONS, Integrands } from "./integrands.js";
import { bellTarget, humpsTarget } from "./targets.js";

const ENDS = 6.5; // of the axis, to either side of 0
const CURVE_POINTS = 420; // of a curve
const CLOSE = 0.02; // nats: as near to the least KL as a hand gets
const GLIDE = 200; // ms to a fitted bell

export class BellsScene {
  /** @param {PartOf<SurpriseData>} host */
  constructor(host) {
    const { words, bells } = host.data;
    this.host = host;
    this.words = words;
    this.isFit = Boolean(bells.humps);
    this.q = { ...bells.q };
    this.p = { ...(bells.p ?? bells.q) };
    /** @type {any} */
    this.target = bells.humps ? humpsTarget(bells.humps) : bellTarget(this.p);
    this.drawing = svg("svg", {
      role: "group",
      "aria-label": words.bells_label,
      "data-testid": "bells",
    });
    this.fixed = svg("g");
    this.integrands = new Integrands(words, (direction) => host.hides(direction));
    this.curves = {
      p: svg("path", { class: "lse-sp-curve lse-sp-p" }),
      pFill: svg("path", { class: "lse-sp-under" }),
      q: svg("path", { class: "lse-sp-curve lse-sp-q" }),
    };
    this.names = {
      p: svgText("p", 0, 0, "middle", "lse-sp-curve-name"),
      q: svgText("q", 0, 0, "middle", "lse-sp-curve-name lse-sp-mine"),
    };
    this.handles = (this.isFit ? ["q"] : ["p", "q"]).map((name) => this.handlesOf(name));
    this.drawing.append(
      this.fixed,
      this.curves.pFill,
      ...this.integrands.nodes,
      this.curves.p,
      this.curves.q,
      ...Object.values(this.names),
      ...this.handles.flatMap(({ nodes }) => nodes),
    );
    this.status = el("span", { class: "lse-sp-played", role: "status" });
    this.node = el(
      "div",
      { class: "lse-sp-scene" },
      el("p", { class: "lse-small" }, words[this.isFit ? "humps_key" : "bells_key"]),
      this.drawing,
      (this.foot = el("div", { class: "lse-sp-row" }, ...this.buttons(), this.status)),
    );
  }

  buttons() {
    const make = (name, act) => {
      const button = el(
        "button",
        { type: "button", class: "lse-sp-button", "data-testid": name },
        this.words[name],
      );
      button.onclick = act;
      return button;
    };
    if (!this.isFit)
      return [make("swap", () => this.swap()), make("same", () => this.glideTo("q", this.p))];
    return [
      make("fit_forward", () => this.fit("forward")),
      make("fit_backward", () => this.fit("backward")),
    ];
  }

  handlesOf(name) {
    return new BellHandles(name, this[name], this.words, {
      value: (x) => this.value(x),
      changed: () => {
        this.glide = null;
        this.byHand = name;
        this.host.schedule();
      },
      done: () => this.release(),
    });
  }

  swap() {
    const [p, q] = [{ ...this.p }, { ...this.q }];
    Object.assign(this.p, q);
    Object.assign(this.q, p);
    this.host.report("swapped");
    this.host.schedule();
  }

  fit(direction) {
    this.byHand = null;
    this.fitted = direction;
    this.glideTo("q", this.target.best[direction]);
    this.host.report(`fit-${direction}`);
  }

  glideTo(name, to) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.glide = {
      name,
      from: { ...this[name] },
      to: { ...to },
      start: still ? -Infinity : performance.now(),
    };
    this.host.schedule();
  }

  // True while a bell is on its way.
  advance() {
    if (!this.glide) return false;
    const { name, from, to, start } = this.glide,
      t = Math.min(1, (performance.now() - start) / GLIDE),
      way = 1 - (1 - t) ** 3;
    this[name].mu = t === 1 ? to.mu : from.mu + way * (to.mu - from.mu);
    this[name].sigma = t === 1 ? to.sigma : from.sigma * (to.sigma / from.sigma) ** way;
    if (t === 1) this.glide = null;
    return this.glide !== null;
  }

  release() {
    const [forward, backward] = this.divergences(),
      least = Math.min(forward, backward);
    if (!this.isFit) {
      if (least > 0.01 && Math.max(forward, backward) >= 10 * least) this.host.report("ten-times");
    } else if (this.byHand === "q") {
      const { best } = this.target;
      if (forward - this.target.forward(best.forward) < CLOSE) this.host.report("covered-by-hand");
      if (backward - this.target.backward(best.backward) < CLOSE)
        this.host.report("sought-by-hand");
    }
  }

  divergences() {
    return [this.target.forward(this.q), this.target.backward(this.q)];
  }

  drop() {
    for (const handles of this.handles) handles.drop();
  }
  repaint() {}
  reset() {
    const { bells } = this.host.data;
    this.glide = null;
    Object.assign(this.q, bells.q);
    if (bells.p) Object.assign(this.p, bells.p);
  }

  // ---- size ------------------------------------------------------------------------

  resize(metrics) {
    const { width, u, text, wide } = (this.metrics = metrics);
    const left = wide ? Math.max(196 * u, 12 * text(14)) : 0,
      numbers = wide ? Math.max(116 * u, 6 * text(16)) : 0;
    const head = wide ? 10 * u : text(14) * 1.6;
    this.left = left;
    this.right = width - numbers - 8;
    this.top = text(16) * 1.6;
    this.base = this.top + (wide ? 147 * u : 120);
    const row = wide ? 92 * u : 72;
    this.rows = DIRECTIONS.map((_, i) => {
      const top = this.base + head + i * (row + head) + 6 * u;
      return { top, bottom: top + row, zero: top + row * 0.7 };
    });
    const floor = this.rows[1].bottom;
    const parts = [];
    for (let value = -6; value <= 6; value += 2) {
      const x = this.x(value);
      parts.push(
        svg("line", { class: "lse-sp-grid", x1: x, x2: x, y1: this.top, y2: floor }),
        svgText(formatNumber(value, 0), x, floor + text(12) * 1.4, "middle", "lse-sp-note"),
      );
    }
    const line = (y) =>
      svg("line", { class: "lse-sp-base", x1: left, x2: this.right, y1: y, y2: y });
    parts.push(line(this.base), ...this.rows.map(({ zero }) => line(zero)));
    parts.push(...this.labels(metrics));
    this.fixed.replaceChildren(...parts);
    this.drawing.setAttribute("width", width);
    this.drawing.setAttribute("height", String(floor + text(12) * 2));
    this.integrands.resize(metrics, this.rows, (value) => this.x(value), [-ENDS, ENDS]);
  }

  labels({ text, wide }) {
    const { words, isFit } = this,
      made = [];
    const name = (title, note, y) => {
      made.push(svgText(title, 0, y, "start", "lse-sp-name"));
      if (wide) made.push(svgText(note, 0, y + text(12) * 1.5, "start", "lse-sp-note"));
    };
    const { top, base } = this;
    if (wide)
      name(
        words[isFit ? "humps" : "bells"],
        words[isFit ? "humps_note" : "bells_note"],
        (top + base) / 2,
      );
    DIRECTIONS.forEach((direction, i) => {
      const row = this.rows[i];
      name(
        words[`kl_${direction}`],
        words[`kl_${direction}_note`],
        wide ? (row.top + row.bottom) / 2 : row.top - 8,
      );
    });
    return made;
  }

  x(value) {
    return this.left + ((value + ENDS) / (2 * ENDS)) * (this.right - this.left);
  }
  value(x) {
    return ((x - this.left) / (this.right - this.left)) * 2 * ENDS - ENDS;
  }

  // ---- a frame ----------------------------------------------------------------------

  draw() {
    const moving = this.advance(),
      { q, host } = this;
    const highest = Math.max(this.target.peak(), density(q.mu, q)),
      scale = ((this.base - this.top) * 0.92) / highest;
    const y = (d) => this.base - d * scale;
    const xs = Array.from(
      { length: CURVE_POINTS + 1 },
      (_, i) => -ENDS + (2 * ENDS * i) / CURVE_POINTS,
    );
    const logs = xs.map((x) => [this.target.logDensity(x), logDensity(x, q)]);
    const at = (values) => curvePath(xs, values, (x) => this.x(x), y);
    const outline = at(logs.map(([p]) => Math.exp(p)));
    this.curves.p.setAttribute("d", outline);
    this.curves.pFill.setAttribute(
      "d",
      `${outline} L${this.x(ENDS)},${this.base} L${this.x(-ENDS)},${this.base} Z`,
    );
    this.curves.q.setAttribute("d", at(logs.map(([, d]) => Math.exp(d))));
    this.showHandles(y);
    const [forward, backward] = this.divergences();
    this.integrands.show(xs, logs, [forward, backward], this.target.areas?.(q));
    const hidden = DIRECTIONS.map((direction) => host.hides(direction));
    this.foot.hidden = hidden.includes(true); // the buttons would tell
    setText(this.status, this.verdict(forward, backward, hidden));
    Object.assign(host.root.dataset, {
      forward: forward.toFixed(4),
      backward: backward.toFixed(4),
      mu: q.mu.toFixed(4),
      sigma: q.sigma.toFixed(4),
    });
    if (moving) host.schedule();
    else if (this.fitted) {
      this.fitted = null;
      this.release();
    }
  }

  showHandles(y) {
    const { u, text } = this.metrics;
    for (const handles of this.handles)
      handles.show((value) => ({ x: this.x(value), y: y(density(value, handles.bell)) }), u);
    const top = this.isFit ? null : this.p;
    if (top) place(this.names.p, this.x(top.mu), y(density(top.mu, top)) - text(16) * 0.9);
    else place(this.names.p, this.x(-3.4), y(this.target.peak() * 0.5));
    place(this.names.q, this.x(this.q.mu), y(density(this.q.mu, this.q)) - text(16) * 0.9);
  }

  verdict(forward, backward, hidden) {
    const { words } = this;
    if (hidden.includes(true)) return "";
    if (!this.isFit) {
      const ratio = Math.max(forward, backward) / Math.min(forward, backward);
      if (forward < 0.005 && backward < 0.005) return words.both_zero;
      if (Math.abs(forward - backward) < 0.005) return words.both_alike;
      return fill(words.ratio, { n: amount(ratio) });
    }
    const { best } = this.target;
    return fill(words.leasts, {
      forward: amount(this.target.forward(best.forward)),
      backward: amount(this.target.backward(best.backward)),
    });
  }
}
