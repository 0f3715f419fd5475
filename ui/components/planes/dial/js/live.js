// The plane of the dial: all codes at the beta of the dial, one image's posterior, the cursor.
//
// Dots change with beta only. So a scene is kept, as Explore does it, and dragging the cursor costs one
// copy of it.
import { referenceGaussian } from "../../../js/shared/latent/codes.js";
import { makeSection } from "../../../js/shared/latent/section.js";
import { DOT_ALPHA, Plane } from "../../../js/shared/plane/plane.js";
import { growthOfFew, Points } from "../../../js/shared/plane/points.js";
import { betaName } from "./betas.js";
import { Cloud } from "./cloud.js";

const BEHIND = 0.3; // how strong dots are behind one image's posterior
const SMALLEST = 7; // design pixels: a narrower ellipse gets a ring around it, to be found
const TRAIL_END = 44; // design pixels from end to end, for its ends to be named

export class LivePlane {
  constructor(canvas, view) {
    this.canvas = canvas;
    this.view = view;
    this.plane = new Plane(canvas, view);
    this.cloud = null;
    this.fitted = "";
    this.rings = referenceGaussian("vae", 2).within(makeSection("", { dim: 2 }));
  }

  // Takes the codes, which are at beta 1.
  open(codes, nClasses) {
    this.codes = codes;
    this.points = new Points(codes, nClasses); // for the order of the dots, and the discs
    this.cloud = new Cloud(codes.labels, this.points.order);
    this.fitted = "";
  }

  resize(size) {
    this.size = size;
    this.plane.resize(size.plane, size.planeHeight, size.ratio, size.unit, size.gridGap);
    this.fitted = "";
    this.stale = true;
  }

  touch() {
    this.stale = true;
  }

  // `shown`: {index, trail, beta} of the image whose posterior is drawn, or null. `cursor`: {place, held}.
  draw(theme, shown, cursor) {
    if (this.stale) this.drawScene(theme, shown);
    this.stale = false;
    this.plane.compose(theme, cursor && { ...cursor, lines: 2 }, null);
  }

  drawScene(theme, shown) {
    const { plane, view, size } = this,
      scene = plane.layers.scene;
    const fitted = `${theme.id}:${Boolean(shown)}`;
    if (fitted !== this.fitted) {
      this.fitted = fitted;
      const ground = { colour: theme.plane, bars: plane.gridBars(theme, false) },
        radius = size.dotRadius * size.ratio * growthOfFew(this.codes?.n ?? 0);
      this.cloud?.fit(scene.canvas, ground, theme, radius, shown ? BEHIND : DOT_ALPHA);
    }
    scene.setTransform(1, 0, 0, 1, 0, 0);
    if (this.cloud) this.cloud.draw(scene, this.codes.xy, view, size.ratio);
    else this.paintGround(scene, theme);
    scene.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
    const discs = this.cloud
      ? this.points.placeDiscs(view, 11.5 * plane.textUnit(theme, 13), null)
      : [];
    plane.drawRings(scene, theme, this.rings, discs);
    plane.drawDiscs(scene, theme, discs);
    if (this.cloud && shown) this.drawPosterior(scene, theme, shown);
  }

  paintGround(scene, theme) {
    scene.setTransform(1, 0, 0, 1, 0, 0);
    scene.fillStyle = theme.plane;
    scene.fillRect(0, 0, scene.canvas.width, scene.canvas.height);
    this.plane.drawGrid(scene, theme, false);
  }

  // In ink, since the accent is the cursor's: the way of mu over all betas, and the ellipse of one sigma.
  drawPosterior(context, theme, { index, trail, beta }) {
    const { view, plane, codes } = this,
      { unit } = this.size;
    context.lineJoin = "round";
    for (const [width, colour] of [
      [4, theme.ground],
      [1.75, theme["ink-1"]],
    ]) {
      context.beginPath();
      for (const at of trail) context.lineTo(...view.toPixel(codes.posterior(index, at).mu));
      context.lineWidth = width * unit;
      context.strokeStyle = colour;
      context.stroke();
    }
    const ends = [trail[0], trail.at(-1)],
      pixels = ends.map((at) => view.toPixel(codes.posterior(index, at).mu));
    if (Math.hypot(pixels[0][0] - pixels[1][0], pixels[0][1] - pixels[1][1]) > TRAIL_END * unit) {
      plane.setFont(context, theme, 400, 12);
      pixels.forEach(([x, y], i) =>
        plane.drawWord(
          context,
          theme,
          betaName(ends[i]),
          x,
          y + (pixels[i][1] > pixels[1 - i][1] ? 15 : -15) * unit,
        ),
      );
    }
    const { mu, sigma } = codes.posterior(index, beta),
      [x, y] = view.toPixel(mu);
    const across = sigma[0] * view.scale,
      up = sigma[1] * view.scale;
    context.beginPath();
    context.ellipse(x, y, across, up, 0, 0, 2 * Math.PI);
    context.globalAlpha = 0.14;
    context.fillStyle = theme["ink-1"];
    context.fill();
    context.globalAlpha = 1;
    if (Math.max(across, up) < SMALLEST * unit) {
      context.beginPath();
      context.arc(x, y, SMALLEST * unit, 0, 2 * Math.PI);
    }
    for (const [width, colour] of [
      [4.5, theme.ground],
      [2, theme["ink-1"]],
    ]) {
      context.lineWidth = width * unit;
      context.strokeStyle = colour;
      context.stroke();
    }
    context.fillStyle = theme["ink-1"];
    context.fillRect(x - 2 * unit, y - 2 * unit, 4 * unit, 4 * unit);
  }
}
