// Rows of pictures that the decoder draws as one latent number goes from low to high with the others
// held, each row over the slider of its number.
import { el, fill, formatNumber } from "../page/dom.js";
import { drawPicture } from "../pictures/pictures.js";
import { Row } from "./number_row.js";

const USUAL_COUNT = 11; // pictures a row

/**
 * One row. `round`: how often its pictures grew old; a cell is as new as its own.
 * @typedef {object} Traversal
 * @property {number} dim
 * @property {Row} row
 * @property {HTMLElement} node
 * @property {HTMLElement} place
 * @property {number} round
 * @property {boolean} seen
 * @property {{value: number, canvas: import("../pictures/pictures.js").PictureCanvas, round: number}[]} cells
 */

export class Traversals {
  /** @type {Traversal[]} */
  rows = [];
  /** @type {number[] | null} */
  z = null;

  // `shape`: of a picture. `words`: `cell`, and those of `Row`. `events`: {slide(dim, value), commit(),
  // step(dim, by), complain(row, sentence), seen()}; `seen`: rows came into sight, or are new.
  /**
   * @param {Record<string, string>} words
   * @param {import("../pictures/image_shape.js").ImageShape} shape
   * @param {Record<string, (...values: any[]) => void>} events
   */
  constructor(words, shape, events) {
    this.words = words;
    this.shape = shape;
    this.events = events;
    this.turn = 0;
    this.count = USUAL_COUNT;
    this.watcher = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries)
          this.rows.find((row) => row.node === target).seen = isIntersecting;
        events.seen();
      },
      { rootMargin: "80px" },
    );
  }

  // The node of a new row: `assemble(row, pictures)` puts it together from the slider's `Row` and the
  // pictures over it. `number`: as `Row` takes it.
  /**
   * @param {Record<string, any>} number
   * @param {(row: Row, pictures: HTMLElement) => HTMLElement} assemble
   */
  add(number, assemble) {
    const row = new Row(number, this.words, this.events),
      cells = el("div", { class: "lse-cells" }),
      node = assemble(row, el("div", { class: "lse-traversal" }, cells, row.range)),
      entry = { dim: number.dim, row, node, place: cells, round: 0, seen: false, cells: [] };
    this.fillCells(entry);
    this.rows.push(entry);
    this.watcher.observe(node);
    if (this.z) row.show(this.z[number.dim]);
    return node;
  }

  // The pictures stand over the slider where its thumb would give them.
  /** @param {Traversal} entry */
  fillCells(entry) {
    const { words, events, count, shape } = this,
      { dim, row } = entry,
      { low, high } = row.number;
    entry.cells = Array.from({ length: count }, (_, i) => {
      const value = low + ((high - low) * i) / (count - 1),
        canvas = shape.canvas({ "aria-hidden": "true" });
      canvas.title = fill(words.cell, { name: `z${dim + 1}`, value: formatNumber(value) });
      canvas.onclick = () => {
        events.slide(dim, value);
        events.commit();
      };
      return { value, canvas, round: -1 };
    });
    entry.place.replaceChildren(...entry.cells.map((cell) => cell.canvas));
  }

  // How many pictures a row has room for.
  /** @param {number} count */
  resize(count) {
    if (this.count === count) return;
    this.count = count;
    for (const entry of this.rows) this.fillCells(entry);
  }

  // All sliders to z. A strip is old as soon as any other number has moved.
  /** @param {number[]} z */
  show(z) {
    const { z: before } = this,
      moved = before && [...z.keys()].filter((k) => z[k] !== before[k]);
    for (const { row, dim } of this.rows) row.show(z[dim]);
    if (moved) for (const row of this.rows) if (moved.some((k) => k !== row.dim)) row.round++;
    this.z = z;
  }

  // New ink: everything has to be drawn again.
  repaint() {
    for (const row of this.rows) row.round++;
  }

  // Decode pictures of the rows in sight until `deadline`, each in its turn, so that none waits
  // for ever while the cursor moves. True while there is more to do.
  /**
   * @param {DecoderNetwork} network
   * @param {Theme} theme
   * @param {number} deadline
   */
  work(network, theme, deadline) {
    const { z } = this;
    if (!z) return false;
    const cells = this.rows.flatMap((row) =>
      row.seen
        ? row.cells.filter((cell) => cell.round !== row.round).map((cell) => ({ row, cell }))
        : [],
    );
    for (let done = 0; done < cells.length; done++) {
      if (performance.now() > deadline) {
        this.turn += done;
        return true;
      }
      const { row, cell } = cells[(this.turn + done) % cells.length];
      drawPicture(cell.canvas, network.decode(z.with(row.dim, cell.value)), theme);
      cell.round = row.round;
    }
    return false;
  }

  drop() {
    this.watcher.disconnect();
  }
}
