// The film of a training. What happens between play and picture: read `frame` below.
//
// `position` counts frames and may lie between two while the film runs.
import { fetchBytes } from "../../../js/shared/network/bytes.js";
import { mountAs, pixelRatio, Shell } from "../../../js/shared/page/shell.js";
import { drawBitmap, setSize } from "../../../js/shared/pictures/canvases.js";
import { ImageShape } from "../../../js/shared/pictures/image_shape.js";
import { Cloud } from "./cloud.js";
import { readFilm } from "./reading.js";
import { Reel } from "./reel.js";
import { Screen } from "./screen.js";

const RATE = 4; // frames a second at speed 1
const LONGEST = 100; // ms: after a pause of the browser the film goes on, it does not jump
const LARGE = 1400; // px of width from which type and space grow, as in the explorer
const stillness = matchMedia("(prefers-reduced-motion: reduce)");
// Films that began by themselves once; coming back to a page does not start them again.
const begun = (window.__latentExplorerFilms ??= new Set());

/** @extends {Shell<FilmPlayerData>} */
class Player extends Shell {
  constructor(parent) {
    super(parent, "the film player", {
      class: "lse lse-film",
      role: "group",
      "data-testid": "film-player",
    });
    this.speed = 1;
    this.root.onkeydown = (event) => this.key(event);
    this.seen = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) this.begin();
      },
      { threshold: 0.6 },
    );
  }

  close() {
    this.seen.disconnect();
    this.reel?.drop();
    this.film = null;
    this.playing = false;
  }

  isOther(before) {
    return this.data.film_url !== before.film_url;
  }

  repaint() {
    if (!this.film) return;
    this.reel.recolour(this.theme);
    this.screen.paint(this.theme);
    this.schedule();
  }

  build() {
    const { data } = this;
    this.clear(data.words.player);
    this.last = data.film.moments.length - 1;
    this.position = this.last; // until it comes into sight and plays, what came of the training
    this.screen = new Screen(this.root, data, RATE, {
      toggle: () => (this.playing ? this.pause() : this.play()),
      step: (frames) => this.go(Math.round(this.position) + frames),
      scrub: (frame) => this.go(frame),
      speed: (factor) => {
        this.speed = factor;
      },
      point: (fraction) => this.go(Math.round(fraction * this.last)),
    });
    this.screen.paint(this.theme);
    this.screen.show(this.position);
  }

  async load(isStale) {
    const { data } = this,
      buffer = await fetchBytes(data.film_url);
    if (isStale()) return;
    this.film = readFilm(buffer, data.film);
    this.reel = new Reel(this.film, new ImageShape(data.image_shape), this.theme, {
      ready: () => this.schedule(),
      failed: (error) => {
        if (!isStale()) this.fail(error);
      },
    });
    this.cloud = new Cloud(
      this.screen.cloud,
      this.film,
      data.film,
      data.classes.length,
      data.words,
    );
    this.sized = null;
    this.relayout();
    this.seen.observe(this.screen.picture);
  }

  // ---- time ---------------------------------------------------------------------

  // By itself once, when the film first comes into sight; never where motion is unwelcome.
  begin() {
    this.seen.disconnect();
    if (stillness.matches || begun.has(this.data.film_url)) return;
    this.play();
  }

  play() {
    if (!this.film || this.last === 0) return;
    begun.add(this.data.film_url);
    if (this.position >= this.last) this.position = 0;
    this.setPlaying(true);
  }
  pause() {
    this.position = Math.round(this.position);
    this.setPlaying(false);
  }
  setPlaying(playing) {
    this.playing = playing;
    this.clock = null;
    this.root.dataset.playing = String(playing);
    this.screen.transport.showPlaying(playing);
    this.schedule();
  }

  go(frame) {
    begun.add(this.data.film_url);
    if (this.playing) this.setPlaying(false);
    this.position = Math.max(0, Math.min(this.last, frame));
    this.schedule();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.type === "radio") return;
    const onButton = event.target.tagName === "BUTTON" && event.key === " "; // presses the button
    const act = {
      " ": () => (this.playing ? this.pause() : this.play()),
      ArrowLeft: () => this.go(Math.round(this.position) - 1),
      ArrowRight: () => this.go(Math.round(this.position) + 1),
      Home: () => this.go(0),
      End: () => this.go(this.last),
    }[event.key];
    if (!act || onButton) return;
    event.preventDefault();
    act();
  }

  // ---- the frame ------------------------------------------------------------------

  frame(now) {
    if (!this.film || !this.sized) return;
    if (this.playing) {
      this.position += (Math.min(now - (this.clock ?? now), LONGEST) / 1000) * RATE * this.speed;
      this.clock = now;
      if (this.position >= this.last) {
        this.position = this.last;
        this.setPlaying(false);
      }
    }
    const shown = Math.round(this.position),
      flowing = stillness.matches ? shown : this.position;
    this.cloud.draw(flowing, this.theme);
    this.drawPicture(this.reel.at(shown));
    this.screen.show(flowing);
    this.root.dataset.frame = shown;
    if (this.playing) this.schedule();
  }

  drawPicture(bitmap) {
    if (!bitmap) return;
    drawBitmap(this.screen.picture, bitmap);
    this.root.dataset.ready = "1";
  }

  // ---- size -----------------------------------------------------------------------

  relayout() {
    const width = this.root.clientWidth,
      ratio = pixelRatio();
    if (!this.film || !width || (this.sized?.width === width && this.sized.ratio === ratio)) return;
    this.sized = { width, ratio };
    const unit = width >= LARGE ? 1.2 : 1,
      { picture, cloud } = this.screen,
      [rows, columns] = this.data.film.grid,
      [across, up] = new ImageShape(this.data.image_shape).shares;
    this.setLengths({ u: unit });
    this.root.dataset.columns = width < 640 ? 1 : 2;
    const box = picture.parentElement.clientWidth,
      high = picture.parentElement.clientHeight,
      tile = Math.min(box / (columns * across), high / (rows * up)); // its longer side
    setSize(picture, tile * columns * across, tile * rows * up, ratio);
    const plane = cloud.parentElement;
    setSize(cloud, plane.clientWidth, plane.clientHeight, ratio);
    this.cloud.resize(plane.clientWidth, plane.clientHeight, ratio, unit);
    this.frame(performance.now()); // now, not a frame later: a resized canvas is blank until it is drawn
  }
}

export default mountAs(Player);
