// Sizes of all parts of the live view, so that a screen shows them all at once.
import { STRIP } from "./screen.js";

const LARGE = 1400,
  NARROW = 640,
  MIDDLE = 900; // px of width
const SIDE = { least: 260, most: 460 }; // of the two pictures
const CURVES = 250; // width of the curves, at least
const LABEL = 76; // width of the words beside the rebuilt images
const STRIP_HEIGHTS = [84, 56]; // px, about: of the rebuilt images, where there is room

// Returns {columns, unit, side, curves, plot, times}; times: screen pixels for one of a test image.
// `named`: classes have names, which take two lines.
// `shape`: of the images.
export function layout(width, height, shape, nPlots, named) {
  const unit = width >= LARGE ? 1.2 : 1,
    gap = 24 * unit;
  if (width < NARROW)
    return {
      columns: 1,
      unit,
      side: width,
      curves: width,
      plot: 128,
      times: timesWithin(width - LABEL, width, shape),
    };
  if (width < MIDDLE)
    return {
      columns: 2,
      unit,
      side: (width - gap) / 2,
      curves: (width - (nPlots - 1) * gap) / nPlots,
      plot: 140,
      times: Math.min(
        timesWithin(width - LABEL, width - LABEL, shape),
        Math.max(1, Math.round(STRIP_HEIGHTS[1] / shape.longer)),
      ),
    };
  // All that stands above, below and between the pictures: progress, titles, classes, test images.
  const rest = (times) =>
    (46 + 30 + (named ? 54 : 32) + 24) * unit + 2 * times * shape.height + 12 * unit;
  const widest = Math.min((width - 2 * gap - CURVES * unit) / 2, SIDE.most * unit);
  const fits = (times) => Math.min(widest, height - rest(times));
  // The strips stand below both pictures, and must not reach the curves beside these.
  const hasRoom = (times) => times * STRIP * shape.width + LABEL * unit <= 2 * fits(times) + gap;
  const times =
    STRIP_HEIGHTS.map((room) => Math.floor(room / shape.longer)).find(
      (k) => k >= 1 && fits(k) >= 296 * unit && hasRoom(k),
    ) ??
    Math.min(
      1,
      (2 * Math.max(SIDE.least * unit, fits(1)) + gap - LABEL * unit) / (STRIP * shape.width),
    );
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

// A whole number in `room`; one, or less where not even that fits `most`.
function timesWithin(room, most, shape) {
  const strip = STRIP * shape.width;
  return Math.max(Math.floor(room / strip), Math.min(1, most / strip));
}
