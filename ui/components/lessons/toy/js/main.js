// The toy. Two small networks learn points of the plane in a worker; what it reports is drawn here,
// frame by frame. The server is never asked; it hears once of each task that is done.
import { setText } from "../../../js/shared/page/dom.js";
import { differs, heightLeft, mountAs, pixelRatio, Shell } from "../../../js/shared/page/shell.js";
import { assemble } from "./assemble.js";
import { stepsWord } from "./controls.js";
import { inTheWay } from "./foot.js";
import { Learner } from "./learning/learner.js";
import { learnInWorker } from "./learning/worker.js";
import { Points } from "./points/drawn.js";
import { targetOf } from "./points/target.js";
import { percent } from "./side/side.js";
import { toySizes } from "./sizes.js";
import { Tasks } from "./tasks.js";

const MOST_STEPS = 30_000; // in one go: then it stops by itself
const READ_REST = 700; // ms of rest before screen readers hear what is shown

/** @extends {Shell<ToyData>} */
class Toy extends Shell {
  // Made by assemble.js.
  /** @type {import("./controls.js").Controls} */
  controls;
  /** @type {import("./error_chart.js").ErrorChart} */
  chart;
  /** @type {import("./side/side.js").Side[]} */
  sides;
  /** @type {HTMLElement} */
  problem;
  /** @type {HTMLElement} */
  status;
  /** @type {HTMLElement} */
  legend;

  constructor(parent) {
    super(parent, "the toy", { class: "lse lse-toy", role: "group", "data-testid": "toy" });
    this.watchRoom();
  }

  isOther(before) {
    return differs(this.data, before, ["shape", "count", "seed", "networks", "learn", "rev"]);
  }

  close() {
    this.learner?.stop();
    this.learner = null;
    clearTimeout(this.readTimer);
  }

  build() {
    const { words, shape, count, seed, networks } = this.data;
    this.sized = null;
    this.clear(words.title);
    this.seed = seed;
    this.pace = 0;
    this.until = MOST_STEPS;
    /** @type {import("./learning/learner.js").Report | null} */
    this.report = null;
    this.isNew = false; // a report that was not drawn yet
    this.points = new Points(shape, count, seed);
    this.tasks = new Tasks((names) => this.later(() => this.send("events", names)));
    assemble(this);
    this.root.dataset.networks = String(networks.length);
    this.relayout();
  }

  async load(isStale) {
    this.root.explorer = this;
    await new Promise((/** @type {(value?: any) => void} */ done, refuse) => {
      this.learner = new Learner(
        this.data.networks,
        (report) => {
          if (isStale()) return;
          this.take(report);
          done();
        },
        refuse,
      );
      this.begin();
    });
    if (isStale()) return;
    this.root.dataset.ready = "1";
    this.learnAtOnce();
  }

  // What the step wants learned before anybody presses a button, once its answer may be seen.
  learnAtOnce() {
    const { learn, hidden } = this.data;
    if (!learn || hidden || this.report?.steps) return;
    this.until = learn;
    this.run(Infinity, true);
  }

  receive(before) {
    if (before.hidden && !this.data.hidden) this.learnAtOnce();
    if (before.projector !== this.data.projector) this.sized = null;
    this.relayout();
    this.schedule();
  }

  relayout() {
    const ratio = pixelRatio();
    if (!this.isResized(ratio)) return;
    const size = toySizes(
      this.root.clientWidth,
      this.data.networks.length,
      this.data.projector,
      heightLeft(this.root),
    );
    this.setLengths({ u: size.unit, "toy-plane": size.plane });
    Object.assign(this.root.dataset, {
      columns: size.columns,
      narrow: this.root.clientWidth < 480 ? "1" : "0",
      projector: this.data.projector ? "1" : "0",
    });
    this.size = { ...size, ratio };
    const thumb = matchMedia("(pointer: coarse)").matches ? 24 : 20 * size.unit;
    for (const side of this.sides) {
      side.plane.resize(size.plane, size.high, size.unit, ratio);
      side.strip.resize(size.plane, size.unit, ratio, thumb);
    }
    this.frame();
  }

  repaint() {
    this.schedule();
  }

  // ---- what is learned --------------------------------------------------------------

  // New networks for the points that are there.
  begin() {
    this.chart.clear();
    this.tasks.restart();
    const { all, strokes } = this.points;
    this.target = targetOf(strokes, all);
    this.learner.start(this.seed, all, strokes);
    this.schedule();
  }

