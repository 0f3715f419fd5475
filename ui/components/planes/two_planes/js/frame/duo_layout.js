// Sizes of all parts for a given width and the height that the window leaves.
//
// Two models side by side, so that both planes and the slider of the walk are in view together. A
// model's picture and verdict stand beside its plane, below it on a phone. Everything with the walk
// fits one screen of 1440 x 900.

const BESIDE = 14,
  GAP = 40,
  GUTTER = 38,
  BELOW = 24; // design pixels
const FACTS = 116,
  UNDER_PICTURE = 190;
const HEADS = 52; // titles, and the gaps between the rows
const LEAST_BESIDE = 308,
  LEAST_PICTURE = 112;
const NARROW = { gap: 12, picture: 56 },
  FLAT_PLANE = 208; // on a phone that lies on its side

// `shape`: of the pictures. `walk`: how high the walk is, in pixels. `screen`: the height of
// the window.
/**
 * @param {number} width
 * @param {number} height
 * @param {import("../../../../js/shared/pictures/image_shape.js").ImageShape} shape
 * @param {number} walk
 * @param {number} [screen]
 */
export function duoLayout(width, height, shape, walk, screen = Infinity) {
  const isWide = width >= 860,
    unit = width >= 1400 ? Math.max(1, Math.min(1.4, Math.round((width / 1313) * 20) / 20)) : 1;
  if (!isWide) return narrow(width, shape, screen);
  const half = (width - GAP * unit) / 2,
    room = half - (GUTTER + BESIDE + FACTS) * unit;
  const high = height - walk - (HEADS + BELOW + 24) * unit;
  const plane = Math.floor(Math.max(Math.min(room, LEAST_BESIDE * unit), Math.min(room, high)));
  const facts = half - GUTTER * unit - plane - BESIDE * unit;
  const picture = shape.side(
    Math.max(LEAST_PICTURE, Math.min(facts - 4, plane - UNDER_PICTURE * unit)),
  );
  return {
    columns: 2,
    unit,
    plane,
    gutterLeft: GUTTER * unit,
    gutterBelow: BELOW * unit,
    picture,
    dotRadius: 1.4 * unit,
    gridGap: 46 * unit,
  };
}

function narrow(width, shape, screen) {
  const half = (width - NARROW.gap) / 2,
    below = width < 700,
    most = screen < 500 ? FLAT_PLANE : 420,
    plane = Math.floor(Math.min(below ? half - 2 : half - 2 - BESIDE - FACTS, most));
  return {
    columns: 1,
    factsBelow: below,
    unit: 1,
    plane,
    gutterLeft: 0,
    gutterBelow: 0,
    picture: shape.tile(below ? NARROW.picture : screen < 500 ? 84 : 112),
    dotRadius: 1,
    gridGap: 34,
  };
}

// True where the layout for the room `before`, {width, height, ratio, below, ready, parts}, may stay:
// scrollbars and a phone's address bar come and go, and must not make the planes jump.
export function isSameRoom(now, before, columns) {
  const sameWidth =
    now.width === before.width || (now.width > before.width && now.width < before.width + 20);
  const sameHeight = now.height === before.height || (columns === 1 && sameWidth);
  return (
    sameWidth &&
    sameHeight &&
    now.ready === before.ready &&
    now.ratio === before.ratio &&
    now.below === before.below &&
    now.parts === before.parts
  );
}
