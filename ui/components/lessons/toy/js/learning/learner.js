// The worker as the page sees it: what to learn, how fast, and what it reports.
import { targetOf } from "../points/target.js";

/** @typedef {import("./training.js").Report} Report */
/** @typedef {import("./training.js").Kind} Kind */
/** @typedef {import("../points/shapes.js").Stroke} Stroke */

export class Learner {
  /**
   * @param {Kind[]} kinds
   * @param {(report: Report) => void} onReport
   * @param {(error: unknown) => void} onError
   */
  constructor(kinds, onReport, onError) {
    this.kinds = kinds;
    this.id = 0;
    // The worker is this same module (bundle.py joins all files to one); main.js starts it there.
    this.worker = new Worker(import.meta.url, { type: "module" });
    this.worker.onmessage = ({ data }) => {
      if (data.id === this.id) onReport(data);
      else this.seen();
    };
    this.worker.onerror = (event) => onError(event.message ?? "the worker could not start");
  }

  /**
   * New networks for these points.
   * @param {number} seed
   * @param {number[]} points
   * @param {Stroke[]} strokes
   */
  start(seed, points, strokes) {
    this.worker.postMessage({ start: { ...this.task(points, strokes), kinds: this.kinds, seed } });
  }

  /**
   * The networks stay, the points are others.
   * @param {number[]} points
   * @param {Stroke[]} strokes
   */
  give(points, strokes) {
    this.worker.postMessage({ points: this.task(points, strokes) });
  }

  /**
   * What the worker learns.
   * @param {number[]} points
   * @param {Stroke[]} strokes
   */
  task(points, strokes) {
    return {
      id: ++this.id,
      points: Float64Array.from(points),
      target: targetOf(strokes, points),
    };
  }

  /**
   * @param {number} pace steps a second
   * @param {number} until steps, where it stops
   */
  run(pace, until) {
    this.worker.postMessage({ pace, until });
  }
  once() {
    this.worker.postMessage({ once: true });
  }
  seen() {
    this.worker.postMessage({ seen: true });
  }
  stop() {
    this.worker.terminate();
  }
}
