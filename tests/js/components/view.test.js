// The view of the plane, and the way of the cursor over it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { makeSection } from "../../../ui/components/js/shared/latent/section.js";
import { MNIST } from "../../../ui/components/js/shared/pictures/image_shape.js";
import { Cursor } from "../../../ui/components/js/shared/plane/cursor.js";
import { Plane } from "../../../ui/components/js/shared/plane/plane.js";
import { growthOfFew } from "../../../ui/components/js/shared/plane/points.js";
import { View } from "../../../ui/components/js/shared/plane/view.js";
import { layout } from "../../../ui/components/planes/explorer/js/layout.js";
import { duoLayout } from "../../../ui/components/planes/two_planes/js/frame/duo_layout.js";
import {
  DrawnWay,
  simplified,
} from "../../../ui/components/planes/two_planes/js/walk/way/drawn_way.js";
import { WalkPath } from "../../../ui/components/planes/two_planes/js/walk/way/path.js";
import { near } from "../support.js";

function viewOf(center = [1, -2], half = 3) {
  const view = new View({ center, half });
  view.resize(600, 400);
  return view;
}

test("places to pixels and back, up being up", () => {
  const view = viewOf();
  near(view.toPixel([1, -2]), [300, 200], 1e-9);
  near(view.toPixel([1, 1]), [300, 0], 1e-9);
  for (const at of [
    [0, 0],
    [599, 12],
  ])
    near(view.toPixel(view.toPoint(at[0], at[1])), at, 1e-9);
});

test("the place under the pointer stays there while zooming", () => {
  const view = viewOf(),
    place = view.toPoint(450, 100);
  for (const factor of [1.5, 1.5, 0.8]) {
    view.zoomAt(factor, 450, 100);
    near(view.toPixel(place), [450, 100], 1e-6);
  }
  assert.ok(!view.isHome);
  view.reset();
  assert.ok(view.isHome);
});

test("zooming and panning end somewhere", () => {
  const view = viewOf();
  for (let i = 0; i < 50; i++) view.zoomAt(2, 300, 200);
  assert.equal(view.zoom, 64);
  assert.ok(!view.canZoom(2) && view.canZoom(0.5));
  for (let i = 0; i < 50; i++) view.zoomAt(0.5, 300, 200);
  assert.equal(view.zoom, 0.4);
  for (let i = 0; i < 500; i++) view.pan(-500, 0);
  near([view.center[0]], [1 + 4 * 3], 1e-9);
});

test("a place out of sight is brought back, one in sight moves nothing", () => {
  const view = viewOf();
  assert.equal(view.reveal([1, -2]), false);
  assert.equal(view.reveal([1, 2]), true);
  near([view.toPixel([1, 2])[1]], [24], 1e-9);
});

test("ticks are round numbers, far enough apart and in sight", () => {
  const view = viewOf();
  for (const zoom of [0.4, 1, 7, 64]) {
    view.zoom = zoom;
    const { step, values, decimals } = view.ticks(50);
    assert.ok([1, 2, 5].includes(Number(step.toExponential().split("e")[0])), String(step));
    assert.ok(step * view.scale >= 49.9);
    assert.equal(Number(step.toFixed(decimals)), step);
    for (const x of values[0]) {
      const [px] = view.toPixel([x, 0]);
      assert.ok(px >= -1e-6 && px <= 600 + 1e-6);
    }
  }
});

test("a home that moves takes the view along", () => {
  const view = viewOf();
  view.moveHome([0, 0]);
  assert.ok(view.isHome);
  view.pan(30, 0);
  const before = [...view.center];
  view.moveHome([1, 1]);
  near(view.center, [before[0] + 1, before[1] + 1], 1e-12);
});

test("the cursor stays in its room, and Python hears of it once, when the hand lets go", () => {
  const told = [];
  let moved = 0;
  const cursor = new Cursor({ center: [0, 0], half: 3 }, [0, 0], {
    moved: () => moved++,
    follow: () => {},
    commit: (z) => told.push(z),
  });
  cursor.hold(true);
  cursor.to([100, -1.23456789]);
  near(cursor.z, [12, -1.23456789], 0);
  cursor.hold(false);
  cursor.commit();
  cursor.commit();
  assert.deepEqual(told, [[12, -1.234568]]);
  cursor.takeFromPython([1, 1]);
  cursor.commit();
  assert.equal(told.length, 1);
  assert.ok(moved >= 4);
});

