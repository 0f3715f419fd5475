// Two planes under one cursor. What happens between a drag and the pictures: read `frame` below.
//
// They hold both places and the ends of the walk; the page hears of them only when a hand lets go.

import { READ_REST } from "../../../js/shared/network/reader.js";
import { Pace } from "../../../js/shared/page/pace.js";
import { mountAs, Shell } from "../../../js/shared/page/shell.js";
import { ImageShape } from "../../../js/shared/pictures/image_shape.js";
import { assemble, makeWalk } from "./assemble.js";
import { fetchPair } from "./fetching.js";
import { resize } from "./frame/resize.js";
import { imageAtBoth, takeFiles, takeFromPython } from "./from_python.js";
import { workLate } from "./late_work.js";
import { drawPlanes, showPositions } from "./showing.js";
import { follow } from "./side/link.js";
import { WalkEnds } from "./walk/way/ends.js";

const KEY_REST = 250; // ms after the last key press before Python hears of it
const FIRST_WALK = 250; // px, until the walk is there to be measured

/** @extends {Shell<TwoPlanesData>} */
class TwoPlanes extends Shell {
  // Made by assemble.js.
  /** @type {string[]} */
  names;
  /** @type {[import("./side/plane_side.js").PlaneSide, import("./side/plane_side.js").PlaneSide]} */
  sides;
  /** @type {import("./frame/images.js").Images} */
  images;
  /** @type {import("./frame/duo_controls.js").DuoControls} */
  controls;
  /** @type {import("./frame/calm_status.js").CalmStatus} */
  status;
  /** @type {{stop(): void}[]} */
  gestures;
  size;

  constructor(parent) {
    super(parent, "the two planes", {
      class: "lse lse-two",
      role: "group",
      "data-testid": "two-planes",
    });
    this.watchRoom();
  }

  close() {
    this.status?.drop();
    clearTimeout(this.commitTimer);
    this.walk?.drop();
    this.walk = null;
    this.isReady = false;
  }

  isOther(before) {
    return nameOf(this.data) !== nameOf(before);
  }

  leaveWindow() {
    for (const gesture of this.gestures) gesture.stop();
  }

  // ---- a pair is opened: build at the final size, then fetch ---------------------------

  build() {
    const { data } = this;
    this.link = data.link;
    this.layer = data.layer;
    this.path = data.path;
    this.ends = new WalkEnds(data.ends);
    this.shape = new ImageShape(data.image_shape);
    this.shape.setShares(this.root);
    this.image = null;
    this.driver = 0;
    this.held = null;
    this.drawing = false;
    this.hand = null;
    this.way = null;
    this.turn = 0;
    this.sized = null;
    this.reader = null;
    this.readings = new Pace(READ_REST);
    this.lastSent = null;
    this.walkHeight = FIRST_WALK;
    this.t = null;
    this.clear(data.words.title);
    assemble(this);
    this.controls.paint(this.theme);
    this.showChoices();
    this.relayout();
  }

  async load(isStale) {
    const reader = await fetchPair(this, isStale);
    if (isStale()) return;
    this.reader = reader;
    for (const side of this.sides) side.stage.showLoading(1, side.side.n);
    this.isReady = true;
    this.root.explorer = this;
    this.walk = makeWalk(this);
    this.image = imageAtBoth(this);
    takeFiles(this);
    this.showLayer();
    this.relayout();
    this.schedule();
  }

  // ---- what Python sends --------------------------------------------------------------

  takeFromPython() {
    takeFromPython(this);
  }

  receive() {
    if (this.isReady) takeFiles(this);
    this.relayout(); // other parts may be shown
  }

  sendEnds() {
    if (this.ends.send(this.walk, this.sides, this.data))
      this.images.showEnds(this.ends.images, this.theme);
  }

  // ---- choices ------------------------------------------------------------------------

  setLink(name) {
    this.link = name;
    this.send("link", name);
    this.showChoices();
    if (this.isReady) {
      this.moveTo(this.driver, this.sides[this.driver].z);
      this.commit();
    }
  }

  setLayer(name) {
    this.layer = name;
    this.send("layer", name);
    this.showChoices();
    this.showLayer();
    this.schedule();
  }

