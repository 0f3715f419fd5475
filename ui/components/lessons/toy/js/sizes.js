// Sizes for a given width: two planes side by side, one below the other where that is too narrow.
import { ASPECT } from "./side/plane.js";

// What of the toy itself stands above and below the planes, in design pixels; in two rows each where one is alone.
const CHROME = 224,
  CHROME_NARROW = 290,
  NARROW = 900;
const LOWEST = 280; // of a plane's height, in pixels
const ROOMY = 600, // pixels across, in a room, for each multiple of the usual sizes
  TALL = 430, // the same, of height
  WIDEST = 1.75; // of a plane's width by its height

/**
 * @param {number} width
 * @param {number} networks
 * @param {boolean} isProjected
 * @param {number} room height that the page leaves for the toy
 */
export function toySizes(width, networks, isProjected, room) {
  const columns = networks > 1 && width >= 640 ? 2 : 1,
    projected = Math.max(1, Math.min(2, width / ROOMY, room / TALL)),
    unit = isProjected ? projected : width >= 1400 ? 1.2 : 1,
    isNarrow = width < NARROW,
    gap = (isNarrow ? 16 : 40) * unit,
    across = (width - (columns - 1) * gap) / columns,
    // All on one screen, but on a phone, where one scrolls.
    free = room - (columns === 1 ? CHROME_NARROW : CHROME) * unit,
    high = width < 480 ? Infinity : Math.max(isProjected ? LOWEST : LOWEST * unit, free);
  // One plane alone need not fill the page.
  const plane = Math.floor(Math.min(across, isProjected ? high * WIDEST : 640 * unit));
  return { columns, unit, plane, high: Math.round(Math.min(plane / ASPECT, high)) };
}
