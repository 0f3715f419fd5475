// The dial. What happens between a turn of it, or a drag on the plane, and what is seen: read `frame` below.
//
// One Dial a mount. It holds beta and z; the page hears of them only on release. Python may move them as
// well: it then raises `rev`, and only a new `rev` is listened to.

import { makeSection } from "../../js/shared/latent/section.js";
import { fetchBytes } from "../../js/shared/network/bytes.js";
import { buildNetwork } from "../../js/shared/network/interpreter.js";
import {
  Bubble,
  el,
  fill,
  formatNumber,
  hasNames,
  icon,
  setAttribute,
  setText,
} from "../../js/shared/page/dom.js";
import { drawPicture, pictureCanvas } from "../../js/shared/page/pictures.js";
import { readTheme } from "../../js/shared/page/theme.js";
import { Cursor } from "../../js/shared/plane/cursor.js";
import { attachGestures } from "../../js/shared/plane/gestures.js";
import { View } from "../../js/shared/plane/view.js";
import { betaText, CodesByBeta, roundBeta } from "./betas.js";
import { Curve, figuresAt } from "./curve.js";
import { OneImage } from "./image.js";
import { LivePlane } from "./live.js";
import { Multiples } from "./multiples.js";
import { sizes } from "./sizes.js";
import { BetaSlider } from "./slider.js";

const BUDGET = 6; // ms a frame for what stands below, while nothing moves
const BETA_REST = 250; // ms after the last key press before beta is told
const TURN = 200; // ms from here to a beta that was clicked
const READ_REST = 700; // ms of rest before screen readers hear what is shown
const RELOAD = [
  "run",
  "weights_url",
  "codes_url",
  "curve",
  "ladder",
  "images",
  "draws",
  "multiples",
];

class Dial {
  constructor(parent) {
    this.root = el("div", {
      class: "lse lse-dial",
      role: "group",
      "data-testid": "dial",
      "data-ready": "0",
    });
    this.style = el("style", {}, STYLESHEET); // put in front of all files by bundle.py
    parent.append(this.style, this.root);
    this.generation = 0;
    this.observer = new ResizeObserver(() => this.relayout());
    this.observer.observe(this.root);
    this.onAway = () => this.gestures?.stop();
    window.addEventListener("blur", this.onAway);
  }

  destroy() {
    this.generation++;
    this.drop();
    this.observer.disconnect();
    window.removeEventListener("blur", this.onAway);
    this.root.remove();
    this.style.remove();
  }

  drop() {
    cancelAnimationFrame(this.raf);
    this.raf = 0;
    this.cursor?.drop();
    clearTimeout(this.betaTimer);
    clearTimeout(this.readTimer);
  }

  // Called by Streamlit with new data or a new theme.
  update({ data, setStateValue }) {
    this.send = setStateValue;
    const before = this.data,
      theme = readTheme(this.root),
      repainted = theme.id !== this.theme?.id;
    this.theme = theme;
    this.data = data;
    if (
      !before ||
      RELOAD.some((name) => JSON.stringify(data[name]) !== JSON.stringify(before[name]))
    ) {
      this.open();
      return;
    }
    if (this.root.dataset.fallback) return;
    if (repainted) this.repaint();
    if (data.rev !== this.rev) this.takeFromPython();
  }

  takeFromPython() {
    const { data } = this;
    this.rev = data.rev;
    this.turn = null;
    this.beta = this.toldBeta = data.beta;
    this.image = data.image;
    this.one.choose(this.image, this.image >= 0, this.theme);
    this.cursor.takeFromPython(data.z);
    this.live.touch();
    this.schedule();
  }

  // ---- a run is opened: build at the final size, then fetch ----------------------

