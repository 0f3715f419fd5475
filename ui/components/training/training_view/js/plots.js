// Small multiples of the loss and its parts, drawn anew whenever there is a new point.
import { el, fill, formatNumber, setAttribute } from "../../../js/shared/page/dom.js";

export const MANY_EPOCHS = 20; // beyond, epochs are spaced by their logarithm
const START = 0.06; // of what has passed: the first fall may lie above the frame
const MIN_LABEL_GAP = 15; // px between two figures at the ends of lines
const GAP = { left: 40, right: 46, top: 6, bottom: 20 };

export class Plot {
  // `name`: "loss", "recon" or "kl", a column of the rows. `epochs`: of the whole training.
  constructor(name, { words, units, other, epochs }, bubble) {
    const unit = units[name];
    this.name = name;
    this.words = words;
    this.unit = unit;
    this.other = other;
    this.epochs = epochs;
    const title = fill(words.plot_title, { name: words[name], unit });
    this.box = el("div", {
      class: "lse-live-plot-box",
      role: "img",
      "data-testid": `live-plot-${name}`,
    });
    this.node = el(
      "figure",
      { class: "lse-live-plot" },
      el(
        "figcaption",
        { class: "lse-heading" },
        bubble.explain(title, `${words[`${name}_help`]} ${words.plot_help}`),
      ),
      this.box,
    );
  }

  // `training`: [epoch, value] as images went by; `measured`: the same after each epoch; `now`: the
  // epoch that has come. `size`: {width, height, unit}, the last one in px.
  draw(training, measured, now, { width, height, unit: u }) {
    const gap = Object.fromEntries(Object.entries(GAP).map(([side, v]) => [side, v * u]));
    const inner = {
      left: gap.left,
      right: width - gap.right,
      top: gap.top,
      bottom: height - gap.bottom,
    };
    const lines = [training, measured];
    const across = this.across(training, now, inner),
      [low, high] = range(lines, now);
    const up = (v) => inner.bottom - ((v - low) / (high - low)) * (inner.bottom - inner.top);
    const path = (line) =>
      line
        .map(([epoch, value]) => `${across.at(epoch).toFixed(1)},${up(value).toFixed(1)}`)
        .join(" ");
    const ends = spread(
      lines.map((line, k) =>
        line.length ? { k, value: line.at(-1)[1], y: up(line.at(-1)[1]) } : null,
      ),
      inner,
      MIN_LABEL_GAP * u,
    );
    const text = (x, y, label, anchor, kind) =>
      `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" class="lse-live-${kind}">${label}</text>`;
    const steps = ticks(low, high, Math.max(2, Math.floor((inner.bottom - inner.top) / (34 * u))));
    const clip = `${this.name}-${this.box.dataset.testid}`;
    this.box.innerHTML = `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" aria-hidden="true">
      <clipPath id="${clip}"><rect x="${inner.left - 4}" y="${inner.top - 4}" width="${inner.right - inner.left + 8}" height="${inner.bottom - inner.top + 8}"/></clipPath>
      ${steps.values.map((v) => `<line x1="${inner.left}" x2="${inner.right}" y1="${up(v).toFixed(1)}" y2="${up(v).toFixed(1)}" class="lse-live-grid"/>${text(inner.left - 6 * u, up(v) + 4 * u, formatNumber(v, steps.decimals), "end", "tick")}`).join("")}
      ${across.ticks.map(([epoch, label]) => text(across.at(epoch), height - 4 * u, label, "middle", "tick")).join("")}
      <g clip-path="url(#${clip})"><polyline points="${path(training)}" class="lse-live-training"/><polyline points="${path(measured)}" class="lse-live-measured"/>
      ${measured.map(([epoch, value]) => `<circle cx="${across.at(epoch).toFixed(1)}" cy="${up(value).toFixed(1)}" r="${(measured.length > 40 ? 1.5 : 2.5) * u}" class="lse-live-point"/>`).join("")}</g>
      ${ends.map(({ k, value, y }) => text(inner.right + 6 * u, y + 4 * u, formatNumber(value, 1), "start", k ? "end-measured" : "end-training")).join("")}
    </svg>`;
    setAttribute(this.box, "aria-label", this.describe(training, measured));
  }

  describe(training, measured) {
    const { words, unit } = this,
      name = words[this.name];
    if (!training.length) return fill(words.plot_empty, { name });
    const first = fill(words.plot_training, {
      name,
      value: formatNumber(training.at(-1)[1], 1),
      unit,
    });
    if (!measured.length) return first;
    return `${first} ${fill(words.plot_measured, { other: this.other, value: formatNumber(measured.at(-1)[1], 1), unit, epoch: measured.at(-1)[0] })}`;
  }

  // Where an epoch stands. With few epochs the axis grows with what has passed, by 1, 2, 5, 10 ...
  across(training, now, { left, right }) {
    const { epochs } = this;
    if (epochs > MANY_EPOCHS) {
      const first = Math.min(training[0]?.[0] ?? 1, 1),
        span = Math.log(epochs / first);
      const tens = [0.001, 0.01, 0.1, 1, 10, 100, 1000, 10000, 100000].filter(
        (v) => v >= first && v <= epochs,
      );
      return {
        at: (epoch) => left + ((right - left) * Math.log(Math.max(epoch, first) / first)) / span,
        ticks: tens.map((v) => [v, v.toLocaleString("en")]),
      };
    }
    const end = Math.min(epochs, roundUp(Math.max(now, 0.05))),
      marks = ticks(0, end, Math.max(2, Math.floor((right - left) / 70)), end >= 1 ? 1 : 0);
    return {
      at: (epoch) => left + ((right - left) * epoch) / end,
      ticks: marks.values.map((v) => [v, formatNumber(v, marks.decimals)]),
    };
  }
}

// Lowest and highest value to be seen, with some room.
function range(lines, now) {
  let low = Infinity,
    high = -Infinity;
  lines.forEach((line, k) =>
    line.forEach(([epoch, value], i) => {
      if (k === 0 && epoch < START * now && i < line.length - 2) return;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }),
  );
  if (low > high) return [0, 1];
  const room = 0.08 * (high - low) || Math.max(0.5, 0.1 * Math.abs(high));
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}

// Round values, steps of 1, 2 or 5 times a power of ten, about `count` of them and at least two.
function ticks(low, high, count, least = 0) {
  for (let rough = (high - low) / count; ; rough /= 2) {
    const step = Math.max(least, roundUp(rough)),
      values = [];
    for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++)
      values.push(i * step);
    if (values.length > 1 || step === least)
      return { values, decimals: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
  }
}

function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((m) => m * power).find((v) => v >= value * (1 - 1e-9));
}

// The figures at the ends of both lines, inside the frame and not upon one another.
function spread(ends, { top, bottom }, gap) {
  const shown = ends.filter((end) => end !== null).sort((a, b) => a.y - b.y);
  const hold = (y) => Math.max(top + 4, Math.min(bottom, y));
  shown.forEach((end) => {
    end.y = hold(end.y);
  });
  if (shown.length === 2 && shown[1].y - shown[0].y < gap) {
    const middle = Math.max(
      top + 4 + gap / 2,
      Math.min(bottom - gap / 2, (shown[0].y + shown[1].y) / 2),
    );
    shown[0].y = middle - gap / 2;
    shown[1].y = middle + gap / 2;
  }
  return shown;
}