test("arrow keys step along the section without gathering rounding errors", () => {
  const cursor = new Cursor({ center: [0, 0], half: 3 }, [0, 0], {
    moved: () => {},
    follow: () => {},
    commit: () => {},
  });
  const section = makeSection("", { dim: 2 });
  for (let i = 0; i < 100; i++) cursor.stepOn(section, 1, 1);
  cursor.drop();
  assert.deepEqual(cursor.z, [0, 5]);
});

test("a way is walked at an even pace, and straight on beyond its ends", () => {
  const path = new WalkPath([
    [0, 0],
    [3, 0],
    [3, 0],
    [3, 1],
  ]);
  assert.equal(path.length, 4);
  assert.equal(path.points.length, 3);
  near(path.at(0.5), [2, 0], 1e-12);
  near(path.at(0.875), [3, 0.5], 1e-12);
  near(path.at(-0.5), [-2, 0], 1e-9);
  near(path.at(1.5), [3, 3], 1e-9);
  assert.ok(path.isAt(0.5, [2, 0.01]) && !path.isAt(0.5, [2, 0.2]));
  near(new WalkPath([[1, 2]]).at(0.3), [1, 2], 0);
});

test("a drawn way keeps its corners and loses what lies on a straight line", () => {
  const along = (from, to) =>
    Array.from({ length: 11 }, (_, i) => from.map((v, axis) => v + ((to[axis] - v) * i) / 10));
  const way = [...along([0, 0], [1, 1]), ...along([1, 1], [2, 0])];
  assert.deepEqual(simplified(way, 0.01), [
    [0, 0],
    [1, 1],
    [2, 0],
  ]);
  assert.deepEqual(simplified([[0, 0]], 0.01), [[0, 0]]);
  assert.equal(simplified([...way, [0, 0]], 0.01).length, 4); // a loop has no straight line
});

test("a way of a few points meets every image along it on the other plane", () => {
  // Ten images, a unit apart on the first axis.
  const codes = {
    dim: 2,
    values: Float32Array.from({ length: 20 }, (_, i) => (i % 2 ? 0 : i / 2)),
  };
  const sides = [0, 1].map(() => ({
    codes,
    side: { view: { half: 4 } },
    neighbours: { nearest: (z) => ({ index: [Math.round(z[0])] }) },
  }));
  const way = new DrawnWay(sides, 0, [0, 0]);
  assert.equal(way.both(), null);
  way.growTo([9, 0]);
  assert.equal(way.both()[0].length, 2);
  assert.equal(way.both()[1].length, 10);
});

test("a phone on its side shows plane and sliders side by side", () => {
  const size = layout(780, 290, MNIST);
  assert.equal(size.columns, 2);
  assert.ok(size.planeHeight <= 280 && size.planeWidth + 300 < 780);
  const { columns, plane } = duoLayout(780, 200, MNIST, 250, 390);
  assert.ok(columns === 1 && plane <= 208);
  assert.ok(2 * duoLayout(358, 500, MNIST, 250, 844).plane + 12 <= 358); // upright: two planes beside one another
});

test("the layout has whole multiples of 28 pixels and one column on a phone", () => {
  for (const [width, height] of [
    [390, 664],
    [1280, 720],
    [1920, 1080],
  ]) {
    const size = layout(width, height, MNIST);
    assert.equal(size.picture % 28, 0);
    assert.equal(size.columns, width < 900 ? 1 : 2);
    assert.ok(size.planeWidth < width);
  }
});

test("what is written on a plane, and its discs, grow where a room needs large text", () => {
  const plane = { unit: 1.2, textUnit: Plane.prototype.textUnit },
    context = {};
  assert.equal(plane.textUnit({ least: 0 }, 12), 1.2);
  assert.equal(plane.textUnit({ least: 24 }, 12), 2);
  Plane.prototype.setFont.call(plane, context, { least: 24, font: "f" }, 600, 13);
  assert.equal(context.font, "600 24px f");
});

test("dots are larger where there are few of them", () => {
  assert.deepEqual([20, 75, 300, 10_000].map(growthOfFew), [2, 2, 1, 1]);
  assert.ok(growthOfFew(200) > 1 && growthOfFew(200) < 1.3);
});
