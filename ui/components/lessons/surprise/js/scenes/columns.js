// Four boxes side by side: where the prize is (p) and what is believed (q), in eighths that are dragged.
import { el, fill } from "../../../../js/shared/page/dom.js";
import { svg, svgText } from "../../../../js/shared/page/svg.js";
import { PARTS } from "../measures/boxes.js";
import { Handle } from "../parts/handle.js";
import { key } from "../parts/key.js";
import { eighthText } from "../parts/numbers.js";

export class Columns {
  // `on`: {believe(index, count), done()}.
  constructor(words, names, on) {
    this.words = words;
    this.names = names;
    this.on = on;
    this.drawing = svg("svg", { role: "group", "aria-label": words.boxes });
    this.fixed = svg("g");
    this.handles = names.map(
      (name, i) =>
        new Handle(
          { label: fill(words.belief_in, { box: name }), testid: `belief-${name}`, vertical: true },
          {
            drag: (_x, y) => on.believe(i, Math.round((this.base - y) / this.unit), "drag"),
            step: (by) => on.believe(i, by, "step"),
            done: () => on.done(),
          },
        ),
    );
    this.drawing.append(this.fixed, ...this.handles.map((handle) => handle.node));
    this.node = el(
      "section",
      { class: "lse-sp-columns" },
      el("h3", { class: "lse-sp-title" }, words.boxes),
      el("p", { class: "lse-small" }, key("p", words.where_p), key("q", words.believe_q)),
      this.drawing,
    );
  }

  resize({ columns, u, text, tall }) {
    this.width = columns;
    this.text = text;
    this.u = u;
    this.top = text(16) * 1.5;
    this.unit = (tall * u) / PARTS; // pixels of an eighth
    this.base = this.top + PARTS * this.unit;
    this.height = this.base + 68 * u;
    this.drawing.setAttribute("width", this.width);
    this.drawing.setAttribute("height", String(this.height));
  }

  show(p, q) {
    const { u, text, base, unit, names } = this,
      pitch = this.width / names.length,
      wide = Math.min(34 * u, pitch * 0.32),
      gap = Math.min(12 * u, pitch * 0.1);
    const parts = [
      svg("line", { class: "lse-sp-base", x1: 0, x2: this.width, y1: base, y2: base }),
    ];
    names.forEach((name, i) => {
      const middle = pitch * (i + 0.5),
        left = middle - gap / 2 - wide,
        right = middle + gap / 2;
      const column = (x, count, kind) => [
        svg("rect", {
          class: `lse-sp-column lse-sp-${kind}`,
          x,
          y: base - count * unit,
          width: wide,
          height: count * unit,
        }),
      ];
      parts.push(...column(left, p[i], "p"), ...column(right, q[i], "q"));
      parts.push(
        svgText(
          eighthText(p[i]),
          left + wide / 2,
          base - p[i] * unit - 8,
          "middle",
          "lse-sp-share",
        ),
        svgText(
          eighthText(q[i]),
          right + wide / 2,
          base - q[i] * unit - 12 * u - 6,
          "middle",
          "lse-sp-share lse-sp-mine",
        ),
        svg("line", {
          class: "lse-sp-bar-top",
          x1: right - 6 * u,
          x2: right + wide + 6 * u,
          y1: base - q[i] * unit,
          y2: base - q[i] * unit,
        }),
        ...box(name, middle, base + 10 * u, Math.min(pitch - 12, 2 * wide + 14 * u), u, text),
      );
      this.handles[i].moveTo(right + wide / 2, base - q[i] * unit, 9 * u);
      this.handles[i].say(
        q[i],
        [0, PARTS],
        fill(this.words.belief_value, { share: eighthText(q[i]) }),
      );
    });
    this.fixed.replaceChildren(...parts);
  }

  drop() {
    for (const handle of this.handles) handle.drop();
  }
}

// A box with a lid and a letter.
export function box(name, middle, top, width, u, text) {
  const height = 54 * u;
  return [
    svg("rect", {
      class: "lse-sp-box",
      x: middle - width / 2 + 4,
      y: top + 10 * u,
      width: width - 8,
      height: height - 10 * u,
      rx: 6,
    }),
    svg("rect", {
      class: "lse-sp-lid",
      x: middle - width / 2,
      y: top,
      width,
      height: 11 * u,
      rx: 2,
    }),
    svgText(name, middle, top + 34 * u + text(18) * 0.33, "middle", "lse-sp-letter-box"),
  ];
}
