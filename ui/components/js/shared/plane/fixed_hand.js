// What a hand does on a plane that does not scroll: it drags the cursor, or moves it with keys, and
// the cursor stays on the plane.

import { arrowStep } from "../page/arrow_keys.js";

// The handlers of `attachGestures`.
/** @param {Record<string, any>} owner */
export function handlersOf(owner) {
  const { cursor, view } = owner,
    toZ = (at) => view.toPoint(...view.onPlane(at));
  let before = null;
  return {
    dragStart: (at) => {
      before = cursor.z;
      cursor.hold(true);
      cursor.to(toZ(at));
    },
    drag: (at) => cursor.to(toZ(at)),
    dragEnd: () => {
      cursor.hold(false);
      cursor.commit();
    },
    cancelDrag: () => {
      cursor.hold(false);
      cursor.to(before);
    },
    pan: () => {},
    zoom: () => false,
    hover: () => {},
    leave: () => {},
    tap: () => {},
    key: (key, shift) => pressKey(owner, key, shift ? 5 : 1),
  };
}

// True when the key means something here.
/**
 * @param {Record<string, any>} owner
 * @param {string} key
 * @param {number} steps
 */
function pressKey({ cursor, view, section }, key, steps) {
  const arrow = arrowStep(key);
  if (arrow) {
    cursor.stepOn(section, arrow[0], arrow[1] * steps);
    const [x, y] = view.toPixel(cursor.z),
      held = view.onPlane({ x, y });
    if (held[0] !== x || held[1] !== y) cursor.to(view.toPoint(...held));
  } else if (key === "0") cursor.glideTo([0, 0]);
  return Boolean(arrow) || key === "0";
}
