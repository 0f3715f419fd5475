// One of the two planes: shading, dots, the prior to scale, the walk and the cursor over them.
import { circle, clear, DOT_ALPHA, Plane } from "../../../../js/shared/plane/plane.js";

const DOTS_OVER_INK = 0.5; // of their usual strength, where the plane is shaded with ink
const TINY = 34; // design pixels: a prior drawn smaller gets a sign that points to it
const END_RADIUS = 11; // design pixels
const SIGN = 0.4; // of the width of the plane: how wide a sign may be
const N01 = { at: (u) => u };

export class DuoPlane extends Plane {
  // `look`: {theme, allowed, dotRadius, points, shade, layer, words}.
  drawScene(look) {
    const { ratio, unit, view, layers, stale } = this,
      { theme, points, shade, layer } = look;
    if (stale.points && points) {
      clear(layers.points);
      points.draw(layers.points, view, theme, {
        radius: look.dotRadius,
        alpha: DOT_ALPHA,
        ratio,
        allowed: look.allowed,
      });
      stale.points = false;
    }
    if (stale.tiles && shade) {
      clear(layers.tiles);
      shade.paint(layers.tiles, view, theme, layer, ratio, unit);
      stale.tiles = false;
    }
    if (!stale.scene) return;
    stale.scene = false;
    const { scene } = layers;
    scene.setTransform(1, 0, 0, 1, 0, 0);
    scene.fillStyle = theme.plane;
    scene.fillRect(0, 0, scene.canvas.width, scene.canvas.height);
    this.drawGrid(scene, theme, false);
    scene.drawImage(layers.tiles.canvas, 0, 0);
    scene.globalAlpha = layer === "none" || layer === "holes" ? 1 : DOTS_OVER_INK;
    scene.drawImage(layers.points.canvas, 0, 0);
    scene.globalAlpha = 1;
    scene.setTransform(ratio, 0, 0, ratio, 0, 0);
    const discs = points
      ? points.placeDiscs(view, END_RADIUS * this.textUnit(theme, 13), look.allowed)
      : [];
    const [x, y] = view.toPixel([0, 0]),
      isSeen = x >= 0 && y >= 0 && x <= view.width && y <= view.height;
    const tiny = 2 * view.scale < TINY * unit,
      radius = Math.max(2 * view.scale, 2.5 * unit);
    if (!tiny) this.drawRings(scene, theme, N01, discs);
    else if (isSeen) this.drawSign(scene, theme, look.words, x, y, radius);
    this.drawDiscs(scene, theme, discs);
    if (tiny && isSeen) this.drawTinyRings(scene, theme, x, y, radius);
  }

  // One sigma and two of N(0, 1), too small for words of their own.
  drawTinyRings(context, theme, x, y, radius) {
    const { unit } = this;
    context.lineWidth = 3.5 * unit;
    context.strokeStyle = theme.ground;
    circle(context, x, y, radius);
    context.stroke();
    context.lineWidth = 1.25 * unit;
    context.strokeStyle = theme["ink-1"];
    for (const sigma of [1, 2]) {
      circle(context, x, y, (radius * sigma) / 2);
      context.stroke();
    }
  }

  // A sign at the rim that points to them; a short one where it would cover much of the plane.
  drawSign(context, theme, words, x, y, radius) {
    const { view } = this,
      unit = this.textUnit(theme, 12);
    this.setFont(context, theme, 600, 12);
    const wide = (text) => context.measureText(text).width + 18 * unit,
      text = wide(words.prior_only) > SIGN * view.width ? words.prior : words.prior_only,
      half = wide(text) / 2,
      down = y < view.height * 0.3;
    const signX = Math.max(half + 6 * unit, Math.min(view.width - half - 6 * unit, x)),
      signY = down ? view.height - 22 * unit : 22 * unit;
    const from = down ? signY - 11 * unit : signY + 11 * unit,
      to = down ? y + radius : y - radius;
    for (const [width, colour] of [
      [3.5, theme.ground],
      [1.25, theme["ink-1"]],
    ]) {
      context.beginPath();
      context.moveTo(x, from);
      context.lineTo(x, to);
      context.lineWidth = width * unit;
      context.strokeStyle = colour;
      context.stroke();
    }
    context.beginPath();
    context.roundRect(signX - half, signY - 11 * unit, 2 * half, 22 * unit, 11 * unit);
    context.fillStyle = theme.ground;
    context.fill();
    context.lineWidth = unit;
    context.strokeStyle = theme.border;
    context.stroke();
    context.fillStyle = theme["ink-1"];
    context.fillText(text, signX, signY + 0.5 * unit);
  }

