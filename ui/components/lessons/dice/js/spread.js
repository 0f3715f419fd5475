// Many values of one gradient: mean, standard deviation, and dots on a strip.

/** @param {number[]} values */
export function spread(values) {
  const n = values.length,
    mean = values.reduce((sum, v) => sum + v, 0) / n,
    squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / (n - 1)) };
}

// The end of an axis from −end to end that holds all values: 1, 2 or 5 times a power of ten.
/** @param {number[][]} rows */
export function axisEnd(rows) {
  const largest = rows.reduce(
      (most, row) => row.reduce((m, v) => Math.max(m, Math.abs(v)), most),
      0,
    ),
    power = 10 ** Math.floor(Math.log10(largest || 1));
  return [1, 2, 5, 10].map((m) => m * power).find((end) => end >= largest);
}

// The number to write at an axis that reaches to `end`: a round one, not too near its end.
/** @param {number} end */
export function axisTick(end) {
  const room = 0.85 * end,
    power = 10 ** Math.floor(Math.log10(room));
  return [5, 2, 1].map((m) => m * power).find((tick) => tick <= room);
}

// A line of no length for each value that lies within ±end; drawn with round ends it is a dot. The
// height of a dot says nothing, but is the same each time.
/**
 * @param {number[]} values
 * @param {number} end
 * @param {number} width
 * @param {number} height
 */
export function dots(values, end, width, height) {
  /** @type {string[]} */
  const parts = [];
  values.forEach((value, i) => {
    if (Math.abs(value) > end) return;
    const [x, y] = dotAt(value, i, end, width, height);
    parts.push(`M${x.toFixed(1)} ${y.toFixed(1)}h0`);
  });
  return parts.join("");
}

/**
 * @param {number} value
 * @param {number} i
 * @param {number} end
 * @param {number} width
 * @param {number} height
 * @returns {Point}
 */
export function dotAt(value, i, end, width, height) {
  const part = (i * 0.6180339887) % 1;
  return [((value / end + 1) / 2) * width, (0.2 + 0.6 * part) * height];
}
