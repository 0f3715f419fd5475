// Pointers and keys on the plane, told apart and named.
//
// One pointer drags the cursor. Two fingers pinch and pan. The right or middle button,
// Alt, or the space bar held down turn a mouse drag into a pan. The handlers are set
// as properties, not listeners: mounting again replaces them instead of piling up.

// `on`: {dragStart, drag, dragEnd, cancelDrag, pan, zoom, hover, leave, tap, key}
export function attachGestures(canvas, on) {
  const pointers = new Map(); // id -> {x, y}
  let mode = null; // "drag" | "pan" | "pinch"
  let start = null,
    spaceHeld = false;

  const position = (event) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const pinch = () => {
    const [a, b] = [...pointers.values()];
    return {
      x: (a.x + b.x) / 2,
      y: (a.y + b.y) / 2,
      span: Math.max(Math.hypot(a.x - b.x, a.y - b.y), 1),
    };
  };

  canvas.onpointerdown = (event) => {
    const at = position(event);
    if (pointers.size >= 2) return;
    if (pointers.size === 1 && event.pointerType !== "touch") return; // a second mouse button
    pointers.set(event.pointerId, at);
    canvas.setPointerCapture(event.pointerId);
    if (pointers.size === 2) {
      // A second finger: the first was not meant as a drag.
      if (mode === "drag") on.cancelDrag();
      mode = "pinch";
      start = pinch();
      return;
    }
    const panning = event.button === 1 || event.button === 2 || event.altKey || spaceHeld;
    mode = panning ? "pan" : event.button === 0 ? "drag" : null;
    start = { ...at, type: event.pointerType };
    canvas.dataset.gesture = mode ?? "";
    if (mode === "drag") on.dragStart(at);
    else on.leave();
  };

  canvas.onpointermove = (event) => {
    const at = position(event),
      before = pointers.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch" && pointers.size === 0) on.hover(at);
      return;
    }
    pointers.set(event.pointerId, at);
    if (mode === "drag") on.drag(at);
    else if (mode === "pan") on.pan(at.x - before.x, at.y - before.y);
    else if (mode === "pinch" && pointers.size === 2) {
      const now = pinch();
      on.pan(now.x - start.x, now.y - start.y);
      on.zoom(now.span / start.span, now.x, now.y);
      start = now;
    }
  };

  const release = (event) => {
    const at = pointers.get(event.pointerId);
    if (!at) return;
    pointers.delete(event.pointerId);
    if (mode === "drag") {
      on.dragEnd();
      const still = Math.hypot(at.x - start.x, at.y - start.y) < 8;
      if (event.type === "pointerup" && start.type === "touch" && still) on.tap(at);
    }
    // After a pinch the finger that stays neither drags nor pans.
    if (mode !== "pinch" || pointers.size === 0) mode = null;
    canvas.dataset.gesture = mode ?? "";
  };
  canvas.onpointerup = canvas.onpointercancel = canvas.onlostpointercapture = release;
  canvas.onpointerleave = (event) => {
    if (event.pointerType !== "touch" && !pointers.size) on.leave();
  };
  // Keeps the middle button from starting the browser's own scrolling.
  canvas.onmousedown = (event) => {
    if (event.button === 1) event.preventDefault();
  };
  canvas.oncontextmenu = (event) => event.preventDefault();

  canvas.onwheel = (event) => {
    const lines = event.deltaMode === 1 ? 16 : 1; // Firefox may count in lines
    // A trackpad's pinch arrives as a wheel with ctrl and small deltas.
    const factor = Math.exp(
      -Math.max(-120, Math.min(120, event.deltaY * lines)) * (event.ctrlKey ? 0.01 : 0.0022),
    );
    const { x, y } = position(event);
    if (on.zoom(factor, x, y)) event.preventDefault(); // at the end of the range the page scrolls on
  };

  canvas.onkeydown = (event) => {
    if (event.key === " ") {
      spaceHeld = true;
      canvas.dataset.gesture = "ready";
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (on.key(event.key, event.shiftKey)) event.preventDefault();
  };
  const rest = () => {
    spaceHeld = false;
    canvas.dataset.gesture = mode ?? "";
  };
  canvas.onkeyup = (event) => {
    if (event.key === " ") rest();
  };

  // A window that loses focus never sends the release: end what is going on.
  const stop = () => {
    rest();
    if (mode === "drag") on.dragEnd();
    pointers.clear();
    mode = null;
    canvas.dataset.gesture = "";
  };
  canvas.onblur = rest;
  return { stop };
}
