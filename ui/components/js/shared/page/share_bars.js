// The likeliest classes of a place or of a picture, each with a bar as long as its share.
import { el, hasNames, setText } from "./dom.js";

const SEEN = 0.005; // a smaller share would be written as 0 %

export class ShareBars {
  /**
   * @param {number} rows how many classes at most
   * @param {string} testid
   * @param {string[]} classes the name of each label
   */
  constructor(rows, testid, classes) {
    this.classes = classes;
    this.rows = Array.from({ length: rows }, () => {
      const name = el("span", { class: "lse-bar-name" }, " "),
        bar = el("span", { class: "lse-bar-fill" }),
        share = el("span", { class: "lse-bar-share" }, " "),
        track = el("span", { class: "lse-bar-track" }, bar);
      return { row: el("li", { class: "lse-bar" }, name, track, share), name, bar, share };
    });
    this.node = el(
      "ul",
      { class: "lse-bars", "data-testid": testid },
      ...this.rows.map(({ row }) => row),
    );
    if (hasNames(classes)) this.node.dataset.named = "1"; // long names stand above their bar
  }

  // `entryOf(i)`: {label, share} of the i-th likeliest class, or undefined. Small shares are left out.
  show(entryOf, theme) {
    this.rows.forEach(({ row, name, bar, share }, i) => {
      const entry = entryOf(i),
        seen = Boolean(entry) && entry.share >= SEEN;
      row.style.visibility = seen ? "" : "hidden";
      if (!seen) return;
      setText(name, this.classes[entry.label] ?? String(entry.label));
      setText(share, `${Math.round(entry.share * 100)} %`);
      bar.style.width = `${(entry.share * 100).toFixed(1)}%`;
      bar.style.background = theme.classColour(entry.label);
    });
  }
}
