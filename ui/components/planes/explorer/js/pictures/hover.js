// The dot under the pointer answers with its image: what the decoder makes of its code
// at once, and the original as soon as Python has sent it.
import { codeOf, positionOf } from "../../../../js/shared/latent/codes.js";
import { readOriginal } from "../../../../js/shared/pictures/pictures.js";
import { dotsOnPlane } from "../sectioning.js";
import { drawnAs } from "./told.js";

const REST = 120; // ms the pointer rests on a dot before its original is asked for

// The original test images that have arrived, by index.
export class Originals {
  constructor() {
    this.images = new Map();
    this.absent = false; // this machine has none: stop asking
  }

  receive(items) {
    for (const { index, image } of items) {
      this.images.set(index, image ? readOriginal(image) : null);
      if (!image) this.absent = true;
    }
  }

  // Pixels; null where there is no original; undefined while it may still come.
  get(index) {
    return this.images.has(index) ? this.images.get(index) : this.absent ? null : undefined;
  }
}

export class Hover {
  // `explorer`: its view, codes, network, legend, theme and `send` are used.
  /** @param {PartOf<ExplorerData>} explorer */
  constructor(explorer, card) {
    this.explorer = explorer;
    this.card = card;
    this.dot = null;
  }

  // Look for a dot within `radius` pixels of the pointer.
  at({ x, y }, radius) {
    const { network, mode, view, legend, size, codes } = this.explorer;
    if (!network || mode === "manifold") return;
    const nearest = dotsOnPlane(this.explorer).nearest(view.toPoint(x, y), 1, legend.allowed);
    if (!nearest.count || Math.sqrt(nearest.d2[0]) * view.scale > radius * size.unit) {
      this.drop();
      return;
    }
    const index = nearest.index[0];
    if (this.dot?.index === index) return;
    this.dot = { index, label: codes.labels[index], z: codeOf(codes, index) };
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(index), REST);
    this.refresh();
    this.explorer.schedule();
  }

  ask(index) {
    if (this.dot?.index === index && this.explorer.originals.get(index) === undefined)
      this.explorer.send("peek", index);
  }

  refresh() {
    if (!this.dot) return;
    const { originals, theme, view, codes } = this.explorer,
      { index, label, z } = this.dot,
      [x, y] = view.toPixel(positionOf(codes, index));
    this.card.show(
      {
        index,
        label,
        x,
        y,
        original: originals.get(index),
        decoded: drawnAs(this.explorer, z, label),
      },
      theme,
      view.width,
      view.height,
    );
  }

  drop() {
    clearTimeout(this.timer);
    if (!this.dot) return;
    this.card.hide();
    this.dot = null;
    this.explorer.schedule();
  }
}
