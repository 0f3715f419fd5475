// What the tests share: the fixtures that tests/js/fixtures wrote, and their arrays.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** @param {string} subject */
export function fixture(subject) {
  const folder = process.env.FIXTURES;
  if (!folder) throw new Error("FIXTURES names no folder; run `npm test`");
  return JSON.parse(readFileSync(join(folder, `${subject}.json`), "utf-8"));
}

/**
 * @param {string} base64
 * @returns {ArrayBuffer}
 */
export function bytes(base64) {
  return new Uint8Array(Buffer.from(base64, "base64")).buffer;
}

/** @param {{f4?: string, f8?: string, u1?: string}} packed */
export function array({ f4, f8, u1 }) {
  if (f4 !== undefined) return new Float32Array(bytes(f4));
  if (f8 !== undefined) return new Float64Array(bytes(f8));
  return new Uint8Array(bytes(u1));
}

/**
 * Every number as far from the expected one as `tolerance` at most.
 * @param {ArrayLike<number>} actual
 * @param {ArrayLike<number>} expected
 * @param {number} tolerance
 */
export function near(actual, expected, tolerance, message = "") {
  assert.equal(actual.length, expected.length, message);
  let worst = 0;
  for (let i = 0; i < actual.length; i++) {
    const gap = Math.abs(actual[i] - expected[i]);
    if (!(gap <= worst)) worst = gap; // NaN counts as worst
  }
  assert.ok(worst <= tolerance, `${message}: ${worst} is more than ${tolerance}`);
}
