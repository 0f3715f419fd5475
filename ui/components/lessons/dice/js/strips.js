// All throws at once: the gradient for mu_1 by three estimators, on one scale and closer.
import { el, fill, formatNumber } from "../../../js/shared/page/dom.js";
import { svg } from "../../../js/shared/page/svg.js";
import { axisEnd, axisTick, dotAt, dots, spread } from "./spread.js";

const CLOSER = 40;
const [STRIP_WIDTH, STRIP_HEIGHT] = [400, 40]; // of a strip; it is stretched sideways, dots are not
const ROWS = ["reparameterised", "score", "baseline"];

export class Strips {
  constructor(data, bubble) {
    const { words, estimates } = data,
      n = data.recon.length;
    this.data = data;
    this.values = ROWS.map((row) => estimates[row]);
    this.end = axisEnd(this.values);
    this.here = [];
    const head = (text, className) => el("span", { class: `lse-small ${className}` }, text);
    const rows = ROWS.map((row, i) => this.row(row, this.values[i]));
    const tick = (value, at) =>
      el("span", { style: `left:${at}%` }, formatNumber(value, 0).replace(/\B(?=(\d{3})+$)/g, ","));
    const axis = (end, className) => {
      const reach = axisTick(end);
      // One scale for all would tell how far the rows that wait spread.
      if (!data.revealed && end === this.end) return el("span", { class: className });
      return el(
        "span",
        { class: `lse-small lse-dice-axis ${className}` },
        tick(-reach, 50 - (50 * reach) / end),
        tick(0, 50),
        tick(reach, 50 + (50 * reach) / end),
      );
    };
    this.node = el(
      "section",
      { class: "lse-dice-strips", "data-testid": "strips" },
      el("h3", { class: "lse-heading lse-dice-strips-title" }, fill(words.strips, { n })),
      head(words.one_scale, "lse-dice-wide"),
      head(data.revealed ? words.closer : words.closer_hidden, "lse-dice-close"),
      bubble.explain(words.sd, fill(words.sd_help, { n }), "lse-small lse-dice-sd-name"),
      ...rows.flat(),
      head(
        fill(data.parts.includes("pass") ? words.mean_line_ring : words.mean_line, { n }),
        "lse-dice-legend",
      ),
      axis(this.end, "lse-dice-wide"),
      axis(this.end / CLOSER, "lse-dice-close"),
    );
  }

  row(name, values) {
    const { words, revealed } = this.data,
      { mean, sd } = spread(values),
      hidden = !revealed && name !== "reparameterised",
      title = words[`row_${name}`];
    const strip = (end, className) => {
      const reach = formatNumber(end, 0).replace(/\B(?=(\d{3})+$)/g, ","),
        isWide = end === this.end;
      const box = el("div", { class: `lse-dice-strip ${className}`, "data-scale": `±${reach}` });
      if (hidden || (isWide && !revealed)) {
        delete box.dataset.scale;
        box.dataset.hidden = "1";
        box.append(el("span", { class: "lse-small" }, words.hidden));
        this.here.push(null);
        return box;
      }
      const inside = Math.abs(mean) <= end,
        here = svg("circle", { r: 5, class: "lse-dice-here", style: "display:none" });
      // Dots and the line are drawn in boxes that stretch: non-scaling strokes keep their size.
      const stretched = svg(
        "svg",
        { viewBox: `0 0 ${STRIP_WIDTH} ${STRIP_HEIGHT}`, preserveAspectRatio: "none" },
        svg("path", { d: dots(values, end, STRIP_WIDTH, STRIP_HEIGHT), class: "lse-dice-values" }),
        svg("path", { d: `M${STRIP_WIDTH / 2} 0V${STRIP_HEIGHT}`, class: "lse-dice-zero" }),
        inside
          ? svg("path", {
              d: `M${((mean / end + 1) / 2) * STRIP_WIDTH} 0V${STRIP_HEIGHT}`,
              class: "lse-dice-mean",
            })
          : "",
      );
      const mark = svg("svg", { class: "lse-dice-mark" }, here);
      this.here.push({ here, end, values });
      box.append(stretched, mark);
      if (!inside)
        box.append(
          el(
            "span",
            { class: "lse-small lse-dice-outside" },
            fill(words.outside, { mean: formatNumber(mean, 0) }),
          ),
        );
      return box;
    };
    return [
      el(
        "div",
        { class: "lse-dice-row-name" },
        el("b", {}, title),
        el("span", { class: "lse-small" }, words[`row_${name}_note`]),
      ),
      strip(this.end, "lse-dice-wide"),
      strip(this.end / CLOSER, "lse-dice-close"),
      el(
        "span",
        {
          class: "lse-dice-sd",
          "data-testid": `sd-${name}`,
          "aria-label": hidden
            ? words.hidden
            : fill(words.strip_label, {
                name: title,
                mean: formatNumber(mean, 1),
                sd: formatNumber(sd, 1),
              }),
        },
        hidden ? words.hidden : formatNumber(sd, sd < 10 ? 1 : 0).replace(/\B(?=(\d{3})+$)/g, ","),
      ),
    ];
  }

  // The ring around this throw's dot.
  show(index) {
    for (const mark of this.here) {
      if (!mark || !this.data.parts.includes("pass")) continue;
      const { here, end, values } = mark,
        isInside = Math.abs(values[index]) <= end,
        [x, y] = dotAt(values[index], index, end, 100, 100);
      here.style.display = isInside ? "" : "none";
      here.setAttribute("cx", `${x}%`);
      here.setAttribute("cy", `${y}%`);
    }
  }
}
