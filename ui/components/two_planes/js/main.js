// Two planes under one cursor. What happens between a drag and the pictures: read `frame` below.
//
// One TwoPlanes a mount. It holds both places and the ends of the walk; the page hears of them only
// when a hand lets go. What Python says of them counts only where `rev` is new.

import { codeOf } from "../../js/shared/latent/codes.js";
import { LEVELS } from "../../js/shared/latent/support.js";
import { fetchBytes } from "../../js/shared/network/bytes.js";
import { buildNetwork } from "../../js/shared/network/interpreter.js";
import { Bubble, el, icon } from "../../js/shared/page/dom.js";
import { readTheme } from "../../js/shared/page/theme.js";
import { CalmStatus } from "./calm_status.js";
import { DuoControls } from "./duo_controls.js";
import { duoLayout, isSameRoom, setLengths, spaceAbove } from "./duo_layout.js";
import { Images } from "./images.js";
import { attachHands } from "./side/hands.js";
import { follow, nearestImage } from "./side/link.js";
import { PlaneSide } from "./side/plane_side.js";
import { Reader } from "./side/reader.js";
import { DrawnWay } from "./walk/drawn_way.js";
import { WalkEnds } from "./walk/ends.js";
import { Walk } from "./walk/walk.js";

const FRAME_BUDGET = 11; // ms, for what need not be done in this frame
const READ_BUDGET = 6; // ms into a frame, until when a second picture is read in it
const KEY_REST = 250; // ms after the last key press before Python hears of it
const FIRST_WALK = 250; // px, until the walk is there to be measured

class TwoPlanes {
  constructor(parent) {
    this.root = el("div", {
      class: "lse lse-two",
      role: "group",
      "data-testid": "two-planes",
      "data-ready": "0",
    });
    this.style = el("style", {}, STYLESHEET); // put in front of all files by bundle.py
    parent.append(this.style, this.root);
    this.generation = 0;
    this.observer = new ResizeObserver(() => this.relayout());
    this.observer.observe(this.root);
    this.onWindow = () => this.relayout();
    this.onAway = () => this.gestures?.forEach((gesture) => gesture.stop());
    window.addEventListener("resize", this.onWindow);
    window.addEventListener("blur", this.onAway);
  }

  destroy() {
    this.close();
    this.observer.disconnect();
    window.removeEventListener("resize", this.onWindow);
    window.removeEventListener("blur", this.onAway);
    this.root.remove();
    this.style.remove();
  }

  close() {
    this.generation++;
    cancelAnimationFrame(this.raf);
    this.raf = 0;
    this.status?.drop();
    clearTimeout(this.commitTimer);
    this.walk?.drop();
    this.walk = null;
    this.isReady = false;
  }

  // Called by Streamlit with new data or a new theme.
  update({ data, setStateValue }) {
    this.send = setStateValue;
    const before = this.data,
      theme = readTheme(this.root);
    this.data = data;
    if (!before || nameOf(data) !== nameOf(before)) {
      this.theme = theme;
      this.open();
      return;
    }
    if (this.root.dataset.fallback) return;
    if (theme.id !== this.theme.id) this.repaint(theme);
    if (data.rev !== this.rev) this.takeFromPython();
    if (this.isReady) this.receive();
  }

  // ---- a pair is opened: build at the final size, then fetch ---------------------------

