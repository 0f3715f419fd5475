// The plane of the half-trained model with the image's ellipse, its way and the arrow.
import { referenceGaussian } from "../../../js/shared/latent/codes.js";
import { makeSection } from "../../../js/shared/latent/section.js";
import { arrow, arrowHead } from "../../../js/shared/page/box_arrows.js";
import { el } from "../../../js/shared/page/dom.js";
import { sigmaEllipse, svg, svgText } from "../../../js/shared/page/svg.js";
import { Plane } from "../../../js/shared/plane/plane.js";
import { Points } from "../../../js/shared/plane/points.js";
import { View } from "../../../js/shared/plane/view.js";
import { arrowEnd } from "./standing.js";

const SHORTEST = 6; // pixels: a shorter arrow is none

export class Field {
  constructor(data) {
    const { words } = data;
    this.data = data;
    this.view = new View(data.view);
    this.canvas = el("canvas", {
      class: "lse-plane lse-one-canvas",
      role: "img",
      "aria-label": words.plane,
    });
    this.plane = new Plane(this.canvas, this.view);
    this.section = makeSection("", { dim: 2 });
    this.rings = referenceGaussian("vae", 2).within(this.section);
    this.headId = `lse-one-${Math.random().toString(36).slice(2)}`;
    this.over = svg("svg", { class: "lse-one-over", "aria-hidden": "true" });
    this.node = el("div", { class: "lse-one-field" }, this.canvas);
    this.node.append(this.over);
  }

  open(codes) {
    this.points = new Points(codes, this.data.classes.length);
    this.plane.touch("points");
  }

  resize(side, ratio, unit) {
    this.unit = unit;
    this.side = side;
    this.over.setAttribute("viewBox", `0 0 ${side} ${side}`);
    this.plane.resize(side, side, ratio, unit, 60 * unit);
  }

  paint(theme) {
    if (!this.side) return;
    // Classes that stand here in colour, the others grey.
    const allowed = this.data.classes.map((_, label) =>
      this.data.visitors.some((visitor) => visitor.label === label),
    );
    this.plane.touch("points");
    this.plane.drawScene({
      mode: "points",
      theme,
      allowed,
      dotRadius: 1.6 * this.unit,
      points: this.points,
      tiles: null,
      rings: this.rings,
      section: this.section,
    });
    this.plane.compose(theme, null, null);
  }

  // `at`: as standing.js gives it. Says whether an arrow is drawn.
  show(visitor, at, step, hidden) {
    if (!this.side) return false;
    const { view, data, unit } = this,
      { sigma, words } = data;
    const [x, y] = view.toPixel(at.mu),
      [ownX, ownY] = view.toPixel(visitor.own_mu);
    const way = visitor.mu.slice(0, step + 1).map((mu) =>
      view
        .toPixel(mu)
        .map((v) => v.toFixed(1))
        .join(" "),
    );
    const pixels = sigma.map((v) => v * view.scale),
      ellipse = (k) => sigmaEllipse([x, y], pixels, k, "lse-one-ellipse");
    const parts = [
      arrowHead(this.headId, "lse-one-head"),
      svg("path", { d: `M${way.join("L")}`, class: "lse-one-way-under" }),
      svg("path", { d: `M${way.join("L")}`, class: "lse-one-way" }),
      ...way.map((place) => svg("path", { d: `M${place}h0`, class: "lse-one-stop" })),
      ellipse(1),
      ellipse(2),
    ];
    if (Math.hypot(ownX - x, ownY - y) > 24 * unit)
      parts.push(
        svg("circle", { cx: ownX, cy: ownY, r: 7 * unit, class: "lse-one-own" }),
        svgText(words.own_mark, ownX + 12 * unit, ownY + 4 * unit, "start", "lse-one-name"),
      );
    const [toX, toY] = view.toPixel(arrowEnd(at, data.rate, data.arrow_steps)),
      hasArrow = !hidden && Math.hypot(toX - x, toY - y) > SHORTEST * unit;
    if (hasArrow)
      for (const name of ["lse-one-arrow-under", "lse-one-arrow"])
        parts.push(
          name === "lse-one-arrow"
            ? arrow(`M${x} ${y}L${toX} ${toY}`, this.headId, name)
            : svg("path", { d: `M${x} ${y}L${toX} ${toY}`, class: name }),
        );
    parts.push(
      svg("circle", {
        cx: x,
        cy: y,
        r: 6 * unit,
        class: "lse-one-here",
        "data-testid": "one-here",
      }),
    );
    this.over.replaceChildren(...parts);
    return hasArrow;
  }
}
