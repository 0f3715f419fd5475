// The drawings of a class, each with what came back of it and what it lies among.
import { readOriginal } from "../../../js/shared/pictures/pictures.js";
import { squaredError } from "../../../js/shared/pictures/squared_error.js";
import { landsAmong } from "./measures.js";

export class Drawings {
  constructor() {
    /** @type {Map<number, MapDrawing>} */
    this.byNumber = new Map();
  }

  get all() {
    return [...this.byNumber.values()];
  }

  /** @param {number} number */
  has(number) {
    return this.byNumber.has(number);
  }

  // As Python has them now; what was measured of one is kept, since none ever changes.
  /** @param {ClassMapData["drawings"]} given */
  take(given) {
    const known = this.byNumber;
    this.byNumber = new Map(
      given.map((one) => [
        one.number,
        known.get(one.number) ?? {
          ...one,
          pixels: readOriginal(one.image),
          back: null,
          error: 0,
          among: null,
        },
      ]),
    );
  }

  /**
   * @param {import("../../../js/shared/latent/neighbours.js").Neighbours} neighbours
   * @param {DecoderNetwork | null} network the decoder, once it is there
   * @param {number} classes
   */
  measure(neighbours, network, classes) {
    for (const drawing of this.byNumber.values()) {
      drawing.among ??= landsAmong(neighbours, drawing.z, classes);
      if (network && !drawing.back) {
        drawing.back = network.decode(drawing.z).slice();
        drawing.error = squaredError(drawing.pixels, drawing.back);
      }
    }
  }

  // Those of the allowed classes: of what a drawing was read as, else of what it lands among.
  /** @param {boolean[] | null} allowed */
  of(allowed) {
    return this.all.filter(
      ({ digit, among }) => !allowed || allowed[digit >= 0 ? digit : among?.label],
    );
  }
}
