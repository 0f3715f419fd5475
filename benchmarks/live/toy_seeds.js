// How often random codes miss in the toy, over many seeds: of an autoencoder and of a VAE.
//
//     node benchmarks/live/toy_seeds.js
//
// Points and first weights both come from the seed. Writes ui/pages/lessons/content/measured/toy_seeds.json,
// which lesson 2 shows; a test says when the toy has changed since (some minutes on one core).
import { createHash } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Autoencoder } from "../../ui/components/lessons/toy/js/learning/autoencoder.js";
import { judged } from "../../ui/components/lessons/toy/js/learning/judge.js";
import { pointsOf, strokesOf } from "../../ui/components/lessons/toy/js/points/shapes.js";
import { targetOf } from "../../ui/components/lessons/toy/js/points/target.js";

const [STEPS, SEEDS, KINDS] = [3000, 20, ["ae", "vae"]];
const [SHAPES, COUNTS] = [
  ["spiral", "moons", "letter_s"],
  [12, 40, 200],
];
// In this order; ui/pages/lessons/figures/toy/seeds.py hashes the same.
const SOURCES = ["adam", "autoencoder", "judge", "layers", "random"]
  .map((name) => `learning/${name}.js`)
  .concat(["points/shapes.js", "points/target.js"]);
const file = (path) => fileURLToPath(new URL(path, import.meta.url));

function shares(shape, count) {
  const found = Object.fromEntries(KINDS.map((kind) => [kind, []]));
  for (let seed = 1; seed <= SEEDS; seed++) {
    const points = Float64Array.from(pointsOf(shape, count, seed)),
      target = targetOf(strokesOf(shape), points);
    for (const kind of KINDS) {
      const network = new Autoencoder(kind, seed);
      for (let step = 0; step < STEPS; step++) network.step(points);
      found[kind].push(Number(judged(network, points, target).share.toFixed(4)));
    }
  }
  return found;
}

// What a browser that cannot learn shows: points of one seed, and what both networks made of them.
function still(shape, count, seed) {
  const pairs = (flat) =>
    Array.from({ length: flat.length / 2 }, (_, i) =>
      [flat[2 * i], flat[2 * i + 1]].map((v) => Number(v.toFixed(3))),
    );
  const points = Float64Array.from(pointsOf(shape, count, seed)),
    target = targetOf(strokesOf(shape), points),
    learned = KINDS.map((kind) => {
      const network = new Autoencoder(kind, seed);
      for (let step = 0; step < STEPS; step++) network.step(points);
      const { xy, density } = judged(network, points, target);
      return [kind, pairs(xy).filter((_, i) => density[i] > 0.02)];
    });
  const curve = strokesOf(shape)[0].map((point) => point.map((v) => Number(v.toFixed(3))));
  return { curve, points: pairs(points), ...Object.fromEntries(learned) };
}

const hash = createHash("sha256");
for (const name of SOURCES) hash.update(readFileSync(file(`../../ui/components/lessons/toy/js/${name}`)));
const results = SHAPES.flatMap((shape) =>
  COUNTS.map((count) => ({ shape, count, ...shares(shape, count) })),
);
const sources = hash.digest("hex"),
  made = { format: 1, steps: STEPS, seeds: SEEDS, sources, results, still: still("spiral", 40, 1) };
const path = file("../../ui/pages/lessons/content/measured/toy_seeds.json");
writeFileSync(`${path}.new`, `${JSON.stringify(made)}\n`);
renameSync(`${path}.new`, path);
for (const { shape, count, ae, vae } of results)
  console.log(shape, count, "ae", median(ae), "vae", median(vae), "vae misses less in", wins(ae, vae));

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[SEEDS / 2 - 1] + sorted[SEEDS / 2]) / 2;
}
function wins(ae, vae) {
  return `${ae.filter((share, i) => vae[i] < share).length} of ${SEEDS}`;
}
