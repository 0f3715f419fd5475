// Sizes of all parts for a given width. Pictures of 28 x 28 are whole multiples of that:
// these are the 784 numbers. `height`: of the window.

export function sizes(width, height = window.innerHeight) {
  const columns = width < 900 ? 1 : 2,
    flat = columns === 1 && height < 500, // a phone on its side, as in reconstruct.css
    unit = columns === 1 ? 1 : Math.min(1.4, Math.max(0.8, width / 1096));
  const { large, plane, picture, tile, gutter, right } =
    columns === 1 ? onePane(width, flat) : twoPanes(width, unit);
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
function onePane(width, flat) {
  const large = flat ? 224 : 28 * Math.floor(Math.min(364, width - 96) / 28);
  const plane = Math.min(width - 2, 364);
  return { large, plane, picture: 112, tile: 112, gutter: 0, right: width };
}

function twoPanes(width, unit) {
  const large = 364 * unit,
    gutter = 38 * unit,
    gap = 36 * unit,
    room = width - large - 40 * unit;
  const picture = 28 * Math.floor(10 * unit),
    plane = Math.min(large, room - gutter - gap - picture - 4);
  const right = gutter + plane + gap + picture + 4;
  return {
    large,
    plane,
    picture,
    tile: 28 * Math.floor((right - 4 * 28 * unit) / 140),
    gutter,
    right,
  };
}