  // The frame of a drag. `walk`: {path, drawn, isArrow: the path does not lead from A to B, ends: [z of
  // A, z of B], taken: the end that is held}, each place as z; `cursor`: {place, held}.
  compose(theme, walk, cursor) {
    const { context, ratio } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.layers.scene.canvas, 0, 0);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (!cursor) return;
    this.drawPath(theme, walk.path);
    this.drawPath(theme, walk.drawn);
    if (walk.isArrow) this.drawHead(theme, walk.path);
    walk.ends.forEach((z, end) => this.drawEnd(theme, z, "AB"[end], walk.taken === end));
    this.drawMarked(theme, cursor);
  }

  drawPath(theme, path) {
    if (path.length < 2) return;
    const { context, unit, view } = this;
    context.beginPath();
    for (const z of path) context.lineTo(...view.toPixel(z));
    context.lineJoin = "round";
    context.lineWidth = 4 * unit;
    context.strokeStyle = theme.ground;
    context.stroke();
    context.lineWidth = 1.75 * unit;
    context.strokeStyle = theme["ink-1"];
    context.stroke();
  }

  // Which way a path leads: a head at its end.
  drawHead(theme, path) {
    if (path.length < 2) return;
    const { context, unit, view } = this,
      end = view.toPixel(path.at(-1));
    // From where it was some pixels before: the last bit of a drawn line shakes.
    const before = view.toPixel(
      path.findLast((z) => {
        const [x, y] = view.toPixel(z);
        return Math.hypot(x - end[0], y - end[1]) > 10 * unit;
      }) ?? path[0],
    );
    const angle = Math.atan2(end[1] - before[1], end[0] - before[0]);
    context.beginPath();
    for (const turn of [-0.5, 0, 0.5]) {
      const length = turn ? 12 * unit : 0;
      context.lineTo(
        end[0] - length * Math.cos(angle + turn),
        end[1] - length * Math.sin(angle + turn),
      );
    }
    context.closePath();
    context.fillStyle = theme["ink-1"];
    context.fill();
  }

  drawEnd(theme, z, letter, held) {
    const { context, view } = this,
      unit = this.textUnit(theme, 13),
      [x, y] = view.toPixel(z);
    circle(context, x, y, (END_RADIUS + (held ? 2 : 0)) * unit);
    context.fillStyle = theme.ground;
    context.fill();
    context.lineWidth = (held ? 3 : 1.75) * unit;
    context.strokeStyle = held ? theme.accent : theme["ink-1"];
    context.stroke();
    this.setFont(context, theme, 650, 13);
    context.fillStyle = theme["ink-1"];
    context.fillText(letter, x, y + 0.5 * unit);
  }

  // The cursor; a place outside the view is pointed at from its rim.
  drawMarked(theme, { point, held }) {
    const { context, unit, view } = this,
      [x, y] = view.toPixel(point),
      rim = 14 * unit;
    if (x >= 0 && y >= 0 && x <= view.width && y <= view.height) {
      circle(context, x, y, 22 * unit);
      context.globalAlpha = held ? 0.3 : 0.2;
      context.fillStyle = theme.accent;
      context.fill();
      context.globalAlpha = 1;
      this.drawCursor(theme, x, y, false);
      return;
    }
    const at = [
      Math.max(rim, Math.min(view.width - rim, x)),
      Math.max(rim, Math.min(view.height - rim, y)),
    ];
    context.save();
    context.translate(...at);
    context.rotate(Math.atan2(y - at[1], x - at[0]));
    context.beginPath();
    context.moveTo(10 * unit, 0);
    context.lineTo(-7 * unit, 8 * unit);
    context.lineTo(-7 * unit, -8 * unit);
    context.closePath();
    context.lineJoin = "round";
    context.lineWidth = 4 * unit;
    context.strokeStyle = theme.ground;
    context.stroke();
    context.fillStyle = theme.accent;
    context.fill();
    context.restore();
  }
}

// Which end of the walk is under the pointer: 0, 1, or null.
export function endAt(view, ends, { x, y }, radius) {
  let best = null,
    least = radius;
  ends.forEach((z, end) => {
    const [ex, ey] = view.toPixel(z),
      distance = Math.hypot(ex - x, ey - y);
    if (distance <= least) {
      least = distance;
      best = end;
    }
  });
  return best;
}
