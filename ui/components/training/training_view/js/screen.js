// The parts of the live view: how far it is, the two pictures, the rebuilt images, the curves.
import {
  Bubble,
  classDot,
  el,
  fill,
  hasNames,
  paintDots,
  setAttribute,
  setText,
  statusLine,
} from "../../../js/shared/page/dom.js";
import { MANY_EPOCHS, Plot } from "./plots.js";

export const STRIP = 10; // so many test images are rebuilt
const ANNOUNCE_EVERY = 10_000; // ms between two sentences for screen readers

export class Screen {
  /**
   * @param {HTMLElement} root
   * @param {TrainingViewData} data
   * @param {import("../../../js/shared/pictures/image_shape.js").ImageShape} shape of the images
   */
  constructor(root, data, shape) {
    const { words, shows, axes, dim } = data,
      bubble = new Bubble(root);
    this.words = words;
    this.announcedAt = -ANNOUNCE_EVERY;
    this.text = el("span", { class: "lse-live-text" });
    this.fill = el("span", { class: "lse-live-fill" });
    this.bar = el(
      "div",
      {
        class: "lse-live-bar",
        role: "progressbar",
        "aria-label": words.progress,
        "aria-valuemin": 0,
        "aria-valuemax": 100,
      },
      this.fill,
    );
    this.spoken = statusLine({ "data-testid": "live-spoken" });
    const progress = el(
      "div",
      { class: "lse-live-progress", "data-testid": "live-progress" },
      this.text,
      this.bar,
      this.spoken,
    );

    const plane = dim === 1 ? "line" : axes;
    this.plane = el("canvas", {
      role: "img",
      "aria-label": words[`plane_${plane}`],
      "data-testid": "live-plane",
    });
    this.picture = el("canvas", {
      role: "img",
      "aria-label": words[`picture_${shows}`],
      "data-testid": "live-picture",
    });
    this.legend = legend(data);
    const figures = el(
      "div",
      { class: "lse-live-figures" },
      figure(this.plane, bubble.explain(words[`plane_${plane}`], words[`plane_${plane}_help`])),
      figure(
        this.picture,
        bubble.explain(words[`picture_${shows}`], words[`picture_${shows}_help`]),
      ),
    );

    const strip = (name) => {
      const canvas = el("canvas", {
        class: "lse-pixels",
        width: STRIP * shape.width,
        height: shape.height,
        role: "img",
        "aria-label": words[name],
        "data-testid": `live-${name}`,
      });
      return {
        canvas,
        row: [bubble.explain(words[`${name}_short`], words[`${name}_help`], "lse-small"), canvas],
      };
    };
    this.originals = strip("originals");
    this.rebuilt = strip("rebuilt");
    this.strips = el(
      "div",
      { class: "lse-live-strips" },
      ...this.originals.row,
      ...this.rebuilt.row,
    );

    this.plots = data.plots.map((name) => new Plot(name, data, bubble));
    this.key = el(
      "div",
      { class: "lse-small lse-live-key" },
      el("span", { class: "lse-live-sample" }),
      el("span", {}, words.key_training),
      el("span", { class: "lse-live-sample", "data-measured": "" }),
      el("span", {}, data.other),
      el(
        "span",
        { class: "lse-live-across" },
        words[data.epochs > MANY_EPOCHS ? "key_epochs_log" : "key_epochs"],
      ),
    );
    const curves = el(
      "div",
      { class: "lse-live-curves" },
      ...this.plots.map((plot) => plot.node),
      this.key,
    );
    root.append(
      progress,
      el("div", { class: "lse-live-stage" }, figures, this.legend, this.strips),
      curves,
    );
  }

  paint(theme) {
    paintDots(this.legend, theme);
  }

  // `progress`: {part, text}. Screen readers hear of it seldom, but at once of another state.
  showProgress({ part, text }, state, now) {
    setText(this.text, text);
    this.fill.style.transform = `scaleX(${part})`;
    setAttribute(this.bar, "aria-valuenow", String(Math.round(100 * part)));
    setAttribute(this.bar, "aria-valuetext", text);
    if (now - this.announcedAt < ANNOUNCE_EVERY && state === this.announcedState) return;
    this.announcedAt = now;
    this.announcedState = state;
    setText(this.spoken, text);
  }

  showNames({ names, step_text: step }, classes) {
    const labels = names.map((label) => classes[label]).join(", "),
      labelled = classes.length > 0;
    setAttribute(
      this.originals.canvas,
      "aria-label",
      labelled ? fill(this.words.originals_label, { names: labels }) : this.words.originals,
    );
    setAttribute(
      this.rebuilt.canvas,
      "aria-label",
      labelled ? fill(this.words.rebuilt_label, { names: labels, step }) : this.words.rebuilt,
    );
  }
}

function figure(canvas, title) {
  return el(
    "figure",
    { class: "lse-live-figure" },
    el("figcaption", { class: "lse-heading" }, title),
    el("div", { class: "lse-live-box" }, canvas),
  );
}

function legend({ classes, words, rings }) {
  const entries = classes.map((name, label) =>
    el("li", {}, classDot(label), hasNames(classes) ? `${label} ${name}` : name),
  );
  return el(
    "div",
    { class: "lse-live-legend" },
    el("ul", { "aria-label": words.legend }, ...entries),
    rings ? el("span", { class: "lse-small" }, words.rings) : null,
  );
}
