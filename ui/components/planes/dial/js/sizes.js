// Sizes of all parts for a given width. Pictures are whole multiples of their pixels; `shape`: theirs.
// `height`: of the window. `isProjected`: dial, plane and picture alone, to be read from the back row.

const TABLET_FROM = 520; // pixels of width: a lesson's column is one

/**
 * @param {number} width
 * @param {number} ratio
 * @param {import("../../../js/shared/pictures/image_shape.js").ImageShape} shape
 * @param {boolean} [isProjected]
 * @param {number} [height]
 */
export function sizes(width, ratio, shape, isProjected = false, height = window.innerHeight) {
  if (isProjected && width >= 640) return room(width, ratio, shape, height);
  const unit = width >= 1400 ? Math.min(1.4, Math.round((width / 1313) * 20) / 20) : 1;
  const { name, columns, plane, planeHeight, picture, small, curve } =
    width >= 900
      ? desktop(width, unit, shape)
      : width >= 560 && height < 500
        ? flat(width, shape)
        : width < TABLET_FROM
          ? phone(width, shape)
          : tablet(width, shape);
  const curveHeight = (columns === 1 ? 200 : 196) * unit;
  return {
    name,
    columns,
    unit,
    ratio,
    plane,
    planeHeight,
    small,
    curve,
    curveHeight,
    gridGap: 60 * unit,
    dotRadius: columns === 1 ? 1.3 : 1.6 * unit,
    lengths: {
      u: unit,
      plane,
      "plane-height": planeHeight,
      picture,
      small,
      curve,
      "curve-height": curveHeight,
      "gutter-left": 0,
      "gutter-below": 0,
    },
  };
}

function desktop(width, unit, shape) {
  const plane = shape.side(0.385 * width),
    picture = shape.side(0.2815 * width),
    beside = width - plane - picture - 4 - 64 * unit;
  // Two by two beside the picture, and no higher than the plane.
  const small = shape.tile(Math.min((beside - 16 * unit) / 2, (plane - 180 * unit) / 2));
  return {
    name: "desk",
    columns: 2,
    plane,
    planeHeight: plane,
    picture,
    small,
    curve: Math.min(380 * unit, 0.36 * width),
  };
}

// In a room: as large as leaves all on one screen.
function room(width, ratio, shape, height) {
  const unit = 1.3,
    picture = shape.side(Math.max(168, Math.min(0.46 * width, height - 560))),
    plane = Math.min(width - picture - 4 - 32 * unit, picture + 28);
  return {
    name: "room",
    columns: 2,
    unit,
    ratio,
    plane,
    planeHeight: plane,
    small: 56,
    curve: 300,
    curveHeight: 200,
    gridGap: 60 * unit,
    dotRadius: 1.6 * unit,
    lengths: {
      u: unit,
      plane,
      "plane-height": plane,
      picture,
      small: 56,
      curve: 300,
      "curve-height": 200,
      "gutter-left": 0,
      "gutter-below": 0,
    },
  };
}

function tablet(width, shape) {
  const plane = Math.min(420, width - 224 - 24);
  return {
    name: "tablet",
    columns: 1,
    plane,
    planeHeight: plane,
    picture: shape.tile(196),
    small: shape.tile(112),
    curve: width,
  };
}

// A phone on its side: the dial beside plane and picture.
function flat(width, shape) {
  return {
    name: "flat",
    columns: 1,
    plane: Math.round(Math.min(260, width - 300 - 24 - 16 - 116)),
    planeHeight: 220,
    picture: shape.tile(112),
    small: shape.tile(56),
    curve: width,
  };
}

// Dial, plane and picture stand on one screen.
function phone(width, shape) {
  return {
    name: "phone",
    columns: 1,
    plane: width - 2,
    planeHeight: Math.min(width - 2, 236),
    picture: shape.tile(112),
    small: shape.tile(56),
    curve: width,
  };
}