  open() {
    const { data, root } = this,
      generation = ++this.generation,
      { words } = data;
    this.drop();
    this.network = null;
    this.codes = null;
    this.sized = null;
    this.shown = { beta: null, z: null, image: null };
    this.turn = null;
    root.replaceChildren();
    root.dataset.ready = "0";
    delete root.dataset.fallback;
    root.setAttribute("aria-label", words.title);
    const bubble = new Bubble(root);
    this.section = makeSection("", { dim: 2 });
    this.view = new View(data.view);
    this.cursor = new Cursor(data.view, data.z, {
      moved: () => this.schedule(),
      follow: () => {},
      commit: (z) => this.send("z", [z, performance.now()]),
    });
    const range = data.network.betas;
    this.slider = new BetaSlider(
      { words, range, dots: data.multiples, ladder: data.ladder, hasNames: hasNames(data.classes) },
      bubble,
      {
        slide: (beta) => this.setBeta(beta),
        commit: () => this.tellBeta(),
        step: (beta) => {
          this.setBeta(beta);
          clearTimeout(this.betaTimer);
          this.betaTimer = setTimeout(() => this.tellBeta(), BETA_REST);
        },
      },
    );
    this.curve = new Curve(data, bubble);
    this.canvas = el("canvas", {
      class: "lse-plane",
      tabindex: "0",
      role: "application",
      "data-testid": "dial-plane",
      "aria-label": words.plane,
    });
    this.progress = el("span", { class: "lse-progress-fill" });
    this.loading = el(
      "div",
      { class: "lse-loading", role: "status" },
      el("span", {}, fill(words.loading, { n: data.n.toLocaleString("en") })),
      el("span", { class: "lse-progress" }, this.progress),
    );
    this.live = new LivePlane(this.canvas, this.view);
    this.gestures = attachGestures(this.canvas, this.handlers());
    this.picture = pictureCanvas(28, 28, { role: "img", "data-testid": "dial-picture" });
    this.place = el("span", { "data-testid": "dial-place" });
    this.one = new OneImage(data, bubble, {
      pick: (index) => this.chooseImage(index),
      show: (shown) => this.chooseImage(shown ? this.one.index : -1),
    });
    this.multiples = new Multiples(data, (beta) => this.turnTo(beta));
    this.status = el("span", { class: "lse-hidden", role: "status" });
    const names = hasNames(data.classes)
      ? data.classes
          .map((name, label) => `${label}\u00a0${name.replace(/ /g, "\u00a0")}`)
          .join(" · ")
      : null;
    root.prepend(
      this.slider.node,
      el(
        "div",
        { class: "lse-dial-main" },
        el(
          "div",
          { class: "lse-dial-stage" },
          el("div", { class: "lse-frame" }, this.canvas, this.loading),
          el("p", { class: "lse-small lse-dial-note" }, words.rings),
          names && el("p", { class: "lse-small" }, names),
        ),
        el(
          "figure",
          { class: "lse-dial-now" },
          el("div", { class: "lse-picture" }, this.picture),
          el("figcaption", {}, bubble.explain(this.place, words.place_help)),
        ),
        data.images.length ? this.one.node : null,
      ),
      this.curve.node,
      this.multiples.node,
      this.status,
    );
    this.rev = data.rev;
    this.beta = data.beta;
    this.toldBeta = data.beta;
    this.image = data.image;
    this.one.choose(this.image, this.image >= 0, this.theme);
    this.relayout();
    this.load(generation).catch((error) => {
      if (generation === this.generation) this.fail(error);
    });
  }

  async load(generation) {
    const { data } = this,
      part = [0, 0];
    const report = (i) => (fraction) => {
      part[i] = fraction;
      this.progress.style.transform = `scaleX(${(part[0] + part[1]) / 2})`;
    };
    const [network, codes] = await Promise.all([
      fetchBytes(data.weights_url, report(0)).then((buffer) => buildNetwork(data.network, buffer)),
      fetchBytes(data.codes_url, report(1)).then(
        (buffer) => new CodesByBeta(buffer, data.betas, data.n),
      ),
    ]);
    if (generation !== this.generation) return;
    this.network = network;
    this.codes = codes;
    codes.moveTo(1);
    this.live.open(codes, data.classes.length);
    const decode = (this.decoder = (z, beta) => this.decode(z, beta));
    this.one.open(codes, decode);
    this.one.repaint(this.theme);
    this.multiples.open(codes, this.live.points.order, decode);
    this.loading.hidden = true;
    this.live.touch();
    this.shown.beta = null; // what was shown without the codes
    this.root.explorer = {
      decode: (z, beta) => decode(z, beta).slice(),
      codes,
      view: this.view,
      cursor: this.cursor,
      dial: this,
    };
    if (this.toldFallback) {
      this.toldFallback = false;
      this.send("fallback", false);
    }
    this.schedule();
  }

  // The live part cannot start: say so here, and let Python do without.
  fail(error) {
    console.warn("Latent Space Explorer: the dial could not start.", error);
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

  // ---- size and theme ------------------------------------------------------------

  relayout() {
    if (!this.live || this.root.dataset.fallback) return;
    const width = this.root.clientWidth,
      ratio = Math.min(devicePixelRatio || 1, 3),
      key = `${width}:${ratio}`;
    if (!width || key === this.sized) return;
    this.sized = key;
    const size = sizes(width, ratio);
    for (const [name, value] of Object.entries(size.lengths))
      this.root.style.setProperty(`--${name}`, `${value}px`);
    Object.assign(this.root.dataset, { columns: size.columns, size: size.name });
    this.live.resize(size);
    this.curve.resize(size.curve, size.curveHeight, size.unit);
    this.one.resize(size.small, ratio);
    this.multiples.resize(ratio, size.unit);
    this.shown.beta = null;
    this.frame(); // now, not a frame later: a resized canvas is blank until it is drawn
  }

  repaint() {
    this.live.touch();
    this.one.repaint(this.theme);
    this.multiples.repaint();
    this.shown.beta = this.shown.z = null;
    this.schedule();
  }

  // ---- what a hand does ----------------------------------------------------------

  handlers() {
    const { cursor } = this,
      toZ = (at) => this.view.toPlace(...this.inside(at));
    let before = null;
    return {
      dragStart: (at) => {
        before = cursor.z;
        cursor.hold(true);
        cursor.to(toZ(at));
      },
      drag: (at) => cursor.to(toZ(at)),
      dragEnd: () => {
        cursor.hold(false);
        cursor.commit();
      },
      cancelDrag: () => {
        cursor.hold(false);
        cursor.to(before);
      },
      pan: () => {},
      zoom: () => false,
      hover: () => {},
      leave: () => {},
      tap: () => {},
      key: (key, shift) => this.pressKey(key, shift ? 5 : 1),
    };
  }

  // The cursor stays on the plane: this one does not scroll.
  inside({ x, y }) {
    return [Math.max(0, Math.min(this.view.width, x)), Math.max(0, Math.min(this.view.height, y))];
  }

  // True when the key means something here.
  pressKey(key, steps) {
    const { cursor, view } = this,
      arrow = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowDown: [1, -1], ArrowUp: [1, 1] }[key];
    if (arrow) {
      cursor.stepOn(this.section, arrow[0], arrow[1] * steps);
      const [x, y] = view.toPixel(cursor.z),
        held = this.inside({ x, y });
      if (held[0] !== x || held[1] !== y) cursor.to(view.toPlace(...held));
    } else if (key === "0") cursor.glideTo([0, 0]);
    return Boolean(arrow) || key === "0";
  }

