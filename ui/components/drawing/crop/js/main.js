// A box over a picture. What happens when it changes: read `take` and `commit` below.
import { ARROW_KEYS } from "../../../js/shared/page/arrow_keys.js";
import { el, fill, setText } from "../../../js/shared/page/dom.js";
import { differs, mountAs, Shell } from "../../../js/shared/page/shell.js";
import { between, isTap, moved, resized, withCorner } from "./box.js";

const STEP = 0.01,
  BIG_STEP = 0.05; // an arrow key's, with Alt or Page keys
const FIRST = [0.25, 0.25, 0.75, 0.75]; // the box that the keyboard begins with
const PATIENCE_MS = 1500; // for an answer; then the next region is sent all the same
const KEYS_MS = 350; // after the last arrow key the box counts as let go

/** @typedef {import("./box.js").Region} Region */

/** @extends {Shell<CropData>} */
class Crop extends Shell {
  constructor(parent) {
    super(parent, "the crop box", { class: "lse lse-crop", role: "group", "data-testid": "crop" });
    this.number = Date.now(); // of the last region sent: rises, also after the page was left
    this.sentAt = 0;
    /** @type {Region | null} */
    this.region = null;
    /** @type {Region} */
    this.pressed = null; // the region when a drag began
    /** @type {[number, number]} */
    this.from = [0, 0]; // where it began
    this.way = null; // what the drag makes of where the pointer is
    this.waiting = null; // what is to be sent once the last region is answered
  }

  isOther(before) {
    return differs(this.data, before, ["picture_url", "size"]);
  }

  build() {
    const { words, size } = this.data;
    this.clear(words.title);
    this.picture = el("img", { alt: words.title, draggable: "false" });
    const corners = [0, 1].flatMap((y) => [0, 1].map((x) => ({ x, y })));
    this.box = el(
      "div",
      { class: "lse-crop-box", tabindex: "0", role: "application", "aria-label": words.box },
      ...corners.map((corner) => {
        const handle = el("span", {
          class: "lse-crop-handle",
          "data-x": corner.x,
          "data-y": corner.y,
        });
        handle.onpointerdown = (event) =>
          this.press(event, (at) => withCorner(this.pressed, corner, at));
        return handle;
      }),
    );
    this.box.setAttribute("data-testid", "crop-box");
    this.box.onpointerdown = (event) =>
      this.press(event, (at) => moved(this.pressed, at[0] - this.from[0], at[1] - this.from[1]));
    this.stage = el(
      "div",
      {
        class: "lse-crop-stage",
        tabindex: "0",
        "aria-label": words.draw,
        "data-testid": "crop-stage",
      },
      this.picture,
      this.box,
    );
    this.stage.style.aspectRatio = `${size[0]} / ${size[1]}`;
    this.stage.onpointerdown = (event) => this.press(event, (at) => between(this.from, at));
    this.stage.onpointermove = (event) => this.drag(event);
    this.stage.onpointerup = (event) => this.release(event);
    this.stage.onpointercancel = () => this.leaveWindow();
    this.stage.onkeydown = (event) => this.key(event);
    this.state = el("span", { class: "lse-small", "aria-live": "polite" });
    this.reset = el(
      "button",
      { type: "button", class: "lse-crop-reset", "data-testid": "crop-reset" },
      words.reset,
    );
    this.reset.onclick = () => {
      this.take(null, true);
      this.stage.focus();
    };
    this.root.append(this.stage, el("div", { class: "lse-crop-foot" }, this.state, this.reset));
    this.region = this.data.region;
    this.show();
  }

  load(isStale) {
    return new Promise((resolve, reject) => {
      this.picture.onload = () => {
        if (!isStale()) this.root.dataset.ready = "1";
        resolve(undefined);
      };
      this.picture.onerror = () => reject(new Error("the picture could not be read"));
      this.picture.src = this.data.picture_url;
    });
  }

  close() {
    clearTimeout(this.timer);
    clearTimeout(this.keys);
    this.way = this.waiting = null;
  }

  takeFromPython() {
    this.way = null;
    this.region = this.data.region;
    this.show();
  }

  receive(before) {
    if (this.data.answered !== before.answered) this.flush();
  }

  leaveWindow() {
    if (!this.way) return;
    this.way = null;
    this.take(this.region, true);
  }

  // Where the pointer is, as shares of the picture.
  /** @returns {[number, number]} */
  at(event) {
    const { left, top, width, height } = this.stage.getBoundingClientRect();
    return [(event.clientX - left) / width, (event.clientY - top) / height];
  }

  // A drag begins; `way` makes a region of where the pointer is.
  press(event, way) {
    if (event.button !== 0 || this.way) return;
    event.preventDefault();
    event.stopPropagation();
    this.from = this.at(event);
    this.pressed = this.region;
    this.way = way;
    this.stage.setPointerCapture(event.pointerId);
    (this.region ? this.box : this.stage).focus({ preventScroll: true });
  }

  drag(event) {
    if (!this.way || (!this.pressed && isTap(this.from, this.at(event)))) return;
    this.take(this.way(this.at(event)), false);
  }

  release(event) {
    if (!this.way) return;
    const isDrag = !isTap(this.from, this.at(event));
    const region = isDrag ? this.way(this.at(event)) : this.region;
    this.way = null;
    if (isDrag || this.region !== this.pressed) this.take(region, true);
  }

  key(event) {
    if (event.target === this.reset || event.ctrlKey || event.metaKey) return;
    const arrow = ARROW_KEYS[event.key];
    if (event.key === "Enter" && !this.region) this.keyed(event, FIRST);
    else if (event.key === "Escape" && this.region) this.keyed(event, null);
    else if (arrow && this.region) {
      const step = event.altKey ? BIG_STEP : STEP,
        [dx, dy] = [step * arrow[0], -step * arrow[1]];
      this.keyed(event, (event.shiftKey ? resized : moved)(this.region, dx, dy));
    }
  }

  keyed(event, region) {
    event.preventDefault();
    event.stopPropagation();
    this.take(region, false);
    (region ? this.box : this.stage).focus({ preventScroll: true });
    clearTimeout(this.keys);
    this.keys = setTimeout(() => this.take(this.region, true), KEYS_MS);
  }

  // The box is another one: shown at once, and sent.
  take(region, done) {
    this.region = region;
    this.show();
    this.waiting = { region: region?.map((share) => Math.round(share * 1e4) / 1e4) ?? null, done };
    this.commit();
  }

  // Sends what waits, unless an earlier region still waits for its answer; a last one always.
  commit() {
    clearTimeout(this.timer);
    const late = performance.now() - this.sentAt;
    if (
      this.waiting.done ||
      this.data.answered === this.number ||
      late > PATIENCE_MS ||
      !this.sentAt
    ) {
      this.number++;
      this.sentAt = performance.now();
      const { waiting } = this;
      this.waiting = null;
      this.send("region", { ...waiting, n: this.number });
    } else this.timer = setTimeout(() => this.flush(), PATIENCE_MS - late + 1);
  }

  flush() {
    if (this.waiting) this.commit();
  }

  show() {
    const { region, box, data } = this;
    box.hidden = this.reset.hidden = !region;
    if (!region) {
      setText(this.state, data.words.hint);
      return;
    }
    const [left, top, right, bottom] = region.map((share) => 100 * share);
    Object.assign(box.style, {
      left: `${left}%`,
      top: `${top}%`,
      width: `${right - left}%`,
      height: `${bottom - top}%`,
    });
    const values = { w: Math.round(right - left), h: Math.round(bottom - top) };
    setText(this.state, fill(data.words.state, values));
  }
}

export default mountAs(Crop);
