// An image away from its own place: what it loses there, and the arrow against its gradient.
import assert from "node:assert/strict";
import { test } from "node:test";
import { arrowEnd, standing } from "../../../ui/components/lessons/one_step/js/standing.js";
import { fixture, near } from "../support.js";

const { visitor, rate } = fixture("one_step");

test("what is lost is the difference to its own place, and it falls step by step", () => {
  const lost = visitor.mu.map((_, step) => standing(visitor, step).extra);
  near([lost[0]], [visitor.loss[0] - visitor.own_loss], 1e-9);
  for (let step = 1; step < lost.length; step++) assert.ok(lost[step] < lost[step - 1]);
});

test("an arrow of one step ends where the step of Python does", () => {
  for (let step = 0; step + 1 < visitor.mu.length; step++)
    near(arrowEnd(standing(visitor, step), rate, 1), visitor.mu[step + 1], 1e-3);
});

test("its length is that of the gradient", () => {
  const { gradient, length } = standing(visitor, 0);
  near([length ** 2], [gradient[0] ** 2 + gradient[1] ** 2], 1e-6);
});