  open() {
    this.close();
    const { data, root } = this,
      { words } = data,
      generation = this.generation;
    root.replaceChildren();
    root.dataset.ready = "0";
    delete root.dataset.fallback;
    root.setAttribute("aria-label", words.title);
    this.rev = data.rev;
    this.link = data.link;
    this.layer = data.layer;
    this.path = data.path;
    this.ends = new WalkEnds(data.ends);
    this.image = null;
    this.driver = 0;
    this.held = null;
    this.drawing = false;
    this.hand = null;
    this.way = null;
    this.turn = 0;
    this.sized = null;
    this.reader = null;
    this.told = null;
    this.walkHeight = FIRST_WALK;
    this.t = null;
    const bubble = new Bubble(root);
    this.names = namesOf(data, "kind");
    this.shortNames = namesOf(data, "short");
    this.sides = [0, 1].map(
      (index) =>
        new PlaneSide(data, index, this.names[index], bubble, () => {
          this.sides[index].view.reset();
          this.sides[index].viewChanged();
          this.schedule();
        }),
    );
    this.images = new Images(
      words,
      data.classes,
      (index) => this.sides[0].codes.labels[index],
      (index) => this.sides[0].decode(codeOf(this.sides[0].codes, index)),
    );
    this.controls = new DuoControls(data, {
      link: (name) => this.setLink(name),
      layer: (name) => this.setLayer(name),
      filter: () => this.filterChanged(),
      draw: () => this.setDrawing(!this.drawing),
    });
    this.gestures = this.sides.map((side) => attachHands(this, side));
    this.status = new CalmStatus(words, this.names, this.sides);
    this.walkNode = el("div", { class: "lse-two-walk" });
    this.top = el("div", { class: "lse-two-top" }, this.images.node, this.controls.legend.node);
    root.onkeydown = (event) => {
      if (event.key === "Escape" && this.drawing) this.setDrawing(false);
    };
    root.append(
      this.top,
      this.controls.node,
      el("div", { class: "lse-two-sides" }, ...this.sides.map(({ node }) => node)),
      this.walkNode,
      this.status.node,
    );
    this.controls.paint(this.theme);
    this.showChoices();
    this.relayout();
    this.load(generation).catch((error) => {
      if (generation === this.generation) this.fail(error);
    });
  }

  async load(generation) {
    const { data } = this,
      stale = () => generation !== this.generation;
    const onCodes = () => this.schedule();
    const recogniser =
      data.recogniser &&
      fetchBytes(data.recogniser_url).then((buffer) => buildNetwork(data.recogniser, buffer));
    recogniser?.catch(() => {}); // awaited last; until then a failure is not an unhandled one
    await Promise.all(
      this.sides.map((side) => {
        side.stage.showLoading(0, side.side.n);
        return side.fetch(
          (fraction) => {
            if (!stale()) side.stage.showLoading(0.99 * fraction, side.side.n);
          },
          stale,
          onCodes,
        );
      }),
    );
    if (stale()) return;
    const network = await recogniser;
    if (stale()) return;
    this.reader = network ? new Reader(network) : null;
    for (const side of this.sides) side.stage.showLoading(1, side.side.n);
    this.isReady = true;
    this.root.explorer = this;
    this.startWalk();
    this.image = this.imageAtBoth();
    this.receive();
    this.showLayer();
    this.relayout();
    this.schedule();
    if (this.toldFallback) {
      this.toldFallback = false;
      this.send("fallback", false);
    }
  }

