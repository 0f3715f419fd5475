// Where the keyboard's focus goes when what had it is no longer there.

const GROWING = 4000; // ms in which a figure may still show what it kept back

/** @typedef {{kind: "choice" | "show" | "hide", number: number}} Lost */

// What a control of the guess is by the class names of the containers it stands in; null for any other.
/**
 * @param {string[]} names
 * @returns {Lost | null}
 */
export function controlOf(names) {
  for (const name of names) {
    const choice = /^st-key-lesson-choice-[a-z-]+-(\d+)$/.exec(name);
    if (choice) return { kind: "choice", number: Number(choice[1]) };
    if (name === "st-key-lesson-show") return { kind: "show", number: 0 };
    if (name === "st-key-lesson-hide") return { kind: "hide", number: 0 };
  }
  return null;
}

// Selectors of what takes the focus in its place, the first that is there. A choice is drawn anew when
// it is chosen. Who shows the answer goes on at what hides it, or at the true choice, or their own.
/** @param {Lost} lost */
export function successors({ kind, number }) {
  const choice = (end) => `[class*="st-key-lesson-choice-"]${end} button`;
  if (kind === "choice") return [choice(`[class*="-${number} "]`), choice(`[class$="-${number}"]`)];
  if (kind === "hide") return [".st-key-lesson-show button"];
  return [
    ".st-key-lesson-hide button",
    choice('[class*="true-"]'),
    choice('[class*="own-"]'),
    ".st-key-lesson-next button",
  ];
}

// Keeps the focus within the guess: a control that is drawn anew, or replaced, hands it on.
export class FocusKeeper {
  constructor() {
    /** @type {{element: Element, lost: Lost} | null} */
    this.held = null;
    this.onFocus = (event) => this.hold(event.target);
    this.observer = new MutationObserver(() => this.mend());
    document.addEventListener("focusin", this.onFocus);
    this.observer.observe(document.body, { childList: true, subtree: true });
  }

  destroy() {
    document.removeEventListener("focusin", this.onFocus);
    this.observer.disconnect();
  }

  hold(element) {
    const names = [];
    for (let at = element; at && at !== document.body; at = at.parentElement)
      names.push(...at.classList);
    const lost = controlOf(names);
    this.held = lost && { element, lost };
  }

  mend() {
    const { held } = this;
    if (!held || held.element.isConnected) return;
    if (document.activeElement && document.activeElement !== document.body) return;
    for (const selector of successors(held.lost)) {
      /** @type {HTMLElement | null} */
      const next = document.querySelector(selector);
      if (!next) continue;
      next.focus({ preventScroll: true }); // `hold` hears of it
      if (held.lost.kind === "show") keepAnswerSeen();
      return;
    }
  }
}

// The answer, and the task below it, come out from under the foot, each time that the figure above them
// grows, until somebody moves the page. On a projector the task is in the foot.
function keepAnswerSeen() {
  const body = document.querySelector(".st-key-lesson-body");
  if (!body) return;
  const ended = new AbortController(),
    { signal } = ended,
    observer = new ResizeObserver(seeAnswer);
  signal.addEventListener("abort", () => observer.disconnect());
  for (const move of ["wheel", "touchmove", "keydown"])
    document.addEventListener(move, () => ended.abort(), { signal, passive: true });
  setTimeout(() => ended.abort(), GROWING);
  observer.observe(body);
}

function seeAnswer() {
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth",
    last = ['[data-projector="0"] .st-key-lesson-below', ".st-key-lesson-guess"]
      .map((part) => document.querySelector(part))
      .find((element) => element);
  last?.scrollIntoView({ block: "nearest", behavior });
}

// What one types in.
export const TEXT = 'input:not([type="range"]), textarea, select, [contenteditable="true"]';

// A new step begins at its top: its question has the focus, so that Tab goes on to the figure.
export function startStep() {
  document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  /** @type {HTMLElement | null} */
  const title = document.querySelector(".st-key-lesson h1");
  if (!title || document.activeElement?.matches(TEXT)) return;
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
}
