// Below the planes: what their lines and marks mean, and what is in the way of learning.
import { el, fill } from "../../../js/shared/page/dom.js";
import { MOST_POINTS } from "./points/drawn.js";

// What is in the way, or should be known; "" where nothing is.
/**
 * @param {Words} words
 * @param {import("./points/drawn.js").Points} points
 * @param {boolean} isBroken
 */
export function inTheWay(words, points, isBroken) {
  if (isBroken) return words.broken;
  if (!points.size) return words.none;
  if (points.isFull) return fill(words.full, { n: MOST_POINTS });
  if (points.size === 1) return words.one;
  if (points.areOne) return words.same;
  return points.strokes.length ? "" : words.no_curve;
}

// What the lines and marks mean.
/**
 * @param {Words} words
 * @param {boolean} hasVae
 */
export function legend(words, hasVae) {
  const entry = (kind, text) =>
    el(
      "span",
      { class: `lse-toy-key lse-toy-key-${kind}` },
      el("i", { "aria-hidden": "true" }),
      text,
    );
  return el(
    "p",
    { class: "lse-toy-legend lse-small" },
    entry("true", words.key_true),
    entry("learned", words.key_learned),
    entry("off", words.key_off),
    entry("codes", words[hasVae ? "key_codes_vae" : "key_codes"]),
    entry("miss", words.key_miss),
  );
}
