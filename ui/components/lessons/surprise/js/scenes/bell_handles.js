// The two handles of a bell: its middle, and one standard deviation to the right.
import { fill, formatNumber } from "../../../../js/shared/page/dom.js";
import { Handle } from "../parts/handle.js";

const SIGMAS = [0.25, 3],
  CENTRES = [-4, 4];
const KEY_STEP = 0.05; // of an arrow key

export class BellHandles {
  // `bell`: changes under the hand. `on`: {value(x), changed(), done()}: from the drawing to a value,
  // that the bell has changed, that it was let go.
  /**
   * @param {string} name
   * @param {import("../measures/bells.js").Bell} bell
   * @param {Words} words
   * @param {{value: (x: number) => number, changed: () => void, done: () => void}} on
   */
  constructor(name, bell, words, on) {
    this.bell = bell;
    this.words = words;
    const className = name === "p" ? "lse-sp-ink-dot" : "";
    const set = (
      /** @type {"mu" | "sigma"} */ part,
      /** @type {number} */ value,
      /** @type {number[]} */ [low, high],
    ) => {
      bell[part] = Math.max(low, Math.min(high, value));
      on.changed();
    };
    const stepped = (value, by) => Math.round((value + by * KEY_STEP) / KEY_STEP) * KEY_STEP;
    this.centre = new Handle(
      { label: fill(words.centre, { name }), testid: `${name}-centre`, className },
      {
        drag: (x) => set("mu", on.value(x), CENTRES),
        step: (by) => set("mu", stepped(bell.mu, by), CENTRES),
        done: on.done,
      },
    );
    this.width = new Handle(
      { label: fill(words.width, { name }), testid: `${name}-sigma`, className },
      {
        drag: (x) => set("sigma", on.value(x) - bell.mu, SIGMAS),
        step: (by) => set("sigma", stepped(bell.sigma, by), SIGMAS),
        done: on.done,
      },
    );
    this.nodes = [this.centre.node, this.width.node];
  }

  // `at`: from a value to where the bell is there, on the drawing; `u`: a design pixel.
  show(at, u) {
    const { bell, words } = this;
    const [top, side] = [at(bell.mu), at(bell.mu + bell.sigma)];
    this.centre.moveTo(top.x, top.y, 9 * u);
    this.width.moveTo(side.x, side.y, 8 * u);
    this.centre.say(rounded(bell.mu), CENTRES, fill(words.mu, { n: formatNumber(bell.mu) }));
    this.width.say(rounded(bell.sigma), SIGMAS, fill(words.sigma, { n: formatNumber(bell.sigma) }));
  }

  drop() {
    this.centre.drop();
    this.width.drop();
  }
}

function rounded(value) {
  return Number(value.toFixed(2));
}
