// The planes side by side: what is read, and which dot a hand or an arrow key means.
import assert from "node:assert/strict";
import test from "node:test";
import {
  nearestTo,
  nextTo,
  readPoints,
  roomOf,
} from "../../../ui/components/planes/projections/js/points.js";

const all = () => true;

test("points are read in the order Python writes them, and a file of another size is refused", () => {
  const buffer = new ArrayBuffer(2 * 8 * 3 + 2 * 3 * 2 + 3);
  new Float32Array(buffer, 0, 12).set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  new Uint16Array(buffer, 48, 6).set([1, 2, 0, 2, 0, 1]);
  new Uint8Array(buffer, 60, 3).set([7, 8, 9]);
  const sizes = { n: 3, nearest: 2, planes: [{}, {}] },
    points = readPoints(buffer, sizes);
  assert.deepEqual([...points.xy[1]], [7, 8, 9, 10, 11, 12]);
  assert.deepEqual([...points.nearestOf(1)], [0, 2]);
  assert.deepEqual([...points.labels], [7, 8, 9]);
  assert.throws(() => readPoints(buffer.slice(1), sizes), /do not hold 3 images/);
});

test("the room holds all points with a margin, one point too", () => {
  const room = roomOf(Float32Array.from([0, 0, 4, 2]));
  assert.deepEqual(room.center, [2, 1]);
  assert.ok(room.half > 2 && room.half < 2.5);
  assert.equal(roomOf(Float32Array.from([3, 3])).half, 1);
});

test("the nearest dot is one that the legend shows", () => {
  const xy = Float32Array.from([0, 0, 1, 0, 5, 5]);
  assert.equal(nearestTo(xy, [0.8, 0.1], all), 1);
  assert.equal(
    nearestTo(xy, [0.8, 0.1], (i) => i !== 1),
    0,
  );
  assert.equal(
    nearestTo(xy, [0, 0], () => false),
    -1,
  );
});

test("an arrow key goes to the nearest dot that way, and nowhere where there is none", () => {
  //   3
  // 1 0 2, and 4 far to the right
  const xy = Float32Array.from([0, 0, -1, 0.1, 1, 0.2, 0, 2, 9, 0]);
  assert.equal(nextTo(xy, 0, [1, 0], all), 2);
  assert.equal(nextTo(xy, 0, [-1, 0], all), 1);
  assert.equal(nextTo(xy, 0, [0, 1], all), 3);
  assert.equal(nextTo(xy, 0, [0, -1], all), -1);
  assert.equal(
    nextTo(xy, 0, [1, 0], (i) => i !== 2),
    4,
  );
});
