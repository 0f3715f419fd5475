// Sizes of the map for the width it has and the height that the window leaves below what is above.

const GUTTER = 38;
const AROUND = 150; // chips, axis numbers and what stands below, in units
const LARGE = 700; // pixels of width from which everything is larger, as on a projector
const PHONE = 560;

/**
 * @param {number} width
 * @param {number} height
 */
export function mapLayout(width, height) {
  if (width < PHONE)
    return {
      columns: 1,
      unit: 1,
      plane: Math.max(width - 2, 240),
      gutterLeft: 0,
      gutterBelow: 0,
      picture: [34, 20],
      dotRadius: 1.25,
      gridGap: 56,
    };
  const unit = width >= LARGE ? Math.min(1.4, Math.max(1.2, width / 760)) : 1;
  const plane = Math.max(
    320,
    Math.round(Math.min(width - GUTTER * unit - 2, height - AROUND * unit)),
  );
  return {
    columns: 2,
    unit,
    plane,
    gutterLeft: GUTTER * unit,
    gutterBelow: 27 * unit,
    picture: [Math.round(36 * unit), Math.round(22 * unit)],
    dotRadius: 1.5 * unit,
    gridGap: 72 * unit,
  };
}
