// What pointers, fingers and keys on the plane do: drag z, move the view, turn space.
import { arrowStep } from "../../../js/shared/page/arrow_keys.js";
import { pressArrow, sendAxes, turnView } from "./sectioning.js";

const TURN = 0.4; // degrees a pixel

/** @param {PartOf<ExplorerData>} explorer */
export function zoomMiddle(explorer, factor) {
  return explorer.zoom(factor, explorer.view.width / 2, explorer.view.height / 2);
}

// To a place that the prior (or its stand-in) names; nowhere before there is one.
/** @param {PartOf<ExplorerData>} explorer */
export function glide(explorer, target) {
  explorer.hover.drop();
  if (explorer.network) explorer.cursor.glideTo(target(explorer.gaussian));
}

/** @param {PartOf<ExplorerData>} explorer */
export function gestureHandlers(explorer) {
  const { view, cursor } = explorer;
  const toZ = (at) => explorer.section.lift(view.toPoint(...view.onPlane(at)), cursor.z);
  const inSpace = () => explorer.mode === "space";
  let before = null,
    last = null;
  return {
    dragStart: (at) => {
      explorer.hover.drop();
      last = at;
      if (inSpace()) return;
      before = cursor.z;
      cursor.hold(true);
      cursor.to(toZ(at));
    },
    drag: (at) => {
      if (inSpace()) turnView(explorer, (last.x - at.x) * TURN, (at.y - last.y) * TURN);
      else cursor.to(toZ(at));
      last = at;
    },
    dragEnd: () => {
      if (inSpace()) return sendAxes(explorer);
      cursor.hold(false);
      cursor.commit();
    },
    cancelDrag: () => {
      if (!inSpace()) {
        cursor.hold(false);
        cursor.to(before);
      }
    },
    pan: (dx, dy) => {
      view.pan(dx, dy);
      explorer.viewChanged();
    },
    zoom: (factor, x, y) => explorer.zoom(factor, x, y),
    hover: (at) => explorer.hover.at(at, 8),
    tap: (at) => explorer.hover.at(at, 16),
    leave: () => explorer.hover.drop(),
    key: (key, shift) => pressKey(explorer, key, shift ? 5 : 1),
  };
}

// True when the key means something here.
/** @param {PartOf<ExplorerData>} explorer */
function pressKey(explorer, key, steps) {
  const arrow = arrowStep(key);
  if (arrow) {
    pressArrow(explorer, arrow[0], arrow[1] * steps);
    return true;
  }
  switch (key) {
    case "0":
      glide(explorer, (gaussian) => gaussian.mean);
      return true;
    case "m":
    case "M":
      explorer.nextMode();
      return true;
    case "+":
    case "=":
      zoomMiddle(explorer, 1.5);
      return true;
    case "-":
    case "_":
    case "−":
      zoomMiddle(explorer, 1 / 1.5);
      return true;
    case "Escape":
      explorer.hover.drop();
      return true;
    default:
      return false;
  }
}
