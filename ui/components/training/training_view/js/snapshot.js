// A snapshot of the model as ui/components/training/training_view/payload.py packs it, ready to be painted.
import { fetchBytes, forgetBytes } from "../../../js/shared/network/bytes.js";
import { painted } from "../../../js/shared/pictures/canvases.js";

const PICTURES = ["tiles", "originals", "rebuilt"];

// {manifest, xy, labels, pictures: {tiles, originals, rebuilt} as blobs}
export async function fetchSnapshot(manifest) {
  const { url, n, scale, ends } = manifest,
    buffer = await fetchBytes(url);
  forgetBytes(url); // another one follows within a second
  if (buffer.byteLength !== ends.at(-1))
    throw new Error(`snapshot: ${buffer.byteLength} bytes instead of ${ends.at(-1)}`);
  const xy = Float32Array.from(new Int16Array(buffer, 0, 2 * n), (v) => v * scale);
  const blob = (k) =>
    new Blob(
      [new Uint8Array(buffer, k ? ends[k - 1] : 5 * n, ends[k] - (k ? ends[k - 1] : 5 * n))],
      { type: "image/webp" },
    );
  return {
    manifest,
    xy,
    labels: new Uint8Array(buffer, 4 * n, n),
    pictures: Object.fromEntries(PICTURES.map((name, k) => [name, blob(k)])),
  };
}

// The pictures as bitmaps, grey ones in the theme's ink. `shape`: of their tiles.
export async function bitmapsOf({ pictures }, shape, theme) {
  const made = await Promise.all(
    PICTURES.map(async (name) => painted(await createImageBitmap(pictures[name]), shape, theme)),
  );
  return Object.fromEntries(PICTURES.map((name, k) => [name, made[k]]));
}
