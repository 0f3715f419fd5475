// Sizes of the planes for the width they have.

const GAP = 20;
const LARGE = 1100; // pixels of width from which everything is larger, as on a projector
const PHONE = 560;
const LEAST_PICTURE = 56;

/**
 * @param {number} width
 * @param {number} height of the window
 * @param {number} count of planes
 * @param {{width: number, height: number}} image
 */
export function projectionsLayout(width, height, count, image) {
  const isPhone = width < PHONE,
    unit = width >= LARGE ? Math.min(1.4, width / LARGE) : 1,
    gap = (isPhone ? 10 : GAP) * unit,
    columns = isPhone ? Math.min(2, count) : count,
    most = isPhone ? Infinity : Math.max(220, 0.62 * height),
    plane = Math.floor(Math.min((width - gap * (columns - 1)) / columns - 1, most)),
    scale = Math.max(1, Math.round((LEAST_PICTURE * unit) / Math.max(image.width, image.height)));
  return {
    unit,
    gap,
    columns,
    plane,
    picture: [image.width * scale, image.height * scale],
    dotRadius: (isPhone ? 1.4 : 1.9) * unit,
    gridGap: 64 * unit,
  };
}
