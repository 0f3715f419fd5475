// Where an image lands: the plane close up, the posterior on it to scale, and an inset of the whole.

import { homeOf, makeSection, placeCodes } from "../../../js/shared/latent/section.js";
import { el, setAttribute, setText } from "../../../js/shared/page/dom.js";
import { Plane } from "../../../js/shared/plane/plane.js";
import { Points } from "../../../js/shared/plane/points.js";
import { Stage } from "../../../js/shared/plane/stage.js";
import { View } from "../../../js/shared/plane/view.js";

const SIGMAS = 9; // the close-up reaches so many sigma from its middle
const POINT_SHARE = 0.04; // of the whole plane, where there is no sigma
const LEAST_SHARE = 0.02;
const WHOLE_FROM = 0.5; // of the whole plane: nearer than this, or there is nothing to gain
const GLIDE = 0.28; // of the way left, each frame
const MOVING_DOTS = 3000; // of ten thousand, while the view moves
const INSET = 0.27;
const SMALLEST = 12; // design pixels: a smaller ellipse gets a ring around it, to be found

export class CloseUp {
  /** @param {PadData} data */
  constructor(data, words, bubble, onToggle) {
    this.data = data;
    this.words = words;
    this.whole = false;
    this.inset = null;
    this.insetPoints = null;
    this.section = makeSection("pc", data);
    this.stage = new Stage(words, data.kind, null);
    const { canvas } = this.stage;
    for (const [name, value] of [
      ["role", "img"],
      ["data-testid", "landing"],
      ["aria-label", words.plane_label],
    ])
      canvas.setAttribute(name, value);
    canvas.removeAttribute("tabindex");
    this.toggle = el("button", {
      type: "button",
      class: "lse-pad-tool",
      "data-testid": "whole-plane",
    });
    this.toggle.onclick = () => {
      this.whole = !this.whole;
      onToggle();
    };
    setText(this.stage.note, words[data.kind === "ae" ? "point_note" : "ellipse_note"]);
    this.node = el(
      "section",
      { class: "lse-landing" },
      el(
        "div",
        { class: "lse-draws-head" },
        bubble.explain(
          words.lands,
          words[data.kind === "ae" ? "lands_help_ae" : "lands_help_vae"],
          "lse-heading lse-title-3",
        ),
        this.toggle,
      ),
      this.stage.node,
    );
  }

  // The codes have come.
  open(codes) {
    const { data, section } = this;
    codes.rows = { half: data.view.half, count: data.classes.length };
    placeCodes(codes, section);
    this.home = homeOf(section, codes, data);
    this.points = new Points(codes, data.classes.length);
    this.view = new View(this.home);
    this.plane = new Plane(this.stage.canvas, this.view);
    this.stage.showSection(section, "points");
    this.shown = null;
    if (this.size) this.resize(this.size);
  }

  resize(size) {
    this.size = size;
    this.inset = null;
    if (!this.plane) return;
    this.plane.resize(size.plane, size.plane, size.ratio, size.unit, size.gridGap);
    this.axesStale = true;
  }

  repaint() {
    this.inset = null;
    this.plane?.touch("points", "scene");
  }

  // Around where it landed, {center, half}; null where that would be nearly the whole plane.
  near(landed) {
    const { home, section } = this;
    if (!landed || section.isLine) return null;
    const half = landed.spread ? SIGMAS * Math.max(...landed.spread) : POINT_SHARE * home.half;
    return half > WHOLE_FROM * home.half
      ? null
      : { center: landed.middle, half: Math.max(half, LEAST_SHARE * home.half) };
  }

  // Glide towards it; true while there is more to do. `now` leaps. While a stroke is `held`, the view
  // stands still as long as what it should show is well inside: the eye, and the frame, have enough to do.
  advance(landed, now, held) {
    const { view, home } = this,
      aim = (this.whole ? null : this.near(landed)) ?? home,
      from = this.shown;
    if (held && !now && from && isInside(aim, from)) return false;
    const leap = now || !from || matchMedia("(prefers-reduced-motion: reduce)").matches;
    let done = leap;
    if (leap) this.shown = { center: [...aim.center], half: aim.half };
    else {
      from.half *= (aim.half / from.half) ** GLIDE;
      from.center = from.center.map((c, axis) => c + (aim.center[axis] - c) * GLIDE);
      const far = Math.hypot(...from.center.map((c, axis) => c - aim.center[axis]));
      done = far < 0.002 * aim.half && Math.abs(Math.log(aim.half / from.half)) < 0.004;
      if (done) this.shown = { center: [...aim.center], half: aim.half };
    }
    const { center, half } = this.shown,
      zoom = home.half / half;
    if (zoom !== view.zoom || center.some((c, axis) => c !== view.center[axis])) {
      view.zoom = zoom;
      view.center = [...center];
      this.plane.touch("points", "scene");
      this.axesStale = true;
    }
    return !done;
  }

  // `landed`: as posterior.js, onSection, or null. `draws`, `marks`: places on the plane. While the view is
  // `moving` the cloud is thinner, so that a frame stays short; at rest every dot is there.
  draw(theme, landed, draws, marks, moving) {
    const { plane, view, stage, size } = this,
      { context } = plane;
    if (this.axesStale) {
      this.axesStale = false;
      stage.showAxes(view, size);
    }
    setText(this.toggle, this.words[this.whole ? "show_close" : "show_whole"]);
    this.toggle.hidden = !this.near(landed);
    if (moving !== this.thinned) plane.touch("points");
    this.thinned = moving;
    plane.drawScene({
      mode: "points",
      theme,
      allowed: null,
      most: moving ? MOVING_DOTS : undefined,
      dotRadius: size.dotRadius,
      points: this.points,
      tiles: null,
      rings: null,
      section: this.section,
    });
    plane.compose(theme, null, null);
    context.setTransform(plane.ratio, 0, 0, plane.ratio, 0, 0);
    if (landed) this.drawPosterior(context, theme, landed, draws);
    marks.forEach((point, i) => this.drawMark(context, theme, view.toPixel(point), String(i + 1)));
    if (view.zoom > 0.999 / WHOLE_FROM) this.drawInset(context, theme, marks);
    const at =
      landed &&
      view
        .toPixel(landed.middle)
        .map((v) => v.toFixed(1))
        .join(",");
    setAttribute(stage.canvas, "data-at", at ?? "");
  }

