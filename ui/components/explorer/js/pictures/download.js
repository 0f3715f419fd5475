// Pictures to keep: the one shown, and the grid of the manifold. Made in the browser.
import { normalQuantile } from "../../../js/shared/latent/codes.js";
import { drawPicture, pictureCanvas } from "../../../js/shared/page/pictures.js";

// Enlarged without smoothing: these are the 784 numbers.
function enlarge(canvas, factor) {
  const large = pictureCanvas(canvas.width * factor, canvas.height * factor);
  const context = large.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.drawImage(canvas, 0, 0, large.width, large.height);
  return large;
}

async function save(canvas, name) {
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const fileName = (run, rest) => `${run.replaceAll("/", "-")}-${rest}.png`;

export function downloadPicture(canvas, run, z) {
  return save(
    enlarge(canvas, 10),
    fileName(
      run,
      z
        .slice(0, 4)
        .map((v) => v.toFixed(2))
        .join("_"),
    ),
  );
}

// n x n pictures at the normal quantiles 0.05 to 0.95 of each axis of the section through z, the
// second upward as on the plane; a strip of n where there is one axis. Decoded in slices, so the
// page stays alive.
export async function downloadGrid({ network, gaussian, section, z, theme, run }, n) {
  const quantiles = Array.from({ length: n }, (_, i) => normalQuantile(0.05 + (0.9 * i) / (n - 1)));
  const { mean, spread } = gaussian.within(section),
    rows = section.isLine ? 1 : n;
  const at = (axis, i) => mean[axis] + spread[axis] * quantiles[i];
  const grid = pictureCanvas(n * network.width, rows * network.height),
    tile = pictureCanvas(network.width, network.height);
  const context = grid.getContext("2d");
  let sliceEnd = performance.now() + 8;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < n; column++) {
      drawPicture(
        tile,
        network.decode(section.lift([at(0, column), at(1, n - 1 - row)], z)),
        theme,
      );
      context.drawImage(tile, column * network.width, row * network.height);
      if (performance.now() > sliceEnd) {
        await new Promise(requestAnimationFrame);
        sliceEnd = performance.now() + 8;
      }
    }
  }
  return save(enlarge(grid, 2), fileName(run, `grid-${n}x${rows}`));
}
