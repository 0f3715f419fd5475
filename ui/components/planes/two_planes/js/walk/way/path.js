// A way over a plane: straight pieces, parametrised by length.

const WALK_TAIL = 0.05; // the part of the way that gives the direction in which it goes on

export class WalkPath {
  // `points`: places [z1, z2] in order, at least one.
  /** @param {Point[]} points */
  constructor(points) {
    this.points = points.filter(
      (z, i) => i === 0 || z[0] !== points[i - 1][0] || z[1] !== points[i - 1][1],
    );
    /** @type {number[]} */
    this.upTo = [0]; // the length of the way up to each point
    for (let i = 1; i < this.points.length; i++)
      this.upTo.push(this.upTo[i - 1] + span(this.points[i - 1], this.points[i]));
    this.length = this.upTo.at(-1);
    this.before = this.direction(WALK_TAIL, 0);
    this.after = this.direction(1 - WALK_TAIL, 1);
  }

  // The place at t, equal steps of t being equal lengths: 0 at the first point, 1 at the last.
  // Beyond both the way goes straight on.
  /**
   * @param {number} t
   * @returns {Point}
   */
  at(t) {
    const { points, upTo, length } = this;
    if (t <= 0 || t >= 1 || !length) {
      const [x, y] = t <= 0 ? points[0] : points.at(-1),
        [dx, dy] = t <= 0 ? this.before : this.after;
      const over = length * (t <= 0 ? -t : t - 1);
      return [x + over * dx, y + over * dy];
    }
    let i = 1;
    while (upTo[i] < t * length) i++;
    return this.between(i, (t * length - upTo[i - 1]) / (upTo[i] - upTo[i - 1]));
  }

  // True where z is at t, to within what can be seen.
  /**
   * @param {number} t
   * @param {Point} z
   */
  isAt(t, z) {
    return span(this.at(t), z) <= 0.01 * this.length + 1e-6;
  }

  // The corners of the way, `beyond` (a share of its length) before its start and after its end.
  /** @param {number} beyond */
  corners(beyond) {
    return beyond ? [this.at(-beyond), ...this.points, this.at(1 + beyond)] : this.points;
  }

  /**
   * @param {number} i
   * @param {number} share
   * @returns {Point}
   */
  between(i, share) {
    const [a, b] = [this.points[i - 1], this.points[i]];
    return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
  }

  // Direction of the end, taken over some length, since a drawn line shakes.
  /**
   * @param {number} from
   * @param {number} to
   * @returns {Point}
   */
  direction(from, to) {
    if (!this.length) return [0, 0];
    const inner = this.at(from),
      outer = to ? this.points.at(-1) : this.points[0],
      size = span(inner, outer);
    return size ? [(outer[0] - inner[0]) / size, (outer[1] - inner[1]) / size] : [0, 0];
  }
}

/**
 * @param {Point} a
 * @param {Point} b
 */
function span(a, b) {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
