// The recogniser's verdict on a picture: the likeliest class, and how likely it is.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Reader } from "../../ui/components/js/shared/network/reader.js";

test("the best class is the likeliest of the softmax", () => {
  const logits = Float32Array.of(0, Math.log(8), 0);
  const reader = new Reader({ pixels: 3, decode: () => logits });
  const { label, share } = reader.best(new Float32Array(784));
  assert.equal(label, 1);
  assert.ok(Math.abs(share - 0.8) < 1e-6);
});
