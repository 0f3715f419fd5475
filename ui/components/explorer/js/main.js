// What happens between a drag and the picture: read `frame` below.
//
// One Explorer a mount. It holds z; the page hears of it only on release (`commit`).
// Python may move z as well (a link, a button): it then raises `rev`, and only a new
// `rev` is listened to, so a late answer from the server never pulls the cursor back.

import { codeOf, placeOf, referenceGaussian } from "../../js/shared/latent/codes.js";
import { Neighbours } from "../../js/shared/latent/neighbours.js";
import { NeighboursInSpace } from "../../js/shared/latent/neighbours_in_space.js";
import { makeSection } from "../../js/shared/latent/section.js";
import { ClassField, Support } from "../../js/shared/latent/support.js";
import { el, formatNumber, icon, setText } from "../../js/shared/page/dom.js";
import { readTheme } from "../../js/shared/page/theme.js";
import { Cursor } from "../../js/shared/plane/cursor.js";
import { View } from "../../js/shared/plane/view.js";
import { assemble } from "./assemble.js";
import { fetchRun } from "./fetching.js";
import { Originals } from "./pictures/hover.js";
import { Tiles } from "./pictures/tiles.js";
import { resize } from "./resize.js";
import { modeOf, takeAxes, tellAxes, toSpaceOrBack, useSection } from "./sectioning.js";

const TILE_BUDGET = 5; // ms a frame for decoding tiles; less while dragging
const STRIP_BUDGET = 5; // ms a frame for the pictures over the sliders
const HELD_REST = 150; // ms of rest before the manifold follows a number it does not show
const STATUS_REST = 700; // ms of rest before screen readers hear where the cursor is
const RELOAD = ["run", "weights_url", "codes_url"];

class Explorer {
  constructor(parent) {
    this.root = el("div", { class: "lse", "data-testid": "latent-explorer", "data-ready": "0" });
    this.style = el("style", {}, STYLESHEET); // put in front of all files by bundle.py
    parent.append(this.style, this.root);
    this.mode = "points";
    this.generation = 0;
    this.observer = new ResizeObserver(() => this.relayout());
    this.observer.observe(this.root);
    this.onWindow = () => this.relayout();
    this.onAway = () => this.gestures?.stop();
    window.addEventListener("resize", this.onWindow);
    window.addEventListener("blur", this.onAway);
  }

  destroy() {
    this.generation++;
    cancelAnimationFrame(this.raf);
    this.hover?.drop();
    this.cursor?.drop();
    this.numbers?.drop();
    for (const timer of [this.statusTimer, this.heldTimer, this.turnTimer]) clearTimeout(timer);
    this.observer.disconnect();
    window.removeEventListener("resize", this.onWindow);
    window.removeEventListener("blur", this.onAway);
    this.root.remove();
    this.style.remove();
  }

  // Called by Streamlit with new data or a new theme.
  update({ data, setStateValue }) {
    this.send = setStateValue;
    const theme = readTheme(this.root);
    if (!this.data || RELOAD.some((name) => data[name] !== this.data[name])) {
      this.theme = theme;
      this.open(data);
      return;
    }
    this.data = data;
    if (this.root.dataset.fallback) return;
    if (theme.id !== this.theme.id) this.repaint(theme);
    if (data.rev !== this.rev) {
      this.rev = data.rev;
      takeAxes(this, data.axes);
      this.cursor.takeFromPython(data.z);
    }
    this.receiveOriginals();
  }

  // ---- a run is opened: build the page at its final size, then fetch --------------

  open(data) {
    const generation = ++this.generation;
    this.hover?.drop();
    this.cursor?.drop();
    this.numbers?.drop();
    this.data = data;
    this.rev = data.rev;
    this.shownZ = null;
    this.originals = new Originals();
    this.codes = null;
    this.network = null;
    this.points = null;
    this.tiles = null;
    this.support = null;
    this.onPlane = null;
    this.lastView = null;
    this.root.dataset.ready = "0";
    this.root.dataset.run = data.run;
    delete this.root.dataset.fallback;
    this.gaussian = data.kind === "ae" ? null : referenceGaussian(data.kind, data.dim); // an autoencoder's needs its codes
    this.section = makeSection(data.axes, data);
    this.rings = this.gaussian?.within(this.section) ?? null;
    this.mode = modeOf(data.axes, this.mode);
    this.view = new View({ center: this.section.project(data.view.center), half: data.view.half });
    this.cursor = new Cursor(data.view, data.z, {
      moved: () => this.schedule(),
      follow: () => this.follow(),
      commit: (z) => this.send("z", [z, performance.now()]),
    });
    assemble(this);
    (this.sliders ?? this.numbers).show(this.cursor.z);
    this.sized = null;
    this.relayout();
    this.showMode(this.mode);
    this.follow(); // a link may lead to a place beyond the first view
    this.load(generation).catch((error) => {
      if (generation === this.generation) this.fail(error);
    });
  }

