// The figures of both ways side by side, each with its explanation.
import { el, fill, formatNumber, setText } from "../../../../js/shared/page/dom.js";
import { WALK_STEPS } from "./way/samples.js";

const FIGURES = { length: "number", change: "number", holes: "share" };
const READ_FIGURES = { least: "share" }; // of what a recogniser reads
const NONE = "–"; // not measured, or not yet

export class WalkFigures {
  // `names`: of the two models. `canBeRead`: there can be a recogniser.
  constructor(words, names, bubble, canBeRead) {
    this.words = words;
    this.shown = canBeRead ? { ...FIGURES, ...READ_FIGURES } : FIGURES;
    this.cells = Object.keys(this.shown).map((name) =>
      [0, 1].map((side) => el("td", { "data-testid": `walk-${name}-${side}` }, NONE)),
    );
    const rows = Object.keys(this.shown).map((name, i) =>
      el(
        "tr",
        {},
        el(
          "th",
          { scope: "row" },
          bubble.explain(words[name], fill(words[`${name}_help`], { n: WALK_STEPS + 1 })),
        ),
        ...this.cells[i],
      ),
    );
    const head = el(
      "tr",
      {},
      el("th", { scope: "col" }, words.figures),
      ...names.map((name) => el("th", { scope: "col" }, name)),
    );
    this.node = el(
      "table",
      { class: "lse-way-figures" },
      el("thead", {}, head),
      el("tbody", {}, ...rows),
    );
  }

  // `figures`: WalkSamples.figures() of one side.
  show(side, figures) {
    Object.entries(this.shown).forEach(([name, kind], i) => {
      const value = figures[name],
        text =
          kind === "number"
            ? () => formatNumber(value, 1)
            : () => fill(this.words.percent, { value: Math.round(100 * value) });
      setText(this.cells[i][side], value === null ? NONE : text());
    });
  }
}
