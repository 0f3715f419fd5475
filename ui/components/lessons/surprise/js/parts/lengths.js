// Amounts as lengths on one scale: a row each, made of pieces, with its number at the right.
import { el } from "../../../../js/shared/page/dom.js";
import { svg, svgText } from "../../../../js/shared/page/svg.js";

const BAR = 28,
  ROW = 48; // design pixels, as all others here

/**
 * @typedef {object} LengthsRow
 * @property {string} name
 * @property {string} [note]  below the name
 * @property {number} from  where the row begins
 * @property {{from: number, to: number, text?: string, title?: string, kind: string}[]} pieces
 * @property {string} number
 * @property {string} [small]  below the number
 * @property {boolean} [hidden]  a dashed outline and "?" instead
 */

export class Lengths {
  // `scale`: {high, ticks: [[value, text]], second: [[value, text]], foot}: the axis, a second one
  // below it, and what stands at its left.
  constructor(testid, scale) {
    this.scale = scale;
    this.node = el("div", { class: "lse-sp-lengths", "data-testid": testid });
    this.drawing = svg("svg", { role: "img" });
    this.node.append(this.drawing);
  }

  resize(metrics) {
    this.metrics = metrics;
  }

  // `marks`: [{value, row, text}]: a stake through a row. `lines`: [{value, from, to}]: dashed, over rows.
  /**
   * @param {LengthsRow[]} rows
   * @param {{marks?: {value: number, row: number, text: string, above: boolean, kind: string}[], lines?: {value: number, from: number, to: number}[]}} [extra]
   */
  show(rows, { marks = [], lines = [] } = {}) {
    if (!this.metrics) return;
    const { width, u, text, wide } = this.metrics;
    const label = wide ? Math.max(196 * u, 13.6 * text(14)) : 0,
      numbers = wide ? Math.max(116 * u, 5 * text(20)) : 0;
    const left = label + 1,
      right = width - numbers - 1,
      line = text(12) * 1.3;
    const pitch = wide ? Math.max(ROW * u, 2.8 * text(13)) : text(14) * 1.4 + BAR + 12;
    const head = wide ? 8 * u : text(14) * 1.4;
    const bar = wide ? Math.min(BAR * u, pitch - 12) : BAR;
    const x = (value) =>
      left + ((right - left) * Math.min(value, this.scale.high)) / this.scale.high;
    const y = (row) => head + row * pitch;
    const bottom = y(rows.length) - (wide ? 4 * u : head - 6);
    const parts = this.grid(x, wide ? 0 : head - 4, bottom);
    rows.forEach((row, i) => {
      parts.push(...this.names(row, y(i), bar));
      parts.push(
        ...(row.hidden ? [outline(x(row.from), y(i), right, bar)] : this.bars(row, y(i), bar, x)),
      );
    });
    for (const { value, from, to } of lines) {
      parts.push(
        svg("line", {
          class: "lse-sp-drop",
          x1: x(value),
          x2: x(value),
          y1: y(from) - 6,
          y2: y(to) + bar + 6,
        }),
      );
    }
    for (const mark of marks) parts.push(...stake(mark, x, y(mark.row), bar, text, right));
    const height = this.axes(parts, x, bottom, line, left, right);
    this.drawing.setAttribute("width", width);
    this.drawing.setAttribute("height", String(height));
    this.drawing.replaceChildren(...parts);
    const spoken = rows.map(
      (row) => `${row.name}: ${row.hidden ? "?" : row.number} ${row.small ?? ""}`,
    );
    this.drawing.setAttribute("aria-label", spoken.join(". "));
  }

  grid(x, top, bottom) {
    return this.scale.ticks.map(([value]) =>
      svg("line", { class: "lse-sp-grid", x1: x(value), x2: x(value), y1: top, y2: bottom }),
    );
  }

