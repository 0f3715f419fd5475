// The interpreter of networks against PyTorch, and what it refuses.
import assert from "node:assert/strict";
import { test } from "node:test";
import { array, bytes, fixture, near } from "./support.js";

globalThis.window = /** @type {any} */ (globalThis);
const { buildNetwork } = await import("../../ui/components/js/shared/network/interpreter.js");
const { widen } = await import("../../ui/components/js/shared/network/floats.js");
const { layers, gated, labelled, ungated, halves } = fixture("networks");
const build = ({ manifest, payload }, change = {}) =>
  buildNetwork({ ...manifest, ...change }, bytes(payload));
const plain = layers[0];

for (const given of layers) {
  test(`layers decode as in PyTorch: ${given.name}`, () => {
    const network = build(given),
      expected = array(given.expected);
    given.z.forEach((z, i) => {
      const at = network.pixels * i;
      near(network.decode(z), expected.subarray(at, at + network.pixels), given.tolerance);
    });
    const [channels, height, width] = given.shape;
    assert.equal(network.pixels, channels * height * width);
    assert.deepEqual([network.width, network.height, network.input], [width, height, 3]);
  });
}

test("a network with gates decodes as in PyTorch at every beta, and at 1 before any is set", () => {
  const network = build(gated),
    expected = array(gated.expected);
  [null, ...gated.betas].forEach((beta, b) => {
    if (beta !== null) network.setBeta(beta);
    gated.z.forEach((z, i) => {
      const at = 784 * (b * gated.z.length + i);
      near(network.decode(z), expected.subarray(at, at + 784), 1e-3, `beta ${beta}`);
    });
  });
  near([...network.betas], gated.manifest.betas, 0);
});

for (const beta of [0, -1, 101, "x", null]) {
  test(`a beta that it was not trained at is refused: ${beta}`, () => {
    assert.throws(() => build(gated).setBeta(beta), /beta must be a number from 0\.01 to 100/);
  });
}

test("gates need a range of betas, and places in the payload", () => {
  assert.throws(() => build(gated, { betas: undefined }), /gates need a range of betas/);
  const specs = structuredClone(gated.manifest.layers);
  specs[0].gate.slope = 10 ** 9;
  assert.throws(() => build(gated, { layers: specs }), /gate: weights 1000000000/);
});

test("a conditional network decodes as in PyTorch with every label, back and forth", () => {
  const network = build(labelled),
    expected = array(labelled.expected);
  for (const label of [null, 1, 2, 0, 2]) {
    if (label !== null) network.setLabel(label);
    labelled.z.forEach((z, i) => {
      const at = 64 * ((label ?? 0) * labelled.z.length + i);
      near(network.decode(z), expected.subarray(at, at + 64), 1e-5, `label ${label}`);
    });
  }
});

for (const label of [-1, 3, 1.5, "1", null]) {
  test(`a label that there is not is refused: ${label}`, () => {
    assert.throws(() => build(labelled).setLabel(label), /a whole number from 0 to 2/);
  });
}

test("an ordinary network has no labels", () => {
  assert.equal(build(ungated).setLabel, undefined);
});

test("an ordinary network has no beta", () => {
  assert.ok(!("setBeta" in build(ungated)));
});

for (const [change, sentence] of [
  [{ format: 1 }, /unknown network format 1/],
  [{ dtype: "int8" }, /unknown number type/],
  [{ output_activation: "softmax" }, /unknown output activation/],
  [{ output: [1, 28, 27] }, /not in the output/],
  [{ input: 5 }, /expects 3 inputs/],
  [{ layers: [] }, /not in the output/],
  [{ layers: [{ type: "attention" }] }, /unknown layer type/],
  [{ layers: [{ type: "toString" }] }, /unknown layer type/],
  [{ layers: [{ type: "activate", activation: "swish" }] }, /unknown activation "swish"/],
  [{ layers: [{ type: "layer_norm", weight: 0, bias: 0 }] }, /"eps" is not a number: undefined/],
  [
    { layers: [{ type: "batch_norm", eps: 1, weight: 0, bias: 0, running_mean: 0 }] },
    /"running_var" is not a whole number/,
  ],
  [{ layers: [{ type: "reshape", shape: [1, 3, 1] }, { type: "softmax" }] }, /values in a row/],
  [{ layers: [{ type: "residual", layers: [{ type: "attention" }] }] }, /unknown layer type/],
  [
    {
      layers: [
        { type: "residual", layers: [{ type: "dense", in: 3, out: 2, weight: 0, bias: 0 }] },
      ],
    },
    /residual: \[2\] cannot be added to \[3\]/,
  ],
]) {
  test(`what is not known is refused: ${JSON.stringify(change)}`, () => {
    assert.throws(() => build(plain, change), sentence);
  });
}

test("a payload that is too short is refused", () => {
  const { manifest, payload } = plain;
  assert.throws(() => buildNetwork(manifest, bytes(payload).slice(0, -400)), /outside the payload/);
});

test("a code of another length is refused", () => {
  assert.throws(() => build(plain).decode([0, 0]), /expects 3 numbers, got 2/);
});

for (const native of new Set([globalThis.Float16Array, undefined])) {
  test(`every half-precision number is read ${native ? "natively" : "by the table"}`, () => {
    const kept = globalThis.Float16Array;
    globalThis.Float16Array = native;
    const all = Uint16Array.from({ length: 65536 }, (_, i) => i).buffer,
      expected = array(halves),
      actual = widen("float16", all);
    globalThis.Float16Array = kept;
    for (let i = 0; i < actual.length; i++) assert.ok(Object.is(actual[i], expected[i]), `${i}`);
  });
}
