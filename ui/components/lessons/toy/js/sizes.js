// Sizes for a given width: two planes side by side, one below the other where that is too narrow.
import { ASPECT } from "./plane.js";

const BESIDE = 560; // what stands above and below the planes in a room, in pixels
// What of the toy itself stands above and below the planes, in design pixels; in two rows each where narrow.
const CHROME = 216,
  CHROME_NARROW = 290,
  NARROW = 900;
const LOWEST = 280; // of a plane's height, in pixels
const ROOMY = 600; // pixels across, in a room, for each multiple of the usual sizes

/**
 * @param {number} width
 * @param {number} networks
 * @param {boolean} isProjected
 * @param {number} height of the window
 * @param {number} room height that the page leaves for the toy; in a room it is not asked
 */
export function toySizes(width, networks, isProjected, height, room) {
  const columns = networks > 1 && width >= 640 ? 2 : 1,
    unit = isProjected ? Math.max(1, Math.min(2, width / ROOMY)) : width >= 1400 ? 1.2 : 1,
    gap = (width < NARROW ? 16 : 40) * unit,
    // One plane alone need not fill the page; in a room all fits on the screen.
    most = isProjected ? Math.max(420, (height - BESIDE) * ASPECT) : 640 * unit;
  const plane = Math.floor(Math.min((width - (columns - 1) * gap) / columns, most)),
    // All on one screen, but on a phone, where one scrolls.
    high =
      isProjected || width < 480
        ? Infinity
        : Math.max(LOWEST * unit, room - (width < NARROW ? CHROME_NARROW : CHROME) * unit);
  return { columns, unit, plane, high: Math.round(Math.min(plane / ASPECT, high)) };
}
