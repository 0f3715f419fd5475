// A training as it is watched. Python says once a second how it stands; between two looks at the
// model the codes glide from where they were to where they are: read `frame` below.
//
// One Watcher a mount.

import { drawBitmap, setSize } from "../../js/shared/page/canvases.js";
import { el, hasNames, icon } from "../../js/shared/page/dom.js";
import { readTheme } from "../../js/shared/page/theme.js";
import { arrange } from "./arrange.js";
import { fetchLook, painted } from "./look.js";
import { Screen, STRIP, TILE } from "./screen.js";
import { Swarm } from "./swarm.js";

const GLIDE = { least: 300, usual: 1100, most: 2500 }; // ms from one look to the next
const TRIES = 3; // looks in a row that cannot be had before the view gives up
const stillness = matchMedia("(prefers-reduced-motion: reduce)");

class Watcher {
  constructor(parent) {
    this.root = el("div", {
      class: "lse lse-live",
      role: "group",
      "data-testid": "live",
      "data-ready": "0",
    });
    this.root.explorer = this; // for tests
    this.style = el("style", {}, STYLESHEET); // put in front of all files by bundle.py
    parent.append(this.style, this.root);
    this.resized = new ResizeObserver(() => this.relayout());
    this.resized.observe(this.root);
    this.onResize = () => this.relayout();
    window.addEventListener("resize", this.onResize);
  }

  destroy() {
    this.gone = true;
    cancelAnimationFrame(this.raf);
    this.resized.disconnect();
    window.removeEventListener("resize", this.onResize);
    this.drop();
    this.root.remove();
    this.style.remove();
  }

  drop() {
    for (const shown of [this.before, this.after])
      Object.values(shown ?? {}).forEach((bitmap) => bitmap.close());
    this.before = this.after = null;
  }

  // Called by Streamlit with new data or a new theme.
  update({ data, setStateValue }) {
    const theme = readTheme(this.root),
      repainted = theme.id !== this.theme?.id;
    this.theme = theme;
    this.send = setStateValue;
    if (data.job !== this.data?.job) this.open(data);
    this.data = data;
    if (this.failed) return;
    this.root.dataset.state = data.state;
    this.screen.showProgress(data.progress, data.state, performance.now());
    if (repainted) {
      this.screen.paint(theme);
      if (this.look) this.repaint();
    }
    this.drawPlots();
    if (repainted) this.schedule();
    if (data.snapshot && data.snapshot.url !== this.wanted?.url) {
      this.wanted = data.snapshot;
      if (!this.busy) this.follow().catch((error) => this.fail(error));
    }
  }

  open(data) {
    this.drop();
    this.data = data;
    this.look = null;
    this.wanted = null;
    this.arrived = null;
    this.failures = 0;
    this.failed = false;
    this.sized = null;
    this.root.dataset.ready = "0";
    this.root.setAttribute("aria-label", data.words.view);
    this.root.replaceChildren();
    this.screen = new Screen(this.root, data);
    this.screen.paint(this.theme);
    const { words, axes, dim } = data;
    this.swarm = new Swarm(this.screen.plane, data.classes.length, [
      words[`axis_${axes}_0`],
      dim === 1 ? "" : words[`axis_${axes}_1`],
    ]);
    this.relayout();
  }

  fail(error) {
    this.failed = true;
    console.warn("Latent Space Explorer: the live view could not start.", error);
    this.root.replaceChildren(
      el(
        "div",
        { class: "lse-notice", role: "alert" },
        icon("info"),
        el("span", {}, this.data.words.fallback),
      ),
    );
    this.send("fallback", true);
  }

  // ---- looks ----------------------------------------------------------------------

