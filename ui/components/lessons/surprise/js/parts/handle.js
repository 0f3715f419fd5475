// A handle in a drawing: a mouse or a finger drags it, arrow keys move it, screen readers hear of a
// slider. The drawing is measured in pixels of the page.
import { setAttribute } from "../../../../js/shared/page/dom.js";
import { svg } from "../../../../js/shared/page/svg.js";

const FINGER = 22, // radius of what can be pressed
  RING = 14; // of what shows the focus
const KEYS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, Home: -1e3, End: 1e3 };

export class Handle {
  // `on`: {drag(x, y), step(by), done()}: where it was dragged to, how many steps a key asks for
  // (Shift: five; Home and End: all), and that it was let go.
  constructor({ label, testid, className = "", vertical = false }, on) {
    this.dot = svg("circle", { class: "lse-sp-dot" });
    this.node = svg(
      "g",
      {
        class: `lse-sp-handle ${className}`,
        role: "slider",
        tabindex: 0,
        "aria-label": label,
        "aria-orientation": vertical ? "vertical" : "horizontal",
        "data-testid": testid,
      },
      svg("circle", { class: "lse-sp-finger", r: FINGER }),
      svg("circle", { class: "lse-sp-ring", r: RING }),
      this.dot,
    );
    this.at = { x: 0, y: 0 };
    this.grab = null; // from the pointer to the middle of the handle
    this.listen(on);
  }

  listen(on) {
    const { node } = this;
    const end = (event) => {
      if (!this.grab || event.pointerId !== this.grab.id) return;
      this.grab = null;
      node.classList.remove("lse-sp-held");
      on.done();
    };
    node.onpointerdown = (event) => {
      if (event.button !== 0 || this.grab) return;
      event.preventDefault();
      const { x, y } = this.position(event);
      this.grab = { id: event.pointerId, x: this.at.x - x, y: this.at.y - y };
      node.setPointerCapture(event.pointerId);
      node.classList.add("lse-sp-held");
      node.focus({ preventScroll: true });
    };
    node.onpointermove = (event) => {
      if (event.pointerId !== this.grab?.id) return;
      const { x, y } = this.position(event);
      on.drag(x + this.grab.x, y + this.grab.y);
    };
    // For a group in a drawing, touch-action does not keep the page from scrolling.
    node.ontouchstart = (event) => event.preventDefault();
    node.onpointerup = node.onpointercancel = node.onlostpointercapture = end;
    node.onkeydown = (event) => {
      const way = KEYS[event.key];
      if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      on.step(way * (event.shiftKey && Math.abs(way) === 1 ? 5 : 1));
    };
    node.onkeyup = (event) => {
      if (KEYS[event.key]) on.done();
    };
  }

  position(event) {
    const box = this.node.ownerSVGElement.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  // A window that loses the focus never sends the release.
  drop() {
    this.grab = null;
    this.node.classList.remove("lse-sp-held");
  }

  moveTo(x, y, radius) {
    this.at = { x, y };
    this.node.setAttribute("transform", `translate(${x.toFixed(2)} ${y.toFixed(2)})`);
    setAttribute(this.dot, "r", String(radius));
  }

  // What a screen reader says; `value` between `low` and `high`.
  /**
   * @param {number} value
   * @param {number[]} range
   * @param {string} text
   */
  say(value, [low, high], text) {
    setAttribute(this.node, "aria-valuemin", String(low));
    setAttribute(this.node, "aria-valuemax", String(high));
    setAttribute(this.node, "aria-valuenow", String(value));
    setAttribute(this.node, "aria-valuetext", text);
  }
}
