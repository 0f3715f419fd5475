// Ink to the 784 numbers a model sees, and what the encoder says of them, against Python.
import assert from "node:assert/strict";
import { test } from "node:test";
import { onSection, posterior } from "../../ui/components/drawing/pad/js/posterior.js";
import { prepareInk } from "../../ui/components/js/shared/ink/prepare.js";
import { resample } from "../../ui/components/js/shared/ink/resample.js";
import { buildNetwork } from "../../ui/components/js/shared/network/interpreter.js";
import { array, bytes, fixture, near } from "./support.js";

const { inks, prepared, resized, digits, posteriors } = fixture("images");

for (const { from, to, values, expected } of resized) {
  test(`${from.join(" x ")} to ${to.join(" x ")} as Pillow resizes`, () => {
    near(resample(array(values), from[0], from[1], to[0], to[1]), array(expected), 1e-6);
  });
}

for (const { dataset, on, expected } of prepared) {
  const off = Object.keys(on).find((name) => !on[name]) ?? "nothing";
  test(`ink is prepared as in Python: ${dataset}, without ${off}`, () => {
    const all = array(expected);
    inks.forEach(({ size: [width, height], values }, i) => {
      const { x } = prepareInk(array(values), width, height, dataset, on);
      near(x, all.subarray(784 * i, 784 * (i + 1)), 2, `ink ${i}`);
    });
  });
}

test("a blank picture is none", () => {
  const on = { invert: true, stretch: true, crop: true, fit: true, centre: true };
  for (const shade of [0, 0.4, 1])
    assert.equal(prepareInk(new Float32Array(900).fill(shade), 30, 30, "mnist", on), null);
});

for (const { name, kind, dim, manifest, payload, mu, sigma } of posteriors) {
  test(`images are encoded as in PyTorch: ${name}`, () => {
    const network = buildNetwork(manifest, bytes(payload)),
      images = array(digits);
    mu.forEach((expected, i) => {
      const output = network.decode(images.subarray(784 * i, 784 * (i + 1))),
        found = posterior(output, dim, kind, manifest.logvar_scale);
      near(found.mu, expected, 1e-3);
      if (sigma) near(found.sigma, sigma[i], 1e-3);
      else assert.equal(found.sigma, null);
    });
  });
}

test("a posterior on a section: the ellipse of one sigma", () => {
  const section = {
    axes: [
      [0.6, 0.8, 0],
      [-0.8, 0.6, 0],
    ],
    project: ([a, b]) => [0.6 * a + 0.8 * b, -0.8 * a + 0.6 * b],
  };
  const { middle, at, spread } = onSection(
    { mu: [1, 2, 3], sigma: [0.5, 2, 9] },
    /** @type {any} */ (section),
  );
  near(middle, [2.2, 0.4], 1e-12);
  // Covariance by hand: A diag(sigma^2) A^T.
  const xx = 0.36 * 0.25 + 0.64 * 4,
    xy = -0.48 * 0.25 + 0.48 * 4,
    yy = 0.64 * 0.25 + 0.36 * 4;
  near(spread, [Math.sqrt(xx), Math.sqrt(yy)], 1e-12);
  const [p, q] = [at([1, 0]), at([0, 1])].map((place) => place.map((v, k) => v - middle[k]));
  near(
    [p[0] ** 2 + q[0] ** 2, p[0] * p[1] + q[0] * q[1], p[1] ** 2 + q[1] ** 2],
    [xx, xy, yy],
    1e-9,
  );
  assert.equal(
    onSection({ mu: [1, 2, 3], sigma: null }, /** @type {any} */ (section)).spread,
    null,
  );
});
