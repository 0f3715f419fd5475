// Sizes of all parts for a given width. Pictures of 28 x 28 are whole multiples of that:
// these are the 784 numbers.

export function sizes(width) {
  const columns = width < 900 ? 1 : 2,
    unit = columns === 1 ? 1 : Math.min(1.2, Math.max(0.8, width / 1096));
  const { large, plane, picture, tile, gutter, right } =
    columns === 1 ? onePane(width) : twoPanes(width, unit);
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

function onePane(width) {
  const large = Math.min(width - 2, 364);
  return { large, plane: large, picture: 112, tile: 112, gutter: 0, right: width };
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