  setBeta(beta) {
    this.turn = null;
    this.beta = beta;
    this.schedule();
  }

  // To a beta that was clicked, evenly in log beta.
  turnTo(beta) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.turn = { from: this.beta, to: beta, start: still ? -Infinity : performance.now() };
    this.schedule();
  }

  // One frame of a turn; true while there is one.
  advance() {
    if (!this.turn) return false;
    const { from, to, start } = this.turn,
      t = Math.min(1, (performance.now() - start) / TURN),
      eased = 1 - (1 - t) ** 3;
    this.beta = t === 1 ? to : roundBeta(from * (to / from) ** eased);
    if (t === 1) {
      this.turn = null;
      this.tellBeta();
    }
    return this.turn !== null;
  }

  tellBeta() {
    clearTimeout(this.betaTimer);
    if (this.beta === this.toldBeta) return;
    this.toldBeta = this.beta;
    this.send("beta", [this.beta, performance.now()]);
  }

  // -1: none.
  chooseImage(index) {
    if (index === this.image) return;
    this.image = index;
    this.one.choose(index, index >= 0, this.theme);
    this.live.touch();
    this.send("image", index);
    this.schedule();
  }

  // ---- the frame -----------------------------------------------------------------

  schedule() {
    this.raf ||= requestAnimationFrame(() => {
      this.raf = 0;
      this.frame();
    });
  }

  // The network's own array, overwritten by the next call.
  decode(z, beta) {
    this.network.setBeta(beta);
    return this.network.decode(z);
  }

  // beta to figures, curve, dots and ellipse; beta and z to the picture: all in the same frame.
  frame() {
    if (!this.sized || this.root.dataset.fallback) return;
    const turning = this.advance(),
      gliding = this.cursor.advance(),
      {
        beta,
        image,
        shown,
        cursor: { z },
      } = this;
    const turned = beta !== shown.beta,
      moved = z !== shown.z,
      chosen = image !== shown.image;
    if (turned) this.showBeta(beta);
    if (this.network && (turned || moved)) this.showPicture(z, beta);
    if (this.network && this.one.index !== null && (turned || chosen))
      this.one.show(beta, this.decoder, this.theme);
    Object.assign(shown, { beta, z, image });
    this.live.draw(
      this.theme,
      image >= 0 && this.codes ? { index: image, trail: this.data.betas, beta } : null,
      this.network && { place: z, held: this.cursor.held },
    );
    const quiet = !turned && !moved && !turning && !gliding;
    const busy =
      this.network && (!quiet || this.multiples.work(this.theme, performance.now() + BUDGET));
    if (busy) this.schedule();
  }

  showBeta(beta) {
    const figures = figuresAt(this.data.curve, beta);
    this.slider.show(beta, figures);
    this.curve.show(beta, figures);
    this.multiples.mark(beta);
    this.root.dataset.beta = beta;
    if (this.codes) {
      this.codes.moveTo(beta);
      this.live.touch();
    }
  }

  showPicture(z, beta) {
    drawPicture(this.picture, this.decode(z, beta), this.theme);
    const { words } = this.data,
      values = { z1: formatNumber(z[0]), z2: formatNumber(z[1]), beta: betaText(beta) };
    setText(this.place, fill(words.place, values));
    setAttribute(this.picture, "aria-label", fill(words.place, values));
    this.root.dataset.z = z.map((v) => Number(v.toFixed(4))).join(",");
    this.root.dataset.ready = "1";
    clearTimeout(this.readTimer);
    this.readTimer = setTimeout(
      () => setText(this.status, `β ${values.beta}. ${this.slider.sentence.textContent}`),
      READ_REST,
    );
  }
}

const dials = new WeakMap();

export default function (component) {
  const { parentElement } = component;
  if (!dials.has(parentElement)) dials.set(parentElement, new Dial(parentElement));
  dials.get(parentElement).update(component);
  return () => {
    dials.get(parentElement)?.destroy();
    dials.delete(parentElement);
  };
}
