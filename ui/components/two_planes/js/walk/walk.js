// The walk between two images on both planes: strips, bands, figures, and one slider. What a new
// place on the way does: `go`. What a new way does: `restart`, then `work`, a bit each frame.
import { ModeSwitch } from "../../../js/shared/page/controls.js";
import {
  Bubble,
  el,
  fill,
  formatNumber,
  setAttribute,
  setText,
} from "../../../js/shared/page/dom.js";
import { isWhole, tileSize, WalkAxis } from "./axis.js";
import { WalkFigures } from "./figures.js";
import { WalkLane } from "./lane.js";
import { WalkPath } from "./path.js";
import { WALK_STEPS, WalkSamples } from "./samples.js";

const KINDS = ["straight", "data", "hand"],
  BEYOND = ["0", "25", "50"]; // percent
const FINE = 4; // places of the slider between two samples
const WALK_REST = 150; // ms of rest before the bands follow a way that is being moved
const PAINT_EVERY = 100; // ms between two pictures of bands that are still being computed
const BOTH = [0, 1];

export class Walk {
  // `sides`: {name, decode(z), supportAt(z) -> {word, distance}, codeOf(index)}, twice.
  // `recognise(picture)`: a probability a class; null where there is no recogniser.
  // `onPlace(t, [z, z])` and `onPath(kind)` hear what was done here by hand. `cursors()`: [z, z].
  constructor({
    root,
    words,
    classes,
    recognise = null,
    sides,
    onPlace,
    onPath,
    cursors,
    theme,
    path = "straight",
  }) {
    this.words = words;
    this.classes = classes;
    this.sides = sides;
    this.onPlace = onPlace;
    this.onPath = onPath;
    this.cursors = cursors;
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
    this.build();
    root.append(this.node);
    this.setTheme(theme);
  }

