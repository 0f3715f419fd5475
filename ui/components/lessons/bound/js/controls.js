// The buttons that put q somewhere, and the gallery of other images.
import { el, fill, formatNumber, setAttribute, setText } from "../../../js/shared/page/dom.js";
import { MNIST } from "../../../js/shared/pictures/image_shape.js";
import { drawPicture, readOriginal } from "../../../js/shared/pictures/pictures.js";

export class Fits {
  /**
   * @param {Words} words
   * @param {(name: "encoder" | "upright" | "tilted") => void} onPick
   */
  constructor(words, onPick) {
    this.buttons = /** @type {const} */ (["encoder", "upright", "tilted"]).map((name) => {
      const button = el(
        "button",
        { type: "button", class: "lse-bound-fit", "data-testid": `fit-${name}`, "data-fit": name },
        words[name],
      );
      button.onclick = () => onPick(name);
      return button;
    });
    this.node = el(
      "div",
      { class: "lse-bound-fits", role: "group", "aria-label": words.fits },
      ...this.buttons,
    );
  }

  /** @param {string[]} names */
  offer(names) {
    for (const button of this.buttons) button.hidden = !names.includes(button.dataset.fit);
    this.node.hidden = !names.length;
  }

  /** @param {string} by */
  show(by) {
    for (const button of this.buttons)
      setAttribute(button, "aria-pressed", String(button.dataset.fit === by));
  }
}

export class Gallery {
  /**
   * @param {BoundData} data
   * @param {(index: number) => void} onPick
   */
  constructor({ gallery, words }, onPick) {
    this.words = words;
    this.items = gallery.map(({ index, image, gap }) => {
      const canvas = MNIST.canvas(),
        number = el("span", { class: "lse-small", translate: "no" }),
        button = el(
          "button",
          { type: "button", class: "lse-bound-other", "data-testid": "image", "data-index": index },
          canvas,
          number,
        );
      button.onclick = () => onPick(index);
      return { index, gap, pixels: readOriginal(image), canvas, number, button };
    });
    this.node = el(
      "div",
      { class: "lse-bound-gallery" },
      el(
        "div",
        { class: "lse-bound-gallery-head" },
        el("strong", {}, words.gallery),
        el("span", { class: "lse-small" }, words.gallery_sub),
      ),
      el(
        "div",
        { class: "lse-bound-others", role: "group", "aria-label": words.gallery },
        ...this.items.map(({ button }) => button),
      ),
    );
  }

  // `isHidden`: the gaps are not to be seen yet.
  show(chosen, isHidden) {
    const { words } = this;
    for (const { index, gap, number, button } of this.items) {
      const text = formatNumber(gap, gap < 10 ? 2 : 1),
        label = fill(isHidden ? words.other_hidden : words.other, { index, gap: text });
      setText(number, isHidden ? words.unknown : text);
      setAttribute(button, "aria-label", label);
      setAttribute(button, "aria-pressed", String(index === chosen));
    }
  }

  paint(theme) {
    for (const { canvas, pixels } of this.items) drawPicture(canvas, pixels, theme);
  }
}