  // One after the other, always the newest: on a slow line some are left out.
  async follow() {
    this.busy = true;
    while (!this.gone && this.wanted && this.wanted.url !== this.look?.manifest.url) {
      const {
        wanted,
        theme,
        data: { job },
      } = this;
      try {
        const look = await fetchLook(wanted),
          pictures = await painted(look, theme);
        if (this.gone || job !== this.data.job) continue;
        this.failures = 0;
        this.show(look, pictures);
      } catch (error) {
        if (wanted !== this.wanted) continue; // it made room for a newer one
        if (++this.failures >= TRIES && !this.look) {
          this.busy = false;
          throw error;
        }
        break; // the next one comes with the next word from Python
      }
    }
    this.busy = false;
  }

  show(look, pictures) {
    const now = performance.now(),
      since = this.arrived === null ? GLIDE.usual : 1.1 * (now - this.arrived);
    this.look = look;
    this.arrived = now;
    const isFirst = this.swarm.take({
      ...look,
      view: look.manifest.view,
      rings: look.manifest.rings,
    });
    const leaps = isFirst || stillness.matches;
    this.glide = {
      begun: now,
      span: leaps ? 0 : Math.max(GLIDE.least, Math.min(GLIDE.most, since)),
    };
    Object.values(this.before ?? {}).forEach((bitmap) => bitmap.close());
    this.before = this.after;
    this.after = pictures;
    this.screen.showNames(look.manifest, this.data.classes);
    this.root.dataset.step = look.manifest.step;
    this.root.dataset.ready = "1";
    this.schedule();
  }

  async repaint() {
    const { look } = this,
      pictures = await painted(look, this.theme);
    if (look !== this.look || this.gone) return;
    this.drop();
    this.after = pictures;
    this.schedule();
  }

  // ---- the frame ------------------------------------------------------------------

  schedule() {
    this.raf ||= requestAnimationFrame((now) => {
      this.raf = 0;
      this.frame(now);
    });
  }

  frame(now) {
    if (this.failed || !this.sized || !this.swarm) return;
    const { glide } = this,
      part = glide?.span ? Math.max(0, Math.min(1, (now - glide.begun) / glide.span)) : 1;
    this.swarm.draw(part, this.theme);
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
      ratio = Math.min(window.devicePixelRatio || 1, 3);
    if (!this.screen || this.failed || !width) return;
    const height = window.innerHeight - this.spaceAbove() - 16,
      { screen } = this;
    // A phone's address bar comes and goes, and must not make the view jump.
    const same = this.sized && this.sized.width === width && this.sized.ratio === ratio;
    if (same && (this.sized.height === height || this.sized.columns < 3)) return;
    const size = (this.sized = {
      width,
      height,
      ratio,
      ...arrange(width, height, screen.plots.length, hasNames(this.data.classes)),
    });
    for (const [name, value] of Object.entries({
      u: size.unit,
      side: size.side,
      curves: size.curves,
      plot: size.plot,
    }))
      this.root.style.setProperty(`--${name}`, `${value}px`);
    this.root.dataset.columns = size.columns;
    setSize(screen.plane, size.side, size.side, ratio);
    setSize(screen.picture, size.side, size.side, ratio);
    this.swarm.resize(size.side, size.side, ratio, size.unit);
    for (const { canvas } of [screen.originals, screen.rebuilt]) {
      canvas.style.width = `${STRIP * TILE * size.times}px`;
      canvas.style.height = `${TILE * size.times}px`;
    }
    this.drawPlots();
    this.frame(performance.now()); // now, not a frame later: a resized canvas is blank until it is drawn
  }

  // What stands above on the unscrolled page.
  spaceAbove() {
    const scrolled = this.root.closest('[data-testid="stMain"]')?.scrollTop ?? window.scrollY;
    return Math.max(0, Math.min(480, this.root.getBoundingClientRect().top + scrolled));
  }
}

const watchers = new WeakMap();

export default function (component) {
  const { parentElement } = component;
  if (!watchers.has(parentElement)) watchers.set(parentElement, new Watcher(parentElement));
  watchers.get(parentElement).update(component);
  return () => {
    watchers.get(parentElement)?.destroy();
    watchers.delete(parentElement);
  };
}
