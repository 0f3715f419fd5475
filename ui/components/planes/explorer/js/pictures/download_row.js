// The row of downloads: this picture, and the grid in a size of one's choice.
import { el, icon } from "../../../../js/shared/page/dom.js";
import { downloadGrid, downloadPicture } from "./download.js";

// `read()` gives {network, shape, gaussian, section, theme, z, run}, or nothing before the network is there.
export function downloadRow(words, read) {
  const sizes = el(
    "select",
    { class: "lse-select", "aria-label": words.grid_size, title: words.grid_size },
    ...[10, 15, 20, 30].map((n) => el("option", { value: n }, `${n} × ${n}`)),
  );
  sizes.value = "20";
  const picture = el(
    "button",
    {
      type: "button",
      class: "lse-quiet",
      "data-testid": "download-picture",
      title: words.save_picture_title,
    },
    icon("download"),
    words.save_picture,
  );
  const grid = el(
    "button",
    {
      type: "button",
      class: "lse-quiet",
      "data-testid": "download-grid",
      title: words.save_grid_title,
    },
    icon("download"),
    words.save_grid,
  );
  picture.onclick = () => {
    const now = read();
    if (now) downloadPicture(now);
  };
  grid.onclick = async () => {
    const now = read();
    if (!now || grid.disabled) return;
    grid.disabled = true;
    try {
      await downloadGrid(now, Number(sizes.value));
    } finally {
      grid.disabled = false;
    }
  };
  return el(
    "div",
    { class: "lse-downloads" },
    picture,
    el("span", { class: "lse-grid-choice" }, grid, sizes),
  );
}
