// The manifold: the plane paved with decoded pictures, as a map is paved with tiles.
//
// Level L divides a tile of level 0 into 2^L x 2^L; the level is chosen so that a
// tile is about as large on screen as its own pixels at every zoom. Decoded tiles stay
// in an atlas (one canvas of slots), the oldest making room for new ones. A tile not
// decoded yet shows its nearest coarser or finer relative, so zooming never shows a
// blank plane: the picture sharpens as tiles arrive, in slices of a few milliseconds.
import { paintTile } from "../../../../js/shared/pictures/pictures.js";

const ATLAS = { pixels: 1680, least: 32 }; // its side: 56 x 56 tiles of 28 pixels, three screens of them
const FADE = [1, 0.42, 0.24]; // supported, thin, hole
const FILTERED = 0.16; // what the legend has switched off

export class Tiles {
  // `count` tiles of level 0 span the home view by their longer side; `shape`: of a tile. Where the plane is a section through more
  // dimensions, `z` says what is held in those that it does not show.
  constructor(home, count, shape, network, support, theme, section, z) {
    this.home = home;
    this.count = count;
    this.network = network;
    this.support = support;
    this.section = section;
    this.z = z;
    this.round = 0;
    this.shape = shape;
    this.cell = [shape.width + 2, shape.height + 2]; // a clear rim: neighbours must not bleed in when scaled
    this.across = Math.max(ATLAS.least, Math.floor(ATLAS.pixels / Math.max(...this.cell))); // slots
    this.atlas = document.createElement("canvas");
    this.atlas.width = this.across * this.cell[0];
    this.atlas.height = this.across * this.cell[1];
    this.context = this.atlas.getContext("2d", { willReadFrequently: false });
    this.image = new ImageData(shape.width, shape.height);
    this.theme = theme;
    this.tiles = new Map(); // "level:i:j" -> {slot, level of support, label, round}
    this.owners = []; // slot -> key
    this.nextSlot = 0;
    this.queue = [];
    this.planned = "";
  }

  // What the plane does not show has moved: decode all anew, showing the old until then.
  hold(z) {
    this.z = z;
    this.round++;
    this.planned = "";
  }

  // A new theme only changes the ink: recolour the atlas in place. Colours stay as they are.
  recolour(theme) {
    this.theme = theme;
    if (this.shape.isColour) return;
    this.context.globalCompositeOperation = "source-in";
    this.context.fillStyle = theme["ink-1"];
    this.context.fillRect(0, 0, this.atlas.width, this.atlas.height);
    this.context.globalCompositeOperation = "source-over";
  }

  level(view) {
    return Math.max(-1, Math.round(Math.log2(view.zoom)));
  }
  // How wide and how high a tile is on the plane.
  spacing(level) {
    const longer = (2 * this.home.half) / this.count / 2 ** level;
    return this.shape.shares.map((share) => share * longer);
  }
  centre(level, i, j) {
    const [across, up] = this.spacing(level),
      corner = this.home.center.map((c) => c - this.home.half);
    return [corner[0] + (i + 0.5) * across, corner[1] + (j + 0.5) * up];
  }
  range(view, level) {
    const s = this.spacing(level),
      at = (v, axis) => Math.floor((v - this.home.center[axis] + this.home.half) / s[axis]);
    const [left, top] = view.toPoint(0.5, 0.5),
      [right, bottom] = view.toPoint(view.width - 0.5, view.height - 0.5);
    return { i0: at(left, 0), i1: at(right, 0), j0: at(bottom, 1), j1: at(top, 1) };
  }

