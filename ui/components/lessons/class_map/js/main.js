// The map of a class: where each drawing landed among the codes of the test images, with its picture.
// Python sends the drawings; what came back of each is decoded here, and Python hears which is chosen.
import { readCodes, referenceGaussian } from "../../../js/shared/latent/codes.js";
import { Neighbours } from "../../../js/shared/latent/neighbours.js";
import { makeSection, placeCodes } from "../../../js/shared/latent/section.js";
import { fetchBytes } from "../../../js/shared/network/bytes.js";
import { buildNetwork } from "../../../js/shared/network/interpreter.js";
import { Legend, ModeSwitch } from "../../../js/shared/page/controls.js";
import { el, fill, formatNumber, setText, statusLine } from "../../../js/shared/page/dom.js";
import { differs, heightLeft, mountAs, pixelRatio, Shell } from "../../../js/shared/page/shell.js";
import { Plane } from "../../../js/shared/plane/plane.js";
import { Points } from "../../../js/shared/plane/points.js";
import { Stage } from "../../../js/shared/plane/stage.js";
import { View } from "../../../js/shared/plane/view.js";
import { arrange, pictureSide } from "./arrange.js";
import { Drawings } from "./drawings.js";
import { mapLayout } from "./layout.js";
import { nextStrangest, roomFor } from "./measures.js";
import { Pictures } from "./pictures.js";
import { drawTies } from "./ties.js";

const RELOAD = ["run", "codes_url", "weights_url", "network"];
const FAINT_DOTS = 0.22;
const DISC = 11.5; // design pixels
const SHOWN = ["drawn", "back"];

/** @extends {Shell<ClassMapData>} */
class ClassMap extends Shell {
  /** @type {Stage} */
  stage;
  /** @type {Legend} */
  legend;
  /** @type {ModeSwitch} */
  modes;
  /** @type {Pictures} */
  pictures;
  /** @type {HTMLButtonElement} */
  strangest;
  /** @type {HTMLElement} */
  empty;
  /** @type {HTMLElement} */
  status;

  constructor(parent) {
    super(parent, "the map of the class", {
      class: "lse lse-class-map",
      role: "group",
      "data-testid": "class-map",
      "data-count": "0",
    });
    this.shows = "drawn";
    this.chosen = 0;
    this.drawings = new Drawings();
    /** @type {Map<number, Point>} */
    this.stands = new Map();
    this.watchRoom();
  }

  isOther(before) {
    return differs(this.data, before, RELOAD);
  }

  build() {
    const { data } = this,
      { words } = data;
    this.clear(words.title);
    this.drawings = new Drawings();
    this.codes = this.network = this.plane = this.size = this.sized = null;
    this.section = makeSection("", { dim: 2 });
    this.stage = new Stage(words, data.kind, null);
    const { canvas, frame } = this.stage;
    canvas.removeAttribute("tabindex");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", words.plane_label);
    canvas.onclick = () => this.choose(0);
    this.legend = new Legend(data.classes, words, () => this.filterChanged());
    this.modes = new ModeSwitch(words, SHOWN, (mode) => this.show(mode), "shows");
    this.modes.show(this.shows);
    this.pictures = new Pictures(words, data.classes, (number) =>
      this.choose(number === this.chosen ? 0 : number),
    );
    this.empty = el("p", { class: "lse-map-empty" }, words.empty);
    frame.append(this.pictures.node, this.empty);
    this.strangest = el(
      "button",
      { type: "button", class: "lse-map-strangest", title: words.strangest_title },
      words.strangest,
    );
    this.strangest.onclick = () => this.chooseStrangest();
    this.note = el("p", { class: "lse-small lse-map-note" });
    this.status = statusLine();
    this.root.prepend(
      this.legend.node,
      this.stage.node,
      el("div", { class: "lse-map-foot" }, this.modes.node, this.strangest, this.note),
      this.status,
    );
    this.legend.paint(this.theme);
    this.takeDrawings();
    this.relayout();
  }

  async load(isStale) {
    const { data } = this;
    this.stage.showLoading(0, data.n);
    const weights = fetchBytes(data.weights_url);
    weights.catch(() => {}); // looked at below, after the codes
    const codes = readCodes(await fetchBytes(data.codes_url), data.n, 2);
    if (isStale()) return;
    placeCodes(codes, this.section);
    this.codes = codes;
    this.neighbours = new Neighbours(codes);
    this.points = new Points(codes, data.classes.length);
    this.rings = referenceGaussian(data.kind, 2, codes).within(this.section);
    this.view = new View(data.view);
    this.plane = new Plane(this.stage.canvas, this.view);
    this.stage.showSection(this.section, "points");
    this.stage.showLoading(1, data.n);
    this.resizePlane();
    this.measure();
    this.frame(); // the map is there before what came back is decoded
    const network = await buildNetwork(data.network, await weights);
    if (isStale()) return;
    this.network = network;
    this.measure();
    this.frame();
    this.root.dataset.ready = "1";
  }

