// What a grey picture is drawn on, as vae_core/images/photo/background.py (find_background) finds it: the background off the
// frame, whether the ink is darker than it, and from where to where the ink reaches.
const FRAME = 20,
  NOISES = 3 * 1.4826,
  FLOOR = 0.3,
  BLANK = 0.03;
const PLAIN_SHARE = 0.9,
  PLAIN_RANGE = 0.1;

// values: width x height in [0, 1]. `shades`: of clothes, whose shades matter. Returns {d, dark, plain,
// low, high}, d being how far each pixel stands out towards the ink; null where there is nothing on it.
/**
 * @param {Floats} values
 * @param {number} width
 * @param {number} height
 * @param {boolean} [shades]
 */
export function findGround(values, width, height, shades) {
  const { frame, sides } = borders(width, height),
    level = medianAt(frame, values, false);
  const ends = sides.map((side) => medianAt(side, values, false)); // left, right, top, bottom
  const d = new Float64Array(values.length);
  for (let i = 0; i < d.length; i++) d[i] = values[i] - level;
  let spread = medianAt(frame, d, true);
  if (ends.some((end) => end !== level)) {
    // else the plane is the level itself
    const tilted = tilt(values, width, height, ends),
      tiltedSpread = medianAt(frame, tilted, true);
    if (tiltedSpread < spread) {
      d.set(tilted);
      spread = tiltedSpread;
    }
  }
  let within = 0,
    below = 0,
    above = 0;
  if (shades) for (const i of frame) if (Math.abs(d[i]) <= PLAIN_RANGE) within++;
  for (let i = 0; i < d.length; i++) {
    const square = d[i] * d[i];
    if (d[i] < 0) below += square;
    else above += square;
  }
  const plain = !shades || within / frame.length >= PLAIN_SHARE,
    dark = shades ? level > 0.5 : below > above;
  if (dark) for (let i = 0; i < d.length; i++) d[i] = -d[i];
  /** @type {(v: number) => number} */
  const magnitude = shades ? Math.abs : (v) => v;
  let peak = 1e-9,
    sum = 0,
    count = 0;
  for (let i = 0; i < d.length; i++) if (magnitude(d[i]) > peak) peak = magnitude(d[i]);
  const low = Math.min(NOISES * spread, FLOOR * peak);
  for (let i = 0; i < d.length; i++) {
    const v = magnitude(d[i]);
    if (v > (low + peak) / 2) {
      sum += v;
      count++;
    }
  }
  const high = sum / count;
  if (!(high - low >= BLANK)) return null;
  return { d, dark, plain, low, high: shades ? (dark ? level : 1 - level) : high };
}

// Light that falls from one side: the plane through the levels of the four sides, taken off.
/**
 * @param {Floats} values
 * @param {number} width
 * @param {number} height
 * @param {number[]} ends
 */
function tilt(values, width, height, [left, right, top, bottom]) {
  const out = new Float64Array(values.length),
    middle = (left + right + top + bottom) / 4;
  for (let y = 0, i = 0; y < height; y++) {
    const down = middle + (bottom - top) * ((y + 0.5) / height - 0.5);
    for (let x = 0; x < width; x++, i++)
      out[i] = values[i] - (down + (right - left) * ((x + 0.5) / width - 0.5));
  }
  return out;
}

// Where the frame and its four sides are; a pad is always of the same size.
/** @type {{width: number, height: number, sides: Uint32Array[], frame: Uint32Array} | null} */
let known = null;
/**
 * @param {number} width
 * @param {number} height
 */
function borders(width, height) {
  if (known?.width === width && known.height === height) return known;
  const r = Math.max(1, Math.floor(Math.min(height, width) / FRAME));
  /** @type {(wanted: (x: number, y: number) => boolean) => Uint32Array} */
  const part = (wanted) => {
    const out = [];
    for (let y = 0, i = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) if (wanted(x, y)) out.push(i);
    return Uint32Array.from(out);
  };
  /** @type {((x: number, y: number) => boolean)[]} */
  const sides = [(x) => x < r, (x) => x >= width - r, (_, y) => y < r, (_, y) => y >= height - r];
  known = {
    width,
    height,
    sides: sides.map(part),
    frame: part((x, y) => sides.some((side) => side(x, y))),
  };
  return known;
}

// The median of what stands there; of its absolute values, if asked. Paper that is 0 is the usual case, and
// needs no sorting.
/**
 * @param {Uint32Array} indices
 * @param {Floats} source
 * @param {boolean} absolute
 */
function medianAt(indices, source, absolute) {
  const picked = new Float64Array(indices.length);
  let zeros = 0,
    least = 0;
  for (let k = 0; k < picked.length; k++) {
    const v = source[indices[k]];
    picked[k] = absolute ? Math.abs(v) : v;
    if (v === 0) zeros++;
    if (picked[k] < least) least = picked[k];
  }
  if (least === 0 && 2 * zeros > picked.length + 1) return 0;
  picked.sort();
  const half = picked.length >> 1;
  return picked.length % 2 ? picked[half] : (picked[half - 1] + picked[half]) / 2;
}
