// The frame around the canvas of the plane: axis numbers, value pills, loading, hints.
import { el, fill, formatNumber, setText } from "../page/dom.js";
import { axisName } from "../rows/number_row.js";

export class Stage {
  // `onReset`: of the button that leads back to the first view; null: there is none. `dim`: with more
  // than two the rings are a section of what they show.
  constructor(words, kind, onReset, dim = 2) {
    this.words = words;
    this.rings = words[`rings_${kind}${dim > 2 ? "_many" : ""}`];
    this.numbers = [];
    this.canReset = onReset !== null;
    this.laidOut = null; // what nameWidth was measured at
    this.canvas = el("canvas", {
      class: "lse-plane",
      tabindex: "0",
      role: "application",
      "data-testid": "latent-plane",
      "aria-label": words.plane,
    });
    this.ticks = el("div", { class: "lse-ticks", "aria-hidden": "true" });
    this.names = [0, 1].map((axis) =>
      el("span", { class: `lse-axis-name lse-axis-${axis}`, "aria-hidden": "true" }),
    );
    this.pills = [0, 1].map((axis) =>
      el("span", { class: `lse-pill lse-pill-${axis}`, "aria-hidden": "true" }),
    );
    this.progress = el("span", { class: "lse-progress-fill" });
    this.loadingText = el("span");
    this.loading = el(
      "div",
      { class: "lse-loading", role: "status" },
      this.loadingText,
      el("span", { class: "lse-progress" }, this.progress),
    );
    this.reset = el("button", { type: "button", class: "lse-reset", title: words.tool_fit_title });
    this.reset.onclick = () => {
      this.canvas.focus({ preventScroll: true });
      onReset();
    };
    this.reset.hidden = true;
    this.frame = el(
      "div",
      { class: "lse-frame" },
      this.canvas,
      // A finger on the rim scrolls the page; the plane's middle is dragged (touch.css).
      el("div", { class: "lse-rim", "aria-hidden": "true" }),
      this.ticks,
      ...this.names,
      ...this.pills,
      this.loading,
      this.reset,
    );
    this.keys = el("span", { class: "lse-keys" });
    this.note = el("span");
    this.node = el(
      "div",
      { class: "lse-stage" },
      this.frame,
      el("div", { class: "lse-hint" }, this.keys, this.note),
    );
  }

  // What lies across and up; in space there is no such thing.
  showSection({ names, isLine }, mode) {
    const seen = mode !== "space";
    this.names.forEach((node, axis) => {
      node.replaceChildren(axisName(names[axis][0]));
      node.hidden = !seen;
    });
    this.laidOut = null;
    this.numbered = seen ? (isLine ? 1 : 2) : 0; // axes that have numbers
  }

  showLoading(fraction, n) {
    this.loading.hidden = fraction >= 1;
    setText(this.loadingText, fill(this.words.loading, { n: n.toLocaleString("en") }));
    this.progress.style.transform = `scaleX(${fraction})`;
  }

  // Axis numbers at the grid lines, left out where they would touch a corner. A plane that glides shows
  // others in each frame: their elements are kept, since every new one costs a pass over the page's style.
  showAxes(view, layout) {
    const { decimals, values } = view.ticks(layout.gridGap),
      u = layout.unit,
      inside = layout.columns === 1,
      kept = [0, 1].map((which) => this.numbers.filter(({ axis }) => axis === which));
    this.numbers = [];
    this.unit = u;
    this.pillsShown = !inside;
    if (layout !== this.laidOut) {
      this.laidOut = layout;
      this.nameWidth = this.names[0].offsetWidth;
    }
    const nameRoom = Math.max(34 * u, this.nameWidth + 20 * u);
    values.slice(0, this.numbered).forEach((list, axis) => {
      for (const value of list) {
        const [x, y] = view.toPixel(axis === 0 ? [value, 0] : [0, value]);
        const near = 16 * u;
        if (axis === 0 && (x < (inside ? 34 : near) || x > view.width - nameRoom)) continue;
        if (axis === 1 && (y < 28 * u || y > view.height - (inside ? 30 : near))) continue;
        const node =
            kept[axis].shift()?.node ??
            this.ticks.appendChild(el("span", { class: `lse-tick lse-tick-${axis}` }, " ")),
          at = axis === 0 ? x : y;
        setText(node, formatNumber(value, decimals));
        node.style.transform = alongAxis(axis, at);
        this.numbers.push({ node, axis, at });
      }
    });
    for (const { node } of kept.flat()) node.remove();
    if (!this.canReset) return;
    this.reset.hidden = view.isHome;
    setText(
      this.reset,
      `×${view.zoom < 10 ? view.zoom.toFixed(1) : view.zoom.toFixed(0)} · ${this.words.reset}`,
    );
  }

  showPills(view, point, decimals) {
    const at = view.toPixel(point);
    // A number beside its pill would be half covered.
    for (const { node, axis, at: value } of this.numbers) {
      const covered =
        this.pillsShown && Math.abs(value - at[axis]) < (axis === 0 ? 34 : 20) * this.unit;
      node.style.opacity = covered ? "0" : "";
    }
    this.pills.forEach((pill, axis) => {
      const extent = axis === 0 ? view.width : view.height;
      const isSeen = axis < this.numbered && at[axis] >= 0 && at[axis] <= extent;
      pill.style.visibility = isSeen ? "" : "hidden";
      if (!isSeen) return; // far outside it would make the page scroll
      setText(pill, formatNumber(point[axis], decimals));
      pill.style.transform = alongAxis(axis, at[axis]);
    });
  }

  // What the keys do, and what the drawing shows. Zoomed in, panning matters more.
  showHints(mode, zoomed) {
    const key = `${mode}:${zoomed}`,
      space = mode === "space";
    if (this.hinted === key) return;
    this.hinted = key;
    const { words } = this,
      kbd = (text) => el("kbd", {}, text);
    const group = (keys, word) => el("span", {}, ...keys.map(kbd), ` ${word}`);
    this.keys.replaceChildren(
      ...(zoomed
        ? [group([words.key_space], words.hint_pan), group(["+", "−"], words.hint_zoom)]
        : [
            group(["←", "→", "↑", "↓"], space ? words.hint_turn : words.hint_move),
            group(["Shift"], words.hint_fast),
            group(["0"], words.hint_centre),
          ]),
    );
    setText(this.note, space ? words.hint_points : mode === "points" ? this.rings : words.faded);
  }
}

// The middle of a number or a pill to a place on its axis, in pixels: moved, not laid out anew.
function alongAxis(axis, at) {
  return axis === 0
    ? `translate(${at}px, 0) translateX(-50%)`
    : `translate(0, ${at}px) translateY(-50%)`;
}
