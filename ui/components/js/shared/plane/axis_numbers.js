// Axis numbers inside the frame of a plane: along the bottom and the left.
import { formatNumber } from "../page/dom.js";

export const SMALLER = 5 / 6; // numbers of an axis, of the least size of text

// `names`: of both axes; an axis without a name has no numbers. None where one of `discs` stands.
export function drawNumbers(plane, theme, names, discs) {
  const { context, view, unit, ratio } = plane,
    { decimals, values } = view.ticks(72 * unit);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.textBaseline = "middle";
  context.lineJoin = "round";
  // In a room the numbers, of which there are many, are a little smaller than all other text.
  const write = (text, x, y, weight, align) => {
    const least = weight > 400 ? theme.least : SMALLER * theme.least;
    context.font = `${weight} ${Math.max(12 * unit, least)}px ${theme.font}`;
    context.textAlign = align;
    context.lineWidth = 4 * unit;
    context.strokeStyle = theme.plane;
    context.strokeText(text, x, y);
    context.fillStyle = weight > 400 ? theme["ink-2"] : theme["ink-3"];
    context.fillText(text, x, y);
  };
  const free = (x, y) => discs.every((disc) => Math.hypot(disc.x - x, disc.y - y) > 26 * unit);
  for (const value of names[0] ? values[0] : []) {
    const [x] = view.toPixel([value, 0]);
    if (x > 44 * unit && x < view.width - 44 * unit && free(x, view.height - 12 * unit))
      write(formatNumber(value, decimals), x, view.height - 12 * unit, 400, "center");
  }
  for (const value of names[1] ? values[1] : []) {
    const [, y] = view.toPixel([0, value]);
    if (y > 36 * unit && y < view.height - 28 * unit && free(8 * unit, y))
      write(formatNumber(value, decimals), 8 * unit, y, 400, "left");
  }
  write(names[0], view.width - 8 * unit, view.height - 12 * unit, 600, "right");
  write(names[1], 8 * unit, 14 * unit, 600, "left");
}
