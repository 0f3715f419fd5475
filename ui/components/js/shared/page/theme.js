// Colours. Streamlit hands its theme to the component as --st-* variables; the rest
// of the palette stands in shared.css, one table a theme, chosen by data-theme.

import { rgb } from "../pictures/colours.js";

/**
 * @param {HTMLElement} root
 * @returns {Theme}
 */
export function readTheme(root) {
  const style = getComputedStyle(root),
    read = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  const [r, g, b] = rgb(read("--st-background-color") || "#ffffff");
  const dark = 0.2126 * r + 0.7152 * g + 0.0722 * b < 128;
  root.dataset.theme = dark ? "dark" : "light"; // before the palette is read: it depends on it
  const classes = read("--st-chart-categorical-colors")
    .split(/,(?![^(]*\))/)
    .map((c) => c.trim())
    .filter(Boolean);
  const names = [
    "ground",
    "plane",
    "paper",
    "ink-1",
    "ink-2",
    "ink-3",
    "line",
    "border",
    "accent",
    "hole",
  ];
  /** @type {any} */
  const theme = Object.fromEntries(names.map((name) => [name, read(`--lse-${name}`)]));
  theme.font = style.fontFamily;
  theme.least = Number.parseFloat(read("--lse-least")) || 0;
  theme.classes = classes.length
    ? classes
    : [
        "#3078CC",
        "#B49CFC",
        "#E49084",
        "#9C000C",
        "#6C3084",
        "#60B4B4",
        "#9C783C",
        "#CC3C78",
        "#006054",
        "#A8B400",
      ];
  theme.classColour = (label) => theme.classes[label % theme.classes.length];
  theme.inkRgb = rgb(theme["ink-1"]);
  theme.paperRgb = rgb(theme.paper);
  theme.id = JSON.stringify([dark, theme.classes, theme.accent, theme.font, theme.least]);
  return theme;
}
