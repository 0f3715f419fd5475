// Pixels and colours that are worked out without a canvas: what a browser draws, no browser may be
// asked for.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { crc32, inflateSync } from "node:zlib";
import { InkRaster } from "../../ui/components/js/shared/ink/raster.js";
import { parseColour } from "../../ui/components/js/shared/pictures/colours.js";
import { pngOf } from "../../ui/components/planes/explorer/js/pictures/png.js";
import { array, fixture, near } from "./support.js";

const { side, drawings } = fixture("strokes");

for (const { name, marks, expected } of drawings) {
  test(`strokes cover what lies within half their width: ${name}`, () => {
    const ink = new InkRaster(side).read({ marks, growing: false }),
      gaps = array(expected).map((v, i) => Math.abs(v - ink[i]));
    near(ink, array(expected), 0.35); // so far only where two edges share a pixel
    assert.ok(gaps.filter((gap) => gap > 0.1).length <= ink.length / 500);
    assert.ok(gaps.reduce((a, b) => a + b) / gaps.length < 0.004);
  });
}

test("a stroke is the same whether it grew point by point, was undone and drawn again, or came whole", () => {
  for (const { name, marks } of drawings) {
    const whole = new InkRaster(side).read({ marks, growing: false }).slice(),
      raster = new InkRaster(side),
      drawn = [];
    for (const mark of marks) {
      const growing = mark.clear ? mark : { ...mark, points: [] };
      drawn.push(growing);
      for (let i = 0; i < (mark.points?.length ?? 0); i += 2) {
        growing.points.push(mark.points[i], mark.points[i + 1]);
        raster.read({ marks: drawn, growing: true });
      }
    }
    near(raster.read({ marks: drawn, growing: true }), whole, 1e-6, `${name}, growing`);
    near(raster.read({ marks: drawn, growing: false }), whole, 1e-6, `${name}, grown`);
    const last = drawn.pop();
    raster.read({ marks: drawn, growing: false });
    near(raster.read({ marks: [...drawn, last], growing: false }), whole, 1e-6, `${name}, again`);
  }
});

test("colours as style sheets and computed styles write them", () => {
  for (const [text, expected] of /** @type {[string, number[]][]} */ ([
    ["#3078CC", [48, 120, 204]],
    [" #3078cc80 ", [48, 120, 204]],
    ["#0f8", [0, 255, 136]],
    ["#0f8c", [0, 255, 136]],
    ["rgb(1, 20, 255)", [1, 20, 255]],
    ["rgba(1, 20, 255, 0.5)", [1, 20, 255]],
    ["rgb(1 20 255 / 50%)", [1, 20, 255]],
    ["rgb(100%, 50%, 0%)", [255, 128, 0]],
    ["rgb(10.4 0 300)", [10, 0, 255]],
    ["color(srgb 1 0.5 0)", [255, 128, 0]],
    ["color(srgb 0.2 -0.1 1.2 / 0.3)", [51, 0, 255]],
    ["color(srgb 20% 0 1e-5)", [51, 0, 0]],
  ]))
    assert.deepEqual(parseColour(text), expected, text);
  for (const text of ["", "red", "#12345", "rgb(1, 2)", "color(display-p3 1 0 0)", "rgb(none 0 0)"])
    assert.equal(parseColour(text), null, text);
});

test("a PNG holds its pixels and its colours", async () => {
  const width = 3,
    height = 2,
    levels = Uint8Array.from([0, 1, 2, 255, 254, 253]),
    palette = Array.from({ length: 256 }, (_, v) => [v, 255 - v, 7]);
  const file = Buffer.from(await (await pngOf(levels, width, height, palette)).arrayBuffer());
  assert.deepEqual([...file.subarray(0, 8)], [...Buffer.from("\x89PNG\r\n\x1a\n", "latin1")]);
  /** @type {Record<string, Buffer>} */
  const chunks = {};
  for (let at = 8; at < file.length; ) {
    const size = file.readUInt32BE(at),
      named = file.subarray(at + 4, at + 8 + size);
    assert.equal(file.readUInt32BE(at + 8 + size), crc32(named));
    chunks[named.toString("latin1", 0, 4)] = named.subarray(4);
    at += 12 + size;
  }
  assert.deepEqual(Object.keys(chunks), ["IHDR", "PLTE", "IDAT", "IEND"]);
  assert.deepEqual([...chunks.IHDR], [0, 0, 0, width, 0, 0, 0, height, 8, 3, 0, 0, 0]);
  assert.deepEqual([...chunks.PLTE], palette.flat());
  assert.deepEqual([...inflateSync(chunks.IDAT)], [0, 0, 1, 2, 0, 255, 254, 253]);
});

test("no component reads back what it has drawn on a canvas", () => {
  const components = new URL("../../ui/components/", import.meta.url),
    scripts = readdirSync(components, { recursive: true, encoding: "utf-8" }).filter((name) =>
      name.endsWith(".js"),
    );
  assert.ok(scripts.length > 50);
  for (const name of scripts)
    assert.doesNotMatch(
      readFileSync(new URL(name, components), "utf-8"),
      /getImageData|toDataURL|toBlob|convertToBlob/,
      `${name}: browsers that protect against fingerprinting return noise`,
    );
});
