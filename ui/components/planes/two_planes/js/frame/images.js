// The row above the planes: the ends of the walk, and the test image both cursors are at.
import { el, fill, setAttribute, setText } from "../../../../js/shared/page/dom.js";
import { drawPicture, readOriginal } from "../../../../js/shared/pictures/pictures.js";

export class Images {
  // `labelOf(index)`, `decoded(index)`: of a test image, once the codes are there.
  constructor(words, classes, shape, labelOf, decoded) {
    this.words = words;
    this.classes = classes;
    this.labelOf = labelOf;
    this.decoded = decoded;
    this.originals = new Map();
    this.ends = ["A", "B"].map((letter) => figure(shape, letter, `end-${letter}`));
    this.linked = figure(shape, "", "linked-image");
    this.dot = el("span", { class: "lse-dot" });
    this.name = el("span");
    this.number = el("span", { class: "lse-small" });
    this.linked.node.append(
      el(
        "span",
        { class: "lse-two-linked-words" },
        el("span", { class: "lse-two-linked-name" }, this.dot, this.name),
        this.number,
      ),
    );
    this.node = el(
      "div",
      { class: "lse-two-images" },
      this.ends[0].node,
      el("span", { class: "lse-two-arrow", "aria-hidden": "true" }, "→"),
      this.ends[1].node,
      this.linked.node,
    );
  }

  // {index: base64}; kept, for Python sends only those of the moment.
  receive(originals) {
    for (const [index, image] of Object.entries(originals))
      if (!this.originals.has(Number(index)))
        this.originals.set(Number(index), readOriginal(image));
  }

  showEnds(indices, theme) {
    indices.forEach((index, end) => {
      const sentence = fill(this.words.end, {
        letter: "AB"[end],
        index,
        name: this.classes[this.labelOf(index)],
      });
      this.show(this.ends[end], index, sentence, theme);
    });
  }

  // While the cursor goes from image to image their own pictures are not there yet.
  showLinked(index, theme) {
    this.linked.node.hidden = index === null;
    if (index === null) return;
    const label = this.labelOf(index);
    const original = this.originals.get(index),
      sentence = fill(this.words.linked, { index, name: this.classes[label] });
    this.linked.canvas.style.visibility = original ? "" : "hidden";
    if (original) this.show(this.linked, index, sentence, theme);
    this.dot.style.background = theme.classColour(label);
    setText(this.name, this.classes[label]);
    setText(this.number, fill(this.words.linked_short, { index }));
  }

  show({ canvas, node }, index, sentence, theme) {
    const original = this.originals.get(index),
      label = original ? sentence : `${sentence}. ${this.words.decoded_instead}`;
    drawPicture(canvas, original ?? this.decoded(index), theme);
    setAttribute(canvas, "aria-label", label);
    setAttribute(node, "title", label);
    node.dataset.index = index;
  }
}

function figure(shape, letter, testid) {
  const canvas = shape.canvas({ role: "img" });
  return {
    canvas,
    node: el(
      "span",
      { class: "lse-two-image", "data-testid": testid },
      letter ? el("span", { class: "lse-two-letter", "aria-hidden": "true" }, letter) : null,
      canvas,
    ),
  };
}
