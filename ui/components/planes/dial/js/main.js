// The dial. What happens between a turn of it, or a drag on the plane, and what is seen: read `frame` below.
//
// It holds beta and z; the page hears of them only on release. Python may move them as well.
import { fetchBytes } from "../../../js/shared/network/bytes.js";
import { buildNetwork } from "../../../js/shared/network/interpreter.js";
import { fill, formatNumber, setAttribute, setText } from "../../../js/shared/page/dom.js";
import { differs, mountAs, pixelRatio, Shell } from "../../../js/shared/page/shell.js";
import { ImageShape } from "../../../js/shared/pictures/image_shape.js";
import { drawPicture } from "../../../js/shared/pictures/pictures.js";
import { assemble } from "./assemble.js";
import { betaText, CodesByBeta, roundBeta } from "./betas.js";
import { figuresAt } from "./curve.js";
import { sizes } from "./sizes.js";

const BUDGET = 6; // ms a frame for what stands below, while nothing moves
const BETA_REST = 250; // ms after the last key press before Python hears of beta
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

/** @extends {Shell<DialData>} */
class Dial extends Shell {
  // Made by assemble.js.
  /** @type {Section} */
  section;
  /** @type {import("../../../js/shared/plane/view.js").View} */
  view;
  /** @type {import("../../../js/shared/plane/cursor.js").Cursor} */
  cursor;
  /** @type {import("./slider.js").BetaSlider} */
  slider;
  /** @type {import("./curve.js").Curve} */
  curve;
  /** @type {HTMLElement} */
  progress;
  /** @type {HTMLElement} */
  loading;
  /** @type {import("./live.js").LivePlane} */
  live;
  /** @type {{stop(): void}} */
  gestures;
  /** @type {HTMLCanvasElement} */
  picture;
  /** @type {HTMLElement} */
  zCaption;
  /** @type {import("./image.js").OneImage} */
  one;
  /** @type {import("./multiples.js").Multiples} */
  multiples;
  /** @type {HTMLElement} */
  status;

  constructor(parent) {
    super(parent, "the dial", { class: "lse lse-dial", role: "group", "data-testid": "dial" });
  }

  close() {
    this.cursor?.drop();
    clearTimeout(this.betaTimer);
    clearTimeout(this.readTimer);
  }

  isOther(before) {
    return differs(this.data, before, RELOAD);
  }

  takeFromPython() {
    const { data } = this;
    this.turn = null;
    this.beta = this.sentBeta = data.beta;
    this.image = data.image;
    this.one.choose(this.image, this.image >= 0, this.theme);
    this.cursor.takeFromPython(data.z);
    this.live.touch();
    this.schedule();
  }

  leaveWindow() {
    this.gestures.stop();
  }

  // ---- a run is opened: build at the final size, then fetch ----------------------

  build() {
    const { beta, image, words, image_shape } = this.data;
    this.shape = new ImageShape(image_shape);
    this.shape.setShares(this.root);
    this.network = null;
    this.codes = null;
    this.sized = null;
    this.shown = { beta: null, z: null, image: null };
    this.turn = null;
    this.beta = beta;
    this.sentBeta = beta;
    this.image = image;
    this.clear(words.title);
    assemble(this);
    this.one.choose(image, image >= 0, this.theme);
    this.relayout();
  }

  async load(isStale) {
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
    if (isStale()) return;
    this.network = network;
    this.codes = codes;
    codes.moveTo(1);
    this.live.open(codes, data.classes.length);
    this.decoder = (z, beta) => this.decode(z, beta);
    this.one.open(codes, this.decoder);
    this.one.repaint(this.theme);
    this.multiples.open(codes, this.live.points.order, this.decoder);
    this.loading.hidden = true;
    this.live.touch();
    this.shown.beta = null; // what was shown without the codes
    this.root.explorer = {
      decode: (z, beta) => this.decode(z, beta).slice(),
      codes,
      view: this.view,
      cursor: this.cursor,
      dial: this,
    };
    this.schedule();
  }

  // ---- size and theme ------------------------------------------------------------

  relayout() {
    const width = this.root.clientWidth,
      ratio = pixelRatio();
    if (!this.isResized(ratio)) return;
    const size = sizes(width, ratio, this.shape, this.data.projector);
    this.setLengths(size.lengths);
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

  // ---- beta and the chosen image ---------------------------------------------------

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
      this.sendBeta();
    }
    return this.turn !== null;
  }

  sendBeta() {
    clearTimeout(this.betaTimer);
    if (this.beta === this.sentBeta) return;
    this.sentBeta = this.beta;
    this.send("beta", [this.beta, performance.now()]);
  }
  sendBetaSoon() {
    clearTimeout(this.betaTimer);
    this.betaTimer = setTimeout(() => this.sendBeta(), BETA_REST);
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

  // The network's own array, overwritten by the next call.
  decode(z, beta) {
    this.network.setBeta(beta);
    return this.network.decode(z);
  }

  // beta to figures, curve, dots and ellipse; beta and z to the picture: all in the same frame.
  frame() {
    if (!this.sized || this.hasFailed) return;
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
      this.network && { point: z, held: this.cursor.held },
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
    setText(this.zCaption, fill(words.place, values));
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

export default mountAs(Dial);
