// The shape of a model's images: how large they are drawn, and what of their values becomes which pixel.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { fitInk } from "../../../ui/components/js/shared/ink/prepare.js";
import { ImageShape, MNIST } from "../../../ui/components/js/shared/pictures/image_shape.js";
import {
  paintColours,
  paintInkOnPaper,
} from "../../../ui/components/js/shared/pictures/pictures.js";
import { layout } from "../../../ui/components/planes/explorer/js/layout.js";
import { enlarged, levelsOf } from "../../../ui/components/planes/explorer/js/pictures/download.js";
import { tileSide } from "../../../ui/components/planes/explorer/js/pictures/manifold.js";
import { pngOf } from "../../../ui/components/planes/explorer/js/pictures/png.js";
import { Tiles } from "../../../ui/components/planes/explorer/js/pictures/tiles.js";
import { tileSize } from "../../../ui/components/planes/two_planes/js/walk/strip/axis.js";
import { layout as liveLayout } from "../../../ui/components/training/training_view/js/layout.js";

const BARS = new ImageShape([1, 8, 12]),
  TOYS = new ImageShape([3, 32, 32]),
  POSTERS = new ImageShape([3, 64, 48]);

test("a picture is a whole multiple of its pixels that fits its room", () => {
  assert.deepEqual(
    [280, 300, 28].map((room) => MNIST.side(room)),
    [280, 280, 28],
  );
  assert.deepEqual(
    [280, 112, 56].map((room) => BARS.side(room)),
    [276, 108, 48],
  );
  assert.deepEqual(
    [280, 112, 56].map((room) => POSTERS.side(room)),
    [256, 64, 56],
  );
  assert.deepEqual([POSTERS.values, POSTERS.longer, POSTERS.shares], [9216, 64, [0.75, 1]]);
  assert.equal(POSTERS.blank().length, 9216);
});

test("a small picture fills its room where a whole multiple would leave much of it empty", () => {
  assert.equal(MNIST.tile(81), 56); // as the nearest images of MNIST always were
  assert.equal(BARS.tile(56), 48);
  assert.equal(TOYS.tile(56), 56);
  assert.ok(!TOYS.isWhole(56) && TOYS.isWhole(64) && TOYS.isWhole(48, 2));
});

test("grey is mixed of the theme's ink and paper, colours are drawn as they are", () => {
  const theme = /** @type {any} */ ({ inkRgb: [200, 100, 0], paperRgb: [0, 100, 200] }),
    grey = new Uint8ClampedArray(8),
    colours = new Uint8ClampedArray(8);
  paintInkOnPaper(grey, [1, 0.5], theme);
  assert.deepEqual([...grey], [200, 100, 0, 255, 100, 100, 100, 255]);
  paintColours(colours, [1, 0, 0.2, 0.4, 0, 1]); // red of both pixels, green, blue
  assert.deepEqual([...colours], [255, 51, 0, 255, 0, 102, 255, 255]);
});

test("a picture that is downloaded has the colours of its planes, each pixel a square", async () => {
  const two = new ImageShape([3, 1, 2]),
    levels = levelsOf(Float32Array.from([1, 0, 0.2, 0.4, 0, 1]), two);
  assert.deepEqual([...levels], [255, 51, 0, 0, 102, 255]);
  const large = enlarged({ levels, width: 2, height: 1 }, 2);
  assert.deepEqual([large.width, large.height], [4, 2]);
  assert.deepEqual([...large.levels.subarray(0, 9)], [255, 51, 0, 255, 51, 0, 0, 102, 255]);
  const file = Buffer.from(await (await pngOf(large.levels, 4, 2, null)).arrayBuffer());
  assert.deepEqual(
    [file.readUInt32BE(16), file.readUInt32BE(20), file[24], file[25]],
    [4, 2, 8, 2],
  );
  const data = file.indexOf("IDAT"),
    rows = inflateSync(file.subarray(data + 4, data + 4 + file.readUInt32BE(data - 4)));
  assert.deepEqual(
    [...rows],
    [0, ...large.levels.subarray(0, 12), 0, ...large.levels.subarray(12)],
  );
  const grey = enlarged(
    { levels: levelsOf(Float32Array.from([1, 0]), MNIST), width: 2, height: 1 },
    2,
  );
  assert.deepEqual([...grey.levels], [255, 255, 0, 0, 255, 255, 0, 0]);
});

test("the plane is paved without gaps by tiles of the images' shape", () => {
  for (const [shape, side] of /** @type {[ImageShape, number][]} */ ([
    [MNIST, 28],
    [BARS, 24],
    [TOYS, 32],
    [POSTERS, 40],
  ])) {
    assert.equal(tileSide(shape), side);
    const tiles = Object.assign(Object.create(Tiles.prototype), {
      home: { center: [0, 0], half: 3 },
      count: 12,
      shape,
    });
    const [across, up] = tiles.spacing(0);
    assert.equal(Math.max(across, up), 0.5);
    assert.ok(Math.abs(across / up - shape.width / shape.height) < 1e-9);
    const [here, beside, above] = [
      tiles.centre(1, 3, 4),
      tiles.centre(1, 4, 4),
      tiles.centre(1, 3, 5),
    ];
    assert.ok(Math.abs(beside[0] - here[0] - across / 2) < 1e-9 && beside[1] === here[1]);
    assert.ok(Math.abs(above[1] - here[1] - up / 2) < 1e-9 && above[0] === here[0]);
  }
});

test("a drawing is scaled to fit the image and stands in its middle", () => {
  const ink = new Float32Array(280 * 280);
  for (let row = 0; row < 280; row++) ink.fill(1, row * 280 + 140, row * 280 + 280); // the right half
  const { x } = fitInk(ink, 280, BARS);
  assert.equal(x.length, 96);
  for (let row = 0; row < 8; row++) {
    const line = [...x.subarray(12 * row, 12 * row + 12)];
    assert.deepEqual([line[0], line[2], line[8], line[10]], [0, 0, 255, 0], `row ${row}`);
  }
});

test("layouts hold pictures of every shape", () => {
  for (const shape of [BARS, TOYS, POSTERS]) {
    const desk = layout(1280, 720, shape),
      phone = layout(390, 664, shape);
    assert.equal(desk.picture % shape.longer, 0);
    assert.ok(desk.picture >= 200 && desk.picture <= 336);
    assert.ok(phone.picture <= 140 && phone.picture >= 64);
    for (const [width, height] of [
      [358, 700],
      [800, 900],
      [1096, 800],
      [1576, 980],
    ]) {
      const { times, side, columns } = liveLayout(width, height, shape, 3, false);
      const room = columns === 1 ? width : columns === 2 ? width : 2 * side + 30;
      assert.ok(times * 10 * shape.width <= room, `${shape.width} in ${width}`);
    }
  }
  globalThis.devicePixelRatio ??= 1;
  assert.equal(tileSize(70, POSTERS), 70);
  assert.equal(tileSize(100, POSTERS), 96);
});
