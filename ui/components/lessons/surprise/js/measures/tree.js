// The questions that need the fewest answers on average, if the beliefs are right: Huffman's code
// (1952). A box that is not believed in is never asked for.

/**
 * @typedef {object} Question
 * @property {number[]} boxes  what may still be the answer
 * @property {number} belief  their eighths together
 * @property {Question} [yes]  where the answer lies among the boxes asked for
 * @property {Question} [no]
 */

/**
 * @param {number[]} eighths
 * @returns {Question}
 */
export function questionTree(eighths) {
  let nodes = eighths
    .map((belief, i) => /** @type {Question} */ ({ boxes: [i], belief }))
    .filter(({ belief }) => belief > 0);
  while (nodes.length > 1) {
    // The two least believed; among equals those with fewer boxes, so that the tree stays flat.
    nodes = [...nodes].sort((a, b) => a.belief - b.belief || a.boxes.length - b.boxes.length);
    nodes = [joined(nodes[0], nodes[1]), ...nodes.slice(2)];
  }
  return nodes[0];
}

// One question more: for the single box, for the more believed, or for the first letter.
/**
 * @param {Question} a
 * @param {Question} b
 * @returns {Question}
 */
function joined(a, b) {
  const single = Math.min(a.boxes.length, 2) - Math.min(b.boxes.length, 2);
  const first = single || b.belief - a.belief || a.boxes[0] - b.boxes[0];
  const [yes, no] = first <= 0 ? [a, b] : [b, a];
  return {
    boxes: [...a.boxes, ...b.boxes].sort((x, y) => x - y),
    belief: a.belief + b.belief,
    yes,
    no,
  };
}

// Questions until each box is found; Infinity for one that is never asked for.
/**
 * @param {Question} tree
 * @param {number} count
 */
export function questionCounts(tree, count) {
  const counts = Array(count).fill(Infinity);
  const walk = (/** @type {Question} */ node, /** @type {number} */ depth) => {
    if (!node.yes) counts[node.boxes[0]] = depth;
    else for (const next of [node.yes, node.no]) walk(next, depth + 1);
  };
  walk(tree, 0);
  return counts;
}

// Mean number of questions where the prize lies as `p` says.
/**
 * @param {number[]} p
 * @param {number[]} counts
 */
export function meanQuestions(p, counts) {
  return p.reduce((sum, share, i) => (share > 0 ? sum + share * counts[i] : sum), 0);
}

// A box drawn as often as `p` says; `random`: from 0 to 1.
/**
 * @param {number[]} p
 * @param {number} random
 */
export function drawBox(p, random) {
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    sum += p[i];
    if (random < sum) return i;
  }
  return p.length - 1;
}
