// Where the pictures of the drawings stand: each near the place where its drawing landed, but off
// the discs, the other pictures and all landing places, so that every place can be seen.

const ANGLES = 24;
const REACH = 6; // of its own sides: as far as a picture may be from its place
const GAP = 3; // pixels between two pictures
const NEAR_PLACE = 5; // pixels that a picture keeps from a landing place
const RIM = 3; // pixels that it keeps from the rim of the plane
// What a position costs that is not free. Where the plane is full, pictures cover places first, then
// discs, and one another last.
const ON_PICTURE = 1e6,
  ON_DISC = 1e4,
  ON_PLACE = 1e2;

/**
 * The middle of each picture, by the number of its drawing. The first in the list chooses first, and
 * a picture stays where it was before as long as nothing has come under it.
 *
 * @param {MapPlace[]} places
 * @param {MapRoom} room
 * @param {Map<number, Point>} [before]
 * @returns {Map<number, Point>}
 */
export function arrange(places, room, before = new Map()) {
  /** @type {Map<number, Point>} */
  const stands = new Map();
  /** @type {(at: Point) => number} */
  const cost = ([x, y]) => {
    const half = room.side / 2;
    let sum = 0;
    for (const [px, py] of stands.values())
      if (Math.abs(px - x) < room.side + GAP && Math.abs(py - y) < room.side + GAP)
        sum += ON_PICTURE;
    for (const disc of room.discs)
      if (outside(disc.x - x, disc.y - y, half) < room.discRadius + 1) sum += ON_DISC;
    for (const place of places)
      if (outside(place.x - x, place.y - y, half) < NEAR_PLACE) sum += ON_PLACE;
    return sum;
  };
  for (const place of places) {
    const old = before.get(place.number);
    stands.set(
      place.number,
      old && isNear(old, place, room.side) && cost(old) === 0 ? old : nearest(place, room, cost),
    );
  }
  return stands;
}

// The position nearest to the place that costs nothing; where there is none, the cheapest.
/**
 * @param {MapPlace} place
 * @param {MapRoom} room
 * @param {(at: Point) => number} cost
 * @returns {Point}
 */
function nearest(place, { width, height, side }, cost) {
  const inside = side / 2 + RIM;
  /** @type {Point} */
  let best = [width / 2, height / 2];
  let least = Infinity;
  for (let away = side / 2 + NEAR_PLACE + 1; away <= REACH * side; away += side / 6) {
    for (let i = 0; i < ANGLES; i++) {
      // Above first, then to both sides in turn: the eye looks for a picture over its dot.
      const angle = -Math.PI / 2 + (i % 2 ? 1 : -1) * Math.ceil(i / 2) * ((2 * Math.PI) / ANGLES);
      /** @type {Point} */
      const at = [
        hold(place.x + away * Math.cos(angle), inside, width - inside),
        hold(place.y + away * Math.sin(angle), inside, height - inside),
      ];
      const price = cost(at) + Math.hypot(at[0] - place.x, at[1] - place.y);
      if (price < least) {
        least = price;
        best = at;
      }
    }
    if (least < ON_PLACE) break; // farther away it only gets worse
  }
  return best;
}

/**
 * Of several places the nearest one in the direction of an arrow key; null where there is none.
 *
 * @param {MapPlace} from
 * @param {MapPlace[]} places
 * @param {Point} direction
 */
export function nextInDirection(from, places, [right, down]) {
  let best = null,
    least = Infinity;
  for (const place of places) {
    const dx = place.x - from.x,
      dy = place.y - from.y,
      along = dx * right + dy * down,
      aside = Math.abs(dx * down - dy * right);
    if (place.number === from.number || along <= 0 || aside > 2 * along) continue;
    const price = along + 2 * aside;
    if (price < least) {
      least = price;
      best = place;
    }
  }
  return best;
}

/**
 * The side of a picture in pixels: smaller where there are many. `area`: of the plane.
 *
 * @param {number} count
 * @param {number} area
 * @param {number} most
 * @param {number} least
 */
export function pictureSide(count, area, most, least) {
  return Math.round(hold(Math.sqrt((0.24 * area) / Math.max(count, 1)), least, most));
}

/** @type {(v: number, low: number, high: number) => number} */
function hold(v, low, high) {
  return Math.max(low, Math.min(high, v));
}

// How far a point is from a square around the origin; 0 inside.
/** @type {(x: number, y: number, half: number) => number} */
function outside(x, y, half) {
  return Math.hypot(Math.max(Math.abs(x) - half, 0), Math.max(Math.abs(y) - half, 0));
}

/** @type {(at: Point, place: MapPlace, side: number) => boolean} */
function isNear([x, y], place, side) {
  return Math.hypot(x - place.x, y - place.y) < REACH * side;
}
