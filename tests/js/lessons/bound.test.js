// The bound on a grid: ELBO and KL of any ellipse, the best ellipses, level lines.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bestEllipse, klAndSlope } from "../../../ui/components/lessons/bound/js/measures/best.js";
import { levelLine } from "../../../ui/components/lessons/bound/js/measures/contour.js";
import { ellipseOf, PosteriorGrid } from "../../../ui/components/lessons/bound/js/measures/grid.js";
import { sizes } from "../../../ui/components/lessons/bound/js/sizes.js";
import { array, fixture, near } from "../support.js";

const { cases } = fixture("bound");
const gridOf = ({ first, step, log_joint }) =>
  new PosteriorGrid(first, step, Float32Array.from(array(log_joint))); // as it travels
const ellipse = ([m1, m2, s1, s2, angle]) => ({ m1, m2, s1, s2, angle });

test("log p(x), ELBO and KL are those of Python, and add up", () => {
  for (const given of cases) {
    const grid = gridOf(given);
    near([grid.logPx], [given.log_px], 1e-4);
    near(grid.placeOf(grid.peakIndex), given.peak, 1e-9);
    for (const { q, elbo, kl } of given.ellipses) {
      const found = grid.bound(ellipse(q));
      near([found.elbo, found.kl], [elbo, kl], 1e-3 + 1e-5 * Math.abs(kl));
      near([found.elbo + found.kl], [given.log_px], 1e-4);
    }
  }
});

test("the slope of the KL is that of autograd", () => {
  for (const given of cases) {
    const { kl, slope } = klAndSlope(gridOf(given), given.numbers);
    near([kl], [given.kl], 1e-3);
    near(slope, given.slope, 1e-3 * Math.max(...given.slope.map(Math.abs)));
  }
});

test("the best ellipses are those of scipy, and no ellipse nearby is better", () => {
  for (const given of cases) {
    const grid = gridOf(given);
    for (const [kind, isTilted] of [
      ["upright", false],
      ["tilted", true],
    ]) {
      const best = bestEllipse(grid, isTilted),
        { kl } = grid.bound(best);
      near([kl], [given.best[kind]], 1e-3, kind);
      assert.equal(best.angle === 0, !isTilted, kind);
      for (const name of ["m1", "m2", "s1", "s2"])
        for (const by of [-0.05, 0.05]) {
          const unit = name === "m1" || name === "s1" ? best.s1 : best.s2;
          assert.ok(grid.bound({ ...best, [name]: best[name] + by * unit }).kl > kl - 1e-4, name);
        }
    }
    assert.ok(given.best.tilted <= given.best.upright);
  }
});

test("an ellipse far from the mass keeps the sum", () => {
  for (const given of cases) {
    const grid = gridOf(given),
      [m1, m2] = grid.last;
    const { elbo, kl } = grid.bound({ m1, m2, s1: grid.step, s2: grid.step, angle: 0 });
    near([elbo + kl], [given.log_px], 1e-4);
    assert.ok(kl > 5 && Number.isFinite(kl));
  }
});

test("an ellipse has the covariance it was made of, its first axis nearest to z1", () => {
  for (const [c11, c12, c22] of [
    [4, 0, 1],
    [1, 0, 4],
    [1, 0.6, 2],
    [2, -1.1, 1],
  ]) {
    const { s1, s2, angle } = ellipseOf(0, 0, c11, c12, c22),
      c = Math.cos(angle),
      s = Math.sin(angle);
    near(
      [
        c * c * s1 * s1 + s * s * s2 * s2,
        c * s * (s1 * s1 - s2 * s2),
        s * s * s1 * s1 + c * c * s2 * s2,
      ],
      [c11, c12, c22],
      1e-9,
    );
    assert.ok(Math.abs(angle) <= Math.PI / 4 + 1e-9);
  }
});

test("95 % of the mass lies above its level, and a level line runs where the level is", () => {
  for (const given of cases) {
    const grid = gridOf(given),
      level = grid.levelOf(0.95);
    const inside = grid.logShare.reduce(
      (sum, v, i) => sum + (grid.drop[i] >= level ? Math.exp(v) : 0),
      0,
    );
    assert.ok(inside >= 0.95 && inside < 0.97);
  }
  const side = 41,
    cone = Float64Array.from(
      { length: side * side },
      (_, i) => -Math.hypot((i % side) - 20, Math.floor(i / side) - 20),
    );
  const pieces = levelLine(cone, side, -12.3);
  assert.ok(pieces.length > 40);
  for (const [x0, y0, x1, y1] of pieces)
    near([Math.hypot(x0 - 20, y0 - 20), Math.hypot(x1 - 20, y1 - 20)], [12.3, 12.3], 0.05);
  assert.deepEqual(levelLine(cone, side, -1000), []);
});

test("a gallery makes the other parts smaller, but on a phone", () => {
  globalThis.window = { innerHeight: 1080 };
  const [alone, beside] = [false, true].map((hasGallery) => sizes(1790, 1, true, hasGallery));
  assert.ok(beside.plane < alone.plane);
  assert.ok(beside.lengths.picture < alone.lengths.picture);
  const picture = (hasGallery) => sizes(1100, 1, false, hasGallery).lengths.picture;
  assert.ok(picture(true) < picture(false));
  assert.deepEqual(sizes(360, 1, true, true), sizes(360, 1, true, false));
  globalThis.window = undefined;
});
