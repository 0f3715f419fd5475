// One step of learning: an image at a place, what it costs there, and the steps that lower it.
import { readCodes } from "../../../js/shared/latent/codes.js";
import { fetchBytes } from "../../../js/shared/network/bytes.js";
import {
  Bubble,
  el,
  fill,
  formatNumber,
  setAttribute,
  setText,
  statusLine,
} from "../../../js/shared/page/dom.js";
import { differs, heightLeft, mountAs, pixelRatio, Shell } from "../../../js/shared/page/shell.js";
import { MNIST } from "../../../js/shared/pictures/image_shape.js";
import { drawPicture, readOriginal } from "../../../js/shared/pictures/pictures.js";
import { Field } from "./field.js";
import { standing } from "./standing.js";

const RELOAD = ["visitors", "pictures_url", "codes_url", "shown", "revealed"];
const UNDER = 34; // pixels, for what the arrow means
const TWO_COLUMNS_FROM = 560; // pixels

/** @extends {Shell<OneStepData>} */
class OneStep extends Shell {
  /** @type {Field} */
  field;
  /** @type {Record<string, HTMLElement>} */
  values;
  /** @type {{button: HTMLElement, canvas: HTMLCanvasElement, original: Float32Array}[]} */
  thumbs;
  /** @type {HTMLCanvasElement} */
  picture;
  /** @type {HTMLButtonElement} */
  stepButton;
  /** @type {HTMLButtonElement} */
  restartButton;
  /** @type {HTMLElement} */
  status;
  /** @type {HTMLElement} */
  arrowNote;

  constructor(parent) {
    super(parent, "one step of learning", {
      class: "lse lse-one",
      role: "group",
      "data-testid": "one-step",
    });
    this.pictures = null;
    this.watchRoom();
  }

  isOther(before) {
    return differs(this.data, before, RELOAD);
  }

  build() {
    const { data } = this,
      { words } = data,
      bubble = new Bubble(this.root);
    this.clear(words.title);
    this.sized = null;
    this.chosen = data.shown;
    this.step = 0;
    this.field = new Field(data);
    this.values = {};
    this.thumbs = data.visitors.map((visitor, i) => {
      const canvas = MNIST.canvas(),
        name = fill(words.image_label, { name: visitor.name, index: visitor.index });
      const button = el(
        "button",
        {
          type: "button",
          class: "lse-one-thumb",
          "data-testid": "visitor",
          "aria-label": name,
          title: name,
        },
        canvas,
      );
      button.onclick = () => this.choose(i);
      return { button, canvas, original: readOriginal(visitor.image) };
    });
    this.picture = MNIST.canvas({
      role: "img",
      "aria-label": words.picture,
      "data-testid": "one-picture",
    });
    const fact = (name, term, help, className = "") => {
      this.values[name] = el("span", {
        class: "lse-one-value",
        "data-testid": `one-${name}`,
        translate: "no",
      });
      return el(
        "div",
        { class: `lse-one-fact ${className}` },
        help ? bubble.explain(term, fill(help, { n: data.throws })) : el("span", {}, term),
        this.values[name],
      );
    };
    this.stepButton = el(
      "button",
      { type: "button", class: "lse-one-button lse-one-step", "data-testid": "take-step" },
      words.step,
    );
    this.stepButton.onclick = () => this.takeStep();
    this.restartButton = el("button", { type: "button", class: "lse-one-button" }, words.restart);
    this.restartButton.onclick = () => this.go(0);
    this.values.steps = el("span", { class: "lse-small" });
    this.status = statusLine();
    this.arrowNote = el("span", { class: "lse-small", "data-testid": "one-arrow-note" });
    this.root.prepend(
      el("div", { class: "lse-one-left" }, this.field.node, this.arrowNote),
      el(
        "div",
        { class: "lse-one-right" },
        el(
          "div",
          { class: "lse-one-pictures" },
          el(
            "div",
            {},
            el("span", { class: "lse-heading" }, words.image),
            el(
              "div",
              { class: "lse-one-thumbs", role: "group", "aria-label": words.images },
              ...this.thumbs.map(({ button }) => button),
            ),
          ),
          el(
            "div",
            {},
            bubble.explain(words.picture, words.picture_help, "lse-heading"),
            this.picture,
          ),
        ),
        fact("loss", words.loss, words.loss_help, "lse-one-first"),
        fact("own", words.own, words.own_help),
        fact("extra", words.extra, ""),
        fact("gradient", words.gradient, words.gradient_help),
        fact("length", words.length, ""),
        el(
          "div",
          { class: "lse-one-buttons" },
          this.stepButton,
          this.restartButton,
          this.values.steps,
        ),
      ),
      this.status,
    );
    this.relayout();
  }