  // List what this view still needs, from the middle outward.
  plan(view) {
    const level = this.level(view),
      { i0, i1, j0, j1 } = this.range(view, level);
    const planned = `${level}:${i0}:${i1}:${j0}:${j1}`;
    if (planned === this.planned) return;
    this.planned = planned;
    const middle = [(i0 + i1) / 2, (j0 + j1) / 2];
    this.queue = [];
    for (let j = j0; j <= j1; j++)
      for (let i = i0; i <= i1; i++) {
        if (this.tiles.get(`${level}:${i}:${j}`)?.round !== this.round)
          this.queue.push([level, i, j, (i - middle[0]) ** 2 + (j - middle[1]) ** 2]);
      }
    this.queue.sort((a, b) => b[3] - a[3]);
  }

  // Decode until `deadline`; returns the new tiles as [level, i, j].
  work(view, deadline) {
    this.plan(view);
    const made = [];
    while (this.queue.length && performance.now() < deadline) {
      const [level, i, j] = this.queue.pop();
      this.make(level, i, j);
      made.push([level, i, j]);
    }
    return made;
  }
  get pending() {
    return this.queue.length > 0;
  }

  make(level, i, j) {
    const z = this.section.lift(this.centre(level, i, j), this.z),
      key = `${level}:${i}:${j}`;
    const slot = this.tiles.get(key)?.slot ?? this.freeSlot(key);
    const [x, y] = this.slotCorner(slot);
    this.context.putImageData(paintTile(this.network.decode(z), this.image, this.theme), x, y);
    const brief = this.support.brief(z);
    this.tiles.set(key, { slot, level: brief.level, label: brief.label, round: this.round });
  }
  freeSlot(key) {
    const slot = this.nextSlot;
    this.nextSlot = (slot + 1) % this.across ** 2;
    if (this.owners[slot]) this.tiles.delete(this.owners[slot]);
    this.owners[slot] = key;
    return slot;
  }
  slotCorner(slot) {
    return [
      (slot % this.across) * this.cell[0] + 1,
      Math.floor(slot / this.across) * this.cell[1] + 1,
    ];
  }

  // The tile itself, or the best stand-in there is.
  find(level, i, j) {
    const own = this.tiles.get(`${level}:${i}:${j}`);
    if (own) return own;
    for (let up = 1; up <= 7; up++) {
      const parent = this.tiles.get(`${level - up}:${i >> up}:${j >> up}`);
      if (parent) return parent;
    }
    return (
      this.tiles.get(`${level + 1}:${2 * i + 1}:${2 * j + 1}`) ??
      this.tiles.get(`${level + 2}:${4 * i + 2}:${4 * j + 2}`)
    );
  }

  draw(context, view, options) {
    const level = this.level(view),
      { i0, i1, j0, j1 } = this.range(view, level);
    for (let j = j0; j <= j1; j++)
      for (let i = i0; i <= i1; i++) this.drawOne(context, view, level, i, j, options);
  }

  // `options`: {ratio, allowed}. Edges fall on whole device pixels, so that at zoom 1
  // a tile of MNIST is drawn unscaled.
  drawOne(context, view, level, i, j, { ratio, allowed }) {
    const [across, up] = this.spacing(level).map((side) => side / 2),
      [a, b] = this.centre(level, i, j);
    const [x0, y0] = view.toPixel([a - across, b + up]),
      [x1, y1] = view.toPixel([a + across, b - up]);
    const left = Math.round(x0 * ratio),
      top = Math.round(y0 * ratio);
    const width = Math.round(x1 * ratio) - left,
      height = Math.round(y1 * ratio) - top;
    context.clearRect(left, top, width, height);
    const tile = this.find(level, i, j);
    if (!tile) return;
    const [sx, sy] = this.slotCorner(tile.slot);
    // What a network draws that is told a label is of that label, whichever codes are near.
    const isOther = allowed && !this.network.setLabel && !allowed[tile.label];
    context.globalAlpha = FADE[tile.level] * (isOther ? FILTERED : 1);
    context.drawImage(
      this.atlas,
      sx,
      sy,
      this.shape.width,
      this.shape.height,
      left,
      top,
      width,
      height,
    );
    context.globalAlpha = 1;
  }
}
