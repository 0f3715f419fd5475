// Which section of more than two dimensions the plane shows: two small selects, across and up.
import { el, fill } from "../../../../js/shared/page/dom.js";

export class AxesChoice {
  // `dims`: their indices, the most telling first. `onChoose(key)`: see section.js.
  constructor(words, dims, components, bubble, onChoose) {
    this.words = words;
    this.dims = dims;
    this.selects = ["across", "up"].map((way, axis) => {
      const share = Math.round(100 * components.shares[axis]);
      const select = el(
        "select",
        { class: "lse-select", "data-testid": `axis-${way}`, "aria-label": words[`${way}_axis`] },
        el("option", { value: "pc" }, `PC ${axis + 1} · ${share} %`),
        ...dims.map((k) => el("option", { value: k + 1 }, `z${k + 1}`)),
      );
      select.onchange = () => onChoose(this.keyOf(axis));
      return select;
    });
    const shares = fill(words.axes_help, {
      shares: components.shares.map((share) => `${Math.round(100 * share)} %`).join(" + "),
    });
    const help = () => (this.selects[0].value === "view" ? words.view_help : shares);
    this.node = el(
      "div",
      { class: "lse-axes" },
      bubble.explain(el("span", { class: "lse-heading" }, words.axes), help),
      ...this.selects.map((select, axis) =>
        el(
          "label",
          { class: "lse-axes-choice" },
          el("span", { class: "lse-small" }, words[axis ? "up" : "across"]),
          select,
        ),
      ),
    );
  }

  // What the two selects ask for, `axis` being the one just changed: principal components come
  // as a pair, and no number can lie both across and up.
  keyOf(axis) {
    const [mine, other] = [this.selects[axis].value, this.selects[1 - axis].value];
    if (mine === "pc") return "pc";
    const free = String(this.dims.find((k) => String(k + 1) !== mine) + 1);
    const partner = !/^\d+$/.test(other)
      ? free
      : other === mine
        ? (this.shown[axis] ?? free)
        : other;
    return axis ? `${partner},${mine}` : `${mine},${partner}`;
  }

  show({ key }) {
    const isPair = /^\d+,\d+$/.test(key);
    this.shown = isPair ? key.split(",") : [];
    this.selects.forEach((select, axis) => {
      const turned = select.querySelector('option[value="view"]');
      if (key.startsWith("view") && !turned)
        select.append(el("option", { value: "view" }, this.words.this_view));
      if (!key.startsWith("view")) turned?.remove();
      select.value = isPair ? this.shown[axis] : key.startsWith("view") ? "view" : "pc";
    });
  }
}
