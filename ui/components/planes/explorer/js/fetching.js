// A run, fetched.

import { readCodes } from "../../../js/shared/latent/codes.js";
import { fetchBytes } from "../../../js/shared/network/bytes.js";
import { buildNetwork } from "../../../js/shared/network/interpreter.js";

// Three promises: the codes come first, so that the cloud can be drawn before the network is
// there; the recogniser, null where there is none, is asked for when those have come: the plane can
// be dragged without it. `onProgress` hears of the first two, as one number from 0 to 1.
/** @param {ExplorerData} data */
export function fetchRun(data, onProgress) {
  const part = { codes: 0, weights: 0 };
  const report = (name) => (fraction) => {
    part[name] = fraction;
    onProgress(((part.codes + part.weights) / 2) * 0.99);
  };
  const network = fetchBytes(data.weights_url, report("weights")).then((buffer) =>
    buildNetwork(data.network, buffer),
  );
  network.catch(() => {}); // awaited after the codes; until then a failure is not an unhandled one
  const recogniser =
    data.recogniser && data.recogniser_url
      ? network
          .then(() => fetchBytes(data.recogniser_url))
          .then((buffer) => buildNetwork(data.recogniser, buffer))
      : Promise.resolve(null);
  recogniser.catch(() => {});
  return {
    recogniser,
    codes: fetchBytes(data.codes_url, report("codes")).then((buffer) =>
      readCodes(buffer, data.n, data.dim),
    ),
    network,
  };
}
