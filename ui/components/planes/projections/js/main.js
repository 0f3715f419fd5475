// The same images on several planes. What a hand points at on one is lit on all, with the images that
// are most like it. Python hears nothing of it.
import { fetchBytes } from "../../../js/shared/network/bytes.js";
import { Legend } from "../../../js/shared/page/controls.js";
import { el, fill, setText } from "../../../js/shared/page/dom.js";
import { differs, mountAs, pixelRatio, Shell } from "../../../js/shared/page/shell.js";
import { openSheet } from "./images.js";
import { projectionsLayout } from "./layout.js";
import { ImagePlane } from "./plane.js";
import { readPoints } from "./points.js";

const RELOAD = ["run", "points_url", "planes", "images"];

/** @extends {Shell<ProjectionsData>} */
class Projections extends Shell {
  /** @type {Legend} */
  legend;
  /** @type {ImagePlane[]} */
  planes;
  /** @type {HTMLCanvasElement} */
  picture;
  /** @type {HTMLElement} */
  name;
  /** @type {Awaited<ReturnType<typeof openSheet>> | null} */
  sheet = null;
  /** @type {ReturnType<typeof readPoints> | null} */
  points = null;

  constructor(parent) {
    super(parent, "the planes of images", {
      class: "lse lse-projections",
      role: "group",
      "data-testid": "projections",
    });
    this.lit = 0;
  }

  isOther(before) {
    return differs(this.data, before, RELOAD);
  }

  build() {
    const { data } = this,
      { words, images, classes } = data;
    this.clear(words.title);
    this.sheet = this.points = this.sized = null;
    this.lit = 0;
    this.legend = new Legend(classes, words, () => {
      for (const plane of this.planes) plane.touch();
      this.schedule();
    });
    this.legend.paint(this.theme);
    this.planes = data.planes.map(
      (plane) => new ImagePlane(plane, data, (index) => this.light(index)),
    );
    this.picture = el("canvas", { width: images.width, height: images.height, role: "img" });
    this.picture.className = "lse-pixels";
    this.name = el("strong", { role: "status", "data-testid": "projections-lit" });
    this.root.prepend(
      this.legend.node,
      el(
        "div",
        { class: "lse-projections-planes" },
        ...this.planes.map(({ node }) => node),
        el(
          "div",
          { class: "lse-projections-lit" },
          this.picture,
          el(
            "p",
            { class: "lse-small" },
            this.name,
            el("span", {}, fill(words.rings, { k: data.nearest })),
          ),
        ),
      ),
    );
    this.relayout();
  }

  async load(isStale) {
    const { data } = this,
      [buffer, sheet] = await Promise.all([fetchBytes(data.points_url), openSheet(data.images)]);
    if (isStale()) return;
    this.points = readPoints(buffer, data);
    this.sheet = sheet;
    this.planes.forEach((plane, i) => plane.open(this.points, i, data.classes.length));
    this.resizePlanes();
    this.light(this.lit);
    this.frame();
    this.root.dataset.ready = "1";
  }

  // ---- what a hand does ---------------------------------------------------------------

  /** @param {number} index */
  light(index) {
    const { data, points } = this;
    this.lit = index;
    this.root.dataset.lit = String(index);
    const name = data.classes[points.labels[index]];
    setText(this.name, fill(data.words.lit_class, { i: index + 1, n: data.n, name }));
    this.picture.setAttribute("aria-label", this.name.textContent);
    this.schedule();
  }

  // ---- size and theme -----------------------------------------------------------------

  relayout() {
    if (!this.isResized(window.innerHeight, pixelRatio())) return;
    const { images, planes } = this.data;
    this.size = projectionsLayout(this.root.clientWidth, window.innerHeight, planes.length, images);
    const { unit, plane, gap, picture } = this.size;
    this.setLengths({ u: unit, plane, gap, picture: picture[0], "picture-high": picture[1] });
    this.root.style.setProperty("--columns", String(this.size.columns));
    // Where a row of planes has room left, the image stands there: in view with them.
    this.root.dataset.rest = String(planes.length % this.size.columns > 0);
    this.resizePlanes();
  }

  resizePlanes() {
    if (!this.points || !this.size) return;
    for (const plane of this.planes) plane.resize(this.size, pixelRatio());
    this.frame();
  }

  repaint() {
    this.legend.paint(this.theme);
    for (const plane of this.planes) plane.touch();
    this.schedule();
  }

  frame() {
    const { points, theme, lit, legend } = this;
    if (!points) return;
    const near = points.nearestOf(lit);
    for (const plane of this.planes) plane.draw({ theme, lit, near, allowed: legend.allowed });
    this.sheet.draw(this.picture, lit, theme);
  }
}

export default mountAs(Projections);
