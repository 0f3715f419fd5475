// What the browser keeps of the lessons: read, joined and written.

const NAME = "lse-lessons";

/** @typedef {{choice: number, shown: boolean, truth?: number}} KeptAnswer */
/** @typedef {{done: Record<string, string[]>, last: Record<string, number>, answers: Record<string, KeptAnswer>, tasks: string[]}} Kept */

// Both together: what was done in either is done; of the rest, `news` counts.
/**
 * @param {Kept | null} kept
 * @param {Kept} news
 * @returns {Kept}
 */
export function joined(kept, news) {
  if (!kept) return news;
  const done = { ...kept.done };
  for (const [lesson, steps] of Object.entries(news.done))
    done[lesson] = [...new Set([...(done[lesson] ?? []), ...steps])];
  return {
    done,
    last: { ...kept.last, ...news.last },
    answers: { ...kept.answers, ...news.answers },
    tasks: [...new Set([...kept.tasks, ...news.tasks])],
  };
}

// What a text in the browser's storage says; null where it is no such thing.
/**
 * @param {string | null} text
 * @returns {Kept | null}
 */
export function parsed(text) {
  try {
    const value = JSON.parse(text ?? "null");
    const isOne =
      value &&
      [value.done, value.last, value.answers].every((part) => isRecord(part)) &&
      Object.values(value.done).every(Array.isArray) &&
      Array.isArray(value.tasks);
    return isOne ? value : null;
  } catch {
    return null;
  }
}

// A browser may refuse its storage; then nothing is kept.
export function readKept() {
  try {
    return parsed(localStorage.getItem(NAME));
  } catch {
    return null;
  }
}
/** @param {Kept | null} kept */
export function writeKept(kept) {
  try {
    if (kept) localStorage.setItem(NAME, JSON.stringify(kept));
    else localStorage.removeItem(NAME);
  } catch {
    // the session still has it
  }
}

/** @param {unknown} value */
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
