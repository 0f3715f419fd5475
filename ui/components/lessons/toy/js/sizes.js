// Sizes for a given width: two planes side by side, one below the other where that is too narrow.
import { ASPECT } from "./plane.js";

const BESIDE = 560; // what stands above and below the planes in a room, in pixels
const ROOMY = 600; // pixels across, in a room, for each multiple of the usual sizes

/**
 * @param {number} width
 * @param {number} networks
 * @param {boolean} isProjected
 * @param {number} height of the window
 */
export function toySizes(width, networks, isProjected, height = window.innerHeight) {
  const columns = networks > 1 && width >= 640 ? 2 : 1,
    unit = isProjected ? Math.max(1, Math.min(2, width / ROOMY)) : width >= 1400 ? 1.2 : 1,
    gap = (width < 900 ? 16 : 40) * unit,
    // One plane alone need not fill the page; in a room all fits on the screen.
    most = isProjected ? Math.max(420, (height - BESIDE) * ASPECT) : 640 * unit;
  return {
    columns,
    unit,
    plane: Math.floor(Math.min((width - (columns - 1) * gap) / columns, most)),
  };
}
