// One latent number by hand: a slider, and a field to type in. Both are real inputs.
import { el, fill, formatNumber, parseNumber } from "../page/dom.js";

export class Row {
  // `number`: {dim, center, low, high, limits, step, decimals}: the slider goes from low to high, a
  // typed value may lie within the limits. `on`: {slide, commit, step, complain(field, sentence)}.
  constructor(number, words, on) {
    const { dim, low, high, limits, step } = number,
      name = `z${dim + 1}`;
    this.number = number;
    this.on = on;
    const range = (this.range = el("input", {
      type: "range",
      class: "lse-range",
      min: low,
      max: high,
      step: "any",
      "data-testid": `slider-${name}`,
      "aria-label": fill(words.slider, { name }),
    }));
    const field = (this.field = el("input", {
      type: "text",
      class: "lse-field",
      autocomplete: "off",
      spellcheck: "false",
      "data-testid": `field-${name}`,
      "aria-label": fill(words.field, { name }),
    }));
    range.oninput = () => on.slide(dim, Number(range.value));
    range.onchange = () => on.commit();
    // step="any" keeps every value of the cursor exact, but leaves the size of an
    // arrow's step to the browser: take our own.
    range.onkeydown = (event) => {
      const sign = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      if (!sign || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      on.step(dim, sign * step * (event.shiftKey ? 5 : 1));
    };
    const accept = () => {
      const value = parseNumber(field.value);
      if (field.value === field.dataset.shown) return this.complain("");
      if (value === null) return this.complain(fill(words.not_a_number, { name }));
      if (value < limits[0] || value > limits[1]) {
        return this.complain(
          fill(words.out_of_range, {
            name,
            low: formatNumber(limits[0], 1),
            high: formatNumber(limits[1], 1),
          }),
        );
      }
      this.complain("");
      on.slide(dim, value);
      on.commit();
    };
    field.onchange = accept;
    field.onkeydown = (event) => {
      if (event.key === "Enter") accept();
      if (event.key === "Escape") {
        this.complain("");
        field.value = field.dataset.shown;
      }
    };
    field.onblur = () => {
      if (!this.isWrong) field.value = field.dataset.shown;
    };
  }

  get isWrong() {
    return this.field.getAttribute("aria-invalid") === "true";
  }

  complain(sentence) {
    this.field.setAttribute("aria-invalid", String(sentence !== ""));
    this.on.complain(this, sentence);
  }

  show(value) {
    const { range, field } = this,
      { low, high, center, decimals } = this.number;
    if (Number(range.value) !== value) range.value = value;
    const percent = (v) =>
      `${Math.max(0, Math.min(100, ((v - low) / (high - low)) * 100)).toFixed(2)}%`;
    // The accent runs from the centre to the thumb; the thumb's own width shortens its way.
    range.style.setProperty("--from", percent(Math.min(value, center)));
    range.style.setProperty("--to", percent(Math.max(value, center)));
    const text = formatNumber(value, decimals);
    range.setAttribute("aria-valuetext", text);
    if (field.dataset.shown === text) return;
    field.dataset.shown = text;
    // Somebody typing keeps their text; a move elsewhere replaces it.
    if (!field.matches(":focus") || !this.isWrong) {
      field.value = text;
      if (this.isWrong) this.complain("");
    }
  }
}

// z with its number below the line; other names as they are.
export function axisName(name) {
  const [, number] = /^z(\d+)$/.exec(name) ?? [];
  return number ? el("span", { class: "lse-z" }, "z", el("sub", {}, number)) : el("span", {}, name);
}
