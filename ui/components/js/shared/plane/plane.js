// The plane: one visible canvas, composed from cached layers.
//
// Tiles and dots are expensive and change only with the view, the theme or the legend,
// so each has a layer of its own; grid, layers, rings and discs are then flattened
// into one `scene`. A frame of a drag costs one copy of the scene plus the cursor.

import { drawAxes, nameAxes } from "./space.js";

export const DOT_ALPHA = 0.62;
const PAVED = ["manifold", "both"];
const TILES_BEHIND_DOTS = 0.34; // in mode "both"

export class Plane {
  constructor(canvas, view) {
    this.canvas = canvas;
    this.view = view;
    this.context = canvas.getContext("2d", { alpha: false });
    this.layers = Object.fromEntries(
      ["tiles", "points", "scene"].map((name) => {
        const layer = document.createElement("canvas");
        return [name, layer.getContext("2d", { alpha: name !== "scene" })];
      }),
    );
    this.stale = { tiles: true, points: true, scene: true };
    this.ratio = 1;
  }

  resize(width, height, ratio, unit, gridGap) {
    this.ratio = ratio;
    this.unit = unit;
    this.gridGap = gridGap;
    this.view.resize(width, height);
    for (const canvas of [this.canvas, ...Object.values(this.layers).map((l) => l.canvas)]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    this.touch("tiles", "points", "scene");
  }

  touch(...layers) {
    for (const layer of layers) this.stale[layer] = this.stale.scene = true;
  }

  // `look`: {mode, theme, allowed, dotRadius, points, tiles, rings, section, most, alpha}; `most` dots,
  // or all; `alpha` of a dot, if not the usual.
  drawScene(look) {
    const { ratio, view, layers, stale } = this;
    if (stale.points && look.points && look.mode !== "manifold") {
      clear(layers.points);
      const style = {
        radius: look.dotRadius,
        alpha: look.alpha ?? DOT_ALPHA,
        ratio,
        allowed: look.allowed,
        most: look.most,
      };
      if (look.mode === "space")
        look.points.drawDeep(layers.points, view, look.theme, style, view.home.half);
      else look.points.draw(layers.points, view, look.theme, style);
      stale.points = false;
    }
    if (stale.tiles && look.tiles && PAVED.includes(look.mode)) {
      clear(layers.tiles);
      look.tiles.draw(layers.tiles, view, { ratio, allowed: look.allowed });
      stale.tiles = false;
    }
    if (!stale.scene) return;
    stale.scene = false;
    const scene = layers.scene;
    scene.setTransform(1, 0, 0, 1, 0, 0);
    scene.fillStyle = look.theme.plane;
    scene.fillRect(0, 0, scene.canvas.width, scene.canvas.height);
    if (look.mode !== "manifold" && look.mode !== "space")
      this.drawGrid(scene, look.theme, look.section.isLine);
    if (look.tiles && PAVED.includes(look.mode)) {
      scene.globalAlpha = look.mode === "both" ? TILES_BEHIND_DOTS : 1;
      scene.drawImage(layers.tiles.canvas, 0, 0);
      scene.globalAlpha = 1;
    }
    scene.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (look.section.turn) drawAxes(scene, this, look);
    scene.setTransform(1, 0, 0, 1, 0, 0);
    if (look.points && look.mode !== "manifold") scene.drawImage(layers.points.canvas, 0, 0);
    scene.setTransform(ratio, 0, 0, ratio, 0, 0);
    const discs =
      look.points && look.mode !== "manifold"
        ? look.points.placeDiscs(view, 11.5 * this.textUnit(look.theme, 13), look.allowed)
        : [];
    if (look.rings && look.section.isLine) this.drawMarks(scene, look.theme, look.rings);
    else if (look.rings) this.drawRings(scene, look.theme, look.rings, discs);
    this.drawDiscs(scene, look.theme, discs);
    if (look.section.turn) nameAxes(scene, this, look);
  }

  // Tiles that have just been decoded: into the layer one by one, not all over again.
  addTiles(made, look) {
    for (const [level, i, j] of made)
      look.tiles.drawOne(this.layers.tiles, this.view, level, i, j, {
        ratio: this.ratio,
        allowed: look.allowed,
      });
    this.stale.scene = true;
  }

  // The lines of the grid as bars in device pixels.
  /** @returns {Bar[]} */
  gridBars(theme, acrossOnly) {
    const { view, ratio, canvas } = this,
      ticks = view.ticks(this.gridGap),
      thick = Math.max(1, Math.round(ratio));
    return ticks.values.slice(0, acrossOnly ? 1 : 2).flatMap((values, axis) =>
      values.map((value) => {
        const [x, y] = view.toPixel(axis === 0 ? [value, 0] : [0, value]).map((v) => v * ratio),
          isAxis = Math.abs(value) < ticks.step / 2;
        return {
          colour: isAxis ? theme.border : theme.line,
          opacity: isAxis ? 0.7 : 1,
          ...(axis === 0
            ? { left: Math.round(x), top: 0, width: thick, height: canvas.height }
            : { left: 0, top: Math.round(y), width: canvas.width, height: thick }),
        };
      }),
    );
  }

  drawGrid(context, theme, acrossOnly) {
    for (const bar of this.gridBars(theme, acrossOnly)) {
      context.fillStyle = bar.colour;
      context.globalAlpha = bar.opacity;
      context.fillRect(bar.left, bar.top, bar.width, bar.height);
    }
    context.globalAlpha = 1;
  }

  drawRings(context, theme, gaussian, discs) {
    const { view, unit } = this;
    const at = (sigma, angle) =>
      view.toPixel(gaussian.at([sigma * Math.cos(angle), sigma * Math.sin(angle)]));
    context.lineWidth = 1.25 * unit;
    context.strokeStyle = theme["ink-2"];
    context.setLineDash([5 * unit, 4 * unit]);
    for (const sigma of [1, 2]) {
      context.beginPath();
      for (let i = 0; i <= 128; i++) context.lineTo(...at(sigma, (2 * Math.PI * i) / 128));
      context.stroke();
    }
    context.setLineDash([]);
    this.setFont(context, theme, 400, 12);
    const room = 26 * this.textUnit(theme, 12);
    for (const sigma of [1, 2]) {
      // Where no disc stands in the way, preferably at the lower right.
      const clear = ([x, y]) =>
        Math.min(99, ...discs.map((d) => Math.hypot(d.x - x, d.y - y))) > room;
      const [x, y] =
        [-0.38, -0.7, 0.38, -1.1, 0.8, 3.5, 2.6].map((angle) => at(sigma, angle)).find(clear) ??
        at(sigma, -0.38);
      this.drawWord(context, theme, `${sigma}σ`, x, y);
    }
  }

  // On a plane of one number the rings are pairs of lines.
  drawMarks(context, theme, gaussian) {
    const { view, unit } = this;
    context.lineWidth = 1.25 * unit;
    context.strokeStyle = theme["ink-2"];
    for (const sigma of [-2, -1, 1, 2]) {
      const x = view.toPixel([gaussian.at([sigma, 0])[0], 0])[0];
      context.setLineDash([5 * unit, 4 * unit]);
      context.beginPath();
      context.moveTo(x, 0);
      context.lineTo(x, view.height);
      context.stroke();
      context.setLineDash([]);
      this.setFont(context, theme, 400, 12);
      this.drawWord(context, theme, `${Math.abs(sigma)}σ`, x, 16 * this.textUnit(theme, 12));
    }
  }

  // A short text on a ground-coloured pill, so that it can be read over dots.
  drawWord(context, theme, text, x, y) {
    const unit = this.textUnit(theme, 12);
    context.fillStyle = theme.ground;
    context.beginPath();
    context.roundRect(x - 13 * unit, y - 10 * unit, 26 * unit, 20 * unit, 10 * unit);
    context.fill();
    context.fillStyle = theme["ink-2"];
    context.fillText(text, x, y + 0.5 * unit);
  }

  drawDiscs(context, theme, discs) {
    const unit = this.textUnit(theme, 13);
    this.setFont(context, theme, 600, 13);
    for (const { label, x, y } of discs) {
      circle(context, x, y, 10.5 * unit);
      context.fillStyle = theme.ground;
      context.fill();
      context.lineWidth = 2.5 * unit;
      context.strokeStyle = theme.classColour(label);
      context.stroke();
      context.fillStyle = theme["ink-1"];
      context.fillText(String(label), x, y + 0.5 * unit);
    }
  }

  // Pixels of a design pixel for a text of this size and what stands round it.
  textUnit(theme, size) {
    return Math.max(this.unit, theme.least / size);
  }

  setFont(context, theme, weight, size) {
    context.font = `${weight} ${size * this.textUnit(theme, size)}px ${theme.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
  }

  // The frame of a drag. `cursor`: {place, held, lines}, lines being how many of its two are drawn;
  // `hover`: {place, colour} or null.
  compose(theme, cursor, hover) {
    const { context, ratio, unit, view } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.layers.scene.canvas, 0, 0);
    if (!cursor) return;
    const [x, y] = view.toPixel(cursor.point),
      line = Math.max(1, Math.round(ratio)); // whole device pixels: sharp
    context.fillStyle = theme.accent;
    if (cursor.lines > 0)
      context.fillRect(Math.round(x * ratio - line / 2), 0, line, context.canvas.height);
    if (cursor.lines > 1)
      context.fillRect(0, Math.round(y * ratio - line / 2), context.canvas.width, line);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (hover) {
      const [hx, hy] = view.toPixel(hover.point);
      circle(context, hx, hy, 6 * unit);
      context.fillStyle = theme.ground;
      context.fill();
      context.lineWidth = 1.5 * unit;
      context.strokeStyle = theme["ink-1"];
      context.stroke();
      circle(context, hx, hy, 4 * unit);
      context.fillStyle = hover.colour;
      context.fill();
    }
    this.drawCursor(theme, x, y, cursor.held);
  }

  drawCursor(theme, x, y, held) {
    const { context, unit } = this;
    if (held) {
      circle(context, x, y, 22 * unit);
      context.globalAlpha = 0.2;
      context.fillStyle = theme.accent;
      context.fill();
      context.globalAlpha = 1;
    }
    circle(context, x, y, 8 * unit);
    context.fillStyle = theme.ground;
    context.fill();
    context.lineWidth = 3 * unit;
    context.strokeStyle = theme.accent;
    context.stroke();
    circle(context, x, y, 2 * unit);
    context.fillStyle = theme.accent;
    context.fill();
  }
}

export function clear(context) {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
}

export function circle(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
}
