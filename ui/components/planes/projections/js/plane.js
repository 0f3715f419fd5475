// One plane: its title, its dots, what is lit, and its figures.
import { ARROW_KEYS } from "../../../js/shared/page/arrow_keys.js";
import { el, fill } from "../../../js/shared/page/dom.js";
import { circle, Plane } from "../../../js/shared/plane/plane.js";
import { Points } from "../../../js/shared/plane/points.js";
import { View } from "../../../js/shared/plane/view.js";
import { nearestTo, nextTo, roomOf } from "./points.js";

export class ImagePlane {
  /** @type {boolean[] | null} */
  allowed = null;
  /** @type {Plane | null} */
  plane = null;

  /**
   * @param {ProjectionsData["planes"][number]} data
   * @param {ProjectionsData} scene
   * @param {(index: number) => void} light
   */
  constructor({ title, note, figures }, { n, words }, light) {
    this.light = light;
    this.lit = 0;
    this.canvas = el("canvas", {
      class: "lse-plane",
      tabindex: "0",
      role: "application",
      "aria-label": fill(words.plane, { title, n: n.toLocaleString("en") }),
    });
    this.canvas.onpointermove = this.canvas.onpointerdown = (event) => this.point(event);
    this.canvas.onkeydown = (event) => this.step(event);
    this.node = el(
      "section",
      { class: "lse-projections-plane", title: note },
      el("h3", {}, title),
      this.canvas,
      el(
        "dl",
        { class: "lse-projections-figures" },
        ...figures.flatMap(({ name, value }) => [el("dt", {}, name), el("dd", {}, value)]),
      ),
      el("p", { class: "lse-small" }, note),
    );
  }

  /**
   * @param {{n: number, xy: Float32Array[], labels: Uint8Array}} points
   * @param {number} which
   * @param {number} nClasses
   */
  open({ n, xy, labels }, which, nClasses) {
    this.xy = xy[which];
    this.labels = labels;
    this.view = new View(roomOf(this.xy));
    this.plane = new Plane(this.canvas, this.view);
    this.dots = new Points({ n, xy: this.xy, labels }, nClasses);
  }

  touch() {
    this.plane?.touch("points", "scene");
  }

  resize({ plane, unit, gridGap, dotRadius }, ratio) {
    this.radius = dotRadius;
    this.plane.resize(plane, plane, ratio, unit, gridGap);
  }

  isAllowed = (/** @type {number} */ index) => !this.allowed || this.allowed[this.labels[index]];

  /** @param {PointerEvent} event */
  point({ clientX, clientY }) {
    if (!this.plane) return;
    const box = this.canvas.getBoundingClientRect(),
      at = this.view.toPoint(clientX - box.left, clientY - box.top),
      index = nearestTo(this.xy, at, this.isAllowed);
    if (index >= 0 && index !== this.lit) this.light(index);
  }

  /** @param {KeyboardEvent} event */
  step(event) {
    const direction = ARROW_KEYS[event.key];
    if (!direction || !this.plane) return;
    event.preventDefault();
    const index = nextTo(this.xy, this.lit, direction, this.isAllowed);
    if (index >= 0) this.light(index);
  }

  /** @param {{theme: Theme, lit: number, near: Uint16Array, allowed: boolean[] | null}} look */
  draw({ theme, lit, near, allowed }) {
    const { plane, view } = this;
    this.lit = lit;
    this.allowed = allowed;
    plane.drawScene({
      mode: "points",
      theme,
      allowed,
      dotRadius: this.radius,
      points: this.dots,
      tiles: null,
      rings: null,
      section: { isLine: false },
    });
    plane.compose(theme, null, null);
    const { context, ratio, unit } = plane;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const at = (/** @type {number} */ i) => view.toPixel([this.xy[2 * i], this.xy[2 * i + 1]]);
    for (const index of near) {
      circle(context, ...at(index), 5 * unit);
      context.lineWidth = 3 * unit;
      context.strokeStyle = theme.plane;
      context.stroke();
      context.lineWidth = 1.5 * unit;
      context.strokeStyle = theme["ink-1"];
      context.stroke();
    }
    plane.drawCursor(theme, ...at(lit), false);
  }
}
