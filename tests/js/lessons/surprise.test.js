// Entropy, cross-entropy and KL of boxes, pixels, bells and humps, as the figures of lessons show them.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bellDivergence,
  crossings,
  integrand,
  signedAreas,
  simpson,
} from "../../../ui/components/lessons/surprise/js/measures/bells.js";
import {
  crossEntropy,
  divergence,
  entropy,
  information,
  shares,
  withBelief,
} from "../../../ui/components/lessons/surprise/js/measures/boxes.js";
import {
  coveringBell,
  coveringDivergence,
  descend,
  mixtureEntropy,
  seekingBell,
  seekingDivergence,
} from "../../../ui/components/lessons/surprise/js/measures/humps.js";
import {
  pixelCost,
  pixelDivergence,
  pixelEntropy,
  pixelSlope,
} from "../../../ui/components/lessons/surprise/js/measures/pixel.js";
import {
  drawBox,
  meanQuestions,
  questionCounts,
  questionTree,
} from "../../../ui/components/lessons/surprise/js/measures/tree.js";
import { fixture, near } from "../support.js";

const given = fixture("surprise");

test("entropy, cross-entropy and KL of four boxes, in bits", () => {
  for (const { p, q, entropy: h, cross, kl } of given.boxes) {
    const [a, b] = [shares(p), shares(q)];
    near([entropy(a), crossEntropy(a, b), divergence(a, b)], [h, cross, kl], 1e-12, `${p} ${q}`);
    near([entropy(a) + divergence(a, b)], [crossEntropy(a, b)], 1e-12);
  }
});

test("what is believed impossible costs infinitely much where it happens, else nothing", () => {
  assert.equal(information(0), Infinity);
  assert.equal(crossEntropy([0.5, 0.5], [1, 0]), Infinity);
  assert.equal(divergence([0.5, 0.5], [1, 0]), Infinity);
  assert.equal(crossEntropy([1, 0], [1, 0]), 0);
});

test("beliefs stay eight eighths, keep proportions, and come back from one box alone", () => {
  assert.deepEqual(withBelief([4, 2, 1, 1], 0, 0), [0, 4, 2, 2]);
  assert.deepEqual(withBelief([2, 2, 2, 2], 3, 5), [1, 1, 1, 5]);
  assert.deepEqual(withBelief([0, 0, 0, 8], 3, 2), [2, 2, 2, 2]);
  for (let index = 0; index < 4; index++)
    for (let count = -1; count <= 9; count++) {
      const next = withBelief([3, 1, 0, 4], index, count);
      assert.equal(
        next.reduce((a, b) => a + b),
        8,
      );
      assert.equal(next[index], Math.max(0, Math.min(8, count)));
      assert.ok(next.every((value) => value >= 0 && Number.isInteger(value)));
    }
});

test("no order of questions needs fewer on average than the tree's", () => {
  for (const { q, least_questions: least } of given.boxes) {
    const counts = questionCounts(questionTree(q), 4);
    near([meanQuestions(shares(q), counts)], [least], 1e-12, `${q}`);
  }
});

test("the tree asks for the most believed first, halves equals, and never for a belief of 0", () => {
  assert.deepEqual(questionCounts(questionTree([1, 1, 2, 4]), 4), [3, 3, 2, 1]);
  assert.deepEqual(questionCounts(questionTree([2, 2, 2, 2]), 4), [2, 2, 2, 2]);
  assert.deepEqual(questionTree([2, 2, 2, 2]).yes.boxes, [0, 1]);
  assert.deepEqual(questionTree([1, 1, 2, 4]).yes.boxes, [3]);
  const counts = questionCounts(questionTree([4, 0, 4, 0]), 4);
  assert.deepEqual(counts, [1, Infinity, 1, Infinity]);
  assert.equal(meanQuestions([0.5, 0.25, 0.125, 0.125], counts), Infinity);
  assert.equal(meanQuestions([0.5, 0, 0.5, 0], counts), 1);
});

