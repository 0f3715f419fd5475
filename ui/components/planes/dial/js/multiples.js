// A few betas side by side: the plane, the same test images, the same draws from the prior.
//
// The browser computes them, a few milliseconds in each frame, while the dial rests.
import { el, fill, formatNumber, setAttribute } from "../../../js/shared/page/dom.js";
import { drawPicture, pictureCanvas, readOriginal } from "../../../js/shared/pictures/pictures.js";
import { View } from "../../../js/shared/plane/view.js";
import { betaName } from "./betas.js";
import { Cloud } from "./cloud.js";
import { figuresAt } from "./curve.js";

const SMALL_RADIUS = 1.05,
  SMALL_ALPHA = 0.55;
const SAME = 0.01; // in log beta: what one step of the slider tells apart
const ACROSS = 5, // pictures in a row
  MARGIN = 2; // pixels around each of them

export class Multiples {
  // `data.images`: {index, image} each. `shape`: of these. `onPick(beta)`.
  constructor({ words, multiples, curve, images, draws, view }, shape, onPick) {
    this.words = words;
    this.images = images;
    this.draws = draws;
    this.view = new View(view);
    this.queue = [];
    this.cell = shape.canvas();
    this.room = [shape.width + 2 * MARGIN, shape.height + 2 * MARGIN];
    const shown = images.some(({ image }) => image);
    const pairsName = shown ? words.pairs : words.decoded_only,
      drawsName = fill(words.draws, { n: draws.length });
    this.steps = multiples.map((beta) => {
      const { kl, recon } = figuresAt(curve, beta),
        values = { beta: betaName(beta), kl: formatNumber(kl, 1), recon: formatNumber(recon, 0) };
      const plane = el("canvas", { class: "lse-dial-small-plane" });
      const button = el(
        "button",
        {
          type: "button",
          class: "lse-dial-step",
          "data-testid": "step",
          "data-beta": beta,
          title: fill(words.step_title, values),
          "aria-label": fill(words.step_label, values),
        },
        el(
          "span",
          { class: "lse-dial-step-head" },
          el("span", { class: "lse-dial-step-name" }, `β ${values.beta}`),
          el("span", { class: "lse-small" }, fill(words.step_figures, values)),
        ),
        plane,
      );
      button.onclick = () => onPick(beta);
      const [across, down] = this.room;
      const card = (rows, label) =>
        pictureCanvas(ACROSS * across, rows * down, {
          class: "lse-dial-card",
          role: "img",
          "aria-label": `${label}, β ${values.beta}`,
          style: `aspect-ratio: ${ACROSS * across} / ${rows * down}`,
        });
      return {
        beta,
        button,
        plane,
        pairs: card(shown ? 2 : 1, pairsName),
        prior: card(Math.ceil(draws.length / ACROSS), drawsName),
        pictures: [],
      };
    });
    const label = (text) => el("p", { class: "lse-small lse-dial-label" }, el("span", {}, text));
    const row = (pick) => this.steps.map(pick);
    this.node = el(
      "section",
      {
        class: "lse-dial-multiples",
        "data-testid": "multiples",
        role: "group",
        "aria-label": words.multiples,
      },
      ...row(({ button }) => button),
      ...(images.length ? [label(pairsName), ...row(({ pairs }) => pairs)] : []),
      label(drawsName),
      ...row(({ prior }) => prior),
    );
    this.node.style.setProperty("--steps", multiples.length);
    this.originals = shown ? images.map(({ image }) => image && readOriginal(image)) : null;
  }

  // Takes the codes and the network.
  open(codes, order, decode) {
    this.codes = codes;
    this.decode = decode;
    this.cloud = new Cloud(codes.labels, order);
    for (const step of this.steps) step.pictures = [];
    this.again();
  }

  resize(ratio, unit) {
    this.ratio = ratio;
    this.unit = unit;
    const side = this.steps[0]?.plane.clientWidth ?? 0;
    if (!side) return;
    this.view.resize(side, side);
    for (const { plane } of this.steps) plane.width = plane.height = Math.round(side * ratio);
    this.again();
  }

  repaint() {
    this.again();
  }

  // Lists the tasks, the last one first. What is decoded already is kept and only painted again.
  again() {
    if (!this.codes) return;
    this.fitted = false;
    this.queue = [];
    const codeOf = (index, beta) => Array.from(this.codes.posterior(index, beta).mu),
      { originals } = this;
    const cell = (step, canvas, at, work) =>
      this.queue.push((theme) => this.paintCell(canvas, at, work(step), theme));
    const decoded = (step, key, z) => (step.pictures[key] ??= this.decode(z(), step.beta).slice());
    for (const step of this.steps) {
      this.draws.forEach((z, i) =>
        cell(step, step.prior, i, () => decoded(step, `draw-${i}`, () => z)),
      );
      this.images.slice(0, ACROSS).forEach(({ index }, i) => {
        if (originals?.[i]) cell(step, step.pairs, i, () => originals[i]);
        cell(step, step.pairs, originals ? ACROSS + i : i, () =>
          decoded(step, `image-${i}`, () => codeOf(index, step.beta)),
        );
      });
    }
    this.queue.reverse();
    for (const step of [...this.steps].reverse())
      this.queue.push((theme) => this.paintPlane(step, theme));
  }

  // Works until `deadline` (performance.now() time); true while there is more to do.
  work(theme, deadline) {
    while (this.queue.length && performance.now() < deadline) this.queue.pop()(theme);
    return this.queue.length > 0;
  }

  paintPlane({ beta, plane }, theme) {
    const context = plane.getContext("2d", { alpha: false }),
      { view, ratio, unit, codes } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    if (!this.fitted) {
      this.fitted = true;
      const [x, y] = view.toPixel([0, 0]).map((v) => Math.round(v * ratio)),
        line = Math.max(1, Math.round(ratio)),
        through = { colour: theme.line, opacity: 1 };
      const bars = [
        { ...through, left: x, top: 0, width: line, height: plane.height },
        { ...through, left: 0, top: y, width: plane.width, height: line },
      ];
      const ground = { colour: theme.plane, bars };
      this.cloud.fit(plane, ground, theme, SMALL_RADIUS * unit * ratio, SMALL_ALPHA);
    }
    this.cloud.draw(context, codes.positionsAt(beta), view, ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const [x, y] = view.toPixel([0, 0]);
    context.lineWidth = 1.25 * unit;
    context.strokeStyle = theme["ink-1"];
    context.setLineDash([5 * unit, 4 * unit]);
    context.beginPath();
    context.arc(x, y, 2 * view.scale, 0, 2 * Math.PI);
    context.stroke();
    context.setLineDash([]);
  }

  paintCell(canvas, at, pixels, theme) {
    drawPicture(this.cell, pixels, theme);
    const [across, down] = this.room,
      row = Math.floor(at / ACROSS);
    canvas
      .getContext("2d")
      .drawImage(this.cell, (at % ACROSS) * across + MARGIN, row * down + MARGIN);
  }

  // The accent says "you are here": it frames the one at the dial's own beta, and none beside it.
  mark(beta) {
    for (const step of this.steps)
      setAttribute(step.button, "data-near", String(Math.abs(Math.log(step.beta / beta)) < SAME));
  }
}
