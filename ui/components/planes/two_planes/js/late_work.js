// What may come a frame late: readings of the pictures, the walk's strips and bands, the holes.

const FRAME_BUDGET = 11; // ms into a frame

// In what is left of the frame that began at `begin`; true while there is more to do.
/** @param {PartOf<TwoPlanesData>} duo */
export function workLate(duo, begin) {
  readOne(duo);
  const deadline = begin + FRAME_BUDGET;
  let busy = duo.sides.some(({ unread }) => unread);
  if (performance.now() > deadline - 1) return true;
  busy = duo.walk.work(deadline) || busy;
  if (duo.held !== null) return busy;
  for (const side of duo.sides) {
    const { shade } = side,
      before = shade.isReady("holes");
    if (before) continue;
    if (performance.now() > deadline - 1 || shade.work(deadline)) return true;
    if (duo.layer === "holes") {
      side.plane.touch("tiles");
      duo.changed = true;
    }
    busy = true;
  }
  return busy;
}

// The two pictures in turn; in a drag, when the next reading is due.
/** @param {PartOf<TwoPlanesData>} duo */
function readOne(duo) {
  let side = duo.sides[duo.turn];
  if (!side.unread) side = duo.sides[1 - duo.turn];
  if (!side.unread || (duo.held !== null && !duo.readings.isDue())) return;
  side.unread = false;
  duo.turn = 1 - side.index;
  duo.readings.timed(() => side.facts.showReading(duo.reader.read(side.pixels), duo.theme));
}
