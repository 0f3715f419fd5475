// The row above the plane: mode, legend, tools.
import { classDot, el, icon, setAttribute, showMore } from "./dom.js";

// Three numbers can also be seen in space.
export const modesOf = (dim) => ["points", "manifold", "both", ...(dim === 3 ? ["space"] : [])];

// The modes as a radio group: one tab stop, arrows move, as screen readers expect. `name` is what is
// chosen: its words are `name` and, for each mode, `name_mode` and `name_mode_title`.
export class ModeSwitch {
  constructor(words, modes, onChange, name = "mode") {
    this.list = modes;
    this.buttons = modes.map((mode) => {
      const button = el(
        "button",
        {
          type: "button",
          role: "radio",
          class: "lse-mode",
          "data-mode": mode,
          title: words[`${name}_${mode}_title`],
        },
        words[`${name}_${mode}`],
      );
      button.onclick = () => onChange(mode);
      button.onkeydown = (event) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        if (!step) return;
        event.preventDefault();
        const next = (modes.indexOf(mode) + step + modes.length) % modes.length;
        onChange(modes[next]);
        this.buttons[next].focus();
      };
      return button;
    });
    this.node = showMore(
      el(
        "div",
        { class: "lse-modes", role: "radiogroup", "aria-label": words[name], "data-testid": name },
        ...this.buttons,
      ),
    );
  }

  after(mode) {
    return this.list[(this.list.indexOf(mode) + 1) % this.list.length];
  }

  show(mode) {
    for (const button of this.buttons) {
      const on = button.dataset.mode === mode;
      setAttribute(button, "aria-checked", String(on));
      button.tabIndex = on ? 0 : -1;
    }
  }
}

const FEW_CLASSES = 12; // as many chips may stand in rows; more scroll sideways

// The legend is the filter. First click: only this class; further clicks add or take
// away; none left, or "Show all": everything again.
export class Legend {
  constructor(classes, words, onChange) {
    this.allowed = null; // null: all; else one flag a class
    this.classes = classes;
    this.onChange = onChange;
    this.chips = classes.map((name, label) => {
      const text = name === String(label) ? name : `${label} ${name}`;
      const dot = classDot(label);
      const chip = el(
        "button",
        {
          type: "button",
          class: "lse-chip",
          "data-class": label,
          "aria-pressed": "false",
          title: words.chip_title.replace("{name}", name),
        },
        dot,
        el("span", {}, text),
      );
      chip.onclick = () => this.toggle(label);
      return chip;
    });
    this.all = el("button", { type: "button", class: "lse-all" }, words.show_all);
    this.all.onclick = () => this.set(null);
    this.node = showMore(
      el(
        "div",
        {
          class: "lse-legend",
          role: "group",
          "aria-label": words.legend,
          "data-testid": "legend",
          ...(classes.length > FEW_CLASSES ? { "data-many": "" } : {}),
        },
        ...this.chips,
        this.all,
      ),
    );
    this.render();
  }

  toggle(label) {
    const next = this.allowed ? [...this.allowed] : this.classes.map(() => false);
    next[label] = !next[label];
    this.set(next.includes(true) && next.includes(false) ? next : null);
  }

  set(allowed) {
    // The button that was clicked is about to disappear: keep the focus in the legend.
    const focusLost = allowed === null && this.all.matches(":focus");
    this.allowed = allowed;
    this.render();
    if (focusLost) this.chips[0].focus();
    this.onChange();
  }

  render() {
    this.chips.forEach((chip, label) => {
      const on = Boolean(this.allowed?.[label]);
      setAttribute(chip, "aria-pressed", String(on));
      chip.dataset.state = !this.allowed ? "all" : on ? "on" : "off";
    });
    this.all.hidden = !this.allowed;
  }

  paint(theme) {
    this.chips.forEach((chip, label) =>
      chip.style.setProperty("--class", theme.classColour(label)),
    );
  }
}

// `actions`: {zoomOut, zoomIn, centre, random, fit}, each a function.
export function toolButtons(words, actions) {
  const icons = {
    zoomOut: "minus",
    zoomIn: "plus",
    centre: "centre",
    random: "random",
    fit: "fit",
  };
  const buttons = Object.entries(icons).map(([name, glyph]) => {
    const button = el(
      "button",
      {
        type: "button",
        class: "lse-tool",
        "data-tool": name,
        "aria-label": words[`tool_${name}`],
        title: words[`tool_${name}_title`],
      },
      icon(glyph),
    );
    button.onclick = actions[name];
    return button;
  });
  return el("div", { class: "lse-actions", role: "group", "aria-label": words.tools }, ...buttons);
}
