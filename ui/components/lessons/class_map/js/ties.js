// A dot where each drawing landed, and a line from it to its picture.
import { circle } from "../../../js/shared/plane/plane.js";

/**
 * @param {import("../../../js/shared/plane/plane.js").Plane} plane
 * @param {Theme} theme
 * @param {number} unit CSS px of a design pixel
 * @param {{all: MapPlace[], shown: Set<number>, stands: Map<number, Point>, chosen: number}} map
 *   all: where each drawing landed, shown: numbers of those with a picture, stands: where those are
 */
export function drawTies({ context, ratio }, theme, unit, { all, shown, stands, chosen }) {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = theme["ink-3"];
  for (const { number, x, y } of all) {
    if (shown.has(number)) continue;
    circle(context, x, y, 1.75 * unit);
    context.fill();
  }
  context.lineCap = "round";
  // The chosen one last, over all others.
  const order = all
    .filter(({ number }) => shown.has(number))
    .sort((a, b) => Number(a.number === chosen) - Number(b.number === chosen));
  for (const { number, x, y } of order) {
    const isChosen = number === chosen;
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(...stands.get(number));
    context.lineWidth = (isChosen ? 2.25 : 1) * unit;
    context.strokeStyle = isChosen ? theme.accent : theme["ink-2"];
    context.stroke();
    circle(context, x, y, (isChosen ? 6 : 2.75) * unit);
    context.fillStyle = isChosen ? theme.ground : theme["ink-1"];
    context.fill();
    if (!isChosen) continue;
    context.lineWidth = 2.5 * unit;
    context.strokeStyle = theme.accent;
    context.stroke();
  }
}