  /**
   * @param {LengthsRow} row
   * @param {number} y
   * @param {number} bar
   */
  names({ name, note, number, small, hidden }, y, bar) {
    const { width, text, wide } = this.metrics;
    const shown = hidden ? "?" : number,
      at = wide ? y + bar / 2 + text(20) * 0.35 - (small && !hidden ? text(12) * 0.6 : 0) : y - 7;
    const figure = svgText(
      shown,
      width,
      at,
      "end",
      wide ? "lse-sp-figure" : "lse-sp-figure lse-sp-figure-small",
    );
    const title = svgText(
      name,
      0,
      wide ? y + bar / 2 + (note ? -0.3 * text(12) : 0.35 * text(14)) : y - 7,
      "start",
      "lse-sp-name",
    );
    const made = [title, figure];
    if (wide && note) made.push(svgText(note, 0, y + bar / 2 + text(12), "start", "lse-sp-note"));
    if (wide && small && !hidden)
      made.push(svgText(small, width, at + text(12) * 1.3, "end", "lse-sp-note"));
    return made;
  }

  bars({ pieces }, y, bar, x) {
    const { text } = this.metrics;
    return pieces.flatMap(({ from, to, text: letter, title, kind }) => {
      const [a, b] = [x(from), x(to)];
      if (!(b - a > 0.2)) return [];
      const rect = svg("rect", {
        class: `lse-sp-piece lse-sp-${kind}`,
        x: a,
        y,
        width: b - a,
        height: bar,
      });
      if (title) rect.append(svg("title", {}, title));
      const fits = letter && b - a > text(14) * 0.7 * letter.length + 6;
      const made = fits
        ? [
            rect,
            svgText(letter, (a + b) / 2, y + bar / 2 + text(14) * 0.35, "middle", "lse-sp-letter"),
          ]
        : [rect];
      if (!Number.isFinite(to)) made.push(torn(b, y, bar));
      return made;
    });
  }

  axes(parts, x, bottom, line, left, right) {
    const { ticks, second, foot } = this.scale,
      { wide } = this.metrics;
    parts.push(svg("line", { class: "lse-sp-base", x1: left, x2: right, y1: bottom, y2: bottom }));
    const number =
      (at) =>
      ([value, text], i, all) =>
        text
          ? [
              svgText(
                text,
                x(value),
                at,
                value === 0
                  ? "start"
                  : i === all.length - 1 && x(value) > right - 20
                    ? "end"
                    : "middle",
                "lse-sp-note",
              ),
            ]
          : [];
    parts.push(...ticks.flatMap(number(bottom + line)));
    if (wide && foot) parts.push(svgText(foot, 0, bottom + line, "start", "lse-sp-note"));
    if (!second) return bottom + line + 6;
    const lower = bottom + line + 8;
    parts.push(svg("line", { class: "lse-sp-base", x1: left, x2: right, y1: lower, y2: lower }));
    parts.push(
      ...second.map(([value]) =>
        svg("line", { class: "lse-sp-base", x1: x(value), x2: x(value), y1: lower, y2: lower + 5 }),
      ),
      ...second.flatMap(number(lower + line + 3)),
    );
    return lower + line + 9;
  }
}

// The right end of a bar that goes on beyond the scale.
function torn(x, y, bar) {
  const step = bar / 4;
  const zigzag = [0, 1, 2, 3, 4].map((i) => `${x - (i % 2 ? 8 : 0)},${y + i * step}`).join(" L");
  return svg("path", {
    class: "lse-sp-torn",
    d: `M${zigzag} L${x + 2},${y + bar} L${x + 2},${y} Z`,
  });
}

function outline(from, y, right, bar) {
  return svg("rect", {
    class: "lse-sp-hidden",
    x: from,
    y: y + 0.5,
    width: Math.max(0, right - from),
    height: bar - 1,
    rx: 3,
  });
}

// A value of one's own: a line through the row, a dot on it, and words beside it, or above where the
// row has pieces.
function stake({ value, text: words, above, kind }, x, y, bar, text, right) {
  const at = x(value),
    shift = above ? 8 : 14,
    flips = at + shift + words.length * text(14) * 0.5 > right;
  const head = above ? text(14) * 1.1 : 7;
  return [
    svg("line", {
      class: `lse-sp-stake lse-sp-${kind}`,
      x1: at,
      x2: at,
      y1: y - head,
      y2: y + bar + 7,
    }),
    svg("circle", { class: `lse-sp-stake-dot lse-sp-${kind}`, cx: at, cy: y + bar / 2, r: 8 }),
    svgText(
      words,
      flips ? at - shift : at + shift,
      above ? y - 5 : y + bar / 2 + text(14) * 0.35,
      flips ? "end" : "start",
      `lse-sp-stake-text lse-sp-${kind}`,
    ),
  ];
}
