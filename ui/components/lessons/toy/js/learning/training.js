// The networks that learn the same points, step by step.
import { Autoencoder } from "./autoencoder.js";
import { judged } from "./judge.js";

/** @typedef {"ae" | "vae"} Kind */
/** What `Training.report` says of one network. */
/** @typedef {import("./judge.js").Learned & {parameters: Float64Array}} NetworkReport */
/** `id`: of the task that was given, so that what belongs to an earlier one is told apart. */
/** @typedef {{id: number, steps: number, isBroken: boolean, networks: Record<string, NetworkReport>}} Report */
/** `points` and `target` as in judge.js. */
/** @typedef {{id: number, kinds: Kind[], seed: number, points: Float64Array, target: Float64Array}} LearningTask */

export class Training {
  /** @param {LearningTask} task */
  constructor(task) {
    this.networks = task.kinds.map((kind) => new Autoencoder(kind, task.seed));
    this.steps = 0;
    this.isBroken = false; // a loss was no number any more
    this.give(task);
  }

  // Other points; what was learned stays.
  /** @param {LearningTask} task */
  give({ id, points, target }) {
    this.id = id;
    this.points = points;
    this.target = target;
  }

  get canLearn() {
    return this.points.length > 0 && !this.isBroken;
  }

  // One step of each optimiser.
  step() {
    for (const network of this.networks)
      if (!Number.isFinite(network.step(this.points))) this.isBroken = true;
    this.steps++;
  }

  /** @returns {Report} */
  report() {
    const { id, steps, isBroken, points, target } = this;
    return {
      id,
      steps,
      isBroken,
      networks: points.length
        ? Object.fromEntries(
            this.networks.map((network) => [
              network.kind,
              { ...judged(network, points, target), parameters: network.parameters.slice() },
            ]),
          )
        : {},
    };
  }
}
