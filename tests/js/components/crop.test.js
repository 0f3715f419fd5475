// The arithmetic of the crop box.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  between,
  isTap,
  LEAST,
  moved,
  resized,
  withCorner,
} from "../../../ui/components/drawing/crop/js/box.js";

const close = (region, expected) =>
  region.forEach((share, i) => assert.ok(Math.abs(share - expected[i]) < 1e-9, `${region}`));
const isRegion = ([left, top, right, bottom]) =>
  left >= 0 &&
  top >= 0 &&
  right <= 1 &&
  bottom <= 1 &&
  right - left > LEAST - 1e-9 &&
  bottom - top > LEAST - 1e-9;

test("a box lies between two corners, whichever comes first", () => {
  close(between([0.2, 0.7], [0.6, 0.1]), [0.2, 0.1, 0.6, 0.7]);
  close(between([0.6, 0.1], [0.2, 0.7]), [0.2, 0.1, 0.6, 0.7]);
});

test("it ends at the edges of the picture and is never too small to see", () => {
  close(between([-0.4, 0.5], [1.7, 2]), [0, 0.5, 1, 1]);
  for (const corner of [
    [0, 0],
    [1, 1],
    [0.5, 0.999],
    [-3, 4],
  ])
    assert.ok(isRegion(between(corner, corner)), `${corner}`);
});

test("moved, it keeps its size and stops at the edges", () => {
  close(moved([0.1, 0.1, 0.4, 0.3], 0.2, 0.1), [0.3, 0.2, 0.6, 0.4]);
  close(moved([0.1, 0.1, 0.4, 0.3], -5, 5), [0, 0.8, 0.3, 1]);
});

test("a corner is dragged, also across the one opposite", () => {
  close(withCorner([0.2, 0.2, 0.6, 0.6], { x: 1, y: 1 }, [0.8, 0.7]), [0.2, 0.2, 0.8, 0.7]);
  close(withCorner([0.2, 0.2, 0.6, 0.6], { x: 0, y: 0 }, [0.9, 0.3]), [0.6, 0.3, 0.9, 0.6]);
});

test("arrow keys with Shift change its size within the picture", () => {
  close(resized([0.2, 0.2, 0.6, 0.6], 0.1, -0.1), [0.2, 0.2, 0.7, 0.5]);
  close(resized([0.2, 0.2, 0.6, 0.6], 9, -9), [0.2, 0.2, 1, 0.2 + LEAST]);
});

test("a press that hardly moves is no box", () => {
  assert.ok(isTap([0.5, 0.5], [0.51, 0.49]));
  assert.ok(!isTap([0.5, 0.5], [0.5, 0.6]));
});
