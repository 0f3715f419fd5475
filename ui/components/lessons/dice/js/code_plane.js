// The part of the latent plane around mu: ellipses of q, the throws so far, z, and its gradient.
import { arrow, arrowHead } from "../../../js/shared/page/box_arrows.js";
import { el } from "../../../js/shared/page/dom.js";
import { sigmaEllipse, svg } from "../../../js/shared/page/svg.js";

const SIDE = 168;
const REACH = 3.2; // sigmas of the wider dimension from the middle to the edge
const [SHORTEST, LONGEST] = [10, 52]; // of the arrow

export class CodePlane {
  constructor(data) {
    const sigma = data.logvar.map((v) => Math.exp(v / 2));
    this.mu = data.mu;
    this.scale = SIDE / 2 / (REACH * Math.max(...sigma));
    this.steepest = Math.max(...data.at_z.map(([a, b]) => Math.hypot(a, b)));
    this.headId = `lse-dice-z-${Math.random().toString(36).slice(2)}`;
    this.earlier = svg("path", { class: "lse-dice-dots" });
    this.step = arrow("", this.headId, "lse-dice-step");
    this.ring = svg(
      "g",
      {},
      svg("circle", { r: 7, class: "lse-dice-ring" }),
      svg("circle", { r: 1.6, class: "lse-dice-ring-dot" }),
    );
    const middle = SIDE / 2,
      pixels = sigma.map((v) => v * this.scale),
      ellipse = (k) => sigmaEllipse([middle, middle], pixels, k, "lse-dice-ellipse");
    this.node = el("div", { class: "lse-dice-plane-box" });
    this.node.append(
      svg(
        "svg",
        { viewBox: `0 0 ${SIDE} ${SIDE}`, role: "img", "aria-label": data.words.plane },
        arrowHead(this.headId, "lse-dice-head-back"),
        svg("path", {
          d: `M${SIDE / 4} 0V${SIDE}M${SIDE * 0.75} 0V${SIDE}M0 ${SIDE / 4}H${SIDE}M0 ${SIDE * 0.75}H${SIDE}`,
          class: "lse-dice-grid",
        }),
        this.earlier,
        ellipse(1),
        ellipse(2),
        svg("path", {
          d: `M${middle - 4} ${middle}h8M${middle} ${middle - 4}v8`,
          class: "lse-dice-centre",
        }),
        this.step,
        this.ring,
      ),
    );
  }

  toPixel([a, b]) {
    const hold = (v) => Math.max(6, Math.min(SIDE - 6, v));
    return [
      hold(SIDE / 2 + (a - this.mu[0]) * this.scale),
      hold(SIDE / 2 - (b - this.mu[1]) * this.scale),
    ];
  }

  // `earlier`: z of the throws before this one.
  show({ z, atZ }, earlier, hasArrow) {
    const [x, y] = this.toPixel(z);
    this.ring.setAttribute("transform", `translate(${x.toFixed(2)} ${y.toFixed(2)})`);
    this.earlier.setAttribute(
      "d",
      earlier
        .map(
          (place) =>
            `M${this.toPixel(place)
              .map((v) => v.toFixed(1))
              .join(" ")}h0`,
        )
        .join(""),
    );
    this.step.style.display = hasArrow ? "" : "none";
    const steepness = Math.hypot(atZ[0], atZ[1]) || 1,
      length = SHORTEST + (LONGEST - SHORTEST) * (steepness / this.steepest);
    const [dx, dy] = [-atZ[0] / steepness, atZ[1] / steepness];
    this.step.setAttribute(
      "d",
      `M${x + 8 * dx} ${y + 8 * dy}L${x + (8 + length) * dx} ${y + (8 + length) * dy}`,
    );
  }
}
