// Codes, neighbours, support, sections of latent space, against numpy and vae_core.latent.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  codeOf,
  normalQuantile,
  normals,
  positionOf,
  readCodes,
  referenceGaussian,
} from "../../ui/components/js/shared/latent/codes.js";
import { Neighbours } from "../../ui/components/js/shared/latent/neighbours.js";
import { NeighboursInSpace } from "../../ui/components/js/shared/latent/neighbours_in_space.js";
import {
  homeOf,
  makeSection,
  placeCodes,
  turnedSection,
} from "../../ui/components/js/shared/latent/section.js";
import { Support } from "../../ui/components/js/shared/latent/support.js";
import { turnBy } from "../../ui/components/js/shared/plane/space.js";
import { bytes, fixture, near } from "./support.js";

const { cases, quantiles } = fixture("latent");
const words = { axis_class: "class", across_view: "across", up_view: "up" };
const read = ({ codes, n, dim }) => readCodes(bytes(codes), n, dim);
const search = (codes) => (codes.dim === 2 ? new Neighbours(codes) : new NeighboursInSpace(codes));
const spaceOf = (given, kind = "ae") => ({
  dim: given.dim,
  kind,
  view: given.views[kind],
  components: given.components,
  words,
});

test("normal quantiles", () => {
  for (const [p, expected] of quantiles) near([normalQuantile(p)], [expected], 1e-7);
  assert.throws(() => normalQuantile(0), /not between 0 and 1/);
});

test("normal numbers have mean 0 and variance 1", () => {
  const drawn = normals(40_000),
    mean = drawn.reduce((sum, v) => sum + v, 0) / drawn.length,
    variance = drawn.reduce((sum, v) => sum + (v - mean) ** 2, 0) / drawn.length;
  near([mean, variance], [0, 1], 0.05);
});

for (const given of cases) {
  const { dim, n } = given;

  test(`${dim} dimensions: codes are read with their labels`, () => {
    const codes = read(given);
    assert.deepEqual([...codes.labels], given.labels);
    assert.equal(codeOf(codes, 7).length, dim);
    if (dim === 2) near(positionOf(codes, 7), codeOf(codes, 7), 0);
    assert.throws(() => readCodes(bytes(given.codes), n, dim + 1), /do not hold/);
  });

  test(`${dim} dimensions: the nearest codes are those of a search through all`, () => {
    const neighbours = search(read(given));
    given.z.forEach((z, i) => {
      const { count, d2, index } = neighbours.nearest(z, 30);
      assert.equal(count, 30);
      given.nearest_d2[i].forEach((expected, k) => {
        near([d2[k]], [expected], 1e-4 * Math.max(1, expected));
      });
      assert.equal(new Set(index.slice(0, 30)).size, 30);
    });
  });

  test(`${dim} dimensions: support is that of vae_core.latent.geometry`, () => {
    const support = new Support(search(read(given)), given.support, 10),
      { thin, hole } = given.support;
    given.z.forEach((z, i) => {
      const distance = given.distance[i];
      near([support.distanceAt(z)], [distance], 1e-4 * distance);
      const { level, shares } = support.at(z);
      assert.equal(level, distance > hole ? 2 : distance > thin ? 1 : 0);
      near([shares.reduce((sum, { share }) => sum + share, 0)], [1], 1e-9);
      assert.equal(support.brief(z).level, level);
    });
  });

  test(`${dim} dimensions: the Gaussian of an autoencoder's codes is the fitted one`, () => {
    const gaussian = referenceGaussian("ae", dim, read(given));
    near(gaussian.mean, given.mean, 1e-4);
    given.z.forEach((z, i) => {
      near([gaussian.sigmas(z)], [given.sigmas[i]], 1e-3 * given.sigmas[i]);
    });
    const u = given.z[0].map((v) => v / 5);
    near([gaussian.sigmas(gaussian.at(u))], [Math.hypot(...u)], 1e-6);
  });

  test(`${dim} dimensions: the prior of a VAE is N(0, I)`, () => {
    const gaussian = referenceGaussian("vae", dim);
    near(gaussian.at(given.z[0]), given.z[0], 0);
    near([gaussian.sigmas(given.z[0])], [Math.hypot(...given.z[0])], 1e-12);
  });

  test(`${dim} dimensions: what is lifted to a place is projected there`, () => {
    const section = makeSection(dim === 2 ? "" : "pc", spaceOf(given));
    for (const z of given.z) near(section.project(section.lift([0.25, -3], z)), [0.25, -3], 1e-9);
    given.z.forEach((z) => {
      near(section.lift(section.project(z), z), z, 1e-9);
    });
  });

  if (dim === 2) continue;

  test(`${dim} dimensions: principal axes project as in Python`, () => {
    const section = makeSection("pc", spaceOf(given)),
      codes = read(given);
    given.z.forEach((z, i) => {
      near(section.project(z), given.projected[i], 1e-6);
    });
    placeCodes(codes, section);
    for (const i of [0, 99, n - 1])
      near(positionOf(codes, i), section.project(codeOf(codes, i)), 1e-3);
    const home = homeOf(section, codes, spaceOf(given)),
      inside = Array.from({ length: n }, (_, i) => positionOf(codes, i)).filter((place) =>
        place.every((v, axis) => Math.abs(v - home.center[axis]) <= home.half),
      );
    assert.ok(inside.length >= 0.985 * n, `${inside.length} of ${n} are seen`);
  });

  test(`${dim} dimensions: the Gaussian seen on the plane has the covariance of numpy`, () => {
    const section = makeSection("pc", spaceOf(given)),
      seen = referenceGaussian("ae", dim, read(given)).within(section),
      [[a, b], [, d]] = given.plane_covariance,
      [x, y] = seen.mean;
    const [first, second] = [seen.at([1, 0]), seen.at([0, 1])],
      columns = [
        [first[0] - x, first[1] - y],
        [second[0] - x, second[1] - y],
      ];
    const product = (i, j) => columns[0][i] * columns[0][j] + columns[1][i] * columns[1][j];
    near([product(0, 0), product(0, 1), product(1, 1)], [a, b, d], 1e-3 * Math.max(a, d));
    near(seen.spread, [Math.sqrt(a), Math.sqrt(d)], 1e-3 * Math.sqrt(Math.max(a, d)));
  });

  test(`${dim} dimensions: a pair of axes shows these two numbers`, () => {
    const section = makeSection("3,1", spaceOf(given));
    near(section.project(given.z[0]), [given.z[0][2], given.z[0][0]], 0);
    assert.equal(section.key, "3,1");
  });
}

