// A picture and the latent dimensions under it, each with what it draws and the known factor that it
// tells most of. What happens when a slider moves: read `frame` below.

import { fetchBytes } from "../../../js/shared/network/bytes.js";
import { buildNetwork } from "../../../js/shared/network/interpreter.js";
import { Bubble, el, fill, formatNumber, setText } from "../../../js/shared/page/dom.js";
import { differs, mountAs, Shell } from "../../../js/shared/page/shell.js";
import { ImageShape } from "../../../js/shared/pictures/image_shape.js";
import { drawPicture } from "../../../js/shared/pictures/pictures.js";
import { Cursor } from "../../../js/shared/plane/cursor.js";
import { axisName } from "../../../js/shared/rows/number_row.js";
import { Traversals } from "../../../js/shared/rows/traversals.js";

const STRIP_BUDGET = 8; // ms a frame for the pictures over the sliders
const REACH = 3; // sigmas of the prior to either end of a slider
const UNUSED = 0.01; // nats: a dimension with less KL is used by nobody
const NARROW = 640; // px
const RELOAD = ["run", "weights_url", "dims"];

/** @extends {Shell<TraversalsData>} */
class TraversalRows extends Shell {
  /** @type {Cursor} */
  cursor;
  /** @type {Traversals} */
  traversals;
  /** @type {import("../../../js/shared/pictures/pictures.js").PictureCanvas} */
  picture;
  /** @type {HTMLElement} */
  problem;
  /** @type {HTMLElement} */
  table;
  /** @type {HTMLElement} */
  note;
  /** @type {DecoderNetwork | null} */
  network = null;
  /** @type {number[] | null} */
  shownZ = null;

  /** @param {HTMLElement} parent */
  constructor(parent) {
    super(parent, "the traversals", {
      class: "lse lse-traversals",
      role: "group",
      "data-testid": "traversals",
    });
  }

  /** @param {TraversalsData} before */
  isOther(before) {
    return differs(this.data, before, RELOAD);
  }

  close() {
    this.cursor?.drop();
    this.traversals?.drop();
  }

  takeFromPython() {
    this.start_z = this.data.z;
    this.cursor.takeFromPython(this.data.z);
  }

  build() {
    const { data } = this,
      { words } = data,
      bubble = new Bubble(this.root),
      shape = new ImageShape(data.image_shape);
    this.network = this.shownZ = this.sized = null;
    this.root.replaceChildren(bubble.node);
    this.root.dataset.ready = "0";
    this.root.dataset.run = data.run;
    this.root.setAttribute("aria-label", words.title);
    shape.setShares(this.root);
    this.shape = shape;
    this.start_z = data.z;
    this.cursor = new Cursor({ center: data.z.map(() => 0), half: REACH }, data.z, {
      moved: () => this.schedule(),
      follow: () => {},
      commit: () => {},
    });
    this.problem = el("p", {
      class: "lse-problem",
      role: "alert",
      id: `${bubble.node.id}-problem`,
    });
    this.traversals = new Traversals(words, shape, {
      slide: (dim, value) => this.cursor.slide(dim, value),
      commit: () => this.cursor.commit(),
      step: (dim, by) => this.cursor.step(dim, by),
      complain: (_row, sentence) => setText(this.problem, sentence),
      seen: () => this.schedule(),
    });
    this.picture = shape.canvas({
      role: "img",
      "aria-label": words.here,
      "data-testid": "traversals-picture",
    });
    this.note = el("span", { class: "lse-small", role: "status" }, words.loading);
    const back = el(
      "button",
      { type: "button", class: "lse-traversals-back", "data-testid": "traversals-back" },
      words.back,
    );
    back.onclick = () => this.cursor.glideTo(this.start_z);
    this.root.append(
      el(
        "div",
        { class: "lse-traversals-here" },
        el("div", { class: "lse-traversals-picture" }, this.picture),
        el(
          "div",
          { class: "lse-traversals-facts" },
          bubble.explain(words.here, words.here_help, "lse-heading"),
          back,
          this.note,
          this.problem,
        ),
      ),
      this.makeTable(bubble),
    );
    this.traversals.show(data.z);
    this.relayout();
  }