  receive(before) {
    if (!differs(this.data, before, ["drawings", "count"])) return;
    this.takeDrawings();
    this.measure();
    this.schedule();
  }

  takeDrawings() {
    const { data } = this;
    this.drawings.take(data.drawings);
    if (!this.drawings.has(this.chosen)) this.chosen = 0;
    this.root.dataset.count = String(data.count);
    this.empty.hidden = data.count > 0;
    this.strangest.disabled = !data.drawings.length;
    const { words } = data,
      lines = [words.note];
    if (data.count > data.drawings.length)
      lines.push(fill(words.newest, { n: data.drawings.length, of: data.count }));
    setText(this.note, lines.join(" "));
  }

  measure() {
    if (!this.neighbours) return;
    this.drawings.measure(this.neighbours, this.network, this.data.classes.length);
  }

  get filtered() {
    return this.drawings.of(this.legend.allowed);
  }

  // ---- what a hand does ---------------------------------------------------------------

  /** @param {number} number */
  choose(number) {
    if (number === this.chosen) return;
    this.chosen = number;
    this.send("chosen", number);
    this.schedule();
  }

  chooseStrangest() {
    const next = nextStrangest(this.filtered, this.chosen);
    if (!next) return;
    this.choose(next.number);
    setText(
      this.status,
      fill(this.data.words.status, { n: next.number, error: formatNumber(next.error, 4) }),
    );
  }

  /** @param {string} mode */
  show(mode) {
    this.shows = mode;
    this.root.dataset.shows = mode;
    this.modes.show(mode);
    this.schedule();
  }

  filterChanged() {
    this.plane?.touch("points");
    if (this.chosen && !this.filtered.some((one) => one.number === this.chosen)) this.choose(0);
    this.schedule();
  }

  // ---- size and theme -----------------------------------------------------------------

  relayout() {
    if (!this.isResized(pixelRatio())) return;
    this.size = mapLayout(this.root.clientWidth, heightLeft(this.root));
    const { unit, plane, gutterLeft, gutterBelow, columns } = this.size;
    this.setLengths({
      u: unit,
      plane,
      "plane-height": plane,
      "gutter-left": gutterLeft,
      "gutter-below": gutterBelow,
    });
    this.root.dataset.columns = String(columns);
    this.resizePlane();
  }

  resizePlane() {
    if (!this.plane) return;
    const { plane, unit, gridGap } = this.size;
    this.plane.resize(plane, plane, pixelRatio(), unit, gridGap);
    this.framed = 0;
    this.stands = new Map();
    this.frame();
  }

  repaint() {
    this.legend.paint(this.theme);
    this.plane?.touch("points", "scene");
    this.schedule();
  }

  // ---- the frame ----------------------------------------------------------------------

  frame() {
    const { plane, view, size, theme, data } = this;
    if (!plane || !size) return;
    const { all } = this.drawings,
      shown = this.filtered,
      home = roomFor(
        data.view,
        all.map((one) => one.z),
      );
    if (home.half !== this.framed) {
      this.framed = home.half;
      view.frame(home);
      plane.touch("points", "scene");
      this.stage.showAxes(view, size);
      this.stands = new Map();
    }
    plane.drawScene({
      mode: "points",
      theme,
      allowed: this.legend.allowed,
      alpha: FAINT_DOTS,
      dotRadius: size.dotRadius,
      points: this.points,
      tiles: null,
      rings: this.rings,
      section: this.section,
    });
    plane.compose(theme, null, null);
    const places = shown.map((one) => this.placeOf(one)),
      side = pictureSide(shown.length, size.plane ** 2, size.picture[0], size.picture[1]);
    if (side !== this.side) this.stands = new Map();
    this.side = side;
    const discRadius = DISC * plane.textUnit(theme, 13); // as the plane draws them
    this.stands = arrange(
      places,
      {
        width: size.plane,
        height: size.plane,
        side,
        discs: this.points.placeDiscs(view, discRadius, this.legend.allowed),
        discRadius,
      },
      this.stands,
    );
    drawTies(plane, theme, size.unit, {
      all: all.map((one) => this.placeOf(one)),
      shown: new Set(places.map((place) => place.number)),
      stands: this.stands,
      chosen: this.chosen,
    });
    this.pictures.show(shown, this.stands, {
      side,
      back: this.shows === "back",
      chosen: this.chosen,
      theme,
    });
    this.root.dataset.chosen = String(this.chosen);
  }

  // On the rim where it landed outside of what is shown.
  /**
   * @param {MapDrawing} drawing
   * @returns {MapPlace}
   */
  placeOf({ number, z }) {
    const [x, y] = this.view.toPixel(z),
      hold = (/** @type {number} */ v) => Math.max(5, Math.min(this.size.plane - 5, v));
    return { number, x: hold(x), y: hold(y) };
  }
}

export default mountAs(ClassMap);
