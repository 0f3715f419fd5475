// What a hand does to the walk on the planes: it takes an end to another image, or draws a way.
import { nearestImage } from "../side/link.js";
import { DrawnWay } from "./drawn_way.js";

// A drawn way has ends of its own: it gives way to one between the images.
/** @param {PartOf<TwoPlanesData>} duo */
export function takeEnd(duo, end) {
  duo.ends.taken = end;
  if (duo.path === "hand") {
    duo.hand = null;
    duo.setPath("straight");
    duo.walk.setPath("straight");
  }
  duo.schedule();
}

/** @param {PartOf<TwoPlanesData>} duo */
export function moveEnd(duo, index, z) {
  const image = nearestImage(duo.sides[index], z, duo.controls.legend.allowed);
  if (!duo.ends.move(image)) return;
  duo.sendEnds();
  duo.schedule();
}

/** @param {PartOf<TwoPlanesData>} duo */
export function dropEnd(duo) {
  duo.ends.taken = null;
  duo.schedule();
  if (!duo.ends.are(duo.data.ends)) duo.send("ends", duo.ends.images);
}

// Put an end where the cursor of a side is.
/** @param {PartOf<TwoPlanesData>} duo */
export function endHere(duo, end, side) {
  if (!duo.isReady) return;
  takeEnd(duo, end);
  moveEnd(duo, side.index, side.z);
  dropEnd(duo);
}

/** @param {PartOf<TwoPlanesData>} duo */
export function startWay(duo, index, z) {
  duo.way = new DrawnWay(duo.sides, index, z);
  duo.schedule();
}

/** @param {PartOf<TwoPlanesData>} duo */
export function growWay(duo, z) {
  duo.way.grow(z);
  duo.schedule();
}

/** @param {PartOf<TwoPlanesData>} duo */
export function endWay(duo) {
  const both = duo.way.both();
  duo.way = null;
  if (both) {
    duo.hand = both;
    both.forEach((way, side) => duo.walk.setHand(side, way));
    duo.walk.setPath("hand");
    duo.setPath("hand");
  }
  duo.schedule();
}
