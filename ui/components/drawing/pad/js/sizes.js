// Sizes of all parts for a given width. Pictures are whole multiples of their own pixels; `shape`:
// theirs. `height`: of the window.

/**
 * @param {number} width
 * @param {import("../../../js/shared/pictures/image_shape.js").ImageShape} shape
 * @param {number} [height]
 */
export function sizes(width, shape, height = window.innerHeight) {
  const columns = width < 900 ? 1 : 2,
    flat = columns === 1 && height < 500, // a phone on its side, as in reconstruct.css
    unit = columns === 1 ? 1 : Math.min(1.4, Math.max(0.8, width / 1096));
  const { large, plane, picture, tile, gutter, right } =
    columns === 1 ? onePane(width, flat, shape) : twoPanes(width, unit, shape);
  return {
    columns,
    unit,
    large,
    plane,
    tile,
    lengths: {
      u: unit,
      large,
      plane,
      "plane-height": plane,
      "gutter-left": gutter,
      "gutter-below": columns === 1 ? 0 : 27 * unit,
      picture,
      tile,
      right,
    },
  };
}

// The pad leaves a finger room beside it to scroll the page, and the result room on the same screen.
function onePane(width, flat, shape) {
  const large = shape.side(flat ? 224 : Math.min(364, width - 96));
  const plane = Math.min(width - 2, 364);
  return {
    large,
    plane,
    picture: shape.tile(112),
    tile: shape.tile(112),
    gutter: 0,
    right: width,
  };
}

function twoPanes(width, unit, shape) {
  const large = 364 * unit,
    gutter = 38 * unit,
    gap = 36 * unit,
    room = width - large - 40 * unit;
  const picture = shape.side(280 * unit),
    plane = Math.min(large, room - gutter - gap - picture - 4);
  const right = gutter + plane + gap + picture + 4;
  return {
    large,
    plane,
    picture,
    tile: shape.tile((right - 4 * 28 * unit) / 5),
    gutter,
    right,
  };
}
