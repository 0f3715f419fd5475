// One model's row of the walk: the strip of pictures, and under it the two bands.
import { el, setAttribute } from "../../../../../js/shared/page/dom.js";
import { drawPicture } from "../../../../../js/shared/pictures/pictures.js";
import { Ribbon } from "./ribbon.js";
import { paintSupport } from "./ribbon_support.js";

const BAND = 26,
  SUPPORT_BAND = 18; // design px

export class WalkLane {
  // `onScrub(x, snap)` hears where the pointer is, in px; `snap`: on a picture, not between two.
  constructor(name, testId, { classes, shape, words, canBeRead }, onScrub) {
    this.shape = shape;
    this.ribbon = new Ribbon(classes);
    this.tiles = [];
    this.strip = el("div", { class: "lse-way-strip", "data-testid": `walk-strip-${testId}` });
    this.pins = ["A", "B"].map((letter) => el("span", { class: "lse-way-pin" }, letter));
    this.lensPicture = shape.canvas({ "data-testid": `walk-picture-${testId}` });
    this.lens = el("div", { class: "lse-way-lens" }, this.lensPicture);
    this.reads = el("canvas", {
      class: "lse-way-reads",
      role: "img",
      "data-testid": `walk-reads-${testId}`,
    });
    this.near = el("canvas", {
      class: "lse-way-near",
      role: "img",
      "data-testid": `walk-near-${testId}`,
    });
    this.unread = canBeRead
      ? el("p", { class: "lse-way-unread lse-small" }, words.no_recogniser)
      : null;
    this.needle = el("div", { class: "lse-way-needle" });
    this.box = el(
      "div",
      { class: "lse-way-box" },
      this.strip,
      ...this.pins,
      this.reads,
      this.unread,
      this.near,
      this.needle,
      this.lens,
    );
    this.nodes = [el("div", { class: "lse-way-name" }, name), this.box];
    this.scrub(onScrub);
  }

  // Press and drag along the row. A press on the strip goes to the picture that was pressed.
  scrub(onScrub) {
    const x = (event) => event.clientX - this.box.getBoundingClientRect().left;
    let from = null;
    this.box.onpointerdown = (event) => {
      if (event.button) return;
      this.box.setPointerCapture(event.pointerId);
      from = x(event);
      onScrub(from, event.clientY <= this.strip.getBoundingClientRect().bottom);
    };
    this.box.onpointermove = (event) => {
      if (from === null || Math.abs(x(event) - from) < 3) return;
      from = -Infinity; // it is a drag from now on
      onScrub(x(event), false);
    };
    this.box.onpointerup =
      this.box.onpointercancel =
      this.box.onlostpointercapture =
        () => {
          from = null;
        };
  }

  // `ends`: where A and B stand, in px.
  resize(axis, unit, ends) {
    this.axis = axis;
    this.unit = unit;
    ends.forEach((x, end) => this.pins[end].style.setProperty("--at", `${x}px`));
    while (this.tiles.length < axis.tiles) {
      this.tiles.push(this.shape.canvas());
      this.strip.append(this.tiles.at(-1));
    }
    for (const canvas of this.tiles.splice(axis.tiles)) canvas.remove();
    const ratio = devicePixelRatio || 1;
    for (const [canvas, height] of [
      [this.reads, BAND],
      [this.near, SUPPORT_BAND],
    ]) {
      const [w, h] = [axis.width, height * unit].map((length) => Math.round(length * ratio));
      if (canvas.width !== w || canvas.height !== h) {
        canvas.width = w;
        canvas.height = h;
      }
      canvas.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0);
    }
  }

  showPins(shown) {
    for (const pin of this.pins) pin.hidden = !shown;
  }

  paintTile(i, samples, theme) {
    drawPicture(this.tiles[i], samples.picture(this.axis.steps[i]), theme);
  }

  // The picture at t, framed, over the strip.
  point(x, pixels, theme) {
    drawPicture(this.lensPicture, pixels, theme);
    this.box.style.setProperty("--x", `${x}px`);
  }

  paintBands(samples, theme, hole) {
    const { axis, unit } = this,
      ordered = [...axis.samples].sort((a, b) => a - b),
      readable = Boolean(samples.recognise);
    const look = {
      samples,
      theme,
      unit,
      hole,
      x: (k) => axis.x(k),
      step: axis.tile / axis.each,
      width: axis.width,
    };
    this.reads.hidden = !readable;
    if (this.unread) this.unread.hidden = readable;
    if (readable)
      this.ribbon.paint(this.reads.getContext("2d"), {
        ...look,
        height: BAND * unit,
        ks: ordered.filter((k) => samples.isRead(k)),
      });
    paintSupport(this.near.getContext("2d"), {
      ...look,
      height: SUPPORT_BAND * unit,
      ks: ordered.filter((k) => samples.isPlaced(k)),
    });
  }

  describe(reads, near) {
    setAttribute(this.reads, "aria-label", reads);
    setAttribute(this.near, "aria-label", near);
  }
}
