// Where the other cursor goes, by the link that the user chose.
import { codeOf } from "../../../../js/shared/latent/codes.js";

export const LINKS = ["image", "standard", "same-z"];

// `from`, `to`: {codes, neighbours, mean, std}. `allowed`: one flag a class, or null for all.
// Returns {z, image}: the other place, and the test image that both are at, if the link is one.
/**
 * @typedef {{codes: Codes, neighbours: CodeSearch, mean: number[], std: number[]}} LinkedSide
 * @param {string} link
 * @param {LinkedSide} from
 * @param {LinkedSide} to
 * @param {number[]} z
 * @param {boolean[] | null} allowed
 */
export function follow(link, from, to, z, allowed) {
  if (link === "image") {
    const image = nearestImage(from, z, allowed);
    return { z: codeOf(to.codes, image), image };
  }
  if (link === "standard")
    return {
      z: z.map(
        (v, axis) => to.mean[axis] + (to.std[axis] * (v - from.mean[axis])) / from.std[axis],
      ),
      image: null,
    };
  return { z: [...z], image: null };
}

/**
 * @param {{neighbours: CodeSearch}} side
 * @param {number[]} z
 * @param {boolean[] | null} [allowed]
 */
export function nearestImage({ neighbours }, z, allowed = null) {
  return neighbours.nearest(z, 1, allowed).index[0];
}