  // The live part cannot start: say so here, and let Python show a pair that stands still.
  fail(error) {
    console.warn("Latent Space Explorer: the two planes could not start.", error);
    this.close();
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

  startWalk() {
    const { data } = this;
    this.walk = new Walk({
      root: this.walkNode,
      words: data.words.walk,
      classes: data.classes,
      theme: this.theme,
      path: this.path,
      recognise: this.reader && ((picture) => this.reader.read(picture)),
      sides: this.sides.map((side, index) => ({
        name: this.shortNames[index],
        decode: (z) => side.decode(z),
        supportAt: (z) => {
          const found = side.neighbours.nearest(z, side.side.support.k);
          return {
            word: LEVELS[side.support.levelOf(found)],
            distance: side.support.reachOf(found),
          };
        },
        codeOf: (index) => codeOf(side.codes, index),
      })),
      onPlace: (t, places) => this.place(t, places),
      onPath: (name) => this.setPath(name),
      cursors: () => this.sides.map(({ z }) => z),
    });
  }

  // ---- what Python sends --------------------------------------------------------------

  takeFromPython() {
    const { data } = this,
      endsMoved = !this.ends.are(data.ends);
    this.rev = data.rev;
    this.link = data.link;
    this.layer = data.layer;
    this.path = data.path;
    this.t = null;
    this.ends.images = [...data.ends];
    clearTimeout(this.commitTimer);
    this.sides.forEach((side, index) => {
      side.z = data.z[index].slice();
      this.reveal(side);
    });
    this.showChoices();
    if (!this.isReady) return;
    if (endsMoved) this.hand = null;
    this.walk.setPath(this.path);
    this.walk.meet();
    this.image = this.imageAtBoth();
    this.told = JSON.stringify([this.sides.map(({ z }) => z), this.image]);
    this.showLayer();
    this.schedule();
  }

  // Originals, ways on the data, layers: they come when Python has them.
  receive() {
    const { data } = this;
    this.images.receive(data.originals);
    this.tellEnds();
    this.sides.forEach((side, index) => {
      side.side = data.sides[index];
      const { generation } = this;
      side
        .fetchMaps(side.side, () => generation !== this.generation)
        .then(
          () => {
            this.showLayer();
            this.schedule();
          },
          (error) => console.warn("Latent Space Explorer: no layers.", error),
        );
    });
    this.images.showLinked(this.image, this.theme);
  }

  tellEnds() {
    if (this.ends.tell(this.walk, this.sides, this.data))
      this.images.showEnds(this.ends.images, this.theme);
  }

  // The test image whose codes both cursors stand on, or null.
  imageAtBoth() {
    if (this.link !== "image") return null;
    const [left, right] = this.sides,
      image = nearestImage(left, left.z),
      at = codeOf(right.codes, image);
    return Math.hypot(at[0] - right.z[0], at[1] - right.z[1]) <= 0.01 * right.side.view.half
      ? image
      : null;
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

  repaint(theme) {
    this.theme = theme;
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
    const { root } = this,
      width = root.clientWidth,
      ratio = Math.min(window.devicePixelRatio || 1, 3);
    if (!this.sides || root.dataset.fallback || !width) return;
    const height = window.innerHeight,
      room = { width, height, ratio, ready: this.isReady };
    if (this.sized && isSameRoom(room, this.sized, this.size.columns)) return;
    this.sized = room;
    const { unit } = duoLayout(width, height, 0);
    root.style.setProperty("--u", `${unit}px`);
    if (this.walk) {
      this.walk.relayout(width, unit);
      this.walkHeight = this.walkNode.offsetHeight;
    }
    const heads = this.top.offsetHeight + this.controls.node.offsetHeight;
    const size = (this.size = duoLayout(width, height - spaceAbove(root) - heads, this.walkHeight));
    setLengths(root, size);
    for (const side of this.sides) side.resize(size, ratio);
    this.draw(); // now, not a frame later: a resized canvas is blank until it is drawn
  }

  // ---- the cursors ----------------------------------------------------------------------

  // The hand is at z on one plane; the other follows.
  moveTo(index, z) {
    const from = this.sides[index],
      to = this.sides[1 - index],
      found = follow(this.link, from, to, z, this.controls.legend.allowed);
    from.z = z;
    to.z = found.z;
    this.driver = index;
    this.image = found.image;
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
  place(t, places) {
    this.sides.forEach((side, index) => {
      side.z = [...places[index]];
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
      said = JSON.stringify([at.slice(0, 2), this.image]);
    if (said === this.told) return;
    this.told = said;
    this.send("at", at);
  }

  // ---- the walk: its ends, and a way drawn by hand ------------------------------------------

  endsOn(index) {
    return this.ends.places[index];
  }

  // A drawn way has ends of its own: it gives way to one between the images.
  takeEnd(end) {
    this.ends.taken = end;
    if (this.path === "hand") {
      this.hand = null;
      this.setPath("straight");
      this.walk.setPath("straight");
    }
    this.schedule();
  }

  moveEnd(index, z) {
    const image = nearestImage(this.sides[index], z, this.controls.legend.allowed);
    if (!this.ends.move(image)) return;
    this.tellEnds();
    this.schedule();
  }

  dropEnd() {
    this.ends.taken = null;
    this.schedule();
    if (!this.ends.are(this.data.ends)) this.send("ends", this.ends.images);
  }

  endHere(end, side) {
    if (!this.isReady) return;
    this.takeEnd(end);
    this.moveEnd(side.index, side.z);
    this.dropEnd();
  }

  startWay(index, z) {
    this.way = new DrawnWay(this.sides, index, z);
    this.schedule();
  }
  growWay(z) {
    this.way.grow(z);
    this.schedule();
  }
  endWay() {
    const both = this.way.both();
    this.way = null;
    if (both) {
      this.hand = both;
      both.forEach((way, side) => this.walk.setHand(side, way));
      this.walk.setPath("hand");
      this.setPath("hand");
    }
    this.schedule();
  }

  // ---- the frame ---------------------------------------------------------------------------

  schedule() {
    this.changed = true;
    this.again();
  }
  again() {
    this.raf ||= requestAnimationFrame(() => {
      this.raf = 0;
      this.frame();
    });
  }

  frame() {
    if (!this.size || this.root.dataset.fallback) return;
    const begin = performance.now();
    if (this.isReady) {
      for (const side of this.sides) {
        if (side.z === side.shownZ && this.theme === side.shownTheme) continue;
        side.show(this.theme);
        Object.assign(side, {
          shownZ: side.z,
          shownTheme: this.theme,
          unread: this.reader !== null,
        });
        this.placed = true;
      }
      if (this.placed) this.showPlaces();
    }
    if (this.changed) this.draw();
    this.changed = false;
    if (this.isReady && this.work(begin)) this.again();
  }

  // What may be a frame late, in what is left of this one; true while there is more to do.
  work(begin) {
    while (this.readOne() && performance.now() - begin < READ_BUDGET);
    const deadline = begin + FRAME_BUDGET;
    let busy = this.sides.some(({ unread }) => unread);
    if (performance.now() > deadline - 1) return true;
    busy = this.walk.work(deadline) || busy;
    if (this.held !== null) return busy;
    for (const side of this.sides) {
      const { shade } = side,
        before = shade.isReady("holes");
      if (before) continue;
      if (performance.now() > deadline - 1 || shade.work(deadline)) return true;
      if (this.layer === "holes") {
        side.plane.touch("tiles");
        this.changed = true;
      }
      busy = true;
    }
    return busy;
  }

  // The two pictures in turn, one at least in each frame; true where there was one to read.
  readOne() {
    let side = this.sides[this.turn];
    if (!side.unread) side = this.sides[1 - this.turn];
    if (!side.unread) return false;
    side.unread = false;
    this.turn = 1 - side.index;
    side.facts.showReading(this.reader.read(side.pixels), this.theme);
    return true;
  }

  showPlaces() {
    const { root, sides } = this,
      told = (z) => z.map((v) => Number(v.toFixed(4))).join(",");
    this.placed = false;
    this.images.showLinked(this.image, this.theme);
    root.dataset.zLeft = told(sides[0].z);
    root.dataset.zRight = told(sides[1].z);
    root.dataset.image = this.image ?? "";
    root.dataset.t = this.t ?? "";
    root.dataset.ready = "1";
    this.status.saySoon();
  }

  draw() {
    const look = { theme: this.theme, allowed: this.controls.legend.allowed, layer: this.layer },
      paths = this.walk?.paths();
    this.sides.forEach((side, index) => {
      const drawn = this.way ? this.way.on(index) : [];
      side.draw(
        look,
        {
          path: paths && !this.way ? paths[index] : [],
          drawn,
          isArrow: this.path === "hand",
          ends: this.isReady ? this.endsOn(index) : [],
          taken: this.ends.taken,
        },
        this.held !== null,
      );
    });
  }
}

// Two models of one kind go by the names of their runs.
function namesOf({ sides, words }, form) {
  const [left, right] = sides.map(({ kind }) => words[`${form}_${kind}`]);
  return left === right ? sides.map(({ run }) => run.split("/").at(-1)) : [left, right];
}
function nameOf({ sides, recogniser_url: reader }) {
  return JSON.stringify([
    reader,
    ...sides.map((side) => [side.run, side.weights_url, side.codes_url]),
  ]);
}
function round(v) {
  return Math.round(v * 1e6) / 1e6;
}

const duos = new WeakMap();

export default function (component) {
  const { parentElement } = component;
  if (!duos.has(parentElement)) duos.set(parentElement, new TwoPlanes(parentElement));
  duos.get(parentElement).update(component);
  return () => {
    duos.get(parentElement)?.destroy();
    duos.delete(parentElement);
  };
}
