// The walk between two images on both planes: strips, bands, figures, and one slider. What a new
// place on the way does: `go`. What a new way does: `restart`, then `work`, a bit each frame.
import { fill, formatNumber, setAttribute, setText } from "../../../../js/shared/page/dom.js";
import { assembleWalk, FINE } from "./assemble_walk.js";
import { computeWalk } from "./computing.js";
import { layWalkAxis, sizeWalk } from "./lay_out.js";
import { WalkPath } from "./way/path.js";
import { WALK_STEPS, WalkSamples } from "./way/samples.js";

const WALK_REST = 150; // ms of rest before the bands follow a way that is being moved
const BOTH = [0, 1];

export class Walk {
  // Made by assemble_walk.js.
  /** @type {HTMLElement} */
  node;
  /** @type {import("./strip/lane.js").WalkLane[]} */
  lanes;
  /** @type {HTMLInputElement} */
  range;
  /** @type {HTMLElement[]} */
  ticks;
  kinds;
  beyonds;
  /** @type {HTMLElement} */
  problem;
  /** @type {import("./figures.js").WalkFigures} */
  figures;
  /** @type {HTMLElement} */
  rows;
  // Made by lay_out.js.
  /** @type {{tiles: number, tile: number}} */
  size;
  /** @type {import("./strip/axis.js").WalkAxis} */
  axis;

  // `sides`: {name, decode(z), supportAt(z) -> {word, distance}, codeOf(index)}, twice.
  // `recognise(picture)`: a probability a class; null where there is no recogniser. `canBeRead`:
  // there can be one; else nothing is said of it.
  // `onMove(t, [z, z])` and `onPath(kind)` hear what was done here by hand. `cursors()`: [z, z].
  constructor({
    root,
    words,
    classes,
    shape,
    recognise = null,
    canBeRead,
    sides,
    onMove,
    onPath,
    cursors,
    theme,
    path = "straight",
  }) {
    this.words = words;
    this.classes = classes;
    this.shape = shape;
    this.sides = sides;
    this.onMove = onMove;
    this.onPath = onPath;
    this.cursors = cursors;
    this.canBeRead = canBeRead;
    this.kind = path;
    this.k = WALK_STEPS / 2;
    this.beyond = 0;
    this.unit = 1;
    this.tileAt = 0;
    this.paintedAt = 0;
    this.onData = [[], []];
    this.hand = [null, null];
    this.ends = null;
    this.samples = sides.map((side) => new WalkSamples(side, classes.length, recognise));
    this.names = sides.map(({ name }) => name);
    assembleWalk(this);
    root.append(this.node);
    this.setTheme(theme);
  }

  drop() {
    this.node.remove();
  }

  get t() {
    return this.k / WALK_STEPS;
  }
  // The corners of both ways, to be drawn over the planes.
  paths() {
    return this.corners ?? [[], []];
  }

  // ---- set by the two planes ---------------------------------------------------------

  // A and B: test images by index.
  setEnds(a, b) {
    if (this.ends?.[0] === a && this.ends[1] === b) return;
    this.ends = [a, b];
    this.restart(WALK_REST);
  }
  // Test images on the way from A to B, a list a side.
  setOnData(onData) {
    if (JSON.stringify(onData) === JSON.stringify(this.onData)) return;
    this.onData = onData;
    if (this.kind === "data") this.restart();
  }
  // A way drawn by hand on one plane: places in order. It is the way shown from now on.
  setHand(side, points) {
    this.hand[side] = points.length > 1 ? points : null;
    this.kind = "hand";
    this.restart(WALK_REST);
  }
  setPath(kind) {
    if (kind === this.kind) return;
    this.kind = kind;
    this.restart();
  }
  setTheme(theme) {
    this.theme = theme;
    this.hole = getComputedStyle(this.node).getPropertyValue("--lse-hole").trim();
    if (this.axis && this.ways) this.repaint();
  }
  // The cursors have left the way: the frame on the strips is not where they are.
  leave() {
    this.node.dataset.away = "true";
  }
  // Shows where the cursors are on the way, or that they are not on it.
  meet() {
    if (!this.axis || !this.ways) return;
    const cursors = this.cursors(),
      onWay = [this.k, WALK_STEPS / 2].find((k) =>
        this.ways.every((way, side) => way.isAt(k / WALK_STEPS, cursors[side])),
      );
    this.go(this.axis.within(onWay ?? this.k));
    if (onWay === undefined) this.leave();
    else delete this.node.dataset.away;
  }

  relayout(width, unit) {
    sizeWalk(this, width, unit);
    this.layAxis();
  }

  // ---- what the hand does --------------------------------------------------------------

