// What the stations of the dice hand on, the spread of many gradients, and the ways of arrows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { route } from "../../../ui/components/js/shared/page/box_arrows.js";
import { passing, pulls } from "../../../ui/components/lessons/dice/js/passing.js";
import {
  axisEnd,
  axisTick,
  dotAt,
  dots,
  spread,
} from "../../../ui/components/lessons/dice/js/spread.js";
import { fixture, near } from "../support.js";

const { data, expected, spreads } = fixture("dice");

test("every station has the numbers of PyTorch's own pass", () => {
  for (const { index, z, loss, at_mu, at_logvar } of expected) {
    const passed = passing(data, index, false);
    near(passed.z, z, 1e-3);
    near([passed.loss], [loss], 1e-2);
    const whole = (part, kl) => part.map((v, axis) => v + kl[axis]);
    near(whole(passed.atMu, data.kl_at_mu), at_mu, 1e-3);
    near(whole(passed.atLogvar, data.kl_at_logvar), at_logvar, 1e-3);
  }
});

test("drawn directly, z passes nothing on, and everything before it is the same", () => {
  const through = passing(data, 1, false),
    direct = passing(data, 1, true);
  assert.deepEqual([direct.atMu, direct.atLogvar], [null, null]);
  assert.deepEqual([direct.z, direct.loss, direct.atZ], [through.z, through.loss, through.atZ]);
});

test("mean and standard deviation of each estimator are numpy's", () => {
  for (const [name, { mean, sd }] of Object.entries(spreads)) {
    const found = spread(data.estimates[name]);
    near([found.mean / sd, found.sd / sd], [mean / sd, 1], 1e-5, name);
  }
});

test("KL pulls on log sigma^2 with a half at most where sigma is small, and not at all at 1", () => {
  near([pulls(0).onLogvar, pulls(0).onSigma, pulls(0).sigma], [0, 0, 1], 1e-12);
  near([pulls(-12).onLogvar], [-0.5], 1e-4);
  near([pulls(-12).onSigma], [Math.exp(-6) - Math.exp(6)], 1e-9);
});

test("an axis holds every value and its number is round and inside", () => {
  assert.equal(axisEnd([[3, -41], [7]]), 50);
  assert.equal(axisEnd([[1000]]), 1000);
  assert.deepEqual([5000, 125, 50].map(axisTick), [2000, 100, 20]);
});

test("only values within the axis get a dot", () => {
  assert.equal(dots([0, 5, -9], 6, 100, 40).match(/h0/g).length, 2);
  near(dotAt(6, 0, 6, 100, 40), [100, 8], 1e-9);
});

test("arrows leave and enter boxes at the sides they name", () => {
  const [a, b] = [
    { left: 0, top: 0, right: 10, bottom: 10 },
    { left: 50, top: 0, right: 60, bottom: 10 },
  ];
  assert.equal(route(a, b, "right"), "M15 5L45 5");
  assert.equal(route(b, a, "left"), "M45 5L15 5");
  const below = { left: -20, top: 40, right: 40, bottom: 60 };
  assert.equal(route(a, below, "down", 0.2), "M2 15L2 35");
  assert.equal(route(b, below, "down-left"), "M55 15L55 50L45 50");
  assert.equal(route(b, { ...a, top: -40, bottom: -30 }, "left-up"), "M45 5L5 5L5 -25");
  assert.match(route(a, { ...b, top: 20, bottom: 30 }, "right"), /^M15 5C30 5 30 25 45 25$/);
});
