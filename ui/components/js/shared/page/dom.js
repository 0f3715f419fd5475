// Small helpers for elements, words and numbers.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// A line that only screen readers meet, for `setText`: what it says is read aloud.
export function statusLine(attributes = {}) {
  return el("span", { class: "lse-hidden", role: "status", ...attributes }, " "); // a text to write in place, also the first time
}

// Writing the same text again would still cost a style pass; most frames change little.
export function setText(node, text) {
  const { firstChild } = node;
  if (firstChild instanceof Text && firstChild === node.lastChild) {
    // In place: another node would have the page's rules with :has() looked at anew.
    if (firstChild.data !== text) firstChild.data = text;
  } else if (node.textContent !== text) node.textContent = text;
}
export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

// 0.80, −0.65: fixed decimals, the true minus sign, never "−0.00".
export function formatNumber(value, decimals = 2) {
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

// "0,5", "−1.2", " 3 " -> number; anything else -> null.
export function parseNumber(text) {
  const plain = text.trim().replace(/[−–]/g, "-").replace(",", ".");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : null;
}

// Fill "{name}" in a sentence from Python.
export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// Digits are called by their number; other classes have names, which need more room.
export function hasNames(classes) {
  return classes.some((name, label) => name !== String(label));
}

// A dot in the colour of a class, `--class`, and of the shape that its dots on a plane have.
export function classDot(label) {
  const marker =
    MARKER_NAMES[Math.min(MARKER_NAMES.length - 1, Math.floor(label / COLOURS_OF_CLASSES))];
  return el("span", { class: "lse-dot", "data-label": label, "data-marker": marker });
}
// All such dots below `root` in the colours of a theme.
export function paintDots(root, theme) {
  for (const dot of root.querySelectorAll(".lse-dot[data-label]"))
    dot.style.setProperty("--class", theme.classColour(Number(dot.dataset.label)));
}
const COLOURS_OF_CLASSES = 10,
  MARKER_NAMES = ["round", "square", "triangle"];

const ICON_PATHS = {
  centre:
    '<circle cx="12" cy="12" r="6.5"/><circle cx="12" cy="12" r="2.2"/><path d="M12 2v3.5M12 18.5V22M2 12h3.5M18.5 12H22"/>',
  random:
    '<rect x="4" y="4" width="16" height="16" rx="2.5"/><path d="M8.5 8.5h.01M15.5 8.5h.01M12 12h.01M8.5 15.5h.01M15.5 15.5h.01" stroke-width="2.4"/>',
  fit: '<path d="M3.5 11.5L12 4.5l8.5 7M6 9.8V19.5h12V9.8M10 19.5v-5.5h4v5.5"/>', // home: what fullscreen looks like is something else
  plus: '<path d="M12 5v14M5 12h14"/>',
  minus: '<path d="M5 12h14"/>',
  play: '<path d="M8 5.5v13l10.5-6.5z" fill="currentColor"/>',
  pause: '<path d="M8.5 5.5v13M15.5 5.5v13" stroke-width="3"/>',
  previous:
    '<path d="M17.5 6v12l-8.5-6z" fill="currentColor"/><path d="M6 6v12" stroke-width="2.4"/>',
  next: '<path d="M6.5 6v12l8.5-6z" fill="currentColor"/><path d="M18 6v12" stroke-width="2.4"/>',
  restart: '<path d="M5.5 12a6.5 6.5 0 1 0 2.2-4.9M5 4.5v4h4"/>',
  step: '<path d="M6 5.5v13l10-6.5z" fill="currentColor"/><path d="M19 6v12" stroke-width="2.4"/>',
  slow: '<circle cx="12" cy="12" r="8.5" stroke-dasharray="3.4 2.6"/><path d="M10 8.5v7l5.5-3.5z" fill="currentColor"/>',
  download: '<path d="M12 4v11M7 10.5l5 5 5-5M5 20h14"/>',
  check: '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
  undo: '<path d="M8.5 5L4 9.5 8.5 14M4.5 9.5H14a5 5 0 0 1 0 10h-3"/>',
  clear: '<path d="M4.5 7h15M9.5 7V4h5v3M6.5 7l.8 13h9.4l.8-13M10.3 11v5.5M13.7 11v5.5"/>',
  eraser: '<path d="M13.5 4.5l6 6-9 9h-4l-3-3zM8.8 9.2l6 6M10.5 19.5H20"/>',
  supported: '<circle cx="12" cy="12" r="8" fill="currentColor" stroke="none"/>',
  thin: '<circle cx="12" cy="12" r="8"/><path d="M12 4a8 8 0 0 1 0 16z" fill="currentColor" stroke="none"/>',
  hole: '<circle cx="12" cy="12" r="8" stroke-dasharray="5 3.4" stroke-width="3"/>',
  close: '<path d="M6 6l12 12M18 6L6 18"/>',
  info: '<circle cx="12" cy="12" r="9"/><path d="M12 11v5M12 8h.01"/>',
};

export function icon(name) {
  const span = el("span", { class: "lse-icon", "aria-hidden": "true" });
  span.innerHTML = `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${ICON_PATHS[name]}</svg>`;
  return span;
}

// Marks a row that scrolls sideways with the sides that have more: data-more is "left", "right",
// "left right" or "". The style sheet lets the row fade out there.
export function showMore(node) {
  const mark = () => {
    const left = node.scrollLeft > 1,
      right = node.scrollLeft + node.clientWidth < node.scrollWidth - 1;
    setAttribute(node, "data-more", [left && "left", right && "right"].filter(Boolean).join(" "));
  };
  node.onscroll = mark;
  new ResizeObserver(mark).observe(node);
  return node;
}

// Small print that explains a number: on hover, on keyboard focus, and by tap.
// One bubble serves the whole component; `explain` returns the button to place.
export class Bubble {
  constructor(root) {
    this.root = root;
    this.node = el("div", {
      class: "lse-bubble",
      role: "tooltip",
      id: `lse-bubble-${Math.random().toString(36).slice(2)}`,
    });
    this.node.hidden = true;
    root.append(this.node);
  }

  explain(content, text, className = "") {
    const button = el(
      "button",
      { type: "button", class: `lse-term ${className}`, "aria-describedby": this.node.id },
      content,
    );
    const read = typeof text === "function" ? text : () => text;
    button.onpointerenter = button.onfocus = () => this.show(button, read());
    button.onclick = () => this.show(button, read());
    button.onpointerleave = button.onblur = () => this.hide();
    button.onkeydown = (event) => {
      if (event.key === "Escape") this.hide();
    };
    return button;
  }

  // Below its button, or above it where the window ends.
  show(anchor, text) {
    this.node.textContent = text;
    this.node.hidden = false;
    const box = this.root.getBoundingClientRect(),
      at = anchor.getBoundingClientRect();
    const left = Math.max(0, Math.min(at.left - box.left, box.width - this.node.offsetWidth));
    const { offsetHeight: height } = this.node,
      fits = at.bottom + 6 + height <= innerHeight || at.top - 6 - height < 0;
    this.node.style.transform = `translate(${left}px, ${(fits ? at.bottom + 6 : at.top - 6 - height) - box.top}px)`;
  }
  hide() {
    this.node.hidden = true;
  }
}
