// Puts the parts of the walk together and says what each may ask of it.
import { ModeSwitch } from "../../../../js/shared/page/controls.js";
import { Bubble, el, fill } from "../../../../js/shared/page/dom.js";
import { WalkFigures } from "./figures.js";
import { WalkLane } from "./strip/lane.js";

const KINDS = ["straight", "data", "hand"],
  BEYOND = ["0", "25", "50"]; // percent
const ENDS = [0, 1];
export const FINE = 4; // places of the slider between two samples

export function assembleWalk(walk) {
  const { words } = walk;
  walk.node = el("section", {
    class: "lse-way",
    "aria-label": words.walk,
    "data-testid": "walk",
    "data-done": "0",
    "data-away": "true",
  });
  const bubble = new Bubble(walk.node),
    term = (name) =>
      bubble.explain(
        el(
          "span",
          { class: "lse-way-key" },
          el("span", { class: `lse-way-mark lse-way-mark-${name}` }),
          words[name],
        ),
        words[`${name}_help`],
        "lse-small",
      );
  walk.lanes = walk.names.map(
    (name, side) => new WalkLane(name, side, walk, (x, snap) => walk.scrub(x, snap)),
  );
  walk.range = el("input", {
    type: "range",
    class: "lse-range",
    step: 1,
    "data-testid": "walk-slider",
    "aria-label": words.slider,
  });
  walk.range.oninput = () => walk.go(walk.range.value / FINE, true);
  walk.range.onkeydown = (event) => walk.key(event);
  walk.ticks = ENDS.map(() => el("span", { class: "lse-way-tick", "aria-hidden": "true" }));
  walk.kinds = choice(
    words.kind,
    KINDS.map((kind) => [words[`kind_${kind}`], words[`kind_${kind}_title`]]),
    KINDS,
    "walk-kind",
    (kind) => walk.choose(kind),
  );
  walk.beyonds = choice(
    words.beyond,
    BEYOND.map((percent) => [fill(words.percent, { value: percent }), words.beyond_help]),
    BEYOND,
    "walk-beyond",
    (percent) => walk.goBeyond(percent / 100),
  );
  walk.problem = el("p", { class: "lse-way-problem lse-small", role: "status" });
  walk.figures = new WalkFigures(words, walk.names, bubble, walk.canBeRead);
  walk.rows = el(
    "div",
    { class: "lse-way-rows" },
    ...walk.lanes.flatMap((lane) => lane.nodes),
    el("div", { class: "lse-way-slide" }, walk.range, ...walk.ticks),
  );
  walk.node.prepend(
    walk.rows,
    el(
      "div",
      { class: "lse-way-side" },
      walk.kinds.node,
      walk.problem,
      el(
        "div",
        { class: "lse-way-beyond" },
        bubble.explain(words.beyond, words.beyond_help),
        walk.beyonds.node,
      ),
      walk.figures.node,
      el(
        "div",
        { class: "lse-way-keys" },
        walk.canBeRead ? term("reads") : null,
        term("near"),
        term("in_hole"),
      ),
    ),
  );
  walk.kinds.show(walk.kind);
  walk.beyonds.show("0");
}

// One of a few, as a radio group. `labels`: [text, title] of each.
function choice(name, labels, values, testId, onChange) {
  const words = { mode: name };
  values.forEach((value, i) => {
    [words[`mode_${value}`], words[`mode_${value}_title`]] = labels[i];
  });
  const group = new ModeSwitch(words, values, onChange);
  group.node.dataset.testid = testId;
  return group;
}
