// The way between two images. What happens when t changes: read `go` below.
import { fetchBytes } from "../../../js/shared/network/bytes.js";
import {
  Bubble,
  el,
  fill,
  formatNumber,
  icon,
  setAttribute,
  setText,
} from "../../../js/shared/page/dom.js";
import { mountAs, Shell } from "../../../js/shared/page/shell.js";
import { ImageShape } from "../../../js/shared/pictures/image_shape.js";
import { drawPicture, readOriginal } from "../../../js/shared/pictures/pictures.js";
import { PathMap } from "./map.js";
import { Strip } from "./strip.js";

const FRAME_MS = 80, // as fast as the GIF
  TALLEST = 112; // px: the height of a picture on a strip
const PATHS = [0, 1];

/** @extends {Shell<InterpolationData>} */
class Walk extends Shell {
  constructor(parent) {
    super(parent, "the walk", { class: "lse lse-walk", role: "group", "data-testid": "walk" });
    this.shown = null; // index of the place that is shown
    this.root.onkeydown = (event) => this.key(event);
  }

  isOther(before) {
    return JSON.stringify(this.data) !== JSON.stringify(before);
  }

  close() {
    this.pause();
  }

  // What was there before stays until the new frames have come.
  async load(isStale) {
    const { data } = this;
    const [frames, codes] = await Promise.all([
      fetchBytes(data.frames_url),
      data.map && fetchBytes(data.map.codes_url),
    ]);
    if (isStale()) return;
    this.shape = new ImageShape(data.image_shape);
    this.shape.setShares(this.root);
    const bytes = new Uint8Array(frames),
      { values } = this.shape,
      size = values * data.t.length;
    this.paths = PATHS.map((path) =>
      data.t.map((_, i) =>
        Float32Array.from(
          bytes.subarray(path * size + values * i, path * size + values * (i + 1)),
          (v) => v / 255,
        ),
      ),
    );
    this.assemble(codes);
    this.relayout();
    this.repaint();
    this.root.dataset.ready = "1";
  }

  assemble(codes) {
    const { data, shape } = this,
      { words } = data;
    this.root.replaceChildren();
    this.root.setAttribute("aria-label", words.walk);
    const bubble = new Bubble(this.root);
    const figure = (name, canvas, head, help, note = "") =>
      el(
        "figure",
        { class: `lse-walk-figure lse-walk-${name}` },
        el("figcaption", {}, bubble.explain(head, help, "lse-heading")),
        canvas,
        el("p", { class: "lse-small" }, note),
      );
    this.ends = data.ends.map(({ caption, original }, i) => {
      const canvas = shape.canvas({ role: "img", "aria-label": caption });
      // The decoded end stands in for an original that is not on this machine.
      const pixels = original ? readOriginal(original) : this.paths[0][i ? data.t.indexOf(1) : 0];
      return {
        canvas,
        pixels,
        node: figure(
          "end",
          canvas,
          "AB"[i],
          fill(original ? words.end_help : words.decoded_end_help, { caption }),
          caption,
        ),
      };
    });
    this.pictures = PATHS.map((path) =>
      shape.canvas({ role: "img", "data-testid": `walk-picture-${path}` }),
    );
    const stage = this.pictures.map((canvas, path) =>
      figure("now", canvas, words[`path_${path}`], words[`path_${path}_help`]),
    );
    this.map = data.map && new PathMap(data.map, codes);
    this.stage = el(
      "div",
      { class: "lse-walk-stage" },
      this.ends[0].node,
      ...stage,
      this.ends[1].node,
    );
    this.strips = PATHS.map(
      (path) =>
        new Strip(this.paths[path], shape, data, (frame) => {
          this.pause();
          this.go(frame);
        }),
    );

    this.range = el("input", {
      type: "range",
      class: "lse-range",
      min: 0,
      max: data.t.length - 1,
      step: 1,
      "data-testid": "walk-slider",
      "aria-label": words.slider,
    });
    this.range.oninput = () => {
      this.pause();
      this.go(Number(this.range.value));
    };
    this.play = el("button", {
      type: "button",
      class: "lse-walk-play",
      "data-testid": "walk-play",
    });
    this.play.onclick = () => (this.timer ? this.pause() : this.run());
    this.position = el("span", { "data-testid": "walk-place" });
    const beyond =
      data.t.at(-1) > 1
        ? el("span", { class: "lse-small lse-walk-beyond" }, words.beyond, " →")
        : null;
    if (beyond) beyond.style.setProperty("--at", data.t.indexOf(1) / data.per_tile);
    this.rows = el(
      "div",
      { class: "lse-walk-rows" },
      ...PATHS.flatMap((path) => [
        el("div", { class: "lse-walk-name" }, words[`path_${path}`]),
        this.strips[path].node,
      ]),
      el(
        "div",
        { class: "lse-walk-name lse-walk-controls" },
        this.play,
        bubble.explain(this.position, words.place_help),
      ),
      el("div", { class: "lse-walk-slide" }, this.range, this.ticks(), beyond),
    );
    if (this.map) this.root.prepend(figure("map", this.map.canvas, words.map, words.map_help));
    this.root.prepend(this.stage, this.rows);
    this.showPlaying();
    this.shown = Math.min(this.shown ?? data.t.indexOf(0.5), data.t.length - 1); // half-way, both ways differ most
  }

