// The bound. What happens between a move of q and what is seen: read `frame` below.
//
// The server has summed over the grid; here q is held, moved and measured. Python hears of it on
// release only.
import { readCodes } from "../../../js/shared/latent/codes.js";
import { fetchBytes } from "../../../js/shared/network/bytes.js";
import { buildNetwork } from "../../../js/shared/network/interpreter.js";
import { fill, formatNumber, setText } from "../../../js/shared/page/dom.js";
import { differs, mountAs, pixelRatio, Shell } from "../../../js/shared/page/shell.js";
import { readOriginal } from "../../../js/shared/pictures/pictures.js";
import { Points } from "../../../js/shared/plane/points.js";
import { assemble } from "./assemble.js";
import { bestEllipse } from "./measures/best.js";
import { PosteriorGrid } from "./measures/grid.js";
import { sizes } from "./sizes.js";

const GLIDE = 200; // ms from here to the ellipse of a button
const REST = 250; // ms after the last key press before Python hears of q
const READ_REST = 700; // ms of rest before screen readers hear the gap
const ASIDE = 3; // sigma
const NARROWEST = 0.6; // cells: of a narrower q the cells would show nothing
const NUMBERS = /** @type {const} */ (["m1", "m2", "s1", "s2", "angle"]);
const RELOAD = ["joint_url", "weights_url", "codes_url", "image", "probe", "gallery", "projector"];

/** @extends {Shell<BoundData>} */
class Bound extends Shell {
  // Made by assemble.js.
  /** @type {import("./plane.js").PosteriorPlane} */
  plane;
  /** @type {import("./handles.js").Handles} */
  handles;
  /** @type {import("./bars.js").Bars} */
  bars;
  /** @type {import("./pictures.js").Pictures} */
  pictures;
  /** @type {import("./controls.js").Fits} */
  fits;
  /** @type {import("./controls.js").Gallery} */
  gallery;
  /** @type {HTMLElement} */
  status;

  constructor(parent) {
    super(parent, "the bound", { class: "lse lse-bound", role: "group", "data-testid": "bound" });
  }

  isOther(before) {
    return differs(this.data, before, RELOAD);
  }

  close() {
    clearTimeout(this.restTimer);
    clearTimeout(this.readTimer);
    this.handles?.drop();
  }

  build() {
    const { data } = this,
      [m1, m2] = data.mu,
      [s1, s2] = data.sigma;
    this.grid = null;
    this.sized = null;
    this.glide = null;
    this.shown = null;
    /** @type {import("./measures/grid.js").Ellipse} */
    this.q = this.encoder = { m1, m2, s1, s2, angle: 0 };
    this.by = "encoder";
    this.best = {};
    this.clear(data.words.title);
    assemble(this);
    this.relayout();
  }

  async load(isStale) {
    const { data } = this;
    const [joint, network, codes] = await Promise.all([
      fetchBytes(data.joint_url),
      fetchBytes(data.weights_url).then((buffer) => buildNetwork(data.network, buffer)),
      fetchBytes(data.codes_url).then((buffer) => readCodes(buffer, data.n, 2)),
    ]);
    if (isStale()) return;
    this.grid = new PosteriorGrid(data.first, data.step, new Float32Array(joint));
    this.q = this.encoder = this.within(this.encoder);
    // A place to look at starts away from the ink.
    if (data.probe) {
      const { m1, m2, s1, s2 } = this.encoder;
      this.q = this.within({ ...this.encoder, m1: m1 - ASIDE * s1, m2: m2 + ASIDE * s2 });
    }
    this.atEncoder = this.grid.bound(this.encoder);
    this.plane.open(this.grid, new Points(codes, 10));
    this.pictures.open(this.grid, network, readOriginal(data.image));
    this.root.bound = this; // for tests
    this.sized = null;
    this.relayout();
  }

  // ---- size, theme, new data -----------------------------------------------------

  relayout() {
    const width = this.root.clientWidth,
      ratio = pixelRatio();
    if (!this.isResized(window.innerHeight, ratio)) return;
    const size = sizes(width, ratio, this.data.projector, this.data.gallery.length > 0);
    this.setLengths(size.lengths);
    Object.assign(this.root.dataset, {
      columns: size.columns,
      projector: this.data.projector ? "1" : "0",
      tight: size.isTight ? "1" : "0",
    });
    this.plane.resize(size);
    this.bars.resize(size);
    this.repaint();
    this.frame(); // now, not a frame later: a resized canvas is blank until it is drawn
  }

