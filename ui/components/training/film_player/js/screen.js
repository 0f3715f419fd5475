// The parts of the player's page: two pictures, the moment in words, curve and transport.
import {
  Bubble,
  classDot,
  el,
  fill,
  hasNames,
  paintDots,
  setText,
} from "../../../js/shared/page/dom.js";
import { Curve } from "./curve.js";
import { Transport } from "./transport.js";

export class Screen {
  // `events` are the transport's, and point(fraction) of the curve.
  constructor(root, { words, classes, film, has_prior: hasPrior, unit }, rate, events) {
    const { shows, axes, moments } = film,
      [rows, columns] = film.grid,
      bubble = new Bubble(root);
    this.words = words;
    this.picture = el("canvas", {
      class: "lse-film-canvas",
      "data-testid": "film-picture",
      role: "img",
      "aria-label": words[`picture_${shows}`],
    });
    this.cloud = el("canvas", {
      class: "lse-film-canvas",
      "data-testid": "film-cloud",
      role: "img",
      "aria-label": words[`cloud_${axes}`],
    });
    for (const canvas of [this.picture, this.cloud]) canvas.onclick = events.toggle;
    const n = film.n.toLocaleString("en");
    this.halves = [
      half(
        this.picture,
        bubble.explain(
          words[`picture_${shows}`],
          fill(words[`picture_${shows}_help`], { rows, columns }),
        ),
      ),
      half(
        this.cloud,
        bubble.explain(words[`cloud_${axes}`], fill(words[`cloud_${axes}_help`], { n })),
      ),
    ];
    this.halves[1].append((this.legend = legend(classes, words, film.rings)));

    this.facts = ["step", "epoch", "loss"].map((name) => {
      const text = el("span", {}),
        help =
          name === "loss"
            ? words[hasPrior ? "loss_help_vae" : "loss_help_ae"]
            : words[`${name}_help`];
      return { name, text, node: bubble.explain(text, help) };
    });
    this.frame = el("span", { class: "lse-small" });
    const moment = el("div", { class: "lse-film-moment", "data-testid": "film-moment" });
    this.facts.forEach(({ node }, i) =>
      moment.append(
        ...(i ? [el("span", { class: "lse-film-between", "aria-hidden": "true" }, "·")] : []),
        node,
      ),
    );
    moment.append(this.frame);

    this.curve = new Curve(film.loss, film.log_loss, moments, events.point);
    this.transport = new Transport(words, moments.length, rate, bubble.node.id, events);
    const losses = film.loss,
      at = (value) => moments[losses.indexOf(value)].loss;
    const curve = film.log_loss
      ? [words.curve_log, `${words.curve_help} ${words.curve_log_help}`]
      : [words.curve, words.curve_help];
    const scale = el(
      "div",
      { class: "lse-film-scale lse-small" },
      el("span", {}, at(Math.max(...losses))),
      bubble.explain(curve[0], fill(curve[1], { unit })),
      el("span", {}, at(Math.min(...losses))),
    );
    const controls = el(
      "div",
      { class: "lse-film-desk" },
      moment,
      scale,
      this.curve.node,
      this.transport.buttons,
      this.transport.range,
      this.transport.speeds,
      el("span", { class: "lse-film-epoch lse-small", "aria-hidden": "true" }, words.curve_epochs),
      this.curve.ticks,
    );
    root.append(el("div", { class: "lse-film-stage" }, ...this.halves), controls);
    this.moments = moments;
    this.unit = unit;
  }

  paint(theme) {
    paintDots(this.legend, theme);
  }

  show(position) {
    const frame = Math.round(position),
      moment = { ...this.moments[frame], unit: this.unit };
    const facts = this.facts.map(({ name, text }) => {
      const words = fill(this.words[name], moment);
      setText(text, words);
      return words;
    });
    setText(this.frame, fill(this.words.frame, { frame: frame + 1, frames: this.moments.length }));
    this.curve.show(position);
    this.transport.show(frame, facts.join(", "));
  }
}

function half(canvas, title) {
  return el(
    "figure",
    { class: "lse-film-half" },
    el("figcaption", { class: "lse-heading" }, title),
    el("div", { class: "lse-film-box" }, canvas),
  );
}

function legend(classes, words, rings) {
  const entries = classes.map((name, label) =>
    el("li", {}, classDot(label), hasNames(classes) ? `${label} ${name}` : name),
  );
  const note = rings ? el("p", { class: "lse-small" }, words.rings) : null;
  return el(
    "div",
    { class: "lse-film-under" },
    el("ul", { class: "lse-film-legend", "aria-label": words.legend }, ...entries),
    note,
  );
}
