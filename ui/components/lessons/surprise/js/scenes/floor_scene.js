// Reconstruction errors of models as lengths, and the floor below which none can get.
import { el, fill } from "../../../../js/shared/page/dom.js";
import { key } from "../parts/key.js";
import { Lengths } from "../parts/lengths.js";
import { amount } from "../parts/numbers.js";

export class FloorScene {
  /** @param {PartOf<SurpriseData>} host */
  constructor(host) {
    const { words, floor } = host.data,
      most = Math.max(...floor.models.map(({ recon }) => recon));
    this.host = host;
    this.words = words;
    const step = most > 250 ? 100 : 50,
      ticks = Array.from({ length: Math.floor((most * 1.04) / step) + 1 }, (_, i) => [
        i * step,
        i === 1 ? fill(words.tick_nats, { n: String(step) }) : String(i * step),
      ]);
    this.lengths = new Lengths("floor", { high: most * 1.06, ticks, foot: words.an_image });
    this.key = el(
      "p",
      { class: "lse-small" },
      key("ink", words.floor_key),
      key("extra", words.above_key),
    );
    this.node = el("div", { class: "lse-sp-scene" }, this.key, this.lengths.node);
  }

  resize(metrics) {
    this.lengths.resize(metrics);
  }
  repaint() {}
  drop() {}
  reset() {}

  draw() {
    const { words, host } = this,
      { entropy, models } = host.data.floor,
      isHidden = host.hides("floor");
    this.key.style.visibility = isHidden ? "hidden" : "";
    /** @type {import("../parts/lengths.js").LengthsRow[]} */
    const rows = models.map(({ name, note, recon }) => ({
      name,
      note,
      from: 0,
      pieces: isHidden
        ? [{ from: 0, to: recon, kind: "soft" }]
        : [
            { from: 0, to: entropy, kind: "ink", text: amount(entropy) },
            { from: entropy, to: recon, kind: "extra", text: "" },
          ],
      number: amount(recon),
      small: isHidden ? "" : fill(words.above, { n: amount(recon - entropy) }),
    }));
    rows.push({
      name: words.perfect,
      note: words.perfect_note,
      from: 0,
      pieces: [{ from: 0, to: entropy, kind: "ink", text: amount(entropy) }],
      number: amount(entropy),
      small: "",
      hidden: isHidden,
    });
    const lines = isHidden ? [] : [{ value: entropy, from: 0, to: rows.length - 1 }];
    this.lengths.show(rows, { lines });
    host.root.dataset.floor = entropy.toFixed(4);
  }
}
