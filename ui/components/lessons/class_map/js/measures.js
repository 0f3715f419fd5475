// What the map says of a drawing: what came back of it, how far that is from it, and among which
// test images it lands.

const NEIGHBOURS = 60;
const CLOSER = 0.825; // of the home view

/**
 * The commonest class of the test images nearest to z, and how many of `of` they are.
 *
 * @param {CodeSearch} neighbours
 * @param {number[]} z
 * @param {number} nClasses
 */
export function landsAmong(neighbours, z, nClasses) {
  const found = neighbours.nearest(z, NEIGHBOURS),
    votes = new Array(nClasses).fill(0);
  for (let i = 0; i < found.count; i++) votes[neighbours.codes.labels[found.index[i]]]++;
  const label = votes.indexOf(Math.max(...votes));
  return { label, votes: votes[label], of: found.count };
}

/**
 * The drawing after `number` in the order of their errors, the largest first; the strangest of all
 * after the last one, or where `number` is not among them.
 *
 * @param {{number: number, error: number}[]} drawings
 * @param {number} number
 */
export function nextStrangest(drawings, number) {
  const order = [...drawings].sort((a, b) => b.error - a.error || a.number - b.number);
  return order[(order.findIndex((one) => one.number === number) + 1) % order.length] ?? null;
}

/**
 * The square that is shown: most of the home view, where all but few codes lie, and more where a
 * drawing landed outside. Never more than twice that view: one scribble would make all others small.
 *
 * @param {Room} home
 * @param {number[][]} codes
 * @returns {Room}
 */
export function roomFor(home, codes) {
  const farthest = Math.max(
    0,
    ...codes.map((z) => Math.max(...z.map((v, axis) => Math.abs(v - home.center[axis])))),
  );
  const half = Math.max(CLOSER * home.half, Math.min(1.06 * farthest, 2 * home.half));
  return { center: home.center, half };
}