  setPath(name) {
    if (name !== this.path) this.send("path", name);
    this.path = name;
    this.setDrawing(name === "hand" && !this.hand);
    this.schedule();
  }

  setDrawing(on) {
    this.drawing = on;
    this.root.toggleAttribute("data-drawing", on);
    this.showChoices();
  }

  showChoices() {
    const { controls, root, link, layer, drawing } = this;
    controls.show(link, layer, drawing);
    root.dataset.link = link;
    root.dataset.layer = layer;
    for (const side of this.sides) side.plane.touch("tiles");
  }

  showLayer() {
    for (const side of this.sides) {
      side.facts.legend.show(this.layer, side.shade);
      side.plane.touch("tiles");
      if (side.shade) side.facts.legend.showValue(side.shade, side.z);
    }
  }

  filterChanged() {
    for (const side of this.sides) side.plane.touch("points");
    this.schedule();
  }

  repaint() {
    const { theme } = this;
    this.controls.paint(theme);
    for (const side of this.sides) side.plane.touch("tiles", "points");
    if (!this.isReady) {
      this.schedule();
      return;
    }
    this.walk.setTheme(theme);
    this.images.showEnds(this.ends.images, theme);
    this.schedule();
  }

  relayout() {
    if (resize(this)) this.draw(); // now, not a frame later: a resized canvas is blank until it is drawn
  }

  // ---- the cursors ----------------------------------------------------------------------

  // The hand is at z on one plane; the other follows.
  moveTo(index, z) {
    const from = this.sides[index],
      to = this.sides[1 - index],
      followed = follow(this.link, from, to, z, this.controls.legend.allowed);
    from.z = z;
    to.z = followed.z;
    this.driver = index;
    this.image = followed.image;
    this.walk.leave();
    this.schedule();
  }

  hold(index, held) {
    this.held = held ? index : null;
    this.schedule();
  }

  stepOn(side, axis, steps) {
    this.stepTo(side, side.z.with(axis, round(side.z[axis] + steps * side.step)));
  }
  stepTo(side, z) {
    if (!this.isReady) return;
    this.moveTo(side.index, z);
    for (const each of this.sides) this.reveal(each);
    this.commitSoon();
  }
  reveal(side) {
    if (side.index === this.driver && side.view.reveal(side.z)) side.viewChanged();
  }

  // A place on the walk, on both planes.
  place(t, codes) {
    this.sides.forEach((side, index) => {
      side.z = [...codes[index]];
    });
    this.t = t;
    this.image = null;
    this.schedule();
    this.commitSoon();
  }

  // The one message to Python: both places, when the hand lets go.
  commitSoon() {
    clearTimeout(this.commitTimer);
    this.commitTimer = setTimeout(() => this.commit(), KEY_REST);
  }
  commit() {
    clearTimeout(this.commitTimer);
    const at = [...this.sides.map(({ z }) => z.map(round)), this.image],
      message = JSON.stringify([at.slice(0, 2), this.image]);
    if (message === this.lastSent) return;
    this.lastSent = message;
    this.send("at", at);
  }

  // ---- the walk: its ends, and a way drawn by hand ------------------------------------------

  endsOn(index) {
    return this.ends.codes[index];
  }

  // ---- the frame ---------------------------------------------------------------------------

  schedule() {
    this.changed = true;
    super.schedule();
  }

  frame() {
    if (!this.size || this.hasFailed) return;
    const begin = performance.now();
    if (this.isReady) {
      for (const side of this.sides) {
        if (side.z === side.shownZ && this.theme === side.shownTheme) continue;
        side.show(this.theme);
        side.shownZ = side.z;
        side.shownTheme = this.theme;
        side.unread = this.reader !== null;
        this.placed = true;
      }
      if (this.placed) showPositions(this);
    }
    if (this.changed) this.draw();
    this.changed = false;
    if (this.isReady && workLate(this, begin)) super.schedule(); // nothing to draw anew
  }

  draw() {
    drawPlanes(this);
  }
}

/** @param {TwoPlanesData} data */
function nameOf({ sides, recogniser_url: reader }) {
  return JSON.stringify([
    reader,
    ...sides.map((side) => [side.run, side.weights_url, side.codes_url]),
  ]);
}
function round(v) {
  return Math.round(v * 1e6) / 1e6;
}

export default mountAs(TwoPlanes);