test("where all beliefs are halves, the tree's mean is the cross-entropy", () => {
  const [p, q] = [
    [4, 2, 1, 1],
    [1, 1, 2, 4],
  ];
  const mean = meanQuestions(shares(p), questionCounts(questionTree(q), 4));
  assert.equal(mean, 2.625);
  near([crossEntropy(shares(p), shares(q))], [mean], 1e-12);
});

test("boxes are drawn as often as p says", () => {
  const draws = [0, 0.49, 0.5, 0.74, 0.75, 0.874, 0.875, 0.9999].map((random) =>
    drawBox([0.5, 0.25, 0.125, 0.125], random),
  );
  assert.deepEqual(draws, [0, 0, 1, 1, 2, 2, 3, 3]);
});

test("one pixel: cross-entropy is entropy and KL, and both slopes are one", () => {
  for (const { x, p, cross, entropy: h, kl, slope } of given.pixels) {
    near([pixelCost(x, p), pixelEntropy(x), pixelDivergence(x, p)], [cross, h, kl], 1e-12);
    near([pixelSlope(x, p)], [slope], 1e-4 * Math.max(1, Math.abs(slope)), `${x} ${p}`);
  }
  assert.deepEqual([pixelCost(0, 0), pixelCost(1, 1), pixelDivergence(1, 1)], [0, 0, 0]);
  assert.equal(pixelCost(0.5, 0), Infinity);
  assert.equal(pixelDivergence(0.5, 0), Infinity);
});

/** @param {[number, number]} pair */
const bell = ([mu, sigma]) => ({ mu, sigma });

test("KL of two bells, and the areas above and below 0 that make it up", () => {
  for (const { p, q, kl, plus, minus } of given.bells) {
    near([bellDivergence(bell(p), bell(q))], [kl], 1e-9, `${p} ${q}`);
    near(signedAreas(bell(p), bell(q)), [plus, minus], 1e-7, `${p} ${q}`);
  }
});

test("the integrand adds up to KL, and changes its sign where the bells cross", () => {
  const [p, q] = [bell([0.3, 1.1]), bell([1.2, 0.6])];
  near([simpson((x) => integrand(x, p, q), -14, 14, 4000)], [bellDivergence(p, q)], 1e-9);
  const found = crossings(p, q);
  assert.equal(found.length, 2);
  for (const x of found) {
    near([integrand(x, p, q)], [0], 1e-12);
    assert.ok(integrand(x - 0.01, p, q) * integrand(x + 0.01, p, q) < 0);
  }
  assert.deepEqual(crossings(p, p), []);
  near(crossings(bell([0, 1]), bell([2, 1])), [1], 1e-12);
});

for (const { name, humps: rows, ...expected } of given.humps) {
  const humps = rows.map(([weight, mu, sigma]) => ({ weight, mu, sigma }));

  test(`${name}: entropy and both directions of KL`, () => {
    const h = mixtureEntropy(humps);
    near([h], [expected.entropy], 1e-9);
    for (const { bell: at, covering, seeking } of expected.at) {
      near([coveringDivergence(humps, bell(at), h)], [covering], 1e-9, `${at}`);
      near([seekingDivergence(humps, bell(at))], [seeking], 1e-9, `${at}`);
    }
  });

  test(`${name}: the bells of least KL are those that a search finds`, () => {
    const [wide, narrow] = [coveringBell(humps), seekingBell(humps)];
    near([wide.mu, wide.sigma], expected.covering_bell, 1e-6);
    near([narrow.mu, narrow.sigma], expected.seeking_bell, 1e-6);
    near([seekingDivergence(humps, narrow)], [expected.least_seeking], 1e-12);
  });
}

test("from beside a hump, the bell of least KL(q || p) nearby is found too", () => {
  const humps = [
    { weight: 0.6, mu: -2, sigma: 0.7 },
    { weight: 0.4, mu: 2, sigma: 0.7 },
  ];
  const near2 = descend(humps, { mu: 1.5, sigma: 1 });
  assert.ok(Math.abs(near2.mu - 2) < 0.1 && near2.sigma < 0.8, JSON.stringify(near2));
  assert.ok(seekingDivergence(humps, near2) > seekingDivergence(humps, seekingBell(humps)));
});