  build() {
    const { words } = this;
    this.node = el("section", {
      class: "lse-way",
      "aria-label": words.walk,
      "data-testid": "walk",
      "data-done": "0",
      "data-away": "true",
    });
    const bubble = new Bubble(this.node),
      term = (name) =>
        bubble.explain(
          el(
            "span",
            { class: "lse-way-key" },
            el("span", { class: `lse-way-mark lse-way-mark-${name}` }),
            words[name],
          ),
          words[`${name}_help`],
          "lse-small",
        );
    this.lanes = this.names.map(
      (name, side) =>
        new WalkLane(name, side, this.classes, words, (x, snap) => this.scrub(x, snap)),
    );
    this.range = el("input", {
      type: "range",
      class: "lse-range",
      step: 1,
      "data-testid": "walk-slider",
      "aria-label": words.slider,
    });
    this.range.oninput = () => this.go(this.range.value / FINE, true);
    this.range.onkeydown = (event) => this.key(event);
    this.ticks = BOTH.map(() => el("span", { class: "lse-way-tick", "aria-hidden": "true" }));
    this.kinds = choice(
      words.kind,
      KINDS.map((kind) => [words[`kind_${kind}`], words[`kind_${kind}_title`]]),
      KINDS,
      "walk-kind",
      (kind) => this.choose(kind),
    );
    this.beyonds = choice(
      words.beyond,
      BEYOND.map((percent) => [fill(words.percent, { value: percent }), words.beyond_help]),
      BEYOND,
      "walk-beyond",
      (percent) => this.goBeyond(percent / 100),
    );
    this.problem = el("p", { class: "lse-way-problem lse-small", role: "status" });
    this.figures = new WalkFigures(words, this.names, bubble);
    this.rows = el(
      "div",
      { class: "lse-way-rows" },
      ...this.lanes.flatMap((lane) => lane.nodes),
      el("div", { class: "lse-way-slide" }, this.range, ...this.ticks),
    );
    this.node.prepend(
      this.rows,
      el(
        "div",
        { class: "lse-way-side" },
        this.kinds.node,
        this.problem,
        el(
          "div",
          { class: "lse-way-beyond" },
          bubble.explain(words.beyond, words.beyond_help),
          this.beyonds.node,
        ),
        this.figures.node,
        el("div", { class: "lse-way-keys" }, term("reads"), term("near"), term("in_hole")),
      ),
    );
    this.kinds.show(this.kind);
    this.beyonds.show("0");
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

  // ---- what the component says -------------------------------------------------------

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
  // The cursors were put somewhere, or the way was: where they stand on it, or that they do not.
  meet() {
    if (!this.axis || !this.ways) return;
    const places = this.cursors(),
      onWay = [this.k, WALK_STEPS / 2].find((k) =>
        this.ways.every((way, side) => way.isAt(k / WALK_STEPS, places[side])),
      );
    this.go(this.axis.within(onWay ?? this.k));
    if (onWay === undefined) this.leave();
    else delete this.node.dataset.away;
  }

  relayout(width, unit) {
    const narrow = width < 700,
      wide = width >= 960 * unit;
    const room = width - (narrow ? 2 : 56 * unit) - (wide ? 310 * unit : 0),
      tiles = narrow ? 7 : 13,
      tile = tileSize(room / tiles);
    this.unit = unit;
    this.size = { tiles, tile };
    this.node.dataset.size = narrow ? "narrow" : wide ? "wide" : "usual";
    this.node.style.setProperty("--u", `${unit}px`);
    this.node.style.setProperty("--tile", `${tile}px`);
    this.node.style.setProperty("--tiles", tiles);
    this.node.dataset.smooth = String(!isWhole(tile));
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

  // From a place on the way to what is shown, all in the same frame.
  go(k, byHand = false) {
    this.k = k;
    if (!this.axis || !this.ways) return;
    const { axis, words, t } = this,
      zs = this.ways.map((path) => path.at(t)),
      x = axis.x(k);
    this.lanes.forEach((lane, side) =>
      lane.point(x, this.sides[side].decode(zs[side]), this.theme),
    );
    this.range.value = Math.round(k * FINE);
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
    this.node.dataset.t = Number(t.toFixed(4));
    this.pointed = true;
    if (!byHand) return;
    delete this.node.dataset.away;
    this.onPlace(t, zs);
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
    const {
        unit,
        size: { tiles, tile },
      } = this,
      axis = (this.axis = new WalkAxis(tiles, this.beyond, tile));
    for (const lane of this.lanes)
      lane.resize(
        axis,
        unit,
        BOTH.map((end) => axis.x(end * WALK_STEPS)),
      );
    this.range.min = axis.first * FINE;
    this.range.max = axis.last * FINE;
    this.ticks.forEach((tick, end) =>
      tick.style.setProperty("--x", `${axis.x(end * WALK_STEPS)}px`),
    );
    if (this.ways) {
      this.begin();
      this.repaint();
    }
  }

  // All is to be done that is not done yet; strips go on where they were, so that while A or B is
  // dragged every picture has its turn.
  begin() {
    this.corners = this.ways.map((path) => path.corners(this.beyond));
    this.tilesLeft = 2 * this.axis.tiles;
    this.placed = this.read = 0;
    this.node.dataset.stale = "true";
    this.node.dataset.done = "0";
  }

  // What is still to be computed, until `deadline` (performance.now() time); true while there is
  // more. First the pictures of the strips, then the bands, from coarse to fine.
  work(deadline) {
    if (!this.axis || !this.ways || this.node.dataset.done === "1") return false;
    const { axis } = this,
      all = 2 * axis.samples.length,
      clock = new WorkClock(deadline);
    if (!this.pointed && clock.goesOn()) this.meet();
    while (this.tilesLeft && clock.goesOn()) {
      const at = (this.tileAt = (this.tileAt + 1) % (2 * axis.tiles)),
        side = at % 2,
        i = at >> 1;
      this.samples[side].draw(axis.steps[i]);
      this.lanes[side].paintTile(i, this.samples[side], this.theme);
      this.tilesLeft--;
    }
    if (this.tilesLeft || performance.now() < this.restUntil) return true;
    const before = this.placed + this.read,
      reads = this.samples[0].recognise ? "read" : "draw";
    while (this.placed < all && clock.goesOn()) this.take("place", this.placed++);
    while (this.placed === all && this.read < all && clock.goesOn()) this.take(reads, this.read++);
    if (this.placed + this.read > before) this.showWork(all);
    return this.read < all;
  }
  take(what, i) {
    this.samples[i % 2][what](this.axis.samples[i >> 1]);
  }

  showWork(all) {
    if (this.read < 2 * this.axis.tiles) return; // coarser than the strips says nothing yet
    if (this.read < all && performance.now() < this.paintedAt + PAINT_EVERY) return;
    this.paintedAt = performance.now();
    this.node.dataset.stale = "false";
    this.lanes.forEach((lane, side) => lane.paintBands(this.samples[side], this.theme, this.hole));
    if (this.read < all) return;
    this.node.dataset.done = "1";
    this.samples.forEach((samples, side) => {
      const figures = samples.figures();
      this.figures.show(side, figures);
      this.describe(side, figures);
    });
  }

  // The bands in words, for those who do not see them.
  describe(side, { holes }) {
    const { words, classes, axis } = this,
      samples = this.samples[side],
      name = this.names[side],
      met = [];
    for (const k of samples.recognise ? [...axis.samples].sort((a, b) => a - b) : []) {
      const likeliest = classes.reduce(
        (best, _, label) =>
          samples.probability(k, label) > samples.probability(k, best) ? label : best,
        0,
      );
      if (met.at(-1) !== classes[likeliest]) met.push(classes[likeliest]);
    }
    this.lanes[side].describe(
      fill(words.reads_label, { name, classes: met.join(", ") }),
      fill(words.near_label, { name, share: Math.round(100 * holes) }),
    );
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

// One piece of work where there is time at all; another only where it should fit as well.
class WorkClock {
  constructor(deadline) {
    this.deadline = deadline;
    this.last = performance.now();
    this.longest = 0;
  }
  goesOn() {
    const now = performance.now();
    this.longest = Math.max(this.longest, now - this.last);
    this.last = now;
    return now + this.longest < this.deadline;
  }
}

// One of a few, as a radio group. `labels`: [text, title] of each.
function choice(name, labels, values, testId, onChange) {
  const words = { mode: name };
  values.forEach((value, i) => {
    [words[`mode_${value}`], words[`mode_${value}_title`]] = labels[i];
  });
  const group = new ModeSwitch(words, values, onChange);
  group.node.dataset.testid = testId;
  return group;
}
