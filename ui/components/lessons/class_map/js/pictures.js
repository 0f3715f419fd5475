// The drawings as small pictures over the plane: buttons, so that each can be pressed and focused.
import { ARROW_KEYS } from "../../../js/shared/page/arrow_keys.js";
import { el, fill, setAttribute } from "../../../js/shared/page/dom.js";
import { MNIST } from "../../../js/shared/pictures/image_shape.js";
import { drawPicture } from "../../../js/shared/pictures/pictures.js";
import { nextInDirection } from "./arrange.js";

export class Pictures {
  /**
   * @param {Words} words
   * @param {string[]} classes
   * @param {(number: number) => void} choose
   */
  constructor(words, classes, choose) {
    this.words = words;
    this.classes = classes;
    this.choose = choose;
    /** @type {Map<number, HTMLButtonElement>} */
    this.buttons = new Map();
    /** @type {MapPlace[]} */
    this.places = [];
    this.node = el("div", { class: "lse-map-pictures" });
  }

  // `drawings`: those with a picture, in order; `stands`: where each stands.
  /**
   * @param {MapDrawing[]} drawings
   * @param {Map<number, Point>} stands
   * @param {{side: number, back: boolean, chosen: number, theme: Theme}} look
   */
  show(drawings, stands, { side, back, chosen, theme }) {
    const numbers = new Set(drawings.map((one) => one.number));
    for (const [number, button] of this.buttons)
      if (!numbers.has(number)) {
        button.remove();
        this.buttons.delete(number);
      }
    this.places = drawings.map(({ number }) => {
      const [x, y] = stands.get(number);
      return { number, x, y };
    });
    drawings.forEach((drawing, order) => {
      const button = this.button(drawing, order);
      const { x, y } = this.places[order];
      button.style.transform = `translate(${x - side / 2}px, ${y - side / 2}px)`;
      setAttribute(button, "aria-pressed", String(drawing.number === chosen));
      setAttribute(button, "aria-label", this.label(drawing));
      const pixels = back ? (drawing.back ?? drawing.pixels) : drawing.pixels,
        key = `${theme.id}:${back && Boolean(drawing.back)}`;
      if (button.dataset.painted === key) return;
      button.dataset.painted = key;
      drawPicture(button.firstElementChild, pixels, theme);
    });
    this.node.style.setProperty("--side", `${side}px`);
    // One stop for Tab; arrows go from drawing to drawing.
    const stop = numbers.has(chosen) ? chosen : drawings[0]?.number;
    for (const [number, button] of this.buttons) button.tabIndex = number === stop ? 0 : -1;
  }

  /**
   * @param {MapDrawing} drawing
   * @param {number} order
   */
  button({ number }, order) {
    const known = this.buttons.get(number);
    if (known) return known;
    const button = el(
      "button",
      { type: "button", class: "lse-map-drawing", "data-number": number, translate: "no" },
      MNIST.canvas({ "aria-hidden": "true" }),
    );
    button.onclick = () => this.choose(number);
    button.onkeydown = (/** @type {KeyboardEvent} */ event) => this.keyPressed(event, number);
    this.node.insertBefore(button, this.node.children[order] ?? null);
    this.buttons.set(number, button);
    return button;
  }

  /** @param {MapDrawing} drawing */
  label({ number, digit, among }) {
    const { words, classes } = this,
      parts = [fill(words.drawing, { n: number })];
    if (digit >= 0) parts.push(fill(words.read, { name: classes[digit] }));
    if (among) parts.push(fill(words.among, { name: classes[among.label], ...among }));
    return parts.join(", ");
  }

  /**
   * @param {KeyboardEvent} event
   * @param {number} number
   */
  keyPressed(event, number) {
    if (event.key === "Escape") this.choose(0);
    const arrow = ARROW_KEYS[event.key],
      from = this.places.find((place) => place.number === number);
    if (!arrow || !from) return;
    event.preventDefault();
    event.stopPropagation();
    const [right, up] = arrow,
      to = nextInDirection(from, this.places, [right, -up]);
    if (to) this.buttons.get(to.number).focus({ preventScroll: true });
  }
}
