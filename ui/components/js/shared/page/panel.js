// The panel beside the plane: the picture, the verdict, and who lives near.

import { LEVELS } from "../latent/support.js";
import { drawPicture } from "../pictures/pictures.js";
import { el, fill, formatNumber, hasNames, icon, setAttribute, setText } from "./dom.js";
import { ShareBars } from "./share_bars.js";

const RECOGNISED = 0.9; // as `vae_core.evaluation.samples.classify.MIN_CERTAINTY`
const ROWS = 5; // the layout shows three to five of them

export class Panel {
  // `shape`: the ImageShape of the pictures.
  constructor(words, kind, dim, classes, shape, bubble) {
    this.words = words;
    this.classes = classes;
    this.picture = shape.canvas({
      "data-testid": "decoded-image",
      role: "img",
    });
    this.frame = el("div", { class: "lse-picture" }, this.picture);
    this.word = el("span");
    this.mark = el("span", { class: "lse-mark" });
    this.badge = bubble.explain(
      el("span", { class: "lse-badge", "data-testid": "support" }, this.mark, this.word),
      () => words[`${this.level}_help`],
      "lse-badge-button",
    );
    this.reason = el("p", { class: "lse-reason" });
    this.reading = el("span", { class: "lse-reading", "data-testid": "reading" }, " "); // for `setText`
    const reading = words.reads_help && bubble.explain(this.reading, words.reads_help);
    this.sigma = el("span", { class: "lse-number", "data-testid": "sigma" });
    const many = dim > 2 ? "_many" : "",
      counts = { dims: dim, usual: formatNumber(Math.sqrt(dim), 1) };
    const distance = bubble.explain(
      el(
        "span",
        { class: "lse-sigma" },
        this.sigma,
        el("span", { class: "lse-small" }, fill(words[`from_${kind}${many}`], counts)),
      ),
      fill(words[`sigma_help_${kind}${many}`], counts),
    );
    this.bars = new ShareBars(ROWS, "near-here", classes);
    if (!hasNames(classes) && classes.length > 10) this.bars.node.dataset.wide = "1"; // numbers of two or three digits
    this.verdict = el("div", { class: "lse-verdict" }, this.badge, this.reason, reading);
    this.facts = el(
      "div",
      { class: "lse-facts" },
      this.verdict,
      distance,
      el(
        "div",
        { class: "lse-near" },
        bubble.explain(
          el("span", { class: "lse-heading" }, words.near),
          words.near_help,
          "lse-near-title",
        ),
        this.bars.node,
      ),
    );
    this.node = el("div", { class: "lse-now" }, this.frame, this.facts);
  }

  showPicture(pixels, theme) {
    drawPicture(this.picture, pixels, theme);
  }

  // `place` is Support.at(z); `sigmas` the distance from the centre.
  showPoint(neighbourhood, sigmas, theme) {
    const level = LEVELS[neighbourhood.level];
    if (this.level !== level) {
      this.level = level;
      this.node.dataset.level = level;
      setText(this.word, this.words[level]);
      setText(this.reason, this.words[`${level}_why`]);
      this.mark.replaceChildren(icon(level));
    }
    setText(this.sigma, `${formatNumber(sigmas)} σ`);
    this.bars.show((i) => neighbourhood.shares[i], theme);
  }

  // What a recogniser takes the picture for: another question than whether codes are near.
  showReading({ label, share }) {
    const known = share >= RECOGNISED;
    setAttribute(this.verdict, "data-read", "1");
    setAttribute(this.reading, "data-known", known ? "1" : "0");
    this.read = fill(this.words[known ? "reads" : "reads_unsure"], {
      name: this.classes[label],
      share: Math.round(100 * share),
    });
    setText(this.reading, this.read);
  }

  // One calm sentence for screen readers, when the cursor has come to rest at `where`.
  sentence(where, neighbourhood) {
    const best = neighbourhood.shares[0];
    const reading = this.read ? ` ${this.read}.` : "";
    const place = fill(this.words.status, {
      where,
      support: this.words[LEVELS[neighbourhood.level]],
      name: this.classes[best.label],
      share: Math.round(best.share * 100),
    });
    return place + reading;
  }
}