  async load(generation) {
    const { data } = this,
      stale = () => generation !== this.generation;
    this.stage.showLoading(0, data.n);
    this.network = null;
    const onProgress = (fraction) => {
      if (!stale() && !this.network) this.stage.showLoading(fraction, data.n);
    };
    const { codes, network } = fetchRun(data, onProgress);
    const arrived = await codes;
    if (stale()) return;
    this.showCodes(arrived); // the cloud is there before the weights are
    const decoder = await network;
    if (stale()) return;
    this.network = decoder;
    this.root.explorer = {
      decode: (z) => decoder.decode(z).slice(),
      network: decoder,
      codes: arrived,
      view: this.view,
      cursor: this.cursor,
      manifest: data.network,
    };
    this.root.explorer.section = () => this.section;
    this.makeTiles();
    this.stage.showLoading(1, data.n);
    this.receiveOriginals();
    this.schedule();
    if (this.toldFallback) {
      this.toldFallback = false;
      this.send("fallback", false);
    }
  }

  showCodes(codes) {
    const { data } = this;
    this.codes = codes;
    codes.rows = { half: data.view.half, count: data.classes.length };
    this.gaussian = referenceGaussian(data.kind, data.dim, codes);
    const neighbours = data.dim === 2 ? new Neighbours(codes) : new NeighboursInSpace(codes);
    this.onPlane = data.dim === 2 ? neighbours : null;
    this.support = new Support(neighbours, data.support, data.classes.length);
    this.field = data.dim === 2 ? new ClassField(this.support, data.view) : null;
    useSection(this, this.section);
  }

  // The live part cannot start: say so here, and let Python show native sliders.
  fail(error) {
    console.warn("Latent Space Explorer: the live plane could not start.", error);
    this.root.dataset.fallback = "1";
    this.root.replaceChildren(
      el(
        "div",
        { class: "lse-notice", role: "alert" },
        icon("info"),
        el("span", {}, this.data.words.fallback),
      ),
    );
    this.toldFallback = true;
    this.send("fallback", true);
  }

  makeTiles() {
    const size = 28 * (this.size?.unit ?? 1),
      count = Math.max(1, Math.round(Math.min(this.view.width, this.view.height) / size));
    if (this.tiles?.count === count) return;
    this.tiles = new Tiles(
      this.view.home,
      count,
      this.network,
      this.support,
      this.theme,
      this.section,
      this.cursor.z,
    );
    this.plane.touch("tiles");
  }

  // ---- size and theme ----------------------------------------------------------

  relayout() {
    if (!this.stage || this.root.dataset.fallback || !resize(this)) return;
    if (this.network) this.makeTiles();
    this.hover.drop();
    this.viewChanged();
    this.drawPlane(); // now, not a frame later: a resized canvas is blank until it is drawn
  }

  repaint(theme) {
    this.theme = theme;
    this.tiles?.recolour(theme);
    this.legend.paint(theme);
    this.numbers?.repaint();
    this.plane.touch("tiles", "points", "scene");
    this.shownZ = null;
    this.showNearest();
    this.schedule();
  }

  // By hand: Python hears of it where the link says so.
  setMode(mode) {
    const before = this.mode;
    this.showMode(mode);
    if (mode !== before && [mode, before].includes("space")) tellAxes(this);
  }

  showMode(mode) {
    const before = this.mode;
    this.mode = mode;
    this.root.dataset.mode = mode;
    this.modes.show(mode);
    this.hover.drop();
    if (mode === "space" || before === "space") toSpaceOrBack(this, mode);
    this.plane.touch("points", "scene");
    this.schedule();
  }

  nextMode() {
    this.setMode(this.modes.after(this.mode));
  }

  filterChanged() {
    this.hover.drop();
    this.plane.touch("tiles", "points");
    this.schedule();
  }

  viewChanged() {
    this.axesStale = true;
    this.plane.touch("tiles", "points", "scene");
    this.schedule();
  }

  // ---- the view ------------------------------------------------------------------

  zoom(factor, x, y) {
    if (!this.view.canZoom(factor)) return false;
    this.view.zoomAt(factor, x, y);
    this.hover.drop();
    this.viewChanged();
    return true;
  }
  follow() {
    if (this.view.reveal(this.section.project(this.cursor.z))) this.viewChanged();
  }
  resetView() {
    this.view.reset();
    this.hover.drop();
    this.viewChanged();
  }

  // ---- test images --------------------------------------------------------------

  // Originals that Python sent: of the nearest images, and of the dot that was asked for.
  receiveOriginals() {
    const { nearest, peek } = this.data;
    this.originals.receive([...(nearest?.items ?? []), ...(peek ? [peek] : [])]);
    this.showNearest();
    this.hover.refresh();
  }

  showNearest() {
    const { nearest } = this.data;
    if (!this.network || !nearest) return;
    const decoded = (index) => this.network.decode(codeOf(this.codes, index));
    this.pairs.show(
      nearest.items,
      (index) => this.originals.get(index) ?? null,
      decoded,
      this.theme,
    );
    this.nearestIsOld();
  }

