// The section of latent space that the plane shows: a flat piece through D dimensions.
//
// `project(z)` says where on the plane a code stands. `lift(p, z)` moves z until it stands at p,
// and leaves alone whatever the plane does not show. `axes` are the two directions, across and up,
// of length 1 and at right angles. `key` is how links and Python call it.

// Two of the latent numbers themselves. With D = 2 these are all there are.
class Pair {
  isLine = false;

  /**
   * @param {string} key
   * @param {number} dim
   * @param {number} i
   * @param {number} j
   */
  constructor(key, dim, i, j) {
    this.key = key;
    this.i = i;
    this.j = j;
    this.axes = [i, j].map((k) => unit(dim, k));
    this.names = [i, j].map((k) => [`z${k + 1}`]);
  }
  /**
   * @param {ArrayLike<number>} z
   * @returns {Point}
   */
  project(z) {
    return [z[this.i], z[this.j]];
  }
  /**
   * @param {ArrayLike<number>} p
   * @param {ArrayLike<number>} z
   */
  lift(p, z) {
    const lifted = Array.from(z);
    lifted[this.i] = p[0];
    lifted[this.j] = p[1];
    return lifted;
  }
}

// The only number there is; the way up means the class, and nothing to the decoder.
class Line {
  isLine = true;

  /** @param {Words} words */
  constructor(words) {
    this.key = "";
    this.axes = [[1], [0]];
    this.names = [["z1"], [words.axis_class]];
  }
  /**
   * @param {ArrayLike<number>} z
   * @returns {Point}
   */
  project(z) {
    return [z[0], 0];
  }
  /** @param {ArrayLike<number>} p */
  lift(p) {
    return [p[0]];
  }
}

// Any two directions. `turn`: {azimuth, elevation, towards} where it is a view of three dimensions.
class Flat {
  isLine = false;

  /**
   * @param {string} key
   * @param {(string | number)[][]} names
   * @param {number[][]} axes
   * @param {number[]} origin
   * @param {Turn | null} [turn]
   */
  constructor(key, names, axes, origin, turn = null) {
    this.key = key;
    this.names = names;
    this.axes = axes;
    this.origin = origin;
    this.turn = turn;
  }
  /**
   * @param {ArrayLike<number>} z
   * @returns {Point}
   */
  project(z) {
    const [u, v] = this.axes;
    return [dot(u, z, this.origin), dot(v, z, this.origin)];
  }
  /**
   * @param {ArrayLike<number>} p
   * @param {ArrayLike<number>} z
   */
  lift(p, z) {
    const [a, b] = this.project(z),
      [u, v] = this.axes;
    return Array.from(z, (value, k) => value + (p[0] - a) * u[k] + (p[1] - b) * v[k]);
  }
  /** @param {ArrayLike<number>} z */
  depth(z) {
    return dot(this.turn.towards, z, this.origin);
  }
}

/** @type {(dim: number, k: number) => number[]} */
const unit = (dim, k) => Array.from({ length: dim }, (_, i) => (i === k ? 1 : 0));
/**
 * @param {number[]} axis
 * @param {ArrayLike<number>} z
 * @param {number[]} origin
 */
function dot(axis, z, origin) {
  let sum = 0;
  for (let k = 0; k < axis.length; k++) sum += axis[k] * (z[k] - origin[k]);
  return sum;
}

// `key`: "pc", "3,7" (counted from 1), or "view:30,20" and "space:30,20" (degrees); checked by
// ui/services/address/plane_url.py.
/**
 * @param {string} key
 * @param {SpaceData} data
 * @returns {Section}
 */
export function makeSection(key, data) {
  const { dim, components, words } = data;
  if (dim === 1) return new Line(words);
  if (dim === 2) return new Pair("", 2, 0, 1);
  const [, turned] = /^(?:view|space):(.*)$/.exec(key) ?? [];
  if (turned) {
    const [azimuth, elevation] = turned.split(",").map(Number);
    return turnedSection(azimuth, elevation, data);
  }
  if (key.includes(",")) {
    const [i, j] = key.split(",").map((k) => Number(k) - 1);
    return new Pair(key, dim, i, j);
  }
  return new Flat(
    "pc",
    [1, 2].map((k) => [`PC ${k}`, components.shares[k - 1]]),
    components.axes,
    components.mean,
  );
}

