// The clouds q(z | x) of some images on the plane, under one weight of the KL or another. What happens
// between a drag and what is seen: read `frame` below. Python hears only that a task was done.
import { readCodes } from "../../../js/shared/latent/codes.js";
import { makeSection } from "../../../js/shared/latent/section.js";
import { fetchBytes } from "../../../js/shared/network/bytes.js";
import { buildNetwork } from "../../../js/shared/network/interpreter.js";
import {
  Bubble,
  el,
  fill,
  formatNumber,
  setText,
  statusLine,
} from "../../../js/shared/page/dom.js";
import { differs, heightLeft, mountAs, pixelRatio, Shell } from "../../../js/shared/page/shell.js";
import { readOriginal } from "../../../js/shared/pictures/pictures.js";
import { Cursor } from "../../../js/shared/plane/cursor.js";
import { handlersOf } from "../../../js/shared/plane/fixed_hand.js";
import { attachGestures } from "../../../js/shared/plane/gestures.js";
import { View } from "../../../js/shared/plane/view.js";
import { ForceChoice } from "./force.js";
import { CloudScene } from "./scene.js";
import { between, isOfBoth, owners } from "./shares.js";
import { Side } from "./side.js";
import { sizes } from "./sizes.js";

const TO_STOP = 450; // ms from one stop to another
const READ_REST = 700; // ms of rest before screen readers hear what is shown
const RELOAD = ["images", "stops", "weights_url", "codes_url", "view", "projector"];

/** @extends {Shell<CloudsData>} */
class Clouds extends Shell {
  /** @type {View} */
  view;
  /** @type {Section} */
  section;
  /** @type {Cursor} */
  cursor;
  /** @type {CloudScene} */
  scene;
  /** @type {Side} */
  side;
  /** @type {ForceChoice} */
  force;
  /** @type {{stop(): void}} */
  gestures;
  /** @type {HTMLElement} */
  status;

  constructor(parent) {
    super(parent, "the clouds", {
      class: "lse lse-clouds",
      role: "group",
      "data-testid": "clouds",
    });
    this.isDone = false;
    this.watchRoom();
  }

  isOther(before) {
    return differs(this.data, before, RELOAD);
  }

  close() {
    this.cursor?.drop();
    clearTimeout(this.readTimer);
  }

  leaveWindow() {
    this.gestures.stop();
  }

  build() {
    const { data } = this,
      { words } = data,
      originals = data.images.map(({ image }) => readOriginal(image));
    this.clear(words.title);
    const bubble = new Bubble(this.root);
    this.networks = null;
    this.sized = null;
    this.glide = null;
    this.at = data.stop;
    /** @type {import("./shares.js").CloudSet} */
    this.clouds = data.stops[data.stop];
    this.view = new View(data.view);
    this.section = makeSection("", { dim: 2 });
    this.cursor = new Cursor(data.view, data.z, {
      moved: () => this.schedule(),
      follow: () => {},
      commit: () => this.settle(),
    });
    const canvas = el("canvas", {
      class: "lse-plane",
      tabindex: "0",
      role: "application",
      "data-testid": "clouds-plane",
      "aria-label": words.plane,
    });
    this.scene = new CloudScene(
      canvas,
      this.view,
      data.images.map(({ label }, i) => ({ label, pixels: originals[i] })),
    );
    this.gestures = attachGestures(canvas, handlersOf(this));
    this.side = new Side(data, bubble, originals);
    this.force = new ForceChoice(
      data,
      bubble.explain(words.force, words.force_help, "lse-heading"),
      (stop) => this.go(stop),
    );
    this.force.offer(data.offered);
    this.status = statusLine();
    this.root.prepend(
      this.force.node,
      el(
        "div",
        { class: "lse-clouds-stage" },
        el(
          "div",
          { class: "lse-frame" },
          canvas,
          el("div", { class: "lse-rim", "aria-hidden": "true" }),
        ),
        el("p", { class: "lse-small lse-clouds-note" }, data.note),
      ),
      this.side.node,
      this.status,
    );
    this.relayout();
  }

  async load(isStale) {
    const { data } = this;
    const [weights, codes] = await Promise.all([
      fetchBytes(data.weights_url),
      data.codes_url
        ? fetchBytes(data.codes_url).then((buffer) => readCodes(buffer, data.n, 2))
        : null,
    ]);
    if (isStale()) return;
    // One payload behind the other, all of the same layers.
    const size = weights.byteLength / data.stops.length;
    this.networks = data.stops.map((_, i) =>
      buildNetwork(data.network, weights.slice(i * size, (i + 1) * size)),
    );
    this.scene.open(codes, 10);
    this.root.clouds = this; // for tests
    this.repaint();
  }

