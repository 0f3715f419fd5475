// Four boxes: what a belief in eighths costs, in questions (bits).

export const PARTS = 8; // beliefs are counted in eighths

// Bits learned where something of this probability has happened: −log2 p; Infinity at 0.
/** @param {number} p */
export function information(p) {
  return p > 0 ? -Math.log2(p) : Infinity;
}

// Mean bits under `p` where each costs what `q` says. What never happens costs nothing.
/**
 * @param {number[]} p
 * @param {number[]} q
 */
export function crossEntropy(p, q) {
  return p.reduce((sum, share, i) => (share > 0 ? sum + share * information(q[i]) : sum), 0);
}

/** @param {number[]} p */
export function entropy(p) {
  return crossEntropy(p, p);
}

// KL(p || q) in bits, summed on its own: as a difference it would lose digits.
/**
 * @param {number[]} p
 * @param {number[]} q
 */
export function divergence(p, q) {
  return p.reduce((sum, share, i) => (share > 0 ? sum + share * Math.log2(share / q[i]) : sum), 0);
}

/** @param {number[]} eighths */
export function shares(eighths) {
  return eighths.map((count) => count / PARTS);
}

// Beliefs with one of them at `count` eighths. The others keep their proportions as closely as
// whole eighths allow, and all sum to 8.
/**
 * @param {number[]} eighths
 * @param {number} index
 * @param {number} count
 */
export function withBelief(eighths, index, count) {
  const held = Math.max(0, Math.min(PARTS, Math.round(count))),
    rest = PARTS - held;
  const others = eighths.map((value, i) => (i === index ? 0 : value)),
    sum = others.reduce((a, b) => a + b, 0);
  const exact = others.map((value, i) =>
    i === index ? 0 : sum ? (rest * value) / sum : rest / (eighths.length - 1),
  );
  const next = exact.map((value) => Math.floor(value + 1e-9));
  const order = exact
    .map((value, i) => ({ i, left: value - next[i] }))
    .filter(({ i }) => i !== index)
    .sort((a, b) => b.left - a.left || a.i - b.i);
  let missing = rest - next.reduce((a, b) => a + b, 0);
  for (const { i } of order) if (missing-- > 0) next[i]++;
  next[index] = held;
  return next;
}