  // While the cursor is elsewhere, the pairs belong to where it was: shown paler.
  nearestIsOld() {
    const at = this.data.nearest?.z,
      { z } = this.cursor;
    const old = !at || distance(at, z) > 1e-3 * this.data.view.half;
    if (this.pairs.node.dataset.old !== String(old)) this.pairs.node.dataset.old = String(old);
  }

  // ---- the frame ---------------------------------------------------------------

  schedule() {
    this.raf ||= requestAnimationFrame(() => {
      this.raf = 0;
      this.frame();
    });
  }

  frame() {
    if (!this.size || this.root.dataset.fallback) return;
    const gliding = this.cursor.advance(),
      begin = performance.now(),
      { z } = this.cursor;
    const moved = this.network && (!this.shownZ || z.some((v, dim) => v !== this.shownZ[dim]));
    const paved = this.mode === "manifold" || this.mode === "both";
    if (moved) this.showZ(z);
    if (this.tiles && paved) {
      const budget = this.cursor.held || gliding ? TILE_BUDGET / 2 : TILE_BUDGET;
      const made = this.tiles.work(this.view, begin + budget);
      if (!this.plane.stale.tiles) this.plane.addTiles(made, this.look());
    }
    this.drawPlane();
    let busy = false;
    if (this.network && this.field) {
      busy = this.field.work(z, performance.now() + 2);
      this.sliders.showStrips(this.field, z, this.theme);
    } else if (this.network)
      busy = this.numbers.work(this.network, this.theme, begin + STRIP_BUDGET);
    if (gliding || busy || (paved && this.tiles?.pending)) this.schedule();
  }

  // z to picture, verdict, bars, sliders, pills: all in the same frame.
  showZ(z) {
    this.shownZ = z;
    const p = this.section.project(z),
      { decimals } = this.cursor,
      picture = this.network.decode(z);
    this.panel.showPicture(picture, this.theme);
    const place = this.support.at(z);
    this.panel.showPlace(place, this.gaussian.sigmas(z), this.theme);
    this.numbers?.here.show(picture, place, this.theme);
    (this.sliders ?? this.numbers).show(z);
    this.stage.showPills(this.view, p, decimals);
    this.nearestIsOld();
    this.root.dataset.z = z.map((v) => Number(v.toFixed(4))).join(",");
    this.root.dataset.ready = "1";
    const where = this.section.names
      .slice(0, this.section.isLine ? 1 : 2)
      .map(([name], axis) => `${name} ${formatNumber(p[axis], decimals)}`)
      .join(", ");
    this.panel.picture.setAttribute("aria-label", where);
    clearTimeout(this.statusTimer);
    this.statusTimer = setTimeout(
      () => setText(this.status, this.panel.sentence(where, place)),
      STATUS_REST,
    );
    if (this.data.dim > 2) this.holdTiles();
  }

  // A number that the plane does not show has moved: the manifold follows when the hand rests.
  holdTiles() {
    clearTimeout(this.heldTimer);
    this.heldTimer = setTimeout(() => {
      const { tiles, section, cursor } = this,
        foot = (z) => section.lift([0, 0], z);
      if (!tiles || distance(foot(tiles.z), foot(cursor.z)) < 1e-4 * this.data.view.half) return;
      tiles.hold(cursor.z);
      this.plane.touch("scene");
      this.schedule();
    }, HELD_REST);
  }

  look() {
    return {
      mode: this.mode,
      theme: this.theme,
      allowed: this.legend.allowed,
      dotRadius: this.size.dotRadius,
      points: this.points,
      tiles: this.tiles,
      rings: this.rings,
      section: this.section,
    };
  }

  drawPlane() {
    if (this.axesStale) {
      this.axesStale = false;
      this.stage.showAxes(this.view, this.size);
      this.stage.showPills(this.view, this.section.project(this.cursor.z), this.cursor.decimals);
    }
    this.stage.showHints(this.mode, !this.view.isHome);
    this.plane.drawScene(this.look());
    const dot = this.hover.dot && {
      place: placeOf(this.codes, this.hover.dot.index),
      colour: this.theme.classColour(this.hover.dot.label),
    };
    const lines = this.mode === "space" ? 0 : this.section.isLine ? 1 : 2;
    const cursor = this.network && {
      place: this.section.project(this.cursor.z),
      held: this.cursor.held,
      lines,
    };
    this.plane.compose(this.theme, cursor, dot);
  }
}

function distance(a, b) {
  return Math.hypot(...a.map((v, dim) => v - b[dim]));
}

const explorers = new WeakMap();

export default function (component) {
  const { parentElement } = component;
  if (!explorers.has(parentElement)) explorers.set(parentElement, new Explorer(parentElement));
  explorers.get(parentElement).update(component);
  return () => {
    explorers.get(parentElement)?.destroy();
    explorers.delete(parentElement);
  };
}