  // One number under each tile; the ends are called A and B.
  ticks() {
    const { t, per_tile: each } = this.data;
    return el(
      "div",
      { class: "lse-walk-ticks lse-small", "aria-hidden": "true" },
      ...t
        .filter((_, i) => i % each === 0)
        .map((value, i) => {
          const name = value === 0 ? "A" : value === 1 ? "B" : formatNumber(value, 1);
          const node = el(
            "span",
            { class: name.length === 1 ? "lse-walk-letter" : i % 5 ? "lse-walk-minor" : "" },
            name,
          );
          node.style.setProperty("--at", i);
          return node;
        }),
    );
  }

  relayout() {
    if (!this.rows) return;
    const width = this.root.clientWidth,
      large = width >= 1400,
      narrow = width < 700;
    const tiles = Math.ceil(this.data.t.length / this.data.per_tile);
    const available = (width - (narrow ? 2 : large ? 122 : 98)) / tiles;
    // Whole multiples of the image's pixels where there is room.
    const { width: across, height: down } = this.shape,
      times = Math.min(Math.floor(available / across), Math.max(1, Math.floor(TALLEST / down))),
      tile = times ? times * across : available;
    this.root.style.setProperty("--u", large ? "1.2px" : "1px");
    this.root.style.setProperty("--tile", `${tile}px`);
    this.root.style.setProperty("--tile-height", `${(tile * down) / across}px`);
    this.root.style.setProperty("--tiles", tiles);
    this.root.dataset.tight = String(tile < 40);
    this.root.dataset.size = large ? "large" : narrow ? "narrow" : "usual";
    this.map?.resize();
    if (this.map) this.map.paint(this.theme, this.shown);
  }

  repaint() {
    if (!this.pictures) return; // nothing has come yet
    for (const { canvas, pixels } of this.ends) drawPicture(canvas, pixels, this.theme);
    for (const strip of this.strips) strip.paint(this.theme);
    this.map?.paint(this.theme, this.shown);
    this.go(this.shown);
  }

  // From a place on the way to what is shown, all in the same frame.
  go(frame) {
    this.shown = frame;
    const { t, words } = this.data,
      value = formatNumber(t[frame]),
      text = fill(words.place, { t: value });
    PATHS.forEach((path) => {
      drawPicture(this.pictures[path], this.paths[path][frame], this.theme);
      setAttribute(this.pictures[path], "aria-label", `${words[`path_${path}`]}, ${text}`);
      this.strips[path].mark(frame);
    });
    this.map?.mark(this.theme, frame);
    this.range.value = frame;
    this.range.style.setProperty("--from", "0%");
    this.range.style.setProperty("--to", `${((100 * frame) / (t.length - 1)).toFixed(2)}%`);
    setAttribute(this.range, "aria-valuetext", text);
    setText(this.position, text);
    this.root.dataset.t = t[frame];
  }

  run() {
    let step = this.shown >= this.data.t.length - 1 ? -1 : 1;
    this.timer = setInterval(() => {
      if (this.shown + step < 0 || this.shown + step >= this.data.t.length) step = -step;
      this.go(this.shown + step);
    }, FRAME_MS);
    this.showPlaying();
  }
  pause() {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
    this.showPlaying();
  }
  showPlaying() {
    const name = this.timer ? "pause" : "play";
    this.play.replaceChildren(icon(name));
    setAttribute(this.play, "aria-label", this.data.words[name]);
    setAttribute(this.play, "title", this.data.words[name]);
  }

  key(event) {
    if (event.key !== " " || event.target !== this.range) return;
    event.preventDefault();
    this.play.click();
  }
}

export default mountAs(Walk);
