// From ink to the 784 numbers a model sees: vae_core/images/prepare.py, prepare_ink, once more. What each step
// does, and to which decimal, stands there.
import { MNIST } from "../pictures/image_shape.js";
import { findGround } from "./ground.js";
import { resample } from "./resample.js";

const IMAGE = MNIST.longer,
  MIDDLE = IMAGE / 2;
// longer: to which the longer side is scaled. boxFrom: of the darkest, what counts as ink.
/** @type {Record<string, {longer: number, boxFrom: number, byMass?: boolean, shades?: boolean}>} */
export const PREPARATIONS = {
  mnist: { longer: 20, boxFrom: 0.25, byMass: true },
  "uci-digits": { longer: 24, boxFrom: 0.25 },
  "fashion-mnist": { longer: 28, boxFrom: 0.05, shades: true },
};
const round = (/** @type {number} */ v) => Math.floor(v + 0.5);

// ink: width x height in [0, 1]. `on`: {invert, stretch, crop, fit, centre}. Returns {x, box, fitted:
// {values, width, height}, shift, centre}, x being 784 bytes, 255 = ink; null for a blank picture.
/**
 * @param {Floats} ink
 * @param {number} width
 * @param {number} height
 * @param {string} dataset
 * @param {PrepareSwitches} on
 */
export function prepareInk(ink, width, height, dataset, on) {
  const preparation = PREPARATIONS[dataset],
    ground = findGround(ink, width, height, preparation.shades);
  if (!ground) return null;
  const { d, dark, low, high } = ground,
    inverted = on.invert && dark,
    stretched = on.stretch && ground.plain;
  const v = d,
    turned = dark && !inverted; // d is not needed as it was
  for (let i = 0; i < v.length; i++) {
    if (stretched) {
      const level = clip((d[i] - low) / (high - low));
      v[i] = turned ? 1 - level : level;
    } else v[i] = inverted ? 1 - ink[i] : ink[i];
  }
  const box = on.crop ? inkBox(v, width, height, preparation.boxFrom) : [0, 0, width, height];
  const cropped = cut(v, width, box),
    across = box[2] - box[0],
    down = box[3] - box[1];
  const fitted = on.fit
    ? scaleTo(cropped, [across, down], preparation.longer)
    : { values: resample(cropped, across, down, IMAGE, IMAGE), width: IMAGE, height: IMAGE };
  return { box, fitted, ...place(fitted, Boolean(on.centre && preparation.byMass)) };
}

// The same for images of other data sets, which no rules are known of: the square of ink, `side` pixels
// each way, scaled to fit an image of `shape` and put into its middle.
/**
 * @param {Floats} ink
 * @param {number} side
 * @param {import("../pictures/image_shape.js").ImageShape} shape
 */
export function fitInk(ink, side, { width, height, values }) {
  const fits = Math.min(width, height),
    scaled = resample(ink, side, side, fits, fits),
    left = Math.floor((width - fits) / 2),
    top = Math.floor((height - fits) / 2),
    x = new Uint8Array(values);
  for (let row = 0, i = 0; row < fits; row++)
    for (let column = 0; column < fits; column++, i++)
      x[(top + row) * width + left + column] = round(255 * clip(scaled[i]));
  return { x };
}

/**
 * @param {Floats} v
 * @param {number} width
 * @param {number} height
 * @param {number} share
 */
function inkBox(v, width, height, share) {
  const least = share * highest(v);
  let left = width,
    top = height,
    right = 0,
    bottom = 0;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (v[i] < least) continue;
      if (x < left) left = x;
      if (x >= right) right = x + 1;
      if (y < top) top = y;
      bottom = y + 1;
    }
  }
  return [left, top, right, bottom];
}

/**
 * @param {Floats} v
 * @param {number} width
 * @param {number[]} box
 */
function cut(v, width, [left, top, right, bottom]) {
  const out = new Float32Array((right - left) * (bottom - top));
  for (let y = top, i = 0; y < bottom; y++)
    for (let x = left; x < right; x++) out[i++] = v[y * width + x];
  return out;
}

// The longer side to `side`; the darkest stays as dark as it was.
/**
 * @param {Floats} v
 * @param {number[]} size
 * @param {number} side
 */
function scaleTo(v, [width, height], side) {
  const scale = side / Math.max(width, height),
    [newWidth, newHeight] = [width, height].map((n) => Math.max(1, round(n * scale)));
  const values = resample(v, width, height, newWidth, newHeight),
    factor = highest(v) / Math.max(highest(values), 1e-9);
  return {
    values: values.map((value) => clip(value * factor)),
    width: newWidth,
    height: newHeight,
  };
}

// On 28 x 28. shift: how far mass moved it from the middle, right and down; centre: of mass, where it is now.
/**
 * @param {{values: Floats, width: number, height: number}} fitted
 * @param {boolean} byMass
 */
function place({ values, width, height }, byMass) {
  let mass = 0,
    across = 0,
    down = 0;
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      mass += values[i];
      across += values[i] * x;
      down += values[i] * y;
    }
  const centre = [across, down].map((sum) => sum / Math.max(mass, 1e-9));
  const middle = [round((IMAGE - width) / 2), round((IMAGE - height) / 2)];
  const [left, top] = byMass ? centre.map((c) => round(MIDDLE - c)) : middle;
  const x = new Uint8Array(IMAGE * IMAGE);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [i, j] = [top + row, left + column];
      if (i >= 0 && i < IMAGE && j >= 0 && j < IMAGE)
        x[i * IMAGE + j] = round(255 * clip(values[row * width + column]));
    }
  }
  return {
    x,
    shift: [left - middle[0], top - middle[1]],
    centre: [centre[0] + left, centre[1] + top],
  };
}

/** @param {number} v */
function clip(v) {
  return Math.max(0, Math.min(1, v));
}
/** @param {Floats} v */
function highest(v) {
  let most = -Infinity;
  for (const value of v) if (value > most) most = value;
  return most;
}