  choose(kind) {
    this.setPath(kind);
    this.kinds.show(kind);
    this.onPath(kind);
    this.go(this.k, true);
  }
  goBeyond(share) {
    this.beyond = share;
    this.beyonds.show(String(100 * share));
    this.layAxis();
    this.go(this.axis.within(this.k), true);
  }
  scrub(x, snap) {
    const { axis } = this,
      k = axis.k(x);
    this.go(snap ? axis.first + Math.round((k - axis.first) / axis.each) * axis.each : k, true);
    this.range.focus({ preventScroll: true });
  }
  // An arrow goes on by one sample, a page by one picture; Home and End are the browser's.
  key(event) {
    const step = {
      ArrowRight: 1,
      ArrowUp: 1,
      ArrowLeft: -1,
      ArrowDown: -1,
      PageUp: this.axis.each,
      PageDown: -this.axis.each,
    }[event.key];
    if (!step) return;
    event.preventDefault();
    this.go(this.axis.within(this.k + step), true);
  }

  // Goes to k on the way: pictures, slider and words change in the same frame.
  go(k, byHand = false) {
    this.k = k;
    if (!this.axis || !this.ways) return;
    const { axis, words, t } = this,
      zs = this.ways.map((path) => path.at(t)),
      x = axis.x(k);
    this.lanes.forEach((lane, side) =>
      lane.point(x, this.sides[side].decode(zs[side]), this.theme),
    );
    this.range.value = String(Math.round(k * FINE));
    this.range.style.setProperty("--from", "0%");
    this.range.style.setProperty(
      "--to",
      `${((100 * (k - axis.first)) / (axis.last - axis.first)).toFixed(2)}%`,
    );
    const [left, right] = this.names,
      [leftSupport, rightSupport] = BOTH.map(
        (side) => words[this.sides[side].supportAt(zs[side]).word],
      );
    setAttribute(
      this.range,
      "aria-valuetext",
      fill(words.place, {
        t: formatNumber(t),
        left,
        right,
        left_support: leftSupport,
        right_support: rightSupport,
      }),
    );
    this.node.dataset.t = String(Number(t.toFixed(4)));
    this.pointed = true;
    if (!byHand) return;
    delete this.node.dataset.away;
    this.onMove(t, zs);
  }

  // ---- a new way ---------------------------------------------------------------------

  // `rest`: ms that the way should stand still before the costly part begins.
  restart(rest = 0) {
    if (!this.ends) return;
    const given = BOTH.map((side) => this.given(side)),
      { words, kind } = this,
      byHand = kind === "hand" && given.some(Boolean);
    this.ways = BOTH.map(
      (side) =>
        new WalkPath(given[side] ?? this.ends.map((index) => this.sides[side].codeOf(index))),
    );
    this.samples.forEach((samples, side) => samples.follow(this.ways[side]));
    this.kinds.show(kind);
    this.node.dataset.kind = kind;
    setText(this.problem, kind === "straight" || given.some(Boolean) ? "" : words[`no_${kind}`]);
    this.ticks.forEach((tick, end) =>
      setText(tick, byHand ? words[["start", "end"][end]] : "AB"[end]),
    );
    for (const lane of this.lanes) lane.showPins(!byHand); // a drawn way does not begin at A
    this.restUntil = performance.now() + rest;
    this.pointed = false;
    if (this.axis) this.begin();
  }

  // The places that a side's way leads through, where it is not the straight one from A to B.
  given(side) {
    const { kind, ends, hand, onData } = this,
      list = onData[side] ?? [];
    if (kind === "hand") return hand[side];
    // A list for other ends is a late answer.
    const fits = kind === "data" && list[0] === ends[0] && list.at(-1) === ends[1];
    return fits ? list.map((index) => this.sides[side].codeOf(index)) : null;
  }

  layAxis() {
    if (!this.size) return;
    layWalkAxis(this);
    if (this.ways) {
      this.begin();
      this.repaint();
    }
  }

  // Begins the computation anew. The strips go on from where they were, so that every picture has its
  // turn while A or B is dragged.
  begin() {
    this.corners = this.ways.map((path) => path.corners(this.beyond));
    this.tilesLeft = 2 * this.axis.tiles;
    this.placed = this.read = 0;
    this.node.dataset.stale = "true";
    this.node.dataset.done = "0";
  }

  // True while there is more to compute after `deadline`.
  work(deadline) {
    return computeWalk(this, deadline);
  }

  repaint() {
    this.lanes.forEach((lane, side) => {
      const samples = this.samples[side];
      this.axis.steps.forEach(
        (k, i) => samples.isDrawn(k) && lane.paintTile(i, samples, this.theme),
      );
      lane.paintBands(samples, this.theme, this.hole);
    });
    this.go(this.axis.within(this.k));
  }
}