// The bits of a number at least 0 that is exact in half precision.
function halfBits(value) {
  if (value === 0) return 0;
  const exponent = Math.floor(Math.log2(value));
  return ((exponent + 15) << 10) | ((value / 2 ** exponent - 1) * 1024);
}

test("one dimension: the way up means the class, the first on top", () => {
  const n = 20,
    values = Float32Array.from({ length: n }, (_, i) => i / 8),
    halves = Uint16Array.from(values, halfBits),
    labels = Uint8Array.from({ length: n }, (_, i) => i % 2),
    buffer = new Uint8Array([...new Uint8Array(halves.buffer), ...labels]).buffer;
  const codes = readCodes(buffer, n, 1),
    section = makeSection("", { dim: 1, words });
  codes.rows = { half: 3, count: 2 };
  placeCodes(codes, section);
  assert.ok(section.isLine);
  for (let i = 0; i < n; i++) {
    const [x, y] = positionOf(codes, i);
    near([x], [values[i]], 0);
    assert.equal(y > 0, labels[i] === 0);
  }
  near(section.lift([1.5, 2], [0]), [1.5], 0);
});

test("a turned view of three dimensions has axes of length 1 at right angles", () => {
  const space = spaceOf(cases[1], "vae"),
    dot = (a, b) => a.reduce((sum, v, k) => sum + v * b[k], 0);
  for (const [azimuth, elevation] of [
    [0, 0],
    [30, 20],
    [-135, 90],
  ]) {
    const section = turnedSection(azimuth, elevation, space),
      all = [...section.axes, section.turn.towards];
    all.forEach((a, i) => {
      all.forEach((b, j) => {
        near([dot(a, b)], [Number(i === j)], 1e-12);
      });
    });
  }
  const level = turnedSection(0, 0, space);
  near(level.axes[1], [0, 0, 1], 1e-12, "z3 points up");
  assert.equal(makeSection("view:30,20", space).key, "view:30,20");
  assert.equal(makeSection("space:-30.04,20", space).key, "view:-30,20");
});

test("a view is turned round the clock, and no further than straight up or down", () => {
  const space = spaceOf(cases[1], "vae"),
    section = turnedSection(170, 80, space),
    { turn } = turnBy(section, 20, 30, space);
  near([turn.azimuth, turn.elevation], [-170, 90], 1e-9);
});
