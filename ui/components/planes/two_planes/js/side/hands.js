// Pointers and keys on one of the planes, and what they mean: the cursor, an end of the walk, or a
// way that is drawn.
import { arrowStep } from "../../../../js/shared/page/arrow_keys.js";
import { attachGestures } from "../../../../js/shared/plane/gestures.js";
import {
  dropEnd,
  dropPoint,
  endHere,
  endWay,
  growWay,
  moveEnd,
  startWay,
  takeEnd,
} from "../walk/by_hand.js";
import { endAt } from "./duo_plane.js";

const DRAWN_GAP = 4; // px between the points of a drawn way
const coarse = matchMedia("(pointer: coarse)");

/** @param {PartOf<TwoPlanesData>} duo */
export function attachHands(duo, side) {
  const {
    view,
    stage: { canvas },
  } = side;
  const toZ = (at) => view.toPoint(...view.onPlane(at));
  const under = (at) =>
    duo.isReady ? endAt(view, duo.endsOn(side.index), at, coarse.matches ? 24 : 15) : null;
  let task = null,
    before = null,
    last = null;
  return attachGestures(canvas, {
    dragStart: (at) => {
      if (!duo.isReady) return;
      const end = duo.drawing ? null : under(at);
      task = duo.drawing ? "draw" : end === null ? "cursor" : "end";
      before = duo.sides.map(({ z }) => z);
      last = at;
      if (task === "draw") startWay(duo, side.index, toZ(at));
      else if (task === "end") takeEnd(duo, end);
      else {
        duo.hold(side.index, true);
        duo.moveTo(side.index, toZ(at));
      }
    },
    drag: (at) => {
      if (task === "cursor") duo.moveTo(side.index, toZ(at));
      else if (task === "end") moveEnd(duo, side.index, toZ(at));
      else if (task === "draw" && Math.hypot(at.x - last.x, at.y - last.y) >= DRAWN_GAP) {
        last = at;
        growWay(duo, toZ(at));
      }
    },
    dragEnd: () => {
      if (task === "cursor") {
        duo.hold(side.index, false);
        duo.commit();
      } else if (task === "end") dropEnd(duo);
      else if (task === "draw") endWay(duo);
      task = null;
    },
    cancelDrag: () => {
      if (task === "cursor") {
        duo.hold(side.index, false);
        duo.sides.forEach((each, i) => {
          each.z = before[i];
        });
        duo.schedule();
      } else if (task === "end") dropEnd(duo);
      else if (task === "draw") endWay(duo);
      task = null;
    },
    pan: (dx, dy) => {
      view.pan(dx, dy);
      side.viewChanged();
      duo.schedule();
    },
    zoom: (factor, x, y) => {
      const can = side.zoom(factor, x, y);
      duo.schedule();
      return can;
    },
    hover: (at) => {
      canvas.style.cursor = !duo.drawing && under(at) !== null ? "grab" : "";
    },
    tap: () => {},
    leave: () => {
      canvas.style.cursor = "";
    },
    key: (key, shift) => pressKey(duo, side, key, shift ? 5 : 1),
  });
}

// True when the key means something here.
/** @param {PartOf<TwoPlanesData>} duo */
function pressKey(duo, side, key, steps) {
  const arrow = arrowStep(key);
  if (arrow) {
    duo.stepOn(side, arrow[0], arrow[1] * steps);
    return true;
  }
  const middle = [side.view.width / 2, side.view.height / 2];
  switch (key) {
    case "0":
      duo.stepTo(side, [0, 0]);
      return true;
    case "Enter":
      if (duo.drawing) dropPoint(duo, side);
      return duo.drawing;
    case "a":
    case "A":
      endHere(duo, 0, side);
      return true;
    case "b":
    case "B":
      endHere(duo, 1, side);
      return true;
    case "+":
    case "=":
      side.zoom(1.5, ...middle);
      duo.schedule();
      return true;
    case "-":
    case "_":
    case "−":
      side.zoom(1 / 1.5, ...middle);
      duo.schedule();
      return true;
    case "Escape":
      duo.setDrawing(false);
      return true;
    default:
      return false;
  }
}
