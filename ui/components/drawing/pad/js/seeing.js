// What the encoder makes of the image, and how the page says it.

import { SIDE } from "../../../js/shared/ink/drawing.js";
import { fitInk, PREPARATIONS, prepareInk } from "../../../js/shared/ink/prepare.js";
import { el, formatNumber, setText } from "../../../js/shared/page/dom.js";
import { readOriginal } from "../../../js/shared/pictures/pictures.js";
import { squaredError } from "../../../js/shared/pictures/squared_error.js";
import { onSection, posterior } from "./posterior.js";

const STATUS_REST = 700; // ms of rest before screen readers hear where it landed
const WRITTEN = 3; // of many latent numbers, these are written out

// The drawing, prepared, or the given image, with its posterior and where that lies on the plane;
// null where there is none. `made`: as prepare.js gives it, null for a given image. `posterior` and
// `landed` are null until the server has answered, where the model has a part that only it computes.
/** @param {PartOf<PadData>} reconstruction */
export function see({ data, shape, drawing, networks, closeup }) {
  const made = drawing && !drawing.isBlank ? prepared(drawing.read(), data, shape) : null;
  const grey = made
    ? Float32Array.from(made.x, (byte) => byte / 255)
    : !drawing && data.x
      ? readOriginal(data.x)
      : null;
  if (!grey) return null;
  const answer = answered(data, made ? base64(made.x) : data.x);
  const cut = data.encoder ? data.encoder.cut : answer?.is_cut;
  const x = cut ? grey.map((v) => (v > 0.5 ? 1 : 0)) : grey; // what a run trained on cut images knows
  const isAwaited = (!networks.encoder || !networks.decoder) && !answer;
  if (isAwaited) return { x, made, answer, posterior: null, landed: null };
  const encoded = networks.encoder
    ? posterior(networks.encoder.decode(x), data.dim, data.kind, data.encoder.logvar_scale)
    : posterior(
        Float32Array.from([...answer.mu, ...(answer.logvar ?? [])]),
        data.dim,
        data.kind,
        1,
      );
  return { x, made, answer, posterior: encoded, landed: onSection(encoded, closeup.section) };
}

// What the server makes of this very image; null where it has not answered.
/**
 * @param {PadData} data
 * @param {string} x
 */
function answered({ answer }, x) {
  return answer?.x === x ? answer : null;
}

// Bytes as base64.
export function base64(bytes) {
  return btoa(String.fromCharCode(...bytes));
}

// Ink, SIDE x SIDE, as prepare.js makes an image of it: by the rules of the dataset, where it has some.
/**
 * @param {Floats} ink
 * @param {PadData} data
 * @param {import("../../../js/shared/pictures/image_shape.js").ImageShape} shape
 */
export function prepared(ink, data, shape) {
  return PREPARATIONS[data.dataset]
    ? prepareInk(ink, SIDE, SIDE, data.dataset, data.switches)
    : fitInk(ink, SIDE, shape);
}

// The reconstruction, its error, the verdict on the code, and the code in numbers.
/** @param {PartOf<PadData>} reconstruction */
export function showSeen(reconstruction) {
  const { data, theme, panel, root, seen } = reconstruction,
    { mu, sigma } = seen.posterior,
    { decoder } = reconstruction.networks,
    picture = decoder ? decoder.decode(mu) : readOriginal(seen.answer.x_hat);
  panel.showPicture(picture, theme);
  setText(reconstruction.error, `${formatNumber(1000 * squaredError(seen.x, picture), 1)} × 10⁻³`); // as the run card has it
  const neighbourhood = reconstruction.support.at(mu);
  panel.showPoint(neighbourhood, reconstruction.gaussian.sigmas(mu), theme);
  const written =
    data.dim > WRITTEN
      ? data.dims.slice(0, WRITTEN).map(({ index }) => index)
      : mu.map((_, k) => k);
  const { code } = reconstruction;
  while (code.childElementCount < written.length) code.append(el("span"));
  written.forEach((k, i) => {
    setText(code.children[i], codeText(`z${k + 1}`, mu[k], sigma?.[k]));
  });
  root.dataset.z = mu.map((v) => Number(v.toFixed(4))).join(",");
  panel.picture.setAttribute("aria-label", data.words.back);
  clearTimeout(reconstruction.statusTimer);
  const where = written.map((k) => `z${k + 1} ${formatNumber(mu[k])}`).join(", ");
  reconstruction.statusTimer = setTimeout(
    () => setText(reconstruction.status, panel.sentence(where, neighbourhood)),
    STATUS_REST,
  );
}

// With two digits of sigma, and mu to the same decimals.
function codeText(name, mu, sigma) {
  const decimals = sigma ? Math.max(2, Math.min(4, 1 - Math.floor(Math.log10(sigma)))) : 2;
  return `${name} = ${formatNumber(mu, decimals)}${sigma ? ` ± ${formatNumber(sigma, decimals)}` : ""}`;
}
