// Sizes of all parts of the live view, so that a screen shows them all at once.
import { STRIP, TILE } from "./screen.js";

const LARGE = 1400,
  NARROW = 640,
  MIDDLE = 900; // px of width
const SIDE = { least: 260, most: 460 }; // of the two pictures
const CURVES = 250; // width of the curves, at least
const LABEL = 76; // width of the words beside the rebuilt images

// Returns {columns, unit, side, curves, plot, times}; times: screen pixels for one of a test image.
// `named`: classes have names, which take two lines.
export function layout(width, height, nPlots, named) {
  const unit = width >= LARGE ? 1.2 : 1,
    gap = 24 * unit;
  if (width < NARROW)
    return {
      columns: 1,
      unit,
      side: width,
      curves: width,
      plot: 128,
      times: Math.max(1, Math.floor((width - LABEL) / (STRIP * TILE))),
    };
  if (width < MIDDLE)
    return {
      columns: 2,
      unit,
      side: (width - gap) / 2,
      curves: (width - (nPlots - 1) * gap) / nPlots,
      plot: 140,
      times: 2,
    };
  // All that stands above, below and between the pictures: progress, titles, classes, test images.
  const rest = (times) => (46 + 30 + (named ? 54 : 32) + 24) * unit + 2 * times * TILE + 12 * unit;
  const widest = Math.min((width - 2 * gap - CURVES * unit) / 2, SIDE.most * unit);
  const fits = (times) => Math.min(widest, height - rest(times));
  // The strips stand below both pictures, and must not reach the curves beside these.
  const hasRoom = (times) => times * STRIP * TILE + LABEL * unit <= 2 * fits(times) + gap;
  const times = [3, 2].find((k) => fits(k) >= 296 * unit && hasRoom(k)) ?? 1;
  const side = Math.floor(Math.max(SIDE.least * unit, fits(times)));
  const whole = side + rest(times) - 46 * unit;
  return {
    columns: 3,
    unit,
    side,
    times,
    curves: Math.floor(Math.min(width - 2 * side - 2 * gap, 480 * unit)),
    plot: Math.floor(
      Math.min(nPlots === 1 ? side : 230 * unit, (whole - 32 * unit) / nPlots - 34 * unit),
    ),
  };
}