  async load(isStale) {
    const { data } = this,
      [pictures, codes] = await Promise.all([
        fetchBytes(data.pictures_url),
        fetchBytes(data.codes_url),
      ]);
    if (isStale()) return;
    this.pictures = new Uint8Array(pictures);
    this.field.open(readCodes(codes, data.n, 2));
    this.repaint();
    this.root.dataset.ready = "1";
  }

  relayout() {
    const width = this.root.clientWidth;
    if (!this.isResized(heightLeft(this.root), pixelRatio())) return;
    const two = width >= TWO_COLUMNS_FROM,
      room = Math.max(260, heightLeft(this.root) - UNDER);
    const side = Math.floor(two ? Math.min(0.56 * width, room) : Math.min(width, 300)),
      unit = Math.min(1.8, Math.max(1, side / 420));
    this.root.dataset.layout = two ? "two" : "one";
    this.setLengths({ u: unit, side });
    this.field.resize(side, pixelRatio(), unit);
    this.repaint();
  }

  repaint() {
    this.field.paint(this.theme);
    for (const { canvas, original } of this.thumbs) drawPicture(canvas, original, this.theme);
    this.show();
  }

  /** @param {number} index */
  choose(index) {
    this.chosen = index;
    this.go(0);
  }

  takeStep() {
    const last = this.data.visitors[this.chosen].mu.length - 1;
    if (this.step === last) return;
    this.go(this.step + 1);
    if (this.step === 1 && !this.told) {
      this.told = true;
      this.send("done", ["stepped"]);
    }
  }

  /** @param {number} step */
  go(step) {
    this.step = step;
    this.show();
    const visitor = this.data.visitors[this.chosen];
    if (!this.isHidden)
      setText(
        this.status,
        fill(this.data.words.status, {
          name: visitor.name,
          i: step,
          loss: formatNumber(visitor.loss[step], 1),
        }),
      );
  }

  // The answer of a prediction is not shown before it: loss and arrow of the image it is about.
  get isHidden() {
    return !this.data.revealed && this.chosen === this.data.shown;
  }

  show() {
    const { data, step, chosen, isHidden, values } = this,
      { words } = data,
      visitor = data.visitors[chosen],
      at = standing(visitor, step),
      last = visitor.mu.length - 1;
    const nats = (value) => fill(words.nats, { n: formatNumber(value, 1) });
    Object.assign(this.root.dataset, { step, chosen, loss: isHidden ? "" : at.loss.toFixed(3) });
    this.thumbs.forEach(({ button }, i) =>
      setAttribute(button, "aria-pressed", String(i === chosen)),
    );
    setText(values.loss, isHidden ? words.hidden : nats(at.loss));
    setText(values.own, nats(visitor.own_loss));
    setText(values.extra, isHidden ? words.hidden : nats(at.extra));
    setText(
      values.gradient,
      isHidden ? words.hidden : at.gradient.map((v) => formatNumber(v, 1)).join(", "),
    );
    setText(values.length, isHidden ? words.hidden : formatNumber(at.length, 1));
    setText(values.steps, fill(words.steps, { i: step, n: last }));
    this.stepButton.disabled = isHidden || step === last;
    this.restartButton.disabled = step === 0;
    if (this.pictures) {
      const first = MNIST.values * (chosen * (last + 1) + step),
        bytes = this.pictures.subarray(first, first + MNIST.values);
      drawPicture(
        this.picture,
        Float32Array.from(bytes, (v) => v / 255),
        this.theme,
      );
    }
    const hasArrow = this.field.show(visitor, at, step, isHidden),
      note = isHidden ? "arrow_waits" : hasArrow ? "arrow" : "no_arrow";
    setText(this.arrowNote, fill(words[note], { n: data.arrow_steps }));
  }
}

export default mountAs(OneStep);
