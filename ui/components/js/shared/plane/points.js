// The cloud: one dot a test image, and one numbered disc a class.
import { positionOf } from "../latent/codes.js";

const BANDS = 6; // of depth
// How dots of further classes look once the colours are used up; each is as large as the others.
const SQUARE = Math.sqrt(Math.PI) / 2, // half its side, of the radius of a round dot
  TRIANGLE = 1.5; // from its middle to its tip
/** @type {((context: CanvasRenderingContext2D, x: number, y: number, r: number) => void)[]} */
const MARKERS = [
  (context, x, y, r) => context.arc(x, y, r, 0, 2 * Math.PI),
  (context, x, y, r) =>
    context.rect(x - SQUARE * r, y - SQUARE * r, 2 * SQUARE * r, 2 * SQUARE * r),
  (context, x, y, r) => {
    for (const corner of [0, 1, 2]) {
      const angle = (2 * Math.PI * corner) / 3;
      context.lineTo(x + TRIANGLE * r * Math.sin(angle), y - TRIANGLE * r * Math.cos(angle));
    }
  },
];

const FEW = 300;

// How much larger dots are where there are few, so that they are seen beside the discs of classes.
/** @param {number} n of them */
export function growthOfFew(n) {
  return n < FEW ? Math.min(2, Math.sqrt(FEW / Math.max(n, 1))) : 1;
}

export class Points {
  /**
   * @param {DotCloud} codes
   * @param {number} nClasses
   */
  constructor(codes, nClasses) {
    this.codes = codes;
    this.nClasses = nClasses;
    this.order = shuffled(codes.n);
    this.spots = densestSpots(codes, nClasses);
    this.reach = nClasses > 10 ? TRIANGLE : 1; // of a dot, of its radius
    this.bands = null; // of depth, made when the cloud is first seen in space
  }

  // The sprites of each class: a colour each, and other markers once the colours are used up; grey
  // where there are no classes.
  looks(theme, r, half, alpha) {
    if (!this.nClasses) return [sprites(theme["ink-2"], r, half, alpha)];
    const rounds = Math.min(MARKERS.length, Math.ceil(this.nClasses / theme.classes.length));
    return MARKERS.slice(0, rounds).flatMap((marker) =>
      theme.classes.map((colour) => sprites(colour, r, half, alpha, marker)),
    );
  }

  // Dots are stamped from small sprites: ten thousand circles would be ten thousand
  // paths. Classes are shuffled so that none hides another; what the legend has
  // switched off turns grey and goes underneath.
  // `most`: how many of them at most, for frames that have no time for all.
  draw(context, view, theme, { radius, alpha, ratio, allowed, most }) {
    const { xy, labels } = this.codes,
      order = this.order.subarray(0, most);
    // Dots grow a little with the zoom, in steps, so that sprites are seldom made anew.
    const growth = Math.min(2.2, Math.max(1, view.zoom) ** 0.35),
      r = (radius * growthOfFew(this.codes.n) * ratio * Math.round(growth * 8)) / 8;
    const half = Math.ceil(this.reach * r) + 1,
      key = `${theme.id}:${r}`;
    if (this.sprites?.key !== key) {
      this.sprites = {
        key,
        grey: sprites(theme["ink-3"], r, half, alpha * 0.4),
        colours: this.looks(theme, r, half, alpha),
      };
    }
    const { grey, colours } = this.sprites;
    const scale = view.scale * ratio,
      ox = (view.width / 2) * ratio - view.center[0] * scale,
      oy = (view.height / 2) * ratio + view.center[1] * scale;
    const right = view.width * ratio + half,
      bottom = view.height * ratio + half;
    for (const greyPass of allowed ? [true, false] : [false]) {
      for (const i of order) {
        if (allowed && greyPass === Boolean(allowed[labels[i]])) continue;
        const x = ox + xy[2 * i] * scale,
          y = oy - xy[2 * i + 1] * scale;
        if (x < -half || y < -half || x > right || y > bottom) continue;
        // Four sprites a colour, shifted by half a pixel each way: whole-pixel
        // stamping alone would draw the cloud onto a visible raster.
        const px = Math.floor(2 * x),
          py = Math.floor(2 * y);
        const sprite = (greyPass ? grey : colours[labels[i] % colours.length])[
          (px & 1) + 2 * (py & 1)
        ];
        context.drawImage(sprite, (px >> 1) - half, (py >> 1) - half);
      }
    }
  }

