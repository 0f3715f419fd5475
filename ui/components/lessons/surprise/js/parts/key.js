// What one mark of a drawing stands for: a swatch and its words.
import { el } from "../../../../js/shared/page/dom.js";

/**
 * @param {string} kind the end of the class that gives the swatch its look
 * @param {string} text
 */
export function key(kind, text) {
  return el(
    "span",
    { class: "lse-sp-key" },
    el("span", { class: `lse-sp-swatch lse-sp-${kind}` }),
    text,
  );
}
