// How the figures write their numbers.
import { formatNumber } from "../../../../js/shared/page/dom.js";

const EIGHTHS = ["0", "⅛", "¼", "⅜", "½", "⅝", "¾", "⅞", "1"];

export function eighthText(count) {
  return EIGHTHS[count];
}

// Two decimals, one from 100 on, ∞ beyond all.
export function amount(value) {
  if (!Number.isFinite(value)) return "∞";
  return formatNumber(value, Math.abs(value) < 100 ? 2 : 1);
}

// "A", "A or B", "A, B or C"
export function listed(names, or) {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} ${or} ${names.at(-1)}`;
}