  // The same cloud in space: nearer dots are drawn later, larger and stronger, so that depth is
  // seen. `deepest`: the depth of nearly all dots.
  drawDeep(context, view, theme, { radius, ratio, allowed }, deepest) {
    const { xy, labels, depth, n } = this.codes,
      { order } = this;
    this.bands ??= Array.from({ length: BANDS }, () => ({
      dots: new Uint32Array(n),
      count: 0,
      sprites: null,
    }));
    const { bands } = this,
      key = `${theme.id}:${radius * ratio}:${Math.round(view.zoom * 8)}`;
    if (this.deepKey !== key) {
      this.deepKey = key;
      const growth = Math.min(2.2, Math.max(1, view.zoom) ** 0.35);
      bands.forEach((band, i) => {
        const near = (i + 0.5) / BANDS,
          r = radius * growthOfFew(n) * ratio * growth * (0.62 + 0.95 * near),
          half = Math.ceil(this.reach * r) + 1,
          alpha = 0.22 + 0.62 * near;
        band.half = half;
        band.grey = sprites(theme["ink-3"], r, half, alpha * 0.4);
        band.colours = this.looks(theme, r, half, alpha);
      });
    }
    for (const band of bands) band.count = 0;
    for (const i of order) {
      const band =
        bands[Math.max(0, Math.min(BANDS - 1, Math.floor(((depth[i] / deepest + 1) / 2) * BANDS)))];
      band.dots[band.count++] = i;
    }
    const scale = view.scale * ratio,
      ox = (view.width / 2) * ratio - view.center[0] * scale,
      oy = (view.height / 2) * ratio + view.center[1] * scale;
    for (const { dots, count, half, grey, colours } of bands) {
      for (let m = 0; m < count; m++) {
        const i = dots[m],
          px = Math.floor(2 * (ox + xy[2 * i] * scale)),
          py = Math.floor(2 * (oy - xy[2 * i + 1] * scale));
        const set = allowed && !allowed[labels[i]] ? grey : colours[labels[i] % colours.length];
        context.drawImage(set[(px & 1) + 2 * (py & 1)], (px >> 1) - half, (py >> 1) - half);
      }
    }
  }

  // Where the numbered discs go, in pixels: on the densest spot, pushed apart. A disc
  // pushed further than 2.4 radii would point at the wrong place, so it is left out.
  placeDiscs(view, radius, allowed) {
    const discs = [];
    this.spots.forEach((spot, label) => {
      if (spot === null || (allowed && !allowed[label])) return;
      const [x, y] = view.toPixel(positionOf(this.codes, spot));
      if (x < 0 || y < 0 || x > view.width || y > view.height) return;
      discs.push({ label, x, y, homeX: x, homeY: y });
    });
    const gap = 2 * radius + 1;
    for (let round = 0; round < 60; round++) {
      for (const a of discs)
        for (const b of discs) {
          const dx = b.x - a.x || 0.01,
            dy = b.y - a.y || 0.01,
            distance = Math.hypot(dx, dy);
          if (a === b || distance >= gap) continue;
          const push = (gap - distance) / 2 / distance;
          a.x -= dx * push;
          a.y -= dy * push;
          b.x += dx * push;
          b.y += dy * push;
        }
    }
    const hold = (v, extent) => Math.max(radius + 3, Math.min(extent - radius - 3, v));
    for (const d of discs) {
      d.x = hold(d.x, view.width);
      d.y = hold(d.y, view.height);
    }
    return discs.filter((d) => Math.hypot(d.x - d.homeX, d.y - d.homeY) <= 2.4 * radius);
  }
}

function sprites(colour, radius, half, alpha, marker = MARKERS[0]) {
  return [
    [0, 0],
    [0.5, 0],
    [0, 0.5],
    [0.5, 0.5],
  ].map(([sx, sy]) => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 2 * half + 1;
    const context = canvas.getContext("2d");
    context.globalAlpha = alpha;
    context.fillStyle = colour;
    context.beginPath();
    marker(context, half + sx, half + sy, radius);
    context.fill();
    return canvas;
  });
}

// The same shuffle at every draw (a small linear congruential generator), so dots do
// not flicker between in front and behind.
function shuffled(n) {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  let state = 12345;
  for (let i = n - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = state % (i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

// The index of the code of each class with the most of its own class around it, by a Gaussian
// kernel over at most 400 of them (null for a class without codes).
function densestSpots(codes, nClasses) {
  const members = Array.from({ length: nClasses }, () => []);
  for (let i = 0; i < codes.n; i++)
    if (codes.labels[i] < nClasses) members[codes.labels[i]].push(i);
  return members.map((all) => {
    if (!all.length) return null;
    const some = all.filter((_, i) => i % Math.ceil(all.length / 400) === 0);
    const { xy } = codes;
    const middle = (axis) => some.map((i) => xy[2 * i + axis]).sort((a, b) => a - b);
    const spreads = [0, 1].map((axis) => {
      const v = middle(axis);
      return v[Math.floor(v.length * 0.75)] - v[Math.floor(v.length * 0.25)];
    });
    const width2 = 2 * Math.max(((0.35 * (spreads[0] + spreads[1])) / 2) ** 2, 1e-12);
    let best = null,
      most = -1;
    for (const i of some) {
      let sum = 0;
      for (const j of some)
        sum += Math.exp(
          -((xy[2 * i] - xy[2 * j]) ** 2 + (xy[2 * i + 1] - xy[2 * j + 1]) ** 2) / width2,
        );
      if (sum > most) {
        most = sum;
        best = i;
      }
    }
    return best;
  });
}
