// The nearest test images with what the decoder makes of their codes, and the card
// that a single dot answers with.
import { el, fill, hasNames } from "../../../../js/shared/page/dom.js";
import { drawPicture } from "../../../../js/shared/pictures/pictures.js";

// A frame for one small picture; not there at all where there is no picture (null).
function slot(shape) {
  const canvas = shape.canvas({ "aria-hidden": "true" });
  const node = el("div", { class: "lse-slot" }, canvas);
  const show = (pixels, theme) => {
    node.hidden = pixels === null;
    node.dataset.state = pixels ? "full" : "waiting";
    if (pixels) drawPicture(canvas, pixels, theme);
  };
  return { node, show };
}

// A picture that was only decoded is no test image.
function numberWord(words, original) {
  return original === null ? words.code_number : words.image_number;
}

export class Pairs {
  constructor(words, classes, shape, bubble) {
    this.words = words;
    this.classes = classes;
    this.shape = shape;
    this.list = el("ol", {
      class: "lse-pairs",
      "data-testid": "nearest",
      tabindex: "0",
      "aria-label": words.nearest,
    });
    if (hasNames(classes)) this.list.dataset.named = "1"; // names may reach beyond their picture
    this.heading = el("span", { class: "lse-heading" }, words.nearest);
    this.key = el("span", { class: "lse-small" }, words.nearest_key);
    this.node = el(
      "div",
      { class: "lse-nearest" },
      el(
        "div",
        { class: "lse-nearest-head" },
        bubble.explain(this.heading, words.nearest_help),
        this.key,
      ),
      this.list,
    );
    this.items = [];
  }

  // `items`: [{index, label}], `original(index)` pixels or null, `decoded(index)` pixels.
  show(items, original, decoded, theme) {
    while (this.items.length < items.length) {
      const top = slot(this.shape),
        bottom = slot(this.shape);
      const dot = el("span", { class: "lse-dot" }),
        name = el("span");
      const node = el(
        "li",
        { class: "lse-pair" },
        el("div", { class: "lse-pair-box" }, top.node, bottom.node),
        el("span", { class: "lse-pair-name" }, dot, name),
      );
      this.items.push({ node, top, bottom, dot, name });
    }
    this.items.length = items.length;
    this.list.replaceChildren(...this.items.map((item) => item.node));
    this.name(items.some(({ index }) => original(index)));
    items.forEach(({ index, label }, i) => {
      const { node, top, bottom, dot, name } = this.items[i];
      top.show(original(index), theme);
      bottom.show(decoded(index), theme);
      dot.style.background = theme.classColour(label);
      name.textContent = name.title = this.classes[label];
      node.title = fill(numberWord(this.words, original(index)), { index });
    });
  }

  // What the row shows: images with what comes back of them, or only the latter.
  name(hasOriginals) {
    const heading = hasOriginals ? this.words.nearest : this.words.nearest_decoded;
    this.heading.textContent = heading;
    this.list.setAttribute("aria-label", heading);
    this.key.hidden = !hasOriginals;
  }
}

export class Card {
  constructor(words, classes, shape) {
    this.words = words;
    this.classes = classes;
    this.left = slot(shape);
    this.right = slot(shape);
    this.title = el("strong");
    this.number = el("span");
    const column = (part, word) =>
      el("span", { class: "lse-card-column" }, part.node, el("span", { class: "lse-small" }, word));
    this.original = column(this.left, words.original);
    this.node = el(
      "div",
      { class: "lse-card", "data-testid": "card" },
      this.original,
      column(this.right, words.decoded),
      el("span", { class: "lse-card-words" }, this.title, this.number),
    );
    this.node.hidden = true;
  }

  // Placed beside the dot at (x, y), inside a stage of the given width and height.
  // `original`: pixels; null = not on this machine; undefined = on its way.
  show({ index, label, x, y, original, decoded }, theme, width, height) {
    this.index = index;
    this.left.show(original, theme);
    this.original.hidden = original === null;
    this.right.show(decoded, theme);
    this.title.textContent = fill(this.words.labelled, { name: this.classes[label] });
    this.number.textContent = fill(numberWord(this.words, original), { index });
    this.node.hidden = false;
    const w = this.node.offsetWidth,
      h = this.node.offsetHeight,
      gap = 14;
    const left =
      x + gap + w <= width
        ? x + gap
        : x - gap - w >= 0
          ? x - gap - w
          : Math.max(0, Math.min(width - w, x - w / 2));
    const beside = left >= x || left + w <= x;
    const top = beside
      ? Math.max(0, Math.min(height - h, y - h / 2))
      : y + gap + h <= height
        ? y + gap
        : y - gap - h;
    this.node.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }
  hide() {
    this.node.hidden = true;
    this.index = undefined;
  }
}
