// What happens between a drag and the picture: read `frame` below.
//
// The explorer holds z; the page hears of it only on release (`commit`). Python may move z as well
// (a link, a button): it then raises `rev`.

import { referenceGaussian } from "../../../js/shared/latent/codes.js";
import { Neighbours } from "../../../js/shared/latent/neighbours.js";
import { NeighboursInSpace } from "../../../js/shared/latent/neighbours_in_space.js";
import { makeSection } from "../../../js/shared/latent/section.js";
import { ClassField, Support } from "../../../js/shared/latent/support.js";
import { READ_REST, Reader } from "../../../js/shared/network/reader.js";
import { Pace } from "../../../js/shared/page/pace.js";
import { differs, mountAs, Shell } from "../../../js/shared/page/shell.js";
import { ImageShape } from "../../../js/shared/pictures/image_shape.js";
import { Cursor } from "../../../js/shared/plane/cursor.js";
import { View } from "../../../js/shared/plane/view.js";
import { assemble } from "./assemble.js";
import { fetchRun } from "./fetching.js";
import { Originals } from "./pictures/hover.js";
import { makeTiles } from "./pictures/manifold.js";
import { receiveOriginals, showNearest } from "./pictures/nearest.js";
import { tellLabel } from "./pictures/told.js";
import { resize } from "./resize.js";
import { modeOf, sendAxes, takeAxes, toSpaceOrBack, useSection } from "./sectioning.js";
import { drawPlane, lookOf, showZ } from "./showing.js";

const TILE_BUDGET = 5; // ms a frame for decoding tiles; less while dragging
const STRIP_BUDGET = 5; // ms a frame for the pictures over the sliders
const READ_EVERY = 50; // ms between two readings of the picture, at least
const RELOAD = ["run", "weights_url", "codes_url"];

/** @extends {Shell<ExplorerData>} */
class Explorer extends Shell {
  // Made by assemble.js.
  /** @type {import("../../../js/shared/plane/stage.js").Stage} */
  stage;
  /** @type {import("../../../js/shared/page/controls.js").ModeSwitch} */
  modes;
  /** @type {import("../../../js/shared/page/controls.js").Legend} */
  legend;
  /** @type {HTMLElement} */
  actions;
  /** @type {import("../../../js/shared/page/panel.js").Panel} */
  panel;
  /** @type {import("./dimensions/sliders.js").Sliders | null} */
  sliders;
  /** @type {import("./dimensions/numbers.js").Numbers | null} */
  numbers;
  /** @type {import("./dimensions/axes_choice.js").AxesChoice | null} */
  axes;
  /** @type {import("./pictures/pairs.js").Pairs} */
  pairs;
  /** @type {HTMLElement} */
  status;
  /** @type {import("../../../js/shared/plane/plane.js").Plane} */
  plane;
  /** @type {import("./pictures/hover.js").Hover} */
  hover;
  /** @type {{stop(): void}} */
  gestures;
  // Set by resize.js, sectioning.js and showing.js.
  size;
  /** @type {PlaneGaussian} */
  rings;
  turnTimer;
  heldTimer;
  statusTimer;

  constructor(parent) {
    super(parent, "the live plane", { class: "lse", "data-testid": "latent-explorer" });
    this.mode = "points";
  }

  close() {
    this.hover?.drop();
    this.cursor?.drop();
    this.numbers?.drop();
    for (const timer of [this.statusTimer, this.heldTimer, this.turnTimer]) clearTimeout(timer);
  }

  isOther(before) {
    return differs(this.data, before, RELOAD);
  }

  takeFromPython() {
    takeAxes(this, this.data.axes);
    this.cursor.takeFromPython(this.data.z);
  }

  receive(before) {
    if (before.label !== this.data.label) tellLabel(this);
    receiveOriginals(this);
  }

  leaveWindow() {
    this.gestures.stop();
  }

  // ---- a run is opened: build the page at its final size, then fetch --------------

