// One model: its plane, what it is shaded by, and what the decoder draws at its cursor.

import { readCodes } from "../../../../js/shared/latent/codes.js";
import { Neighbours } from "../../../../js/shared/latent/neighbours.js";
import { Support } from "../../../../js/shared/latent/support.js";
import { fetchBytes } from "../../../../js/shared/network/bytes.js";
import { buildNetwork } from "../../../../js/shared/network/interpreter.js";
import { el, fill, formatNumber } from "../../../../js/shared/page/dom.js";
import { Points } from "../../../../js/shared/plane/points.js";
import { Stage } from "../../../../js/shared/plane/stage.js";
import { View } from "../../../../js/shared/plane/view.js";
import { DuoPlane } from "./duo_plane.js";
import { Facts } from "./facts.js";
import { Shade } from "./shade.js";

const NAMES = { names: [["z1"], ["z2"]], isLine: false };

export class PlaneSide {
  // `name`: of the model, for its title. `shape`: of its pictures.
  /** @param {TwoPlanesData} data */
  constructor(data, index, name, shape, bubble, onReset) {
    const side = data.sides[index],
      which = index ? "right" : "left",
      words = { ...data.words, plane: fill(data.words.plane, { name }) };
    this.side = side;
    this.index = index;
    this.mean = side.mean;
    this.std = side.std;
    this.words = data.words;
    this.classes = data.classes;
    this.name = name;
    this.z = data.z[index].slice();
    this.shownZ = null;
    this.shownTheme = null;
    this.unread = false; // the picture at z has not been classified yet
    this.pixels = shape.blank();
    this.stage = new Stage(words, side.kind, onReset);
    this.stage.canvas.dataset.testid = `plane-${which}`;
    this.stage.showSection(NAMES, "points");
    this.view = new View(side.view);
    this.plane = new DuoPlane(this.stage.canvas, this.view);
    this.facts = new Facts(data, which, name, shape, bubble);
    const { half } = side.view;
    this.step = half >= 2 && half <= 8 ? 0.05 : Number((half / 80).toPrecision(1));
    this.decimals = half >= 100 ? 0 : half >= 20 ? 1 : half >= 2 ? 2 : 3;
    const radius = fill(data.words.reach, {
      reach: formatNumber(side.radius, side.radius < 10 ? 1 : 0),
    });
    this.node = el(
      "section",
      { class: "lse-two-side", "aria-label": name },
      el(
        "div",
        { class: "lse-two-title" },
        el(
          "span",
          { class: "lse-two-name", role: "heading", "aria-level": 2, title: side.run },
          name,
        ),
        bubble.explain(el("span", { class: "lse-small" }, radius), data.words.reach_help),
      ),
      el("div", { class: "lse-two-body" }, this.stage.frame, this.facts.node),
    );
  }

  // Codes first: the cloud can be drawn before the network is there.
  async fetch(onProgress, isStale, onCodes) {
    const { side } = this,
      part = [0, 0];
    const report = (i) => (fraction) => {
      part[i] = fraction;
      onProgress((part[0] + part[1]) / 2);
    };
    const weights = fetchBytes(side.weights_url, report(1)).then((buffer) =>
      buildNetwork(side.network, buffer),
    );
    weights.catch(() => {}); // awaited below; until then a failure is not an unhandled one
    const codes = readCodes(await fetchBytes(side.codes_url, report(0)), side.n, 2);
    if (isStale()) return;
    this.codes = codes;
    this.neighbours = new Neighbours(codes);
    this.support = new Support(this.neighbours, side.support, this.classes.length);
    this.points = new Points(codes, this.classes.length);
    this.shade = new Shade(side.view, this.support, null);
    onCodes();
    const network = await weights;
    if (isStale()) return;
    this.network = network;
  }

  // Layers that were measured come with the run, or later.
  async fetchMaps(side, isStale) {
    if (!side.maps_url || side.maps_url === this.mapsUrl) return;
    this.mapsUrl = side.maps_url;
    const bytes = new Uint8Array(await fetchBytes(side.maps_url));
    if (isStale()) return;
    this.shade.receive({ manifest: side.maps, bytes });
    this.plane.touch("tiles");
  }

  resize(size, ratio) {
    this.size = size;
    this.plane.resize(size.plane, size.plane, ratio, size.unit, size.gridGap);
    this.axesStale = true;
  }

  zoom(factor, x, y) {
    const { view } = this;
    if (!view.canZoom(factor) || (factor < 1 && view.zoom <= 1)) return false;
    view.zoomAt(factor, x, y);
    if (view.zoom <= 1) view.reset(); // nothing is shaded beyond the first view
    this.viewChanged();
    return true;
  }
  viewChanged() {
    this.axesStale = true;
    this.plane.touch("tiles", "points");
  }

  decode(z) {
    return this.network.decode(z);
  }

  // Decodes z and shows picture and verdict.
  show(theme) {
    const nearest = this.neighbours.nearest(this.z, this.side.support.k);
    this.pixels.set(this.decode(this.z));
    this.facts.showPicture(this.pixels, theme);
    this.facts.showLevel(this.support.levelOf(nearest));
    this.facts.legend.showValue(this.shade, this.z);
    this.stage.showPills(this.view, this.z, this.decimals);
  }

  draw(look, walk, held) {
    if (!this.size) return;
    if (this.axesStale) {
      this.axesStale = false;
      this.stage.showAxes(this.view, this.size);
      if (this.network) this.stage.showPills(this.view, this.z, this.decimals);
    }
    this.plane.drawScene({
      ...look,
      points: this.points,
      shade: this.shade,
      dotRadius: this.size.dotRadius,
      words: this.words,
    });
    this.plane.compose(look.theme, walk, this.network && { point: this.z, held });
  }

  where() {
    return this.z.map((v, axis) => `z${axis + 1} ${formatNumber(v, this.decimals)}`).join(", ");
  }
}
