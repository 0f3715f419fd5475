// A training as it is watched. Once a second Python sends how it stands; between two snapshots of the
// model each code glides from its place in the first to its place in the second: read `frame` below.

import { hasNames } from "../../../js/shared/page/dom.js";
import { heightAbove, mountAs, pixelRatio, Shell } from "../../../js/shared/page/shell.js";
import { drawBitmap, setSize } from "../../../js/shared/pictures/canvases.js";
import { ImageShape } from "../../../js/shared/pictures/image_shape.js";
import { GlidingCloud } from "./gliding_cloud.js";
import { layout } from "./layout.js";
import { Screen, STRIP } from "./screen.js";
import { bitmapsOf, fetchSnapshot } from "./snapshot.js";

const GLIDE = { least: 300, usual: 1100, most: 2500 }; // ms from one snapshot to the next
const TRIES = 3; // snapshots in a row that cannot be fetched before the view gives up
const stillness = matchMedia("(prefers-reduced-motion: reduce)");

/** @extends {Shell<TrainingViewData>} */
class Watcher extends Shell {
  constructor(parent) {
    super(parent, "the live view", {
      class: "lse lse-live",
      role: "group",
      "data-testid": "live",
    });
    this.root.explorer = this; // for tests
    this.watchRoom();
  }

  isOther(before) {
    return this.data.job !== before.job;
  }

  close() {
    this.wanted = null;
    this.dropPictures();
  }

  dropPictures() {
    for (const shown of [this.before, this.after])
      Object.values(shown ?? {}).forEach((bitmap) => bitmap.close());
    this.before = this.after = null;
  }

  build() {
    const { words, classes, axes, dim } = this.data;
    this.snapshot = null;
    this.wanted = null;
    this.arrived = null;
    this.failures = 0;
    this.sized = null;
    this.clear(words.view);
    this.shape = new ImageShape(this.data.image_shape);
    this.screen = new Screen(this.root, this.data, this.shape);
    this.screen.paint(this.theme);
    this.cloud = new GlidingCloud(this.screen.plane, classes.length, [
      words[`axis_${axes}_0`],
      dim === 1 ? "" : words[`axis_${axes}_1`],
    ]);
    this.relayout();
    this.receive();
  }

  repaint() {
    this.screen.paint(this.theme);
    if (this.snapshot) this.repaintPictures();
    this.schedule();
  }

  receive() {
    const { data } = this;
    this.root.dataset.state = data.state;
    this.screen.showProgress(data.progress, data.state, performance.now());
    this.drawPlots();
    if (data.snapshot && data.snapshot.url !== this.wanted?.url) {
      this.wanted = data.snapshot;
      if (!this.busy) this.follow();
    }
  }

  // ---- snapshots ------------------------------------------------------------------

  // One after the other, always the newest: on a slow line some are left out.
  async follow() {
    this.busy = true;
    while (this.wanted && this.wanted.url !== this.snapshot?.manifest.url) {
      const {
        wanted,
        theme,
        data: { job },
      } = this;
      try {
        const snapshot = await fetchSnapshot(wanted),
          pictures = await bitmapsOf(snapshot, this.shape, theme);
        if (!this.wanted || job !== this.data.job) continue;
        this.failures = 0;
        this.show(snapshot, pictures);
      } catch (error) {
        if (wanted !== this.wanted) continue; // it made room for a newer one
        if (++this.failures >= TRIES && !this.snapshot) this.fail(error);
        break; // the next one comes with the next data from Python
      }
    }
    this.busy = false;
  }

  show(snapshot, pictures) {
    const now = performance.now(),
      since = this.arrived === null ? GLIDE.usual : 1.1 * (now - this.arrived);
    this.snapshot = snapshot;
    this.arrived = now;
    const isFirst = this.cloud.take({
      ...snapshot,
      view: snapshot.manifest.view,
      rings: snapshot.manifest.rings,
    });
    const leaps = isFirst || stillness.matches;
    this.glide = {
      begun: now,
      span: leaps ? 0 : Math.max(GLIDE.least, Math.min(GLIDE.most, since)),
    };
    Object.values(this.before ?? {}).forEach((bitmap) => bitmap.close());
    this.before = this.after;
    this.after = pictures;
    this.screen.showNames(snapshot.manifest, this.data.classes);
    this.root.dataset.step = snapshot.manifest.step;
    this.root.dataset.ready = "1";
    this.schedule();
  }

  async repaintPictures() {
    const { snapshot } = this,
      pictures = await bitmapsOf(snapshot, this.shape, this.theme);
    if (snapshot !== this.snapshot || !this.wanted) return;
    this.dropPictures();
    this.after = pictures;
    this.schedule();
  }

  // ---- the frame ------------------------------------------------------------------

  frame(now) {
    if (this.hasFailed || !this.sized) return;
    const { glide } = this,
      part = glide?.span ? Math.max(0, Math.min(1, (now - glide.begun) / glide.span)) : 1;
    this.cloud.draw(part, this.theme);
    this.drawPictures(part);
    this.root.dataset.gliding = String(part < 1);
    if (part < 1) this.schedule();
  }

  drawPictures(part) {
    if (!this.after) return;
    for (const [name, canvas] of [
      ["tiles", this.screen.picture],
      ["originals", this.screen.originals.canvas],
      ["rebuilt", this.screen.rebuilt.canvas],
    ]) {
      if (this.before && part < 1) drawBitmap(canvas, this.before[name]);
      drawBitmap(canvas, this.after[name], this.before ? part : 1);
    }
  }

  drawPlots() {
    if (!this.sized) return;
    const { curves, epoch } = this.data,
      size = { width: this.sized.curves, height: this.sized.plot, unit: this.sized.unit };
    for (const plot of this.screen.plots)
      plot.draw(curves[plot.name][0], curves[plot.name][1], epoch, size);
  }

  // ---- size -----------------------------------------------------------------------

  relayout() {
    const width = this.root.clientWidth,
      ratio = pixelRatio();
    if (!width) return;
    const height = window.innerHeight - Math.max(0, Math.min(480, heightAbove(this.root))) - 16,
      { screen } = this;
    // A phone's address bar comes and goes, and must not make the view jump.
    const same = this.sized && this.sized.width === width && this.sized.ratio === ratio;
    if (same && (this.sized.height === height || this.sized.columns < 3)) return;
    const size = (this.sized = {
      width,
      height,
      ratio,
      ...layout(width, height, this.shape, screen.plots.length, hasNames(this.data.classes)),
    });
    this.setLengths({ u: size.unit, side: size.side, curves: size.curves, plot: size.plot });
    this.root.dataset.columns = size.columns;
    setSize(screen.plane, size.side, size.side, ratio);
    const [across, up] = this.shape.shares; // a square grid of tiles
    setSize(screen.picture, size.side * across, size.side * up, ratio);
    this.cloud.resize(size.side, size.side, ratio, size.unit);
    for (const { canvas } of [screen.originals, screen.rebuilt]) {
      canvas.style.width = `${STRIP * this.shape.width * size.times}px`;
      canvas.style.height = `${this.shape.height * size.times}px`;
      canvas.toggleAttribute("data-smooth", size.times < 1);
    }
    this.drawPlots();
    this.frame(performance.now()); // now, not a frame later: a resized canvas is blank until it is drawn
  }
}

export default mountAs(Watcher);
