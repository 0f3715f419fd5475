// Sizes of all parts: plane and numbers side by side, one below the other where that is too narrow.
import { MNIST } from "../../../js/shared/pictures/image_shape.js";

const BESIDE_FROM = 620; // pixels of width
const LEAST = 250; // pixels, of the plane

/**
 * @param {number} width
 * @param {number} ratio
 * @param {number} room height that is left for the component, in pixels
 * @param {{projector: boolean, hasChoice: boolean, figures: number}} look figures: how many
 */
export function sizes(width, ratio, room, { projector, hasChoice, figures }) {
  const columns = width >= BESIDE_FROM ? 2 : 1,
    unit =
      columns === 1
        ? 1
        : projector
          ? Math.max(1.2, Math.min(1.75, width / 1020))
          : width >= 1400
            ? 1.2
            : 1;
  const force = hasChoice ? 86 * unit : 0,
    plane =
      columns === 1
        ? Math.min(width, Math.max(LEAST, room - force - 200))
        : Math.max(1.3 * LEAST, Math.min(0.56 * width, room - (projector ? 8 : 60 * unit))),
    beside = width - plane - 36 * unit,
    // Whole multiples of its pixels, and no higher than the plane with the figures below.
    picture =
      columns === 1
        ? 112
        : Math.floor(
            Math.min(0.44 * beside, plane - force - (72 + 62 * Math.ceil(figures / 3)) * unit) /
              MNIST.longer,
          ) * MNIST.longer;
  return {
    columns,
    unit,
    ratio,
    plane: Math.floor(plane),
    picture: Math.max(112, picture),
    image: Math.round(columns === 1 ? 22 : Math.min(34 * unit, Math.max(26, plane / 16))),
  };
}