  /** @param {Bubble} bubble */
  makeTable(bubble) {
    const { dims, words } = this.data,
      used = dims.filter((dim) => dim.kl >= UNUSED),
      rest = dims.filter((dim) => dim.kl < UNUSED);
    const column = (/** @type {string} */ name) =>
      bubble.explain(el("span", {}, words[name]), words[`${name}_help`]);
    const ends = ["low", "middle", "high"].map((end) => el("span", {}, words[`scale_${end}`]));
    this.table = el(
      "div",
      { class: "lse-traversals-table" },
      el(
        "div",
        { class: "lse-columns lse-small", "data-kind": "vae" },
        column("column_number"),
        column("column_tells"),
        bubble.explain(
          el("span", { class: "lse-scale" }, ...ends),
          words.scale_help,
          "lse-scale-term",
        ),
      ),
      ...used.map((dim) => this.makeRow(dim)),
    );
    if (rest.length)
      this.table.append(
        el(
          "details",
          { class: "lse-unused", "data-testid": "unused" },
          el(
            "summary",
            {},
            rest.length === 1 ? words.unused_one : fill(words.unused, { count: rest.length }),
          ),
          el("p", { class: "lse-small" }, words.unused_help),
          ...rest.map((dim) => this.makeRow(dim)),
        ),
      );
    return this.table;
  }

  /** @param {TraversalsData["dims"][number]} told */
  makeRow({ index: dim, kl, factor, share }) {
    const { words } = this.data,
      { cursor } = this,
      name = `z${dim + 1}`,
      bar = el("span", { class: "lse-tells-fill" });
    bar.style.width = `${(100 * share).toFixed(1)}%`;
    const number = {
      dim,
      center: 0,
      low: -REACH,
      high: REACH,
      limits: cursor.limits(0),
      step: cursor.stepSize,
      decimals: cursor.decimals,
    };
    return this.traversals.add(number, (row, pictures) => {
      row.field.setAttribute("aria-describedby", this.problem.id);
      return el(
        "div",
        { class: "lse-number-row", "data-testid": `traversal-${name}` },
        el("div", { class: "lse-axis" }, axisName(name)),
        el(
          "div",
          { class: "lse-tells", title: fill(words.kl, { kl: formatNumber(kl) }) },
          el(
            "span",
            {},
            factor ? fill(words.share, { factor, share: Math.round(100 * share) }) : words.nothing,
          ),
          el("span", { class: "lse-tells-track" }, bar),
        ),
        pictures,
        row.field,
      );
    });
  }

  /** @param {() => boolean} isStale */
  async load(isStale) {
    const { data } = this,
      network = buildNetwork(data.network, await fetchBytes(data.weights_url));
    if (isStale()) return;
    this.network = network;
    this.note.remove();
    this.schedule();
  }

  relayout() {
    if (!this.traversals || !this.isResized()) return;
    const { clientWidth: width } = this.root,
      narrow = width < NARROW,
      count = narrow ? 7 : 11;
    this.setLengths({ u: width >= 1400 ? 1.2 : 1 });
    this.root.dataset.columns = narrow ? "1" : "2";
    this.root.style.setProperty("--picture", `${this.shape.side(narrow ? 100 : 200)}px`);
    this.root.style.setProperty("--cells", String(count));
    this.traversals.resize(count);
    this.schedule();
  }

  repaint() {
    this.shownZ = null;
    this.traversals.repaint();
    this.schedule();
  }

  // The picture at z and the sliders in the same frame, then as many pictures of the rows as there is
  // time for.
  frame() {
    const { network, cursor, traversals, theme } = this;
    if (!network || this.hasFailed) return;
    const begin = performance.now(),
      gliding = cursor.advance(),
      { z } = cursor;
    if (this.shownZ !== z) {
      this.shownZ = z;
      drawPicture(this.picture, network.decode(z), theme);
      traversals.show(z);
      this.root.dataset.z = z.map((v) => Number(v.toFixed(4))).join(",");
      this.root.dataset.ready = "1";
    }
    if (traversals.work(network, theme, begin + STRIP_BUDGET) || gliding) this.schedule();
  }
}

export default mountAs(TraversalRows);