  build() {
    const { data } = this;
    this.shownZ = null;
    this.originals = new Originals();
    this.codes = null;
    this.network = null;
    this.reader = null;
    this.readings = new Pace(READ_REST);
    this.unread = false;
    this.points = null;
    this.tiles = null;
    this.support = null;
    this.onPlane = null;
    this.lastView = null;
    this.sized = null;
    this.clear();
    this.root.dataset.run = data.run;
    this.shape = new ImageShape(data.image_shape);
    this.shape.setShares(this.root);
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
    (this.sliders ?? this.numbers.traversals).show(this.cursor.z);
    this.relayout();
    this.showMode(this.mode);
    this.follow(); // a link may lead to a place beyond the first view
  }

  async load(isStale) {
    const { data } = this;
    this.stage.showLoading(0, data.n);
    const onProgress = (fraction) => {
      if (!isStale() && !this.network) this.stage.showLoading(fraction, data.n);
    };
    const { codes, network, recogniser } = fetchRun(data, onProgress);
    const arrived = await codes;
    if (isStale()) return;
    this.showCodes(arrived); // the cloud is there before the weights are
    const decoder = await network;
    if (isStale()) return;
    this.network = decoder;
    tellLabel(this);
    this.root.explorer = {
      decode: (z) => decoder.decode(z).slice(),
      network: decoder,
      codes: arrived,
      view: this.view,
      cursor: this.cursor,
      manifest: data.network,
      section: () => this.section,
    };
    makeTiles(this);
    this.stage.showLoading(1, data.n);
    receiveOriginals(this);
    this.schedule();
    try {
      const reader = await recogniser;
      if (isStale() || !reader) return;
      this.reader = new Reader(reader);
      this.unread = true;
      this.schedule();
    } catch (error) {
      console.warn("Latent Space Explorer: no recogniser.", error);
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

  // ---- size and theme ----------------------------------------------------------

  relayout() {
    if (!resize(this)) return;
    if (this.network) makeTiles(this);
    this.hover.drop();
    this.viewChanged();
    drawPlane(this); // now, not a frame later: a resized canvas is blank until it is drawn
  }

  repaint() {
    const { theme } = this;
    this.tiles?.recolour(theme);
    this.legend.paint(theme);
    this.numbers?.traversals.repaint();
    this.plane.touch("tiles", "points", "scene");
    this.shownZ = null;
    showNearest(this);
    this.schedule();
  }

  // By hand: Python hears of it where the link says so.
  setMode(mode) {
    const before = this.mode;
    this.showMode(mode);
    if (mode !== before && [mode, before].includes("space")) sendAxes(this);
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

  // ---- the frame ---------------------------------------------------------------

  frame() {
    if (!this.size || this.hasFailed) return;
    const gliding = this.cursor.advance(),
      begin = performance.now(),
      { z } = this.cursor;
    const moved = this.network && (!this.shownZ || z.some((v, dim) => v !== this.shownZ[dim]));
    const paved = this.mode === "manifold" || this.mode === "both";
    if (moved) showZ(this, z);
    if (this.tiles && paved) {
      const budget = this.cursor.held || gliding ? TILE_BUDGET / 2 : TILE_BUDGET;
      const made = this.tiles.work(this.view, begin + budget);
      if (!this.plane.stale.tiles) this.plane.addTiles(made, lookOf(this));
    }
    drawPlane(this);
    let busy = false;
    if (this.network && this.field) {
      busy = this.field.work(z, performance.now() + 2);
      this.sliders.showStrips(this.field, z, this.theme);
    } else if (this.network)
      busy = this.numbers.traversals.work(this.network, this.theme, begin + STRIP_BUDGET);
    busy = this.readPicture() || busy;
    if (gliding || busy || (paved && this.tiles?.pending)) this.schedule();
  }

  // What the recogniser takes the picture for, some times a second; true while it is still to come.
  readPicture() {
    if (!this.reader || !this.unread || !this.shownZ) return false;
    if (!this.readings.isDue(READ_EVERY)) return true;
    this.unread = false;
    // Decoded again: tiles may have used the network since.
    this.readings.timed(() =>
      this.panel.showReading(this.reader.best(this.network.decode(this.shownZ))),
    );
    return false;
  }
}

export default mountAs(Explorer);
