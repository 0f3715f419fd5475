// Codes at every beta, evenly between the stored ones in log beta, and how a beta is written.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  betaName,
  betaText,
  CodesByBeta,
  roundBeta,
} from "../../../ui/components/planes/dial/js/betas.js";
import { array, bytes, fixture, near } from "../support.js";

const given = fixture("betas");
const codes = new CodesByBeta(bytes(given.codes), given.betas, given.n);

for (const { beta, mu, sigma } of given.expected) {
  test(`codes and posteriors at beta ${beta}`, () => {
    const [means, widths] = [array(mu), array(sigma)],
      places = codes.positionsAt(beta);
    near(places.subarray(0, means.length), means, 4e-3);
    for (let i = 0; i < 300; i++) {
      const found = codes.posterior(i, beta);
      near([...found.mu], means.subarray(2 * i, 2 * i + 2), 4e-3);
      for (const axis of [0, 1])
        near([found.sigma[axis] / widths[2 * i + axis]], [1], 4e-3, `image ${i}`);
    }
  });
}

test("the labels come last, and a file of another size is refused", () => {
  assert.deepEqual([...codes.labels.subarray(0, 300)], given.labels);
  assert.throws(() => new CodesByBeta(bytes(given.codes), given.betas, given.n - 1), /do not hold/);
});

test("moving to a beta fills xy, and a second beta beside it leaves it alone", () => {
  codes.moveTo(0.3);
  const before = codes.xy.slice();
  codes.positionsAt(4);
  near(codes.xy, before, 0);
});

test("a beta has three digits, and at least two of them are written", () => {
  assert.equal(roundBeta(0.123456), 0.123);
  assert.deepEqual([1, 0.3, 12.5, 100].map(betaText), ["1.0", "0.30", "12.5", "100"]);
  assert.deepEqual([1, 0.3, 0.0181].map(betaName), ["1", "0.3", "0.018"]);
});
