// A pad for one sign after the other. What becomes of a drawing: read `take` below.
import { Drawing, SIDE } from "../../../js/shared/ink/drawing.js";
import { Pad } from "../../../js/shared/ink/pad.js";
import { prepareInk } from "../../../js/shared/ink/prepare.js";
import { el, fill, icon, setAttribute, setText } from "../../../js/shared/page/dom.js";
import { mountAs, pixelRatio, Shell } from "../../../js/shared/page/shell.js";

const MOST = 364,
  PHONE = 420,
  BESIDE = 72; // pixels that a finger has beside the pad to scroll a phone's page

/** @extends {Shell<SignPadData>} */
class SignPad extends Shell {
  constructor(parent) {
    super(parent, "the pad for signs", {
      class: "lse lse-signs",
      role: "group",
      "data-testid": "sign-pad",
    });
    this.root.onkeydown = (event) => this.keyPressed(event);
  }

  build() {
    const { words, key } = this.data;
    this.clear(words.title);
    this.drawing = new Drawing(key);
    this.kept = this.drawing.kept;
    this.kept.waiting ??= []; // drawings that Python has not answered yet
    this.pad = new Pad(this.drawing, words, {
      drawn: () => {
        this.show();
        this.schedule();
      },
      ended: () => this.show(),
    });
    this.sign = el("p", { class: "lse-signs-sign", "aria-live": "polite" });
    this.count = el("span", { class: "lse-small" });
    this.button = el(
      "button",
      {
        type: "button",
        class: "lse-signs-take",
        title: words.take_title,
        "data-testid": "take-drawing",
      },
      icon("check"),
      el("span", {}, words.take),
    );
    this.button.onclick = () => this.take();
    this.root.append(
      el("div", { class: "lse-signs-head" }, this.sign, this.count, this.button),
      this.pad.node,
    );
    this.sized = null;
    this.show();
    this.relayout();
  }

  async load() {
    this.root.dataset.ready = "1";
  }

  receive() {
    this.kept.waiting = this.kept.waiting.filter(({ n }) => n > this.data.received);
    this.show();
  }

  leaveWindow() {
    this.pad.end();
  }

  relayout() {
    const ratio = pixelRatio();
    if (!this.isResized(ratio)) return;
    const { clientWidth } = this.root,
      large = Math.min(MOST, Math.max(140, clientWidth - (clientWidth < PHONE ? BESIDE : 0)));
    this.setLengths({ large, u: 1 });
    this.pad.resize(Math.round(large * ratio));
    this.frame();
  }

  repaint() {
    this.schedule();
  }

  frame() {
    this.pad.paint(this.theme);
  }

  keyPressed(event) {
    const isUndo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey);
    if (isUndo && this.drawing.marks.length) {
      event.preventDefault();
      this.pad.undo();
    } else if (event.key === "Enter" && event.target === this.pad.canvas) {
      event.preventDefault();
      this.take();
    }
  }

  // The drawing becomes an image, which is sent with all that Python has not answered yet: two that
  // come while the page is busy arrive together. The pad is blank for the next one at once.
  take() {
    this.pad.end();
    if (this.drawing.isBlank) return;
    const made = prepareInk(this.drawing.read(), SIDE, SIDE, "mnist", this.data.switches);
    if (made) {
      const { kept, data } = this;
      kept.number = Math.max(Date.now(), (kept.number ?? 0) + 1);
      const x = btoa(String.fromCharCode(...made.x));
      kept.waiting.push({ n: kept.number, sign: data.index, x });
      this.send("drawn", { drawings: kept.waiting });
    }
    this.kept.marks.length = 0;
    this.pad.changed();
  }

  show() {
    const { data } = this,
      { words, wanted } = data,
      // Those on their way count already, so that the number follows the hand.
      n = data.count + this.kept.waiting.filter(({ sign }) => sign === data.index).length;
    setText(this.sign, fill(words.draw, { sign: data.sign }));
    setText(this.count, fill(words.count, { n, wanted }));
    setAttribute(this.button, "aria-disabled", String(this.drawing.isBlank));
    this.root.dataset.count = String(n);
  }
}

export default mountAs(SignPad);
