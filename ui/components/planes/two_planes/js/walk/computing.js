// Computes what the walk shows, a bit each frame: first the pictures of the strips, then the bands,
// from coarse to fine.
import { fill } from "../../../../js/shared/page/dom.js";

const PAINT_EVERY = 100; // ms between two pictures of bands that are still being computed

// Goes on until `deadline` (performance.now() time); true while there is more to do.
export function computeWalk(walk, deadline) {
  if (!walk.axis || !walk.ways || walk.node.dataset.done === "1") return false;
  const { axis } = walk,
    all = 2 * axis.samples.length,
    clock = new WorkClock(deadline);
  if (!walk.pointed && clock.goesOn()) walk.meet();
  while (walk.tilesLeft && clock.goesOn()) {
    const at = (walk.tileAt = (walk.tileAt + 1) % (2 * axis.tiles)),
      side = at % 2,
      i = at >> 1;
    walk.samples[side].draw(axis.steps[i]);
    walk.lanes[side].paintTile(i, walk.samples[side], walk.theme);
    walk.tilesLeft--;
  }
  if (walk.tilesLeft || performance.now() < walk.restUntil) return true;
  const before = walk.placed + walk.read,
    reads = walk.samples[0].recognise ? "read" : "draw";
  while (walk.placed < all && clock.goesOn()) take(walk, "place", walk.placed++);
  while (walk.placed === all && walk.read < all && clock.goesOn()) take(walk, reads, walk.read++);
  if (walk.placed + walk.read > before) showWork(walk, all);
  return walk.read < all;
}

function take(walk, what, i) {
  walk.samples[i % 2][what](walk.axis.samples[i >> 1]);
}

function showWork(walk, all) {
  if (walk.read < 2 * walk.axis.tiles) return; // coarser than the strips says nothing yet
  if (walk.read < all && performance.now() < walk.paintedAt + PAINT_EVERY) return;
  walk.paintedAt = performance.now();
  walk.node.dataset.stale = "false";
  walk.lanes.forEach((lane, side) => lane.paintBands(walk.samples[side], walk.theme, walk.hole));
  if (walk.read < all) return;
  walk.node.dataset.done = "1";
  walk.samples.forEach((samples, side) => {
    const figures = samples.figures();
    walk.figures.show(side, figures);
    describe(walk, side, figures);
  });
}

// The bands in words, for screen readers.
function describe(walk, side, { holes }) {
  const { words, classes, axis } = walk,
    samples = walk.samples[side],
    name = walk.names[side],
    met = [];
  for (const k of samples.recognise ? [...axis.samples].sort((a, b) => a - b) : []) {
    const likeliest = classes.reduce(
      (best, _, label) =>
        samples.probability(k, label) > samples.probability(k, best) ? label : best,
      0,
    );
    if (met.at(-1) !== classes[likeliest]) met.push(classes[likeliest]);
  }
  walk.lanes[side].describe(
    fill(words.reads_label, { name, classes: met.join(", ") }),
    fill(words.near_label, { name, share: Math.round(100 * holes) }),
  );
}

// Allows one piece of work, and another where the longest so far would still end before the deadline.
class WorkClock {
  constructor(deadline) {
    this.deadline = deadline;
    this.last = performance.now();
    this.longest = 0;
  }
  goesOn() {
    const now = performance.now();
    this.longest = Math.max(this.longest, now - this.last);
    this.last = now;
    return now + this.longest < this.deadline;
  }
}
