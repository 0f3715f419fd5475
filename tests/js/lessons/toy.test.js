// The toy learns as PyTorch does, judges what was learned, and takes only points that it can.
import assert from "node:assert/strict";
import { test } from "node:test";
import { stepsWord } from "../../../ui/components/lessons/toy/js/controls.js";
import { Autoencoder } from "../../../ui/components/lessons/toy/js/learning/autoencoder.js";
import { FAR, judged } from "../../../ui/components/lessons/toy/js/learning/judge.js";
import { Training } from "../../../ui/components/lessons/toy/js/learning/training.js";
import { learnInWorker } from "../../../ui/components/lessons/toy/js/learning/worker.js";
import { MOST_POINTS, Points } from "../../../ui/components/lessons/toy/js/points/drawn.js";
import { pointsOf, strokesOf } from "../../../ui/components/lessons/toy/js/points/shapes.js";
import { nearestOn, targetOf } from "../../../ui/components/lessons/toy/js/points/target.js";
import { toySizes } from "../../../ui/components/lessons/toy/js/sizes.js";
import { Tasks } from "../../../ui/components/lessons/toy/js/tasks.js";
import { array, fixture, near } from "../support.js";

const { cases } = fixture("toy");

for (const { kind, weights, steps, after, z, decoded } of cases) {
  test(`${kind}, ${array(steps[0].noise).length} points: loss, gradient and Adam are PyTorch's`, () => {
    const network = new Autoencoder(kind, 1);
    assert.equal(network.parameters.length, array(weights).length);
    network.parameters.set(array(weights));
    steps.forEach(({ points, noise, loss, gradient }, i) => {
      const found = network.lossAndGradient(array(points), array(noise));
      near([found], [loss], 1e-5, `loss of step ${i}`);
      if (gradient) near(network.gradient, array(gradient), 1e-5, "gradient");
      network.adam.step(network.parameters, network.gradient);
    });
    near(network.parameters, array(after), 1e-5, "weights after all steps");
    near(network.decode(z), array(decoded), 1e-5, "decoded codes");
  });
}

test("the same seed gives the same points and the same learning, another one others", () => {
  const learned = (seed) => {
    const points = Float64Array.from(pointsOf("spiral", 40, seed)),
      network = new Autoencoder("vae", seed);
    for (let i = 0; i < 50; i++) network.step(points);
    return [...network.decode([0, 1])];
  };
  assert.deepEqual(learned(3), learned(3));
  assert.notDeepEqual(learned(3), learned(4));
});

test("every shape's points lie on its true curve and within the plane", () => {
  for (const shape of ["spiral", "moons", "letter_s", "letter_x"]) {
    const points = pointsOf(shape, 200, 1),
      target = targetOf(strokesOf(shape), points);
    assert.equal(points.length, 400);
    for (let i = 0; i < 400; i += 2) {
      assert.ok(nearestOn(target, points[i], points[i + 1]).distance < 0.06);
      assert.ok(Math.abs(points[i]) < 1.4 && Math.abs(points[i + 1]) < 1.05);
    }
  }
});

test("an autoencoder learns twelve points, and the share that misses is counted from its curve", () => {
  const points = Float64Array.from(pointsOf("spiral", 12, 2)),
    target = targetOf(strokesOf("spiral"), points),
    network = new Autoencoder("ae", 2),
    before = judged(network, points, target);
  for (let i = 0; i < 3000; i++) network.step(points);
  const { share, off, z, mu, loss } = judged(network, points, target);
  assert.ok(loss < 0.01 * before.loss);
  const [least, most] = [Math.min(...mu), Math.max(...mu)],
    inRange = [...z.keys()].filter((i) => z[i] >= least && z[i] <= most);
  near([share], [inRange.filter((i) => off[i] > FAR).length / inRange.length], 1e-12);
});

test("random codes of a VAE are draws from N(0, 1)", () => {
  const network = new Autoencoder("vae", 1),
    { z, density, share } = judged(network, Float64Array.of(0, 0, 5, 5), targetOf([], [99, 99]));
  assert.equal(share, 1); // nothing is near (99, 99)
  near(
    density,
    z.map((code) => Math.exp((-code * code) / 2)),
    1e-12,
  );
});

test("the distance is to the nearest place of a curve, or to the nearest point", () => {
  const stroke = targetOf(
    [
      [
        [0, 0],
        [2, 0],
      ],
    ],
    [7, 7],
  );
  assert.deepEqual(nearestOn(stroke, 1, 0.5), { distance: 0.5, x: 1, y: 0 });
  assert.deepEqual(nearestOn(stroke, 3, 0), { distance: 1, x: 2, y: 0 });
  assert.deepEqual(nearestOn(targetOf([], [0, 0, 7, 7]), 7, 6), { distance: 1, x: 7, y: 7 });
});

test("points by hand are added up to a limit, one place twice is told, and no place is refused", () => {
  const points = new Points("draw", 40, 1);
  assert.equal(points.size, 0);
  assert.equal(points.add(Number.NaN, 0), false);
  points.add(0.5, 0.5);
  assert.equal(points.areOne, false); // one point is another sentence
  points.add(0.5, 0.5);
  assert.equal(points.areOne, true);
  assert.equal(points.addAlong(0.51, 0.5), false);
  assert.equal(points.addAlong(0.6, 0.5), true);
  for (let i = 0; i < 5000; i++) points.add(i / 5000, 0);
  assert.equal(points.size, MOST_POINTS);
  assert.equal(points.isFull, true);
  points.undo();
  assert.deepEqual([points.size, points.isFull], [MOST_POINTS - 1, false]);
  assert.deepEqual(
    [new Points("spiral", 5000, 1).size, new Points("spiral", 5000, 1).isFull],
    [MOST_POINTS, true],
  );
});

