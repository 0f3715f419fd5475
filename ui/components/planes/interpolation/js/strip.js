// Pictures of one path side by side, with a frame around the place that is shown large.
import { el } from "../../../js/shared/page/dom.js";
import { drawPicture } from "../../../js/shared/pictures/pictures.js";

export class Strip {
  // `frames`: all pictures of the path; `shape`: theirs. `onPick` hears the number of a frame.
  constructor(frames, shape, { per_tile: each }, onPick) {
    this.each = each;
    this.tiles = frames
      .filter((_, i) => i % each === 0)
      .map((pixels) => ({ pixels, canvas: shape.canvas() }));
    this.marker = el("div", { class: "lse-walk-marker" });
    this.node = el(
      "div",
      { class: "lse-walk-strip", "aria-hidden": "true" },
      ...this.tiles.map(({ canvas }) => canvas),
      this.marker,
    );
    this.node.onclick = (event) => {
      const box = this.node.getBoundingClientRect(),
        tile = Math.floor((this.tiles.length * (event.clientX - box.left)) / box.width);
      onPick(Math.max(0, Math.min(this.tiles.length - 1, tile)) * each);
    };
  }

  paint(theme) {
    for (const { canvas, pixels } of this.tiles) drawPicture(canvas, pixels, theme);
  }
  mark(frame) {
    this.marker.style.setProperty("--at", frame / this.each);
  }
}
