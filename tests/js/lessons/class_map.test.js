// Where the pictures on the map of a class stand, and what the map works out of each drawing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Neighbours } from "../../../ui/components/js/shared/latent/neighbours.js";
import { squaredError } from "../../../ui/components/js/shared/pictures/squared_error.js";
import {
  arrange,
  nextInDirection,
  pictureSide,
} from "../../../ui/components/lessons/class_map/js/arrange.js";
import { mapLayout } from "../../../ui/components/lessons/class_map/js/layout.js";
import {
  landsAmong,
  nextStrangest,
  roomFor,
} from "../../../ui/components/lessons/class_map/js/measures.js";

const ROOM = { width: 588, height: 588, side: 36, discRadius: 11.5, discs: [] };

// Numbers between 0 and 1 that are the same at every run.
function numbers(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

// Thirty drawings, most of them in the crowded middle, as a class draws them.
function crowd(n, seed = 7) {
  const next = numbers(seed);
  return Array.from({ length: n }, (_, i) => ({
    number: i + 1,
    x: 294 + 460 * (next() + next() + next() - 1.5) * 0.55,
    y: 294 + 460 * (next() + next() + next() - 1.5) * 0.55,
  }));
}

const discs = Array.from({ length: 10 }, (_, i) => ({
  x: 294 + 130 * Math.cos(i),
  y: 294 + 110 * Math.sin(2 * i),
}));

function faults(places, stands, room) {
  const half = room.side / 2;
  const outside = (a, b) =>
    Math.hypot(Math.max(Math.abs(a) - half, 0), Math.max(Math.abs(b) - half, 0));
  const at = [...stands.values()];
  return {
    pictures: at.filter(([x, y], i) =>
      at.some(([u, v], j) => j < i && Math.abs(u - x) < room.side && Math.abs(v - y) < room.side),
    ).length,
    discs: at.filter(([x, y]) =>
      room.discs.some((disc) => outside(disc.x - x, disc.y - y) < room.discRadius),
    ).length,
    places: at.filter(([x, y]) => places.some((p) => outside(p.x - x, p.y - y) < 3)).length,
    rim: at.filter(
      ([x, y]) => x < half || y < half || x > room.width - half || y > room.height - half,
    ).length,
  };
}

test("thirty pictures cover no disc, no landing place and not one another", () => {
  for (const seed of [1, 2, 3]) {
    const places = crowd(30, seed),
      room = { ...ROOM, discs },
      stands = arrange(places, room);
    assert.equal(stands.size, 30);
    assert.deepEqual(faults(places, stands, room), { pictures: 0, discs: 0, places: 0, rim: 0 });
    const away = places.map(({ number, x, y }) =>
      Math.hypot(stands.get(number)[0] - x, stands.get(number)[1] - y),
    );
    assert.ok(Math.max(...away) < 150, `a picture stands ${Math.max(...away)} pixels away`);
  }
});

test("a picture stays where it was when others come, unless one lands under it", () => {
  const places = crowd(20),
    first = arrange(places, ROOM),
    [x, y] = first.get(3);
  const more = [...places, { number: 21, x: 570, y: 20 }],
    second = arrange(more, ROOM, first);
  for (const place of places)
    assert.deepEqual(second.get(place.number), first.get(place.number), String(place.number));
  const third = arrange([...more, { number: 22, x, y }], ROOM, second);
  assert.notDeepEqual(third.get(3), first.get(3));
  assert.equal(faults(more, third, ROOM).pictures, 0);
});

test("where the plane is full, every picture still stands inside it", () => {
  const places = Array.from({ length: 300 }, (_, i) => ({ number: i + 1, x: 100 + (i % 7), y: 5 }));
  const room = { ...ROOM, side: 60, width: 320, height: 320, discs },
    stands = arrange(places, room);
  assert.equal(stands.size, 300);
  assert.equal(faults([], stands, room).rim, 0);
});

test("pictures are smaller where there are many, within bounds", () => {
  const sides = [1, 30, 100, 10_000].map((n) => pictureSide(n, 588 ** 2, 36, 22));
  assert.deepEqual([sides[0], sides[1], sides[3]], [36, 36, 22]);
  assert.ok(sides[2] < 36 && sides[2] > 22);
});

test("an arrow goes to the nearest drawing in its direction, and nowhere where there is none", () => {
  const places = [
    { number: 1, x: 100, y: 100 },
    { number: 2, x: 180, y: 110 },
    { number: 3, x: 130, y: 300 },
    { number: 4, x: 20, y: 90 },
  ];
  const from = (number, direction) =>
    nextInDirection(places[number - 1], places, direction)?.number ?? null;
  assert.deepEqual([from(1, [1, 0]), from(1, [-1, 0]), from(1, [0, 1])], [2, 4, 3]);
  assert.equal(from(1, [0, -1]), null);
});

test("a drawing lands among the class of most of its 60 nearest test images", () => {
  const n = 100,
    codes = {
      n,
      dim: 2,
      xy: new Float32Array(2 * n),
      values: null,
      labels: new Uint8Array(n),
    };
  for (let i = 0; i < n; i++) {
    codes.xy[2 * i] = i / 10; // on a line: the 60 nearest to 0 are the first ones
    codes.labels[i] = i < 25 ? 4 : i < 60 ? 9 : 0;
  }
  codes.values = codes.xy;
  const among = landsAmong(new Neighbours(codes), [0, 0], 10);
  assert.deepEqual(among, { label: 9, votes: 35, of: 60 });
});

test("the strangest is the one with the largest error, then the next, then the first again", () => {
  const drawings = [
    { number: 1, error: 0.02 },
    { number: 2, error: 0.09 },
    { number: 3, error: 0.05 },
  ];
  const after = (number) => nextStrangest(drawings, number).number;
  assert.deepEqual([after(0), after(2), after(3), after(1)], [2, 3, 1, 2]);
  assert.equal(nextStrangest([], 0), null);
  assert.equal(squaredError(new Float32Array([0, 1, 0, 0]), new Float32Array(4)), 0.25);
});

test("the view grows to hold a drawing that landed outside, twice the home view at most", () => {
  const home = { center: [0, 0], half: 4 },
    half = (...codes) => roomFor(home, codes).half;
  assert.equal(half(), half([1, -2.5]));
  assert.ok(half() < home.half);
  assert.ok(half([0, -5]) > 5 && half([0, -5]) < 6);
  assert.equal(half([50, 0]), 8);
});

test("the plane fits the window on a laptop, a projector and a phone", () => {
  for (const [width, height] of [
    [640, 740],
    [930, 900],
    [358, 700],
  ]) {
    const { plane, gutterLeft, gutterBelow } = mapLayout(width, height);
    assert.ok(plane + gutterLeft <= width, `${plane} of ${width} pixels wide`);
    assert.ok(plane + gutterBelow < height);
  }
});