  relayout() {
    const { root, data } = this,
      width = root.clientWidth,
      ratio = pixelRatio();
    if (!this.isResized(ratio, data.offered.length > 1)) return;
    const size = sizes(width, ratio, heightLeft(root), {
      projector: data.projector,
      hasChoice: data.offered.length > 1,
      figures: 3 + data.facts.length,
    });
    this.setLengths({
      u: size.unit,
      plane: size.plane,
      "plane-height": size.plane,
      picture: size.picture,
      "gutter-left": 0,
      "gutter-below": 0,
    });
    Object.assign(root.dataset, { columns: size.columns, projector: data.projector ? "1" : "0" });
    this.scene.resize(size);
    this.repaint();
    this.frame(); // now, not a frame later: a resized canvas is blank until it is drawn
  }

  repaint() {
    this.scene.paint(this.theme);
    this.drawn = null;
    this.schedule();
  }

  /** @param {CloudsData} before */
  receive(before) {
    const { data } = this;
    if (differs(data, before, ["offered"])) {
      this.force.offer(data.offered);
      this.relayout();
    }
    if (data.stop !== before.stop || !data.offered.includes(this.at)) this.go(data.stop);
    this.drawn = null;
    this.schedule();
  }

  // ---- the weight of the KL --------------------------------------------------------

  /** @param {number} stop */
  go(stop) {
    if (stop === this.at) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.glide = { from: this.clouds, start: still ? -Infinity : performance.now() };
    this.at = stop;
    this.schedule();
  }

  // One frame of the way to another stop; true while there is one.
  advance() {
    if (!this.glide) return false;
    const { from, start } = this.glide,
      t = Math.min(1, (performance.now() - start) / TO_STOP),
      to = this.data.stops[this.at];
    this.clouds = t === 1 ? to : between(from, to, 1 - (1 - t) ** 3);
    if (t === 1) this.glide = null;
    return this.glide !== null;
  }

  // z or the clouds have come to rest. Python hears once that z lies in the clouds of two images.
  settle() {
    if (this.isDone || this.data.hidden || this.glide || this.cursor.held) return;
    if (!isOfBoth(owners(this.clouds, this.cursor.z))) return;
    this.isDone = true;
    this.send("done", ["between"]);
  }

  // ---- the frame -------------------------------------------------------------------

  // Stop and z to clouds, picture, shares and figures: all in the same frame.
  frame() {
    if (!this.sized || this.hasFailed) return;
    const wasGliding = this.glide !== null,
      gliding = this.advance(),
      moving = this.cursor.advance(),
      { clouds, cursor, data, theme, at: stop } = this,
      { hidden } = data,
      { z, held } = cursor;
    if (clouds !== this.drawn) {
      this.drawn = clouds;
      this.scene.draw(theme, clouds, hidden);
      this.force.show(stop);
      this.side.showFigures(data.stops[stop], hidden);
    }
    const here = owners(clouds, z);
    this.scene.compose(theme, clouds, here, { z, held }, hidden);
    if (this.networks) {
      this.side.showPicture(this.networks[stop].decode(z), z, theme);
      this.side.showOwners(here, theme, hidden);
      Object.assign(this.root.dataset, {
        stop,
        z: z.map((v) => v.toFixed(4)).join(","),
        width: clouds.sigma[0][0].toFixed(4),
        ready: "1",
      });
      clearTimeout(this.readTimer);
      this.readTimer = setTimeout(() => this.read(here), READ_REST);
    }
    if (wasGliding && !gliding) this.settle();
    if (gliding || moving) this.schedule();
  }

  // One calm sentence for screen readers, when z has come to rest.
  /** @param {import("./shares.js").Owner[]} owners */
  read([first, second]) {
    const { words, hidden, images, stops } = this.data;
    if (hidden) return;
    const percent = ({ share }) => formatNumber(100 * share, 0);
    setText(
      this.status,
      fill(words.status, {
        stop: stops[this.at].title,
        first: images[first.index].name,
        second: images[second.index].name,
        n: percent(first),
        m: percent(second),
      }),
    );
  }
}

export default mountAs(Clouds);
