// Sizes of all parts for a given width and the height that the window leaves below the page's
// header and title.
//
// Two columns from 900 px on, one below. `unit` scales type and space together: 1.2 on a
// screen of 1920 x 1080. The decoded picture is always a whole multiple of its own pixels.

/** @typedef {import("../../../js/shared/pictures/image_shape.js").ImageShape} ImageShape */

const WITH_PLANE = 121; // tools, axis numbers and hints, in units; beside them stands the plane
const WITH_PHONE = 372; // mode, legend, picture and sliders of a phone's one screen
const GUTTER = 38,
  GAP = 40;

/**
 * @param {number} width
 * @param {number} height
 * @param {ImageShape} shape
 */
export function layout(width, height, shape) {
  if (width >= 900) return twoColumns(width, height, shape);
  return width >= 560 && height < 360
    ? sideways(width, height, shape)
    : oneColumn(width, height, shape);
}

// A phone on its side: the plane beside picture and sliders, so that all are in view together.
/**
 * @param {number} width
 * @param {number} height
 * @param {ImageShape} shape
 */
function sideways(width, height, shape) {
  const gutter = 38;
  return {
    columns: 2,
    flat: true,
    unit: 1,
    tight: true,
    planeWidth: Math.round(width - gutter - 24 - Math.max(300, 0.45 * width)),
    planeHeight: Math.max(216, Math.min(280, height - 96)),
    gutterLeft: gutter,
    gutterBelow: 24,
    picture: shape.tile(112),
    pair: 56,
    bars: 3,
    dotRadius: 1.25,
    gridGap: 34,
  };
}

/**
 * @param {number} width
 * @param {number} height
 * @param {ImageShape} shape
 */
function oneColumn(width, height, shape) {
  const planeWidth = Math.max(width - 2, 120),
    large = width >= 600 && height >= 800;
  const planeHeight = Math.min(planeWidth, Math.max(240, height - WITH_PHONE - (large ? 56 : 0)));
  return {
    columns: 1,
    unit: 1,
    tight: false,
    planeWidth,
    planeHeight,
    gutterLeft: 0,
    gutterBelow: 0,
    picture: shape.tile(large ? 196 : 140),
    pair: 56,
    bars: 3,
    dotRadius: 1.25,
    gridGap: 34,
  };
}

/**
 * @param {number} width
 * @param {number} height
 * @param {ImageShape} shape
 */
function twoColumns(width, height, shape) {
  // A design of 1313 x 787 fits the large screen exactly at unit 1.2; grow in small steps.
  const fitting = Math.min(width / 1313, height / 787);
  const unit = width >= 1400 ? Math.max(1, Math.min(1.6, Math.round(fitting * 20) / 20)) : 1;
  const w = width / unit,
    h = height / unit;
  const sideMin = w < 1040 ? 374 : 430;
  const plane = Math.max(
    336,
    shape.side(Math.min(w - GUTTER - GAP - sideMin, h - WITH_PLANE, 644)),
  );
  const side = w - GUTTER - plane - GAP;
  const picture =
    plane >= 644 && side >= 336 + 150 ? 336 : side >= 280 + 150 && plane >= 532 ? 280 : 224;
  const large = plane >= 644 && side >= 6 * 84 + 40;
  return {
    columns: 2,
    unit,
    tight: w < 1000,
    planeWidth: Math.round(plane * unit),
    planeHeight: Math.round(plane * unit),
    gutterLeft: GUTTER * unit,
    gutterBelow: 27 * unit,
    picture: shape.side(picture * unit),
    pair: (large ? 84 : 56) * unit,
    bars: picture >= 336 ? 5 : picture >= 280 ? 4 : 3,
    dotRadius: (plane >= 644 ? 2 : 1.7) * unit,
    gridGap: 46 * unit,
  };
}
