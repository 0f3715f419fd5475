// Fetches both runs of a pair, and the recogniser that reads their pictures.

import { fetchBytes } from "../../../js/shared/network/bytes.js";
import { buildNetwork } from "../../../js/shared/network/interpreter.js";
import { Reader } from "../../../js/shared/network/reader.js";

// A promise of the reader, or of null where the dataset has no recogniser, which is asked for when
// the sides are complete; each cloud is drawn as soon as its codes are there.
/**
 * @param {PartOf<TwoPlanesData>} duo
 * @param {() => boolean} isStale
 * @returns {Promise<Reader | null>}
 */
export async function fetchPair(duo, isStale) {
  const { data, sides } = duo;
  await Promise.all(
    sides.map((side) => {
      const { n } = side.side;
      side.stage.showLoading(0, n);
      const onProgress = (/** @type {number} */ fraction) => {
        if (!isStale()) side.stage.showLoading(0.99 * fraction, n);
      };
      return side.fetch(onProgress, isStale, () => duo.schedule());
    }),
  );
  if (isStale() || !data.recogniser) return null;
  return new Reader(buildNetwork(data.recogniser, await fetchBytes(data.recogniser_url)));
}
