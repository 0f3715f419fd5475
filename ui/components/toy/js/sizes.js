// Sizes for a given width: two planes side by side, one below the other where that is too narrow.

/**
 * @param {number} width
 * @param {number} networks
 * @param {boolean} isProjected
 */
export function toySizes(width, networks, isProjected) {
  const columns = networks > 1 && width >= 640 ? 2 : 1,
    unit = isProjected && width >= 1200 ? 2 : width >= 1400 ? 1.2 : 1,
    gap = (width < 900 ? 16 : 40) * unit,
    most = isProjected ? 980 : 640 * unit; // one plane alone need not fill the page
  return {
    columns,
    unit,
    plane: Math.floor(Math.min((width - (columns - 1) * gap) / columns, most)),
  };
}