const task = (points, kinds = ["ae"]) => ({
  id: 1,
  kinds,
  seed: 1,
  points: Float64Array.from(points),
  target: targetOf([], points),
});

test("one point, the same point often and no point at all are learned without a number that is none", () => {
  for (const points of [[0.3, 0.4], Array(80).fill(0.25)]) {
    const training = new Training(task(points, ["ae", "vae"]));
    for (let i = 0; i < 400; i++) training.step();
    const { networks, isBroken } = training.report();
    assert.equal(isBroken, false);
    for (const { loss, share } of Object.values(networks)) {
      assert.ok(loss < 1e-2, String(loss));
      assert.ok(share >= 0 && share <= 1);
    }
  }
  const empty = new Training(task([]));
  assert.deepEqual([empty.canLearn, empty.report().networks], [false, {}]);
});

test("a loss that is no number stops the learning and is reported", () => {
  const training = new Training(task([1e200, 0, 0, 1]));
  training.step();
  assert.deepEqual([training.canLearn, training.report().isBroken], [false, true]);
});

test("the worker stops where it was told, and waits while nobody looks at its reports", async () => {
  const reports = [],
    scope = { onmessage: null, postMessage: (report) => reports.push(report) };
  const until = async (holds) => {
    while (!holds()) await new Promise((done) => setTimeout(done, 5));
  };
  const tell = (data) => scope.onmessage({ data });
  const channel = new MessageChannel();
  learnInWorker(scope, channel);
  tell({ start: task(pointsOf("moons", 12, 1)) });
  await until(() => reports.length === 1);
  tell({ pace: Infinity, until: 200 });
  tell({ seen: true });
  await until(() => {
    if (reports.at(-1).steps < 200) tell({ seen: true });
    return reports.at(-1).steps === 200;
  });
  tell({ once: true });
  const before = reports.length;
  await new Promise((done) => setTimeout(done, 30));
  assert.equal(reports.length, before); // the last report was not seen yet
  tell({ seen: true });
  await until(() => reports.length > before);
  assert.equal(reports.at(-1).steps, 201);
  tell({ seen: true });
  tell({ points: { ...task([0, 0, 1, 1]), id: 2 } });
  await until(() => reports.at(-1).id === 2);
  assert.equal(reports.at(-1).steps, 201); // what was learned stays
  channel.port1.close();
});

test("a task is done when what it names has happened, and is reported once", () => {
  const news = [],
    tasks = new Tasks((names) => news.push(names)),
    now = { steps: 0, shares: { ae: 0.3, vae: 0.2 }, own: 0, reach: 0 };
  tasks.look(now);
  tasks.look({ ...now, steps: 1200 });
  tasks.look({ ...now, steps: 1300, reach: 0.9 });
  tasks.look({ ...now, steps: 1400, shares: { ae: 0, vae: 0 } }); // nobody added a point
  assert.deepEqual(news, [["learned"], ["learned", "swept"]]);
  tasks.added({ ae: 0.3, vae: 0.2 }, 1400);
  tasks.look({ ...now, steps: 1500, own: 1, shares: { ae: 0.1, vae: 0.2 } }); // too soon
  tasks.look({ ...now, steps: 2500, own: 1, shares: { ae: 0.25, vae: 0.2 } }); // hardly better
  assert.equal(news.length, 2);
  tasks.look({ ...now, steps: 2600, own: 1, shares: { ae: 0.1, vae: 0.2 } });
  assert.deepEqual(news.at(-1), ["learned", "swept", "mended"]);
  tasks.look({ ...now, steps: 2700, own: 6, shares: { ae: 0.1, vae: 0.2 } });
  assert.deepEqual(news.at(-1), ["learned", "swept", "mended", "drawn"]);
});

test("one step is a step", () => {
  const words = { steps_one: "step", steps_many: "steps" };
  assert.deepEqual(
    [0, 1, 2].map((n) => stepsWord(words, n)),
    ["steps", "step", "steps"],
  );
});

test("in a room everything is larger, also where the toy has half of the width", () => {
  const unit = (width, isProjected) => toySizes(width, 1, isProjected, 900).unit;
  assert.equal(unit(1800, true), 2);
  assert.ok(unit(960, true) > 1.5);
  assert.equal(unit(960, false), 1);
});

test("on a page the planes leave the room for a guess, but not on a phone, where one scrolls", () => {
  const high = (width, networks, room) => toySizes(width, networks, false, room).high;
  const whole = high(1096, 2, 2000);
  assert.equal(whole, 392);
  assert.ok(high(1096, 2, 550) < whole && high(1096, 2, 550) > 300);
  assert.equal(high(1096, 2, 100), high(1096, 2, 200), "never smaller than can be read");
  assert.equal(high(358, 2, 100), high(358, 2, 2000));
  // With a guess below it, in a room: what stands around the planes and they are no higher.
  for (const room of [750, 900]) {
    const { unit, high: tall } = toySizes(1795, 2, true, room);
    assert.ok(224 * unit + tall <= room + 1, `${room}`);
  }
});
