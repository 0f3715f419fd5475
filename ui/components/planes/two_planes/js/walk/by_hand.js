// What a hand does to the walk on the planes: it takes an end to another image, or draws a way.
import { fill } from "../../../../js/shared/page/dom.js";
import { nearestImage } from "../side/link.js";
import { DrawnWay } from "./way/drawn_way.js";

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
  duo.keyed = null;
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
  const { way } = duo;
  duo.way = null;
  if (way) walkAlong(duo, way);
  duo.schedule();
}

// A point of a way at the cursor of a side, by a key. From the second on the walk leads along them.
/** @param {PartOf<TwoPlanesData>} duo */
export function dropPoint(duo, side) {
  if (!duo.isReady) return;
  const { keyed } = duo;
  if (keyed?.index === side.index) keyed.growTo(side.z);
  else duo.keyed = new DrawnWay(duo.sides, side.index, side.z);
  walkAlong(duo, duo.keyed);
  duo.setDrawing(true); // more points may follow
  duo.status.say(fill(duo.data.words.point, { n: duo.keyed.points.length, where: side.where() }));
  duo.schedule();
}

// The way of a link: the side it was drawn on, and its corners there.
/**
 * @param {PartOf<TwoPlanesData>} duo
 * @param {{side: number, points: number[][]}} drawn
 */
export function takeWay(duo, { side, points }) {
  const way = new DrawnWay(duo.sides, side, points[0]);
  for (const point of points.slice(1)) way.growTo(point);
  duo.sentWay = JSON.stringify([side, way.corners()]);
  walkAlong(duo, way);
}

function walkAlong(duo, way) {
  const both = way.both();
  if (!both) return;
  duo.hand = both;
  both.forEach((points, side) => duo.walk.setHand(side, points));
  duo.walk.setPath("hand");
  duo.setPath("hand");
  const corners = [way.index, way.corners()],
    message = JSON.stringify(corners);
  if (message !== duo.sentWay) duo.send("way", corners);
  duo.sentWay = message;
}
