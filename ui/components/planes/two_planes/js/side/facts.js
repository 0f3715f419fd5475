// Beside a plane: the picture at the cursor, the verdict, what it is read as, and the shading's legend.

import { LEVELS } from "../../../../js/shared/latent/support.js";
import { el, fill, formatNumber, icon, setText } from "../../../../js/shared/page/dom.js";
import { ShareBars } from "../../../../js/shared/page/share_bars.js";
import { drawPicture } from "../../../../js/shared/pictures/pictures.js";
import { isInverse } from "./shade.js";

const ROWS = 3;

export class Facts {
  // `name`: of the model, as the plane's title has it.
  /** @param {TwoPlanesData} data */
  constructor(data, which, name, shape, bubble) {
    const { words, classes } = data;
    this.data = data;
    this.words = words;
    this.classes = classes;
    this.order = classes.map((_, label) => label); // best first
    this.name = name;
    this.picture = shape.canvas({ "data-testid": `picture-${which}`, role: "img" });
    this.mark = el("span", { class: "lse-mark" });
    this.word = el("span");
    this.badge = bubble.explain(
      el("span", { class: "lse-badge", "data-testid": `support-${which}` }, this.mark, this.word),
      () => words[`${this.level}_help`],
      "lse-badge-button",
    );
    this.bars = data.recogniser ? new ShareBars(ROWS, `reads-${which}`, classes) : null;
    const missing = this.bars
      ? null
      : bubble.explain(
          el("span", { class: "lse-small" }, words.reads_missing),
          fill(words.reads_missing_help, { command: data.recogniser_command }),
        );
    this.legend = new LayerLegend(data, which, bubble);
    this.node = el(
      "div",
      { class: "lse-two-facts" },
      el("div", { class: "lse-picture" }, this.picture),
      el(
        "div",
        { class: "lse-two-verdict" },
        this.badge,
        // Where there can be no recogniser, nothing is said of it.
        data.recogniser_command
          ? el(
              "div",
              { class: "lse-two-reads" },
              bubble.explain(el("span", { class: "lse-heading" }, words.reads), words.reads_help),
              this.bars?.node,
              missing,
            )
          : null,
      ),
      this.legend.node,
    );
  }

  showPicture(pixels, theme) {
    drawPicture(this.picture, pixels, theme);
  }

  showLevel(level) {
    this.level = LEVELS[level];
    if (this.node.dataset.level === this.level) return;
    this.node.dataset.level = this.level;
    setText(this.word, this.words[this.level]);
    this.mark.replaceChildren(icon(this.level));
  }

  // `probabilities`: one a class.
  showReading(probabilities, theme) {
    const { order } = this;
    order.sort((a, b) => probabilities[b] - probabilities[a]);
    this.bars.show((i) => ({ label: order[i], share: probabilities[order[i]] }), theme);
    this.read = { name: this.classes[order[0]], share: Math.round(100 * probabilities[order[0]]) };
  }

  label(where) {
    this.picture.setAttribute("aria-label", fill(this.words.picture, { name: this.name, where }));
  }
}

// What the shading means: its name, the value here, its ends and its unit.
class LayerLegend {
  /** @param {TwoPlanesData} data */
  constructor(data, which, bubble) {
    const { words } = data;
    this.words = words;
    this.data = data;
    this.title = el("span");
    this.here = el("strong", { "data-testid": `layer-value-${which}` });
    this.low = el("span");
    this.high = el("span");
    this.unit = el("span", { class: "lse-two-unit" });
    this.ramp = el("span", { class: "lse-two-ramp" });
    this.help = "";
    this.term = bubble.explain(
      el(
        "span",
        { class: "lse-two-legend" },
        el("span", { class: "lse-two-legend-row" }, this.title, this.here),
        this.ramp,
        el("span", { class: "lse-two-legend-row" }, this.low, this.high),
        this.unit,
      ),
      () => this.help,
      "lse-two-term",
    );
    this.missing = el("p", { class: "lse-small lse-two-missing" });
    this.node = el("div", { class: "lse-two-layer lse-small" }, this.term, this.missing);
  }

  show(layer, shade) {
    const { words } = this,
      name = words[`layer_${layer}`],
      title = words[`layer_${layer}_title`],
      entry = shade?.entry(layer);
    this.layer = layer;
    this.node.hidden = layer === "none" || !shade;
    if (this.node.hidden) return;
    this.node.dataset.layer = layer;
    this.ramp.toggleAttribute("data-inverse", isInverse(layer));
    const measured = layer === "holes" || Boolean(entry);
    this.term.hidden = !measured;
    const needs = layer === "certainty" && !this.data.recogniser;
    setText(
      this.missing,
      measured
        ? ""
        : fill(words[needs ? "layer_needs" : "layer_missing"], {
            name,
            command: this.data.recogniser_command,
          }),
    );
    setText(this.title, name);
    if (layer === "holes") {
      const { k, hole } = shade.support.rule,
        value = short(hole);
      this.help = fill(words.holes_help, { k, hole: value });
      setText(this.low, "");
      setText(this.high, "");
      setText(this.unit, fill(words.holes_unit, { hole: value }));
    } else if (entry) {
      const low = short(entry.low),
        high = short(entry.high),
        unit = words[`layer_${layer}_unit`];
      this.help = fill(words.layer_help, {
        title,
        unit,
        low,
        high,
        log: entry.scale === "log" ? words.layer_log : "",
      });
      setText(this.low, low);
      setText(this.high, high);
      setText(this.unit, unit);
    }
  }

  showValue(shade, z) {
    if (this.layer === "none" || !shade) return;
    const value = this.layer === "holes" ? shade.support.distanceAt(z) : shade.value(this.layer, z);
    setText(this.here, value === null ? "–" : short(value));
  }
}

// A number with two or three significant digits.
export function short(value) {
  const size = Math.abs(value);
  return formatNumber(
    value,
    size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : size >= 0.01 ? 3 : 4,
  );
}
