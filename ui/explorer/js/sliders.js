// z as two sliders, each with a field to type in and a strip of the classes on its way.
import { el, fill, formatNumber, parseNumber, setText } from "./dom.js";

export class Sliders {
  // `events`: {slide(axis, value), commit(), step(axis, steps)}.
  constructor(words, view, bubble, events) {
    Object.assign(this, { words, home: view.home, reach: view.reach, decimals: view.decimals });
    this.node = el("div", { class: "lse-sliders" });
    this.rows = [0, 1].map((axis) => this.makeRow(axis, bubble, events));
    this.problem = el("p", { class: "lse-problem", role: "alert", id: `${bubble.node.id}-problem` });
    for (const row of this.rows) row.field.setAttribute("aria-describedby", this.problem.id);
    this.caption = bubble.explain(words.strip, words.strip_help, "lse-caption");
    this.node.append(el("div", { class: "lse-under" }, this.caption, this.problem));
  }

  makeRow(axis, bubble, events) {
    const { words, home } = this, name = `z${axis + 1}`;
    const low = home.center[axis] - home.half, high = home.center[axis] + home.half;
    const range = el("input", { type: "range", class: "lse-range", min: low, max: high, step: "any", "data-testid": `slider-${name}`, "aria-label": fill(words.slider, { name }) });
    const strip = el("canvas", { class: "lse-strip", width: 160, height: 1, "aria-hidden": "true" });
    const field = el("input", { type: "text", class: "lse-field", autocomplete: "off", spellcheck: "false", "data-testid": `field-${name}`, "aria-label": fill(words.field, { name }) });
    const label = bubble.explain(axisName(axis), fill(words.z_help, { name }), "lse-axis");
    range.oninput = () => events.slide(axis, Number(range.value));
    range.onchange = () => events.commit();
    // step="any" keeps every value of the cursor exact, but leaves the size of an
    // arrow's step to the browser: take the plane's own.
    range.onkeydown = (event) => {
      const sign = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      if (!sign || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      events.step(axis, sign * (event.shiftKey ? 5 : 1));
    };
    const accept = () => {
      const value = parseNumber(field.value);
      if (field.value === field.dataset.shown) return this.complain(field, "");
      if (value === null) return this.complain(field, fill(words.not_a_number, { name }));
      const limits = [home.center[axis] - this.reach, home.center[axis] + this.reach];
      if (value < limits[0] || value > limits[1]) {
        return this.complain(field, fill(words.out_of_range, { name, low: formatNumber(limits[0], 1), high: formatNumber(limits[1], 1) }));
      }
      this.complain(field, "");
      events.slide(axis, value);
      events.commit();
    };
    field.onchange = accept;
    field.onkeydown = (event) => {
      if (event.key === "Enter") accept();
      if (event.key === "Escape") { this.complain(field, ""); field.value = field.dataset.shown; }
    };
    field.onblur = () => { if (field.getAttribute("aria-invalid") !== "true") field.value = field.dataset.shown; };
    this.node.append(el("div", { class: "lse-row" }, label, el("div", { class: "lse-track" }, range, strip), field));
    return { range, strip, field };
  }

  complain(field, sentence) {
    field.setAttribute("aria-invalid", String(sentence !== ""));
    setText(this.problem, sentence);
    this.caption.hidden = sentence !== "";
  }

  show(z) {
    this.rows.forEach(({ range, field }, axis) => {
      const { home } = this, low = home.center[axis] - home.half, span = 2 * home.half;
      if (Number(range.value) !== z[axis]) range.value = z[axis];
      const percent = (v) => `${Math.max(0, Math.min(100, (v - low) / span * 100)).toFixed(2)}%`;
      // The accent runs from the centre to the thumb; the thumb's own width shortens its way.
      range.style.setProperty("--from", percent(Math.min(z[axis], home.center[axis])));
      range.style.setProperty("--to", percent(Math.max(z[axis], home.center[axis])));
      const text = formatNumber(z[axis], this.decimals);
      range.setAttribute("aria-valuetext", text);
      if (field.dataset.shown === text) return;
      field.dataset.shown = text;
      // Somebody typing keeps their text; a move elsewhere replaces it.
      if (!field.matches(":focus") || field.getAttribute("aria-invalid") !== "true") {
        field.value = text;
        if (field.getAttribute("aria-invalid") === "true") this.complain(field, "");
      }
    });
  }

  // Classes met along each axis, as runs of colour; empty where nothing lands.
  showStrips(field, z, theme) {
    this.rows.forEach(({ strip }, axis) => {
      const context = strip.getContext("2d"), line = field.line(z, axis);
      if (strip.width !== line.length) strip.width = line.length;
      context.clearRect(0, 0, line.length, 1);
      for (let i = 0; i < line.length; i++) {
        if (line[i] < 0) continue;
        context.fillStyle = theme.classColour(line[i]);
        context.fillRect(i, 0, 1, 1);
      }
    });
  }
}

export function axisName(axis) { return el("span", { class: "lse-z" }, "z", el("sub", {}, String(axis + 1))); }
