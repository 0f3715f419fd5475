// Two curves under the finger, and what is summed up for KL in either direction.
import { el, fill, formatNumber, setText } from "../../../js/shared/page/dom.js";
import { svg, svgText } from "../../../js/shared/page/svg.js";
import { density, logDensity } from "../measures/bells.js";
import { Handle } from "../parts/handle.js";
import { amount } from "../parts/numbers.js";
import { bellTarget, humpsTarget } from "./targets.js";

const ENDS = 6.5; // of the axis, to either side of 0
const SIGMAS = [0.25, 3],
  CENTRES = [-4, 4];
const KEY_STEP = 0.05; // of an arrow key
const CURVE_POINTS = 420; // of a curve
const CLOSE = 0.02; // nats: as near to the least KL as a hand gets
const GLIDE = 200; // ms to a fitted bell
const DIRECTIONS = ["forward", "backward"];

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
    this.areas = DIRECTIONS.map(() => ({
      plus: svg("path", { class: "lse-sp-plus" }),
      minus: svg("path", { class: "lse-sp-minus" }),
      line: svg("path", { class: "lse-sp-curve lse-sp-thin" }),
      figure: svgText("", 0, 0, "end", "lse-sp-figure"),
      signs: svgText("", 0, 0, "end", "lse-sp-note"),
      scale: svgText("", 0, 0, "start", "lse-sp-note"),
    }));
    this.curves = {
      p: svg("path", { class: "lse-sp-curve lse-sp-p" }),
      pFill: svg("path", { class: "lse-sp-under" }),
      q: svg("path", { class: "lse-sp-curve lse-sp-q" }),
    };
    this.names = {
      p: svgText("p", 0, 0, "middle", "lse-sp-curve-name"),
      q: svgText("q", 0, 0, "middle", "lse-sp-curve-name lse-sp-mine"),
    };
    this.handles = [...(this.isFit ? [] : this.handlesOf("p")), ...this.handlesOf("q")];
    this.drawing.append(
      this.fixed,
      this.curves.pFill,
      ...this.areas.flatMap((area) => Object.values(area)),
      this.curves.p,
      this.curves.q,
      ...Object.values(this.names),
      ...this.handles.map(({ handle }) => handle.node),
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

  // The two handles of a curve: its middle, and one standard deviation to the right.
  handlesOf(name) {
    const { words } = this,
      className = name === "p" ? "lse-sp-ink-dot" : "";
    const take = (change) => {
      this.glide = null;
      this.byHand = name;
      change(this[name]);
      this.host.schedule();
    };
    const done = () => this.release();
    const move = (mu) => take((bell) => (bell.mu = held(mu, CENTRES)));
    const stretch = (sigma) => take((bell) => (bell.sigma = held(sigma, SIGMAS)));
    const stepped = (value, by) => Math.round((value + by * KEY_STEP) / KEY_STEP) * KEY_STEP;
    const centre = new Handle(
      { label: fill(words.centre, { name }), testid: `${name}-centre`, className },
      {
        drag: (x) => move(this.value(x)),
        step: (by) => move(stepped(this[name].mu, by)),
        done,
      },
    );
    const width = new Handle(
      { label: fill(words.width, { name }), testid: `${name}-sigma`, className },
      {
        drag: (x) => stretch(this.value(x) - this[name].mu),
        step: (by) => stretch(stepped(this[name].sigma, by)),
        done,
      },
    );
    return [
      { handle: centre, name, part: "mu" },
      { handle: width, name, part: "sigma" },
    ];
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
    for (const { handle } of this.handles) handle.drop();
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
    this.rows.forEach(({ top, bottom }, i) => {
      const { figure, signs, scale } = this.areas[i],
        y = wide ? (top + bottom) / 2 : top - 8;
      place(figure, width, y);
      place(signs, wide ? width : this.right - 4, wide ? y + text(12) * 1.5 : top + text(12) * 1.2);
      place(scale, left + 4, top + text(12));
      figure.setAttribute("class", wide ? "lse-sp-figure" : "lse-sp-figure lse-sp-figure-small");
    });
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
    const at = (values) => path(xs, values, (x) => this.x(x), y);
    const outline = at(logs.map(([p]) => Math.exp(p)));
    this.curves.p.setAttribute("d", outline);
    this.curves.pFill.setAttribute(
      "d",
      `${outline} L${this.x(ENDS)},${this.base} L${this.x(-ENDS)},${this.base} Z`,
    );
    this.curves.q.setAttribute("d", at(logs.map(([, d]) => Math.exp(d))));
    this.showIntegrands(xs, logs);
    this.showHandles(y);
    const [forward, backward] = this.divergences();
    const hidden = DIRECTIONS.map((direction) => host.hides(direction));
    [forward, backward].forEach((value, i) => {
      setText(this.areas[i].figure, hidden[i] ? "?" : fill(this.words.nats, { n: amount(value) }));
    });
    this.showSigns(hidden);
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

  // What is summed: p log(p / q), and q log(q / p), on one scale.
  showIntegrands(xs, logs) {
    const sums = DIRECTIONS.map((_, i) =>
      logs.map(([p, q]) => (i ? Math.exp(q) * (q - p) : Math.exp(p) * (p - q))),
    );
    const most = Math.max(0.3, ...sums.map((sum) => Math.max(...sum))),
      least = Math.max(0.12, ...sums.map((sum) => -Math.min(...sum)));
    this.rows.forEach(({ top, bottom, zero }, i) => {
      const scale = Math.min((zero - top) / most, (bottom - zero) / least),
        { plus, minus, line } = this.areas[i];
      const isHidden = this.host.hides(DIRECTIONS[i]),
        y = (value) => zero - value * scale;
      const draw = (values) => path(xs, values, (x) => this.x(x), y);
      const ends = ` L${this.x(ENDS)},${zero} L${this.x(-ENDS)},${zero} Z`;
      plus.setAttribute(
        "d",
        isHidden ? "" : draw(sums[i].map((value) => Math.max(0, value))) + ends,
      );
      minus.setAttribute(
        "d",
        isHidden ? "" : draw(sums[i].map((value) => Math.min(0, value))) + ends,
      );
      line.setAttribute("d", isHidden ? "" : draw(sums[i]));
    });
  }

  showSigns(hidden) {
    const areas = this.target.areas?.(this.q);
    DIRECTIONS.forEach((_, i) => {
      const { signs, scale } = this.areas[i];
      setText(scale, hidden[i] ? "" : this.words[`sum_${DIRECTIONS[i]}`]);
      if (!areas || hidden[i]) return setText(signs, "");
      const [plus, minus] = areas[i];
      setText(signs, `+${amount(plus)} ${minus > -0.005 ? "−0.00" : amount(minus)}`);
    });
  }

  showHandles(y) {
    const { u, text } = this.metrics;
    for (const { handle, name, part } of this.handles) {
      const bell = this[name],
        x = part === "mu" ? bell.mu : bell.mu + bell.sigma;
      handle.moveTo(this.x(x), y(density(x, bell)), (part === "mu" ? 9 : 8) * u);
      handle.say(
        Number(bell[part].toFixed(2)),
        part === "mu" ? CENTRES : SIGMAS,
        fill(this.words[part], { n: formatNumber(bell[part]) }),
      );
    }
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

/**
 * @param {number} value
 * @param {number[]} range
 */
function held(value, [low, high]) {
  return Math.max(low, Math.min(high, value));
}

function place(node, x, y) {
  node.setAttribute("x", x.toFixed(1));
  node.setAttribute("y", y.toFixed(1));
}

function path(xs, values, x, y) {
  return `M${xs.map((at, i) => `${x(at).toFixed(1)},${y(values[i]).toFixed(2)}`).join(" L")}`;
}
