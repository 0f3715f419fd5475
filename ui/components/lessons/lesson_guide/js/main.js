// Keys, swipes and the focus of a lesson, and what the browser keeps of it.
import { mountAs, Shell } from "../../../js/shared/page/shell.js";
import { FocusKeeper, startStep, TEXT } from "./focus.js";
import { joined, readKept, writeKept } from "./kept.js";
import { stepOfKey, stepOfSwipe } from "./steering.js";

const BUTTONS = { 1: ".st-key-lesson-next button", "-1": ".st-key-lesson-back button" };
// What moves with arrow keys by itself: figures, sliders, groups of choices.
const FIGURE =
  '[data-ready], input[type="range"], [role="radiogroup"], [role="slider"], [data-testid="stSlider"]';
const SLIDER = '[data-testid="stSlider"], input[type="range"]';

let place = null; // the step shown last, "" for none; null before the first

/** @extends {Shell<LessonGuideData>} */
class Guide extends Shell {
  constructor(parent) {
    super(parent, "the guide of the lessons", {
      class: "lse-guide",
      "data-testid": "lesson-guide",
    });
    this.finger = null; // where one finger went down, and when
    this.onKey = (event) => this.key(event);
    this.onPage = (event) => this.page(event);
    this.onTouch = (event) => this.touch(event);
    this.onLift = (event) => this.lift(event);
    this.focus = new FocusKeeper();
    document.addEventListener("keydown", this.onKey);
    document.addEventListener("keydown", this.onPage, true);
    document.addEventListener("touchstart", this.onTouch, { passive: true });
    document.addEventListener("touchend", this.onLift, { passive: true });
  }

  destroy() {
    this.focus.destroy();
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("keydown", this.onPage, true);
    document.removeEventListener("touchstart", this.onTouch);
    document.removeEventListener("touchend", this.onLift);
    super.destroy();
  }

  async load() {
    const kept = readKept();
    if (kept) this.send("kept", joined(kept, this.data.kept));
    this.arrive();
    this.keep();
  }

  receive(before) {
    if (this.data.forget !== before.forget) writeKept(null);
    this.arrive();
    this.keep();
  }

  // Where another step is shown than before, begin at its top; the first is where the link led.
  arrive() {
    const isNew = place !== null && place !== this.data.place;
    place = this.data.place;
    if (isNew && place) startStep();
  }

  keep() {
    writeKept(joined(readKept(), this.data.kept));
    this.root.dataset.ready = "1";
  }

  key(event) {
    if (event.defaultPrevented) return;
    const { target } = event,
      owner = target.closest?.(TEXT) ? "text" : target.closest?.(FIGURE) ? "figure" : "";
    if (this.press(stepOfKey(event, owner))) event.preventDefault();
  }

  // A slider takes Page Up and Page Down for itself; on a remote they are all there is.
  page(event) {
    if (!event.key.startsWith("Page") || !event.target.closest?.(SLIDER)) return;
    this.key(event);
    if (event.defaultPrevented) event.stopPropagation();
  }

  touch(event) {
    const [touch] = event.touches,
      isOwn = event.touches.length > 1 || event.target.closest?.(`${FIGURE}, ${TEXT}`);
    const page = event.target.closest?.('[data-testid="stMain"]');
    this.finger =
      isOwn || !page || scrollsSideways(event.target, page)
        ? null
        : { x: touch.clientX, y: touch.clientY, at: event.timeStamp };
  }

  lift(event) {
    const { finger } = this,
      [touch] = event.changedTouches;
    this.finger = null;
    if (!finger) return;
    const ms = event.timeStamp - finger.at;
    this.press(stepOfSwipe(touch.clientX - finger.x, touch.clientY - finger.y, ms));
  }

  // Press Next (1) or Back (-1); true where there is such a button.
  press(step) {
    const button = step ? document.querySelector(BUTTONS[step]) : null;
    button?.click();
    return Boolean(button);
  }
}

// Whether something between an element and the page, like a wide table or code, can scroll sideways.
function scrollsSideways(element, page) {
  for (let at = element; at && at !== page; at = at.parentElement)
    if (at.scrollWidth > at.clientWidth && /auto|scroll/.test(getComputedStyle(at).overflowX))
      return true;
  return false;
}

export default mountAs(Guide);