// Three dimensions seen from where azimuth and elevation (degrees) say; z3 points up at 0. They
// turn around the prior's centre, or around the mean of an autoencoder's codes.
/**
 * @param {number} azimuth
 * @param {number} elevation
 * @param {SpaceData} data
 * @returns {Section}
 */
export function turnedSection(azimuth, elevation, { kind, view, components, words }) {
  const origin = kind === "ae" ? components.mean : view.center;
  const [a, e] = [azimuth, elevation].map((degrees) => (degrees * Math.PI) / 180);
  const [ca, sa, ce, se] = [Math.cos(a), Math.sin(a), Math.cos(e), Math.sin(e)];
  const axes = [
      [ca, sa, 0],
      [-sa * se, ca * se, ce],
    ],
    towards = [sa * ce, -ca * ce, se];
  const round = (/** @type {number} */ v) => Math.round(v * 10) / 10 + 0;
  return new Flat(
    `view:${round(azimuth)},${round(elevation)}`,
    [[words.across_view], [words.up_view]],
    axes,
    origin,
    { azimuth, elevation, towards },
  );
}

// Where every code stands on the plane, and in a view of three dimensions how near it is.
/**
 * @param {Codes} codes
 * @param {Section} section
 */
export function placeCodes(codes, section) {
  const { n, dim, values, xy } = codes;
  if (xy === values) return;
  if (section.isLine) return placeOnRows(codes);
  const [u, v] = section.axes,
    w = section.turn?.towards,
    zero = section.origin ?? new Float64Array(dim);
  if (w) codes.depth ??= new Float32Array(n);
  for (let i = 0, at = 0; i < n; i++) {
    let a = 0,
      b = 0,
      c = 0;
    for (let k = 0; k < dim; k++, at++) {
      const value = values[at] - zero[k];
      a += u[k] * value;
      b += v[k] * value;
      if (w) c += w[k] * value;
    }
    xy[2 * i] = a;
    xy[2 * i + 1] = b;
    if (w) codes.depth[i] = c;
  }
}

// One latent number: a row a class, the first on top, its dots spread over three fifths of it.
/** @param {Codes} codes */
function placeOnRows({ n, values, labels, xy, rows }) {
  const { half, count } = rows;
  for (let i = 0; i < n; i++) {
    const jitter = (((i * 0.618034) % 1) - 0.5) * 0.6;
    xy[2 * i] = values[i];
    xy[2 * i + 1] = half * (1 - (2 * (labels[i] + 0.5 + jitter)) / count);
  }
}

// The square shown first: as vae_core/latent/geometry.py, home_view, frames all dimensions at once.
/**
 * @param {Section} section
 * @param {Codes} codes
 * @param {SpaceData} data
 * @returns {Room}
 */
export function homeOf(section, codes, { dim, kind, view }) {
  if (dim === 2) return view;
  if (dim === 1) return { center: [view.center[0], 0], half: view.half };
  /** @type {(values: Float32Array, p: number) => number} */
  const quantile = (values, p) => values.sort()[Math.round(p * (values.length - 1))];
  const { n, xy } = codes,
    /** @type {(axis: number, f: (v: number) => number) => Float32Array} */
    column = (axis, f) => Float32Array.from({ length: n }, (_, i) => f(xy[2 * i + axis]));
  const middle = section.project(view.center);
  if (section.turn) {
    // As large however it is turned: all codes but the farthest, in three dimensions.
    const [a, b] = middle,
      c = section.depth(view.center);
    const radius = quantile(
      Float32Array.from({ length: n }, (_, i) =>
        Math.hypot(xy[2 * i] - a, xy[2 * i + 1] - b, codes.depth[i] - c),
      ),
      0.99,
    );
    return { center: middle, half: Math.max(1.08 * radius, kind === "vae" ? 2.4 : 0) || 1 }; // 2.4: the rings too
  }
  if (kind === "vae") {
    const extents = [0, 1].map((axis) =>
      quantile(
        column(axis, (v) => Math.abs(v - middle[axis])),
        0.99,
      ),
    );
    return { center: middle, half: Math.max(4, ...extents) };
  }
  const ends = [0, 1].map((axis) => {
    const values = column(axis, (v) => v);
    return [quantile(values, 0.002), quantile(values, 0.998)];
  });
  return {
    center: ends.map(([low, high]) => (low + high) / 2),
    half: (1.08 * Math.max(...ends.map(([low, high]) => high - low))) / 2 || 1,
  };
}
