// Learning beside the page, in a worker: as fast as it can, and the page draws what it reports.
import { Training } from "./training.js";

const SLICE = 4; // ms of learning before messages are looked for
const PATIENCE = 400; // ms: nobody has looked at a report for so long: the page is hidden, wait
const REST = 8; // ms between looks while it learns slowly

/** What the page asks: a new start, other points, a pace up to a number of steps, one step;
 * `seen`: a report was drawn. */
/** @typedef {{start?: LearningTask, points?: LearningTask, pace?: number, until?: number, once?: boolean, seen?: boolean}} Wish */
/** @typedef {import("./training.js").LearningTask} LearningTask */

/**
 * @param {{onmessage: any, postMessage(report: any): void}} scope
 * @param {MessageChannel} channel a message to itself comes sooner than any timer
 */
export function learnInWorker(scope, channel = new MessageChannel()) {
  /** @type {Training | null} */
  let training = null;
  let pace = 0, // steps a second; Infinity: as many as there is time for
    until = 0, // steps, where it stops
    owed = 0,
    before = 0,
    seenAt = 0,
    isSeen = true,
    hasNews = false,
    isQueued = false;

  const queue = () => {
    if (isQueued) return;
    isQueued = true;
    if (pace === Infinity) channel.port2.postMessage(null);
    else setTimeout(turn, REST);
  };
  const turn = () => {
    isQueued = false;
    if (!training) return;
    const now = performance.now(),
      isWatched = isSeen || now - seenAt < PATIENCE;
    if (pace && isWatched && training.canLearn) {
      if (pace === Infinity)
        while (training.steps < until && performance.now() < now + SLICE) training.step();
      else {
        owed = Math.min(owed + ((now - before) * pace) / 1000, pace / 4);
        for (; owed >= 1 && training.steps < until; owed--) training.step();
      }
      hasNews = true;
      if (training.steps >= until) pace = 0;
      queue();
    }
    before = now;
    if (!isSeen || !hasNews) return;
    isSeen = hasNews = false;
    seenAt = now;
    scope.postMessage(training.report());
  };
  channel.port1.onmessage = turn;

  scope.onmessage = (/** @type {{data: Wish}} */ { data }) => {
    if (data.seen) {
      isSeen = true;
      seenAt = performance.now();
    }
    if (data.start) training = new Training(data.start);
    if (data.points) training?.give(data.points);
    if (data.pace !== undefined) {
      pace = data.pace;
      until = data.until ?? Infinity;
      before = performance.now();
      owed = 0;
    }
    if (data.once && training?.canLearn) training.step();
    if (!data.seen) hasNews = true;
    turn();
  };
}
