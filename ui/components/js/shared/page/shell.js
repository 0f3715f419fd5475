// What all live components have in common: they are mounted and taken down, hear of new data, of
// another theme and of another size, and say so where they cannot start.
//
// A component extends `Shell` and fills in what is its own:
//   isOther(before)         true when `this.data` needs a fresh start; see `differs`
//   build()                 puts the page together from `this.data`, at its final size
//   load(isStale)           a promise: fetches what is missing and shows it
//   close()                 stops what is under way: timers, drags, loops
//   relayout()              the component or its window has another size
//   repaint()               the theme is another one
//   takeFromPython(before)  `data.rev` is new: Python moved something. With the same `rev` a
//                           component keeps its own state, so a late answer never pulls it back
//   receive(before)         any other new data
//   leaveWindow()           the window lost the focus: no release of a drag will arrive
//   frame(now)              draws; `schedule` asks for it, once an animation frame at most
import { el, icon } from "./dom.js";
import { readTheme } from "./theme.js";

/** @template {MountData & {words: {fallback?: string}, rev?: number}} Data */
export class Shell {
  /** @type {Data} */
  data;
  /** @type {Theme} */
  theme;
  /** @type {(state: string, value: unknown) => void} */
  send;
  /** @type {any} what the sizes were made for; null: they are to be made anew */
  sized = null;

  // `title`: for the console. `attributes`: of the root element.
  /**
   * @param {HTMLElement} parent
   * @param {string} title
   * @param {Record<string, string>} attributes
   */
  constructor(parent, title, attributes) {
    this.title = title;
    this.root = el("div", { "data-ready": "0", ...attributes });
    this.style = el("style", {}, STYLESHEET); // put in front of all files by bundle.py
    parent.append(this.style, this.root);
    this.generation = 0; // one more at each start: what was fetched for an earlier one is stale
    this.raf = 0;
    this.isBuilt = this.hasFailed = this.sentFallback = this.watchesRoom = false;
    this.onSize = () => {
      if (this.isBuilt && !this.hasFailed) this.relayout();
    };
    this.onBlur = () => {
      if (this.isBuilt && !this.hasFailed) this.leaveWindow();
    };
    this.observer = new ResizeObserver(this.onSize);
    this.observer.observe(this.root);
    window.addEventListener("resize", this.onSize);
    window.addEventListener("blur", this.onBlur);
  }

  // For one whose height is what the page leaves it (`heightLeft`): `relayout` also hears of what comes
  // above or below it later, as a line that wraps or a lesson's guess.
  watchRoom() {
    const page = '.st-key-lesson-body, [data-testid="stMainBlockContainer"]',
      room = this.root.closest(page);
    this.watchesRoom = true;
    if (room) this.observer.observe(room);
  }

  destroy() {
    this.stop();
    this.observer.disconnect();
    window.removeEventListener("resize", this.onSize);
    window.removeEventListener("blur", this.onBlur);
    this.root.remove();
    this.style.remove();
  }

  // Called by Streamlit with new data or a new theme.
  /** @param {Mounted<Data>} given */
  update({ data, setStateValue }) {
    const before = this.data,
      theme = readTheme(this.root),
      isRepainted = theme.id !== this.theme?.id;
    this.data = data;
    this.theme = theme;
    this.send = setStateValue;
    if (!before || this.isOther(before)) {
      this.start();
      return;
    }
    if (this.hasFailed) return;
    if (isRepainted) this.repaint();
    if (data.rev !== this.rev) {
      this.rev = data.rev;
      this.takeFromPython(before);
    }
    this.receive(before);
  }

  start() {
    this.stop();
    const { generation } = this,
      isStale = () => generation !== this.generation;
    this.rev = this.data.rev;
    this.hasFailed = false;
    delete this.root.dataset.fallback;
    this.build();
    this.isBuilt = true;
    this.load(isStale).then(
      () => {
        if (isStale() || !this.sentFallback) return;
        this.sentFallback = false;
        this.send("fallback", false);
      },
      (error) => {
        if (!isStale()) this.fail(error);
      },
    );
  }

