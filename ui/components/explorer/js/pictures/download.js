// Pictures to keep: the one shown, and the grid of the manifold. Made in the browser.
import { normalQuantile } from "../../../js/shared/latent/codes.js";
import { pngOf } from "./png.js";

const fileName = (run, rest) => `${run.replaceAll("/", "-")}-${rest}.png`;

// The picture decoded at z, tenfold.
export function downloadPicture({ network, z, theme, run }) {
  const place = z
    .slice(0, 4)
    .map((v) => v.toFixed(2))
    .join("_");
  const levels = levelsOf(network.decode(z));
  return save({ levels, ...sizeOf(network) }, 10, theme, fileName(run, place));
}

// n x n pictures at the normal quantiles 0.05 to 0.95 of each axis of the section through z, the
// second upward as on the plane; a strip of n where there is one axis. Twofold. Decoded in slices,
// so the page stays alive.
export async function downloadGrid({ network, gaussian, section, z, theme, run }, n) {
  const quantiles = Array.from({ length: n }, (_, i) => normalQuantile(0.05 + (0.9 * i) / (n - 1)));
  const { mean, spread } = gaussian.within(section),
    rows = section.isLine ? 1 : n,
    tile = sizeOf(network);
  const at = (axis, i) => mean[axis] + spread[axis] * quantiles[i];
  const grid = { width: n * tile.width, height: rows * tile.height, levels: null };
  grid.levels = new Uint8Array(grid.width * grid.height);
  let sliceEnd = performance.now() + 8;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < n; column++) {
      const place = section.lift([at(0, column), at(1, n - 1 - row)], z),
        levels = levelsOf(network.decode(place));
      for (let y = 0; y < tile.height; y++)
        grid.levels.set(
          levels.subarray(y * tile.width, (y + 1) * tile.width),
          (row * tile.height + y) * grid.width + column * tile.width,
        );
      if (performance.now() > sliceEnd) {
        await new Promise(requestAnimationFrame);
        sliceEnd = performance.now() + 8;
      }
    }
  }
  return save(grid, 2, theme, fileName(run, `grid-${n}x${rows}`));
}

const sizeOf = ({ width, height }) => ({ width, height });

// Bytes, 255 = ink.
function levelsOf(pixels) {
  return Uint8Array.from(pixels, (v) => Math.round(255 * v));
}

// Without smoothing: these are the 784 numbers.
function enlarged({ levels, width, height }, factor) {
  const large = { width: width * factor, height: height * factor, levels: null };
  large.levels = new Uint8Array(large.width * large.height);
  for (let y = 0, i = 0; y < large.height; y++)
    for (let x = 0; x < large.width; x++, i++)
      large.levels[i] = levels[Math.floor(y / factor) * width + Math.floor(x / factor)];
  return large;
}

// In the theme's ink, as drawPicture paints it on the page.
async function save(picture, factor, { paperRgb: paper, inkRgb: ink }, name) {
  const palette = Array.from({ length: 256 }, (_, v) =>
    [0, 1, 2].map((c) => Math.round(paper[c] + ((ink[c] - paper[c]) * v) / 255)),
  );
  const { levels, width, height } = enlarged(picture, factor);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await pngOf(levels, width, height, palette));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