  choose(shape, count) {
    this.run(0);
    this.points.choose(shape, count, this.data.seed);
    this.begin();
  }

  renew() {
    this.seed++;
    this.begin();
  }

  // Points by hand: what was learned stays and goes on.
  change(how) {
    if (this.data.hidden) return;
    const before = this.points.size;
    how();
    const { size, all, strokes } = this.points;
    if (size !== before) {
      this.target = targetOf(strokes, all);
      if (size > before) this.tasks.added(this.shares, this.report?.steps ?? 0);
      this.learner.give(all, strokes);
    }
    this.schedule();
  }

  // `pace`: steps a second, 0 stands still. `keepsEnd`: up to the step that is set already.
  run(pace, keepsEnd = false) {
    if (pace && !keepsEnd) this.until = (this.report?.steps ?? 0) + MOST_STEPS;
    this.pace = pace;
    this.learner.run(pace, this.until);
    if (!pace) this.readSoon();
    this.schedule();
  }

  stepOnce() {
    this.run(0);
    this.learner.once();
  }

  /** @param {import("./learning/learner.js").Report} report */
  take(report) {
    this.report = report;
    for (const side of this.sides) side.take(report.networks[side.kind] ?? null);
    this.isNew = true;
    if (this.pace && (report.steps >= this.until || report.isBroken || !this.points.size))
      this.run(0);
    this.schedule();
  }

  get shares() {
    return Object.fromEntries(
      this.sides.flatMap(({ kind, learned }) => (learned ? [[kind, learned.share]] : [])),
    );
  }

  // ---- the frame --------------------------------------------------------------------

  frame() {
    if (!this.size || this.hasFailed) return;
    const { data, points, report, size, sides } = this,
      isHidden = data.hidden;
    this.target ??= targetOf(points.strokes, points.all);
    for (const side of sides) side.draw(this.theme, points, this.target, isHidden);
    const steps = report?.steps ?? 0,
      losses = sides.map(({ learned }) => learned?.loss ?? Number.NaN);
    if (this.isNew) {
      this.chart.add([steps, ...losses.map(Math.sqrt)]);
      this.isNew = false;
      this.learner?.seen();
    }
    this.chart.draw(this.theme, 84 * size.unit, 30 * size.unit, size.ratio);
    this.controls.show({
      shape: points.shape,
      count: points.count,
      hasOwn: points.hasOwn,
      pace: this.pace,
      canLearn: points.size > 0 && !report?.isBroken,
      isLocked: isHidden,
      steps,
    });
    setText(this.problem, inTheWay(data.words, points, Boolean(report?.isBroken)));
    this.legend.dataset.true = points.strokes.length ? "1" : "0";
    Object.assign(this.root.dataset, {
      stepCount: steps,
      loss: losses[0],
      points: points.size,
      running: this.pace ? "1" : "0",
    });
    for (const { kind, learned } of sides)
      if (learned) this.root.dataset[`${kind}Share`] = learned.share.toFixed(4);
    this.tasks.look({
      steps,
      shares: this.shares,
      own: points.own.length / 2,
      reach: Math.max(...sides.map(({ reach }) => reach[1] - reach[0])),
    });
  }

  // Not while something is dragged: Python answers with a new page.
  later(tell) {
    this.told = tell;
    if (!this.root.querySelector(":active")) this.rest();
  }

  // A hand lets go.
  rest() {
    const tell = this.told;
    this.told = null;
    tell?.();
    this.readSoon();
    this.schedule();
  }

  readSoon() {
    clearTimeout(this.readTimer);
    this.readTimer = setTimeout(() => {
      const { words } = this.data,
        shares = this.sides.map(({ kind, learned }) =>
          learned && !this.data.hidden
            ? `${words[kind]}: ${percent(learned.share)} ${words[this.points.strokes.length ? "share" : "share_own"]}.`
            : "",
        );
      const steps = this.report?.steps ?? 0;
      setText(this.status, `${steps} ${stepsWord(words, steps)}. ${shares.join(" ")}`);
    }, READ_REST);
  }
}

// In a worker this module is what learns (see learning/learner.js).
const worker = /** @type {any} */ (globalThis);
if (typeof worker.WorkerGlobalScope === "function" && worker instanceof worker.WorkerGlobalScope)
  learnInWorker(worker);

export default mountAs(Toy);
