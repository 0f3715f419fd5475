// Puts the parts of the toy together and says what each may ask of it.
import { Bubble, el, statusLine } from "../../../js/shared/page/dom.js";
import { Controls } from "./controls.js";
import { ErrorChart } from "./error_chart.js";
import { legend } from "./foot.js";
import { DRAW } from "./points/drawn.js";
import { Side } from "./side/side.js";

const SLOW = 40; // steps a second

/** @param {PartOf<ToyData>} toy */
export function assemble(toy) {
  const { data, root } = toy,
    { words, networks } = data,
    bubble = new Bubble(root);
  toy.controls = new Controls(data, bubble, {
    shape: (name) => toy.choose(name, toy.points.count),
    count: (n) => toy.choose(toy.points.shape, n),
    undo: () => toy.change(() => toy.points.undo()),
    clear: () => toy.change(() => toy.points.clear()),
    renew: () => toy.renew(),
    step: () => toy.stepOnce(),
    slow: () => toy.run(toy.pace === SLOW ? 0 : SLOW),
    play: () => toy.run(toy.pace === Infinity ? 0 : Infinity),
  });
  toy.chart = new ErrorChart(toy.controls.chart);
  toy.sides = networks.map(
    (kind) =>
      new Side(kind, words, bubble, {
        changed: () => toy.schedule(),
        rest: () => toy.rest(),
        add: (x, y) => toy.change(() => toy.points.add(x, y)),
        along: (x, y) => toy.change(() => toy.points.addAlong(x, y)),
        undo: () => toy.change(() => toy.points.undo()),
        isDrawing: () => toy.points.shape === DRAW,
      }),
  );
  toy.problem = el("p", {
    class: "lse-toy-problem",
    role: "status",
    "data-testid": "toy-problem",
  });
  toy.status = statusLine();
  toy.legend = legend(words, networks.includes("vae"));
  root.append(
    toy.controls.node,
    el("div", { class: "lse-toy-sides" }, ...toy.sides.map(({ node }) => node)),
    el("div", { class: "lse-toy-foot" }, toy.legend, toy.problem),
    toy.status,
  );
}
