// The row above the planes: which points, how the learning goes, and its buttons.
import { ModeSwitch } from "../../../js/shared/page/controls.js";
import { el, icon, setAttribute, setText } from "../../../js/shared/page/dom.js";

/** @typedef {{shape(name: string): void, count(n: number): void, undo(): void, clear(): void,
 *   renew(): void, step(): void, slow(): void, play(): void}} ControlActions */

/**
 * "step" after 1, else "steps".
 * @param {Words} words
 * @param {number} n
 */
export function stepsWord(words, n) {
  return n === 1 ? words.steps_one : words.steps_many;
}

export class Controls {
  /**
   * @param {ToyData} data
   * @param {import("../../../js/shared/page/dom.js").Bubble} bubble
   * @param {ControlActions} actions
   */
  constructor({ words, shapes, counts }, bubble, actions) {
    this.words = words;
    this.shapes = new ModeSwitch(words, shapes, actions.shape, "shape");
    this.counts = new ModeSwitch(
      words,
      counts.map(String),
      (n) => actions.count(Number(n)),
      "count",
    );
    const button = (name, glyph, isFramed = false, hasName = isFramed) => {
      const node = el(
        "button",
        {
          type: "button",
          class: isFramed ? "lse-toy-button" : "lse-tool",
          "data-testid": `toy-${name}`,
          "aria-label": words[name],
          title: words[`${name}_title`],
        },
        icon(glyph),
        hasName ? el("span", {}, words[name]) : null,
      );
      node.onclick = actions[name];
      return node;
    };
    this.undo = button("undo", "undo");
    this.clear = button("clear", "clear");
    this.renew = button("renew", "restart", true, false);
    this.step = button("step", "step", true);
    this.slow = button("slow", "slow", true);
    this.play = button("play", "play", true);
    this.play.classList.add("lse-toy-main");
    this.chart = el("canvas", { class: "lse-toy-chart", role: "img" });
    this.count = el("strong");
    this.unit = el("span");
    const steps = bubble.explain(
      el("span", { class: "lse-toy-steps" }, this.chart, this.count, " ", this.unit),
      words.steps_help,
    );
    this.node = el(
      "div",
      { class: "lse-toy-controls" },
      this.shapes.node,
      this.counts.node,
      el(
        "div",
        { class: "lse-toy-edit", role: "group", "aria-label": words.points },
        this.undo,
        this.clear,
      ),
      el(
        "div",
        { class: "lse-toy-run", role: "group", "aria-label": words.learning },
        steps,
        this.renew,
        this.step,
        this.slow,
        this.play,
      ),
    );
  }

  /** @param {{shape: string, count: number, hasOwn: boolean, pace: number, canLearn: boolean,
   *   isLocked: boolean, steps: number}} state */
  show({ shape, count, hasOwn, pace, canLearn, isLocked, steps }) {
    this.shapes.show(shape);
    this.counts.show(String(count));
    this.counts.node.hidden = shape === "draw";
    this.undo.disabled = this.clear.disabled = !hasOwn || isLocked;
    this.renew.disabled = isLocked;
    this.step.disabled = this.slow.disabled = this.play.disabled = !canLearn || isLocked;
    setText(this.count, steps.toLocaleString("en"));
    setText(this.unit, stepsWord(this.words, steps));
    const isPlaying = pace === Infinity;
    if (this.wasPlaying !== isPlaying) {
      const name = isPlaying ? "pause" : "play";
      this.play.replaceChildren(icon(name), el("span", {}, this.words[name]));
      setAttribute(this.play, "aria-label", this.words[name]);
      this.wasPlaying = isPlaying;
    }
    setAttribute(this.slow, "aria-pressed", String(pace > 0 && !isPlaying));
  }
}
