// Hands and keys on a plane: the ring is dragged along what was learned; anywhere else a tap adds a
// point, and a drag leaves a line of them.
import { ARROW_KEYS } from "../../../../js/shared/page/arrow_keys.js";
import { UP } from "./plane.js";

const GRIP = 24; // how near the ring a hand takes it, in pixels
const STEP = 0.05; // of the cross that keys move
const TAP = 8; // pixels that a finger may wander in a tap

/**
 * @param {import("./side.js").Side} side
 * @param {{rest(): void, changed(): void, add(x: number, y: number): void,
 *   along(x: number, y: number): void, undo(): void, isDrawing(): boolean}} on
 */
export function attachHand(side, on) {
  const { plane } = side,
    { canvas } = plane;
  let grip = null, // "ring" | "draw" | "tap" (a finger that may yet move) | "none"
    start = null;
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const isOnRing = ([x, y]) => {
    if (!side.ringAt) return false;
    const [px, py] = plane.toPixel(side.ringAt.x, side.ringAt.y);
    return Math.hypot(px - x, py - y) <= GRIP * Math.max(1, plane.unit);
  };

  canvas.onpointerdown = (event) => {
    if (event.button !== 0 || grip) return;
    start = at(event);
    grip = isOnRing(start) ? "ring" : event.pointerType === "touch" ? "tap" : "draw";
    canvas.setPointerCapture(event.pointerId);
    if (grip === "draw") on.add(...plane.toPoint(...start));
  };
  canvas.onpointermove = (event) => {
    const [x, y] = at(event);
    if (grip === "ring") side.moveNear(...plane.toPoint(x, y));
    else if (grip === "draw") on.along(...plane.toPoint(x, y));
    else if (grip === "tap" && Math.hypot(x - start[0], y - start[1]) > TAP) {
      grip = on.isDrawing() ? "draw" : "none"; // a swipe over a shape adds nothing
      if (grip === "draw") on.add(...plane.toPoint(...start));
    }
    if (!grip) canvas.dataset.over = isOnRing([x, y]) ? "ring" : "";
  };
  canvas.onpointerup = canvas.onpointercancel = (event) => {
    if (grip === "tap" && event.type === "pointerup") on.add(...plane.toPoint(...start));
    if (grip) on.rest();
    grip = null;
  };

  canvas.onfocus = () => {
    if (canvas.matches(":focus-visible")) side.pencil ??= [0, 0];
    on.changed();
  };
  canvas.onblur = () => {
    side.pencil = null;
    on.changed();
  };
  canvas.onkeydown = (event) => {
    const arrow = ARROW_KEYS[event.key];
    if (arrow) {
      const size = event.shiftKey ? 5 * STEP : STEP,
        [x, y] = side.pencil ?? [0, 0],
        right = UP * (plane.width / plane.height);
      side.pencil = [held(x + size * arrow[0], right), held(y + size * arrow[1], UP)];
      on.changed();
    } else if ((event.key === "Enter" || event.key === " ") && side.pencil) on.add(...side.pencil);
    else if (event.key === "Backspace" || event.key === "Delete") on.undo();
    else return;
    event.preventDefault();
    event.stopPropagation(); // arrows turn the pages of a lesson elsewhere
  };
}

/**
 * @param {number} v
 * @param {number} limit
 */
function held(v, limit) {
  return Math.max(-limit, Math.min(limit, v));
}
