// The drawing pad and its tools. `events`: {drawn(), ended()}.
import { el, icon, setAttribute } from "../page/dom.js";
import { Sheet, SIDE } from "./drawing.js";

/** @type {[string, number][]} */
const WIDTHS = [
  ["thin", 14],
  ["medium", 22],
  ["thick", 32],
];
const ERASER_BUTTON = 5; // of a pen turned round

export class Pad {
  constructor(drawing, words, events) {
    this.drawing = drawing;
    this.words = words;
    this.events = events;
    this.width = 22;
    this.pointer = null;
    this.sheet = new Sheet(SIDE);
    this.canvas = this.sheet.canvas;
    for (const [name, value] of Object.entries({
      class: "lse-pad",
      role: "img",
      tabindex: "-1",
      "data-testid": "pad",
      "aria-label": words.pad,
    }))
      this.canvas.setAttribute(name, value);
    this.hint = el("p", { class: "lse-pad-hint" }, words.pad_hint);
    this.makeTools();
    this.node = el(
      "div",
      { class: "lse-pad-box" },
      el("div", { class: "lse-pad-frame" }, this.canvas, this.hint),
      this.tools,
    );
    this.listen();
    this.show();
  }

  makeTools() {
    const { words } = this;
    const button = (name, onclick, ...content) => {
      const node = el(
        "button",
        {
          type: "button",
          class: "lse-pad-tool",
          title: words[`${name}_title`],
          "data-testid": `pad-${name}`,
        },
        ...content,
      );
      node.onclick = onclick;
      return node;
    };
    this.undoButton = button("undo", () => this.undo(), icon("undo"), words.undo);
    this.clearButton = button("clear", () => this.clear(), icon("clear"), words.clear);
    this.eraser = button(
      "eraser",
      () => {
        this.erasing = !this.erasing;
        this.show();
      },
      icon("eraser"),
      el("span", {}, words.eraser),
    );
    this.pens = WIDTHS.map(([name, width]) => {
      const dot = el("span", { class: "lse-pen-dot" });
      dot.style.setProperty("--pen", width / 2);
      const pen = button(
        name,
        () => {
          this.width = width;
          this.erasing = false;
          this.show();
        },
        dot,
      );
      pen.classList.add("lse-pen");
      pen.setAttribute("aria-label", words[`${name}_title`]);
      return { pen, width };
    });
    this.tools = el(
      "div",
      { class: "lse-pad-tools", role: "group", "aria-label": words.pad_tools },
      this.undoButton,
      this.clearButton,
      this.eraser,
      el(
        "span",
        { class: "lse-pens", role: "group", "aria-label": words.pen },
        ...this.pens.map(({ pen }) => pen),
      ),
    );
  }

  // ---- the hand ------------------------------------------------------------------

  listen() {
    const { canvas, drawing } = this;
    canvas.onpointerdown = (event) => {
      if (this.pointer !== null || ![0, ERASER_BUTTON].includes(event.button)) return;
      event.preventDefault();
      canvas.focus({ preventScroll: true }); // so that Ctrl Z is ours
      canvas.setPointerCapture(event.pointerId);
      this.pointer = event.pointerId;
      drawing.begin(
        ...this.at(event),
        this.width,
        Boolean(this.erasing) || event.button === ERASER_BUTTON,
      );
      this.changed();
    };
    canvas.onpointermove = (event) => {
      if (event.pointerId !== this.pointer) return;
      if (!event.buttons) return this.end(); // released where no event told of it
      const all = event.getCoalescedEvents?.() ?? [];
      for (const one of all.length ? all : [event]) drawing.extend(...this.at(one));
      this.changed();
    };
    canvas.onpointerup =
      canvas.onpointercancel =
      canvas.onlostpointercapture =
        (event) => {
          if (event.pointerId === this.pointer) this.end();
        };
  }

  at({ clientX, clientY }) {
    const box = this.canvas.getBoundingClientRect();
    return [((clientX - box.left) / box.width) * SIDE, ((clientY - box.top) / box.height) * SIDE];
  }

  end() {
    if (this.pointer === null) return;
    this.pointer = null;
    this.drawing.end();
    this.changed();
    this.events.ended();
  }

  undo() {
    this.pointer = null;
    this.drawing.undo();
    this.changed();
    this.events.ended();
  }
  clear() {
    this.pointer = null;
    this.drawing.clear();
    this.changed();
    this.events.ended();
  }

  // ---- what is seen --------------------------------------------------------------

  changed() {
    this.show();
    this.events.drawn();
  }

  show() {
    const { drawing } = this;
    this.hint.hidden = !drawing.isBlank;
    // Not `disabled`, which would throw the keyboard's focus off the button just pressed.
    setAttribute(this.undoButton, "aria-disabled", String(!drawing.marks.length));
    setAttribute(this.clearButton, "aria-disabled", String(drawing.isBlank));
    setAttribute(this.eraser, "aria-pressed", String(Boolean(this.erasing)));
    for (const { pen, width } of this.pens)
      setAttribute(pen, "aria-pressed", String(!this.erasing && width === this.width));
  }

  resize(side) {
    if (this.canvas.width !== side) this.sheet.resize(side);
  }
  paint(theme) {
    this.sheet.paint(this.drawing, theme["ink-1"]);
  }
}
