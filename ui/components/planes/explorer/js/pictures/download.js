// Pictures to keep: the one shown, and the grid of the manifold. Made in the browser.
import { normalQuantile } from "../../../../js/shared/latent/codes.js";
import { pngOf } from "./png.js";

const SAVED_PICTURE = 280,
  SAVED_TILE = 56; // px, about: the longer sides of a picture and of one in the grid

const fileName = (run, rest) => `${run.replaceAll("/", "-")}-${rest}.png`;

// The picture decoded at z, enlarged.
export function downloadPicture({ network, shape, z, theme, run }) {
  const place = z
    .slice(0, 4)
    .map((v) => v.toFixed(2))
    .join("_");
  const times = Math.max(1, Math.round(SAVED_PICTURE / shape.longer));
  return save(
    { levels: levelsOf(network.decode(z), shape), ...sizeOf(shape) },
    times,
    theme,
    fileName(run, place),
  );
}

// n x n pictures at the normal quantiles 0.05 to 0.95 of each axis of the section through z, the
// second upward as on the plane; a strip of n where there is one axis. Decoded in slices, so the page
// stays alive.
export async function downloadGrid({ network, shape, gaussian, section, z, theme, run }, n) {
  const quantiles = Array.from({ length: n }, (_, i) => normalQuantile(0.05 + (0.9 * i) / (n - 1)));
  const { mean, spread } = gaussian.within(section),
    rows = section.isLine ? 1 : n,
    tile = sizeOf(shape),
    bytes = shape.channels; // of one pixel
  const at = (axis, i) => mean[axis] + spread[axis] * quantiles[i];
  const grid = { width: n * tile.width, height: rows * tile.height, levels: null };
  grid.levels = new Uint8Array(bytes * grid.width * grid.height);
  let sliceEnd = performance.now() + 8;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < n; column++) {
      const place = section.lift([at(0, column), at(1, n - 1 - row)], z),
        levels = levelsOf(network.decode(place), shape);
      for (let y = 0; y < tile.height; y++)
        grid.levels.set(
          levels.subarray(bytes * y * tile.width, bytes * (y + 1) * tile.width),
          bytes * ((row * tile.height + y) * grid.width + column * tile.width),
        );
      if (performance.now() > sliceEnd) {
        await new Promise(requestAnimationFrame);
        sliceEnd = performance.now() + 8;
      }
    }
  }
  const times = Math.max(1, Math.round(SAVED_TILE / shape.longer));
  return save(grid, times, theme, fileName(run, `grid-${n}x${rows}`));
}

const sizeOf = ({ width, height }) => ({ width, height });

// A byte a pixel, 255 = ink, or three, red, green and blue, where the picture has colours.
/**
 * @param {Float32Array} pixels
 * @param {import("../../../../js/shared/pictures/image_shape.js").ImageShape} shape
 */
export function levelsOf(pixels, { channels }) {
  const levels = new Uint8Array(pixels.length);
  for (let channel = 0, i = 0; channel < channels; channel++)
    for (let at = channel; at < levels.length; at += channels, i++)
      levels[at] = Math.round(255 * pixels[i]);
  return levels;
}

// Without smoothing: these are the numbers of the model.
export function enlarged({ levels, width, height }, factor) {
  const bytes = levels.length / (width * height),
    large = { width: width * factor, height: height * factor, levels: null };
  large.levels = new Uint8Array(bytes * large.width * large.height);
  for (let y = 0, i = 0; y < large.height; y++)
    for (let x = 0; x < large.width; x++) {
      const from = bytes * (Math.floor(y / factor) * width + Math.floor(x / factor));
      for (let channel = 0; channel < bytes; channel++, i++)
        large.levels[i] = levels[from + channel];
    }
  return large;
}

// Grey in the theme's ink, as drawPicture paints it on the page; colours as they are.
async function save(picture, factor, { paperRgb: paper, inkRgb: ink }, name) {
  const palette = Array.from({ length: 256 }, (_, v) =>
    [0, 1, 2].map((c) => Math.round(paper[c] + ((ink[c] - paper[c]) * v) / 255)),
  );
  const { levels, width, height } = enlarged(picture, factor),
    isColour = levels.length === 3 * width * height;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await pngOf(levels, width, height, isColour ? null : palette));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