  drawPosterior(context, theme, landed, draws) {
    const { view } = this,
      { unit, plane } = this.size,
      [x, y] = view.toPixel(landed.middle);
    const seen = landed.spread && 2 * Math.max(...landed.spread) * view.scale > SMALLEST * unit; // the ellipse itself
    if (landed.spread && this.section.isLine) {
      for (const sigma of [2, 1]) {
        const half = sigma * landed.spread[0] * view.scale;
        context.globalAlpha = 0.22;
        context.fillStyle = theme.accent;
        context.fillRect(x - half, 0, 2 * half, plane);
        context.globalAlpha = 1;
      }
    } else if (landed.spread) {
      for (const sigma of [2, 1]) {
        context.beginPath();
        for (let i = 0; i <= 96; i++) {
          const angle = (2 * Math.PI * i) / 96;
          context.lineTo(
            ...view.toPixel(landed.at([sigma * Math.cos(angle), sigma * Math.sin(angle)])),
          );
        }
        context.globalAlpha = 0.2;
        context.fillStyle = theme.accent;
        context.fill();
        context.globalAlpha = 1;
        context.lineWidth = (sigma === 1 ? 2 : 1.25) * unit;
        context.strokeStyle = theme.accent;
        context.stroke();
      }
      if (seen)
        for (const point of draws)
          disc(
            context,
            ...view.toPixel(point),
            2.4 * unit,
            theme["ink-1"],
            theme.ground,
            1.2 * unit,
          );
    }
    if (this.section.isLine) {
      context.fillStyle = theme.accent;
      context.fillRect(x - unit, 0, 2 * unit, plane);
    } else if (seen) disc(context, x, y, 4.5 * unit, theme.accent, theme.ground, 2 * unit);
    else {
      disc(context, x, y, 8 * unit, theme.ground, theme.accent, 3 * unit);
      disc(context, x, y, 2 * unit, theme.accent, theme.accent, 0.1);
    }
  }

  drawMark(context, theme, [x, y], name) {
    const { unit, plane } = this.size;
    if (x < 0 || y < 0 || x > plane || y > plane) return;
    // Dark and square: a number of an image must not pass for the disc of a class.
    const half = (name.length > 1 ? 10 : 8) * unit;
    context.beginPath();
    context.roundRect(x - half, y - 8 * unit, 2 * half, 16 * unit, 4 * unit);
    context.fillStyle = theme["ink-1"];
    context.fill();
    context.lineWidth = 1.5 * unit;
    context.strokeStyle = theme.ground;
    context.stroke();
    this.plane.setFont(context, theme, 600, 12);
    context.fillStyle = theme.ground;
    context.fillText(name, x, y + 0.5 * unit);
  }

  // The whole plane small, with a frame where the close-up is.
  drawInset(context, theme, marks) {
    const { unit, plane: side, ratio } = this.size,
      small = Math.round(INSET * side),
      left = side - small - 8 * unit,
      top = 8 * unit;
    const view = new View(this.home);
    view.resize(small, small);
    if (!this.inset) {
      this.inset = document.createElement("canvas").getContext("2d");
      this.inset.canvas.width = this.inset.canvas.height = Math.round(small * ratio);
      this.inset.fillStyle = theme.plane;
      this.inset.fillRect(0, 0, small * ratio, small * ratio);
      this.insetPoints ??= new Points(this.points.codes, this.data.classes.length); // dots of another size
      this.insetPoints.draw(this.inset, view, theme, {
        radius: 0.6 * unit,
        alpha: 0.6,
        ratio,
        allowed: null,
      });
    }
    context.save();
    context.beginPath();
    context.roundRect(left, top, small, small, 8 * unit);
    context.fillStyle = theme.plane;
    context.fill();
    context.clip();
    context.drawImage(this.inset.canvas, left, top, small, small);
    context.translate(left, top);
    for (const point of marks)
      disc(context, ...view.toPixel(point), 2 * unit, theme["ink-1"], theme.ground, unit);
    const [x, y] = view.toPixel(this.view.center),
      half = Math.max(4 * unit, this.shown.half * view.scale);
    context.lineWidth = 4 * unit;
    context.strokeStyle = theme.ground;
    context.strokeRect(x - half, y - half, 2 * half, 2 * half);
    context.lineWidth = 2 * unit;
    context.strokeStyle = theme.accent;
    context.strokeRect(x - half, y - half, 2 * half, 2 * half);
    context.restore();
    context.beginPath();
    context.roundRect(left, top, small, small, 8 * unit);
    context.lineWidth = 1;
    context.strokeStyle = theme.border;
    context.stroke();
  }
}

function isInside(aim, { center, half }) {
  const growth = aim.half / half,
    off = Math.max(...center.map((c, axis) => Math.abs(c - aim.center[axis])));
  return growth > 0.5 && growth < 1.6 && off < 0.5 * half;
}

function disc(context, x, y, radius, fill, line, width) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  context.lineWidth = width;
  context.strokeStyle = line;
  context.stroke();
}