  // For `relayout`: true if the root has a width and that, the room that is watched, or what else the sizes
  // depend on (`parts`), is not what it was when this was true last.
  /** @param {...(string | number | boolean)} parts */
  isResized(...parts) {
    const { clientWidth } = this.root,
      room = this.watchesRoom ? [window.innerHeight, heightBelow(this.root)] : [],
      key = [clientWidth, ...room, ...parts].join(":");
    if (!clientWidth || key === this.sized) return false;
    this.sized = key;
    return true;
  }

  // Nothing that was begun goes on.
  stop() {
    this.generation++;
    this.close();
    cancelAnimationFrame(this.raf);
    this.raf = 0;
  }

  // It cannot start: say so here, and let Python show what needs no script.
  /** @param {unknown} error */
  fail(error) {
    console.warn(`Latent Space Explorer: ${this.title} could not start.`, error);
    this.stop();
    this.hasFailed = true;
    this.root.dataset.fallback = "1";
    this.root.replaceChildren(
      el(
        "div",
        { class: "lse-notice", role: "alert" },
        icon("info"),
        el("span", {}, this.data.words.fallback),
      ),
    );
    this.sentFallback = true;
    this.send("fallback", true);
  }

  // An empty root, for `build`.
  /** @param {string} [label] */
  clear(label) {
    this.root.replaceChildren();
    this.root.dataset.ready = "0";
    if (label) this.root.setAttribute("aria-label", label);
  }

  // Lengths in pixels, as CSS variables.
  /** @param {Record<string, number>} lengths */
  setLengths(lengths) {
    for (const [name, value] of Object.entries(lengths))
      this.root.style.setProperty(`--${name}`, `${value}px`);
  }

  schedule() {
    this.raf ||= requestAnimationFrame((now) => {
      this.raf = 0;
      this.frame(now);
    });
  }

  /**
   * @param {Data} _before
   * @returns {boolean}
   */
  isOther(_before) {
    return false;
  }
  build() {}
  /** @param {() => boolean} _isStale */
  async load(_isStale) {}
  close() {}
  relayout() {}
  repaint() {}
  /** @param {Data} _before */
  takeFromPython(_before) {}
  /** @param {Data} _before */
  receive(_before) {}
  leaveWindow() {}
  /** @param {number} [_now] */
  frame(_now) {}
}

// True when the data differ in one of the names.
/**
 * @param {Record<string, any>} data
 * @param {Record<string, any>} before
 * @param {string[]} names
 */
export function differs(data, before, names) {
  return names.some((name) => JSON.stringify(data[name]) !== JSON.stringify(before[name]));
}

// Pixels of the screen for one of the page; more than three would only cost time.
export function pixelRatio() {
  return Math.min(window.devicePixelRatio || 1, 3);
}

// What stands above the component on the unscrolled page.
/** @param {HTMLElement} root */
export function heightAbove(root) {
  const scrolled = root.closest('[data-testid="stMain"]')?.scrollTop ?? window.scrollY;
  return root.getBoundingClientRect().top + scrolled;
}

// What the page keeps for itself below the component, as a lesson does for its foot: the CSS variable
// `--lse-below`, in pixels.
/** @param {HTMLElement} root */
export function heightBelow(root) {
  return parseFloat(getComputedStyle(root).getPropertyValue("--lse-below")) || 0;
}

// What of the window's height is the component's: less when more stands above it, within bounds.
/** @param {HTMLElement} root */
export function heightLeft(root) {
  const above = Math.max(60, Math.min(260, heightAbove(root)));
  return window.innerHeight - above - heightBelow(root);
}

// The function that Streamlit calls, again and again: one component for each place it is mounted at.
export function mountAs(Component) {
  const components = new WeakMap();
  return (given) => {
    const { parentElement } = given;
    if (!components.has(parentElement))
      components.set(parentElement, new Component(parentElement, given));
    components.get(parentElement).update(given);
    return () => {
      components.get(parentElement)?.destroy();
      components.delete(parentElement);
    };
  };
}