  repaint() {
    this.shown = null;
    this.gallery.paint(this.theme);
    if (!this.grid) return;
    this.plane.paint(this.theme);
    this.pictures.paint(this.theme);
    this.schedule();
  }

  receive() {
    const { data } = this;
    this.fits.offer(data.fits);
    this.gallery.show(data.chosen, data.hidden.includes("gaps"));
    this.shown = null;
    this.schedule();
  }

  leaveWindow() {
    this.handles.drop();
  }

  // ---- q ---------------------------------------------------------------------------

  // As the grid can hold it.
  /** @param {import("./measures/grid.js").Ellipse} q */
  within({ m1, m2, s1, s2, angle }) {
    const { first, last, step, side } = this.grid;
    const held = (v, low, high) => Math.max(low, Math.min(high, v)),
      width = (s) => held(s, NARROWEST * step, (side * step) / 2);
    return {
      m1: held(m1, first[0], last[0]),
      m2: held(m2, first[1], last[1]),
      s1: width(s1),
      s2: width(s2),
      angle,
    };
  }

  /** @param {Partial<import("./measures/grid.js").Ellipse>} change */
  move(change) {
    if (!this.grid) return;
    this.glide = null;
    this.by = "hand";
    this.q = this.within({ ...this.q, ...change });
    this.schedule();
  }

  // To the ellipse of a button.
  /** @param {"encoder" | "upright" | "tilted"} name */
  fit(name) {
    if (!this.grid) return;
    this.best[name] ??= this.within(
      name === "encoder" ? this.encoder : bestEllipse(this.grid, name === "tilted"),
    );
    this.by = name;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.glide = {
      from: this.q,
      to: this.best[name],
      start: still ? -Infinity : performance.now(),
    };
    this.schedule();
  }

  // One frame of a glide; true while there is one.
  advance() {
    if (!this.glide) return false;
    const { from, to, start } = this.glide,
      t = Math.min(1, (performance.now() - start) / GLIDE),
      eased = 1 - (1 - t) ** 3;
    this.q =
      t === 1
        ? to
        : /** @type {import("./measures/grid.js").Ellipse} */ (
            Object.fromEntries(
              NUMBERS.map((name) => [name, from[name] + (to[name] - from[name]) * eased]),
            )
          );
    if (t === 1) {
      this.glide = null;
      this.commit();
    }
    return this.glide !== null;
  }

  // The one message to Python, when the hand lets go.
  commit() {
    clearTimeout(this.restTimer);
    if (!this.grid) return;
    const { q, by } = this,
      { kl } = this.grid.bound(q),
      drop = Math.max(this.grid.dropAt([q.m1, q.m2]), -1e6);
    this.send("q", { ...q, kl, drop, by });
  }
  commitSoon() {
    clearTimeout(this.restTimer);
    this.restTimer = setTimeout(() => this.commit(), REST);
  }

  // ---- the frame -------------------------------------------------------------------

  // q to ELBO, KL, ellipse, bars and picture: all in the same frame.
  frame() {
    if (!this.sized || this.hasFailed || !this.grid) return;
    const gliding = this.advance(),
      { q, grid, data } = this;
    if (q !== this.shown) {
      this.shown = q;
      const bound = grid.bound(q);
      this.plane.show(q, this.encoder);
      this.handles.show(q, bound, data.hidden.includes("kl"));
      this.bars.show(bound, grid.logPx, this.atEncoder, data.hidden);
      this.pictures.show([q.m1, q.m2], this.theme);
      this.fits.show(this.by);
      Object.assign(this.root.dataset, {
        logpx: grid.logPx.toFixed(5),
        elbo: bound.elbo.toFixed(5),
        kl: bound.kl.toFixed(5),
        ready: "1",
      });
      clearTimeout(this.readTimer);
      this.readTimer = setTimeout(() => this.read(bound), READ_REST);
    }
    if (gliding) this.schedule();
  }

  // One calm sentence for screen readers, when q has come to rest.
  read({ elbo, kl }) {
    const { words, hidden, probe } = this.data;
    if (probe || hidden.length) return;
    const [n, l, e] = [kl, this.grid.logPx, elbo].map((v) => formatNumber(v));
    setText(this.status, fill(words.status, { kl: n, logpx: l, elbo: e }));
  }
}

export default mountAs(Bound);
