// The plane with the clouds: rings of the prior, dots of other images where there are some, each cloud
// at 1, 2 and 3 sigma in the colour of its class, and its image in the middle or beside it.
import { referenceGaussian } from "../../../js/shared/latent/codes.js";
import { makeSection } from "../../../js/shared/latent/section.js";
import { MNIST } from "../../../js/shared/pictures/image_shape.js";
import { paintTile } from "../../../js/shared/pictures/pictures.js";
import { drawNumbers } from "../../../js/shared/plane/axis_numbers.js";
import { Plane } from "../../../js/shared/plane/plane.js";
import { Points } from "../../../js/shared/plane/points.js";
import { apart } from "./apart.js";

const RINGS = /** @type {const} */ ([
  [3, 0.16],
  [2, 0.22],
  [1, 0.34],
]); // how many sigma, how strong
const NEEDLE = 2.5; // design pixels: a narrower cloud is drawn as a dot of this radius
const OWNED = 0.1; // least share of a cloud that is outlined
const DOT = 1.3; // design pixels, radius

export class CloudScene {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {import("../../../js/shared/plane/view.js").View} view
   * @param {{label: number, pixels: Float32Array}[]} images
   */
  constructor(canvas, view, images) {
    this.view = view;
    this.images = images;
    this.plane = new Plane(canvas, view);
    this.section = makeSection("", { dim: 2 });
    this.rings = referenceGaussian("vae", 2).within(this.section);
    this.dots = document.createElement("canvas");
    this.points = null;
    this.inks = images.map(() => {
      const ink = document.createElement("canvas");
      ink.width = MNIST.width;
      ink.height = MNIST.height;
      return ink;
    });
  }

  // `codes`: of the other images, or null.
  open(codes, nClasses) {
    this.points = codes && new Points(codes, nClasses);
  }

  resize({ plane, unit, ratio, image }) {
    this.unit = unit;
    this.size = image;
    this.plane.resize(plane, plane, ratio, unit, 60 * unit);
    this.dots.width = this.dots.height = Math.round(plane * ratio);
  }

  /** @param {Theme} theme */
  paint(theme) {
    this.images.forEach(({ pixels }, i) => {
      const image = paintTile(pixels, new ImageData(MNIST.width, MNIST.height), theme);
      this.inks[i].getContext("2d").putImageData(image, 0, 0);
    });
    const context = this.dots.getContext("2d");
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.dots.width, this.dots.height);
    this.points?.draw(context, this.view, theme, {
      radius: DOT * this.unit,
      alpha: 1,
      ratio: this.plane.ratio,
      allowed: theme.classes.map(() => false), // grey: colours are those of the clouds
      most: undefined,
    });
  }

  // `isHidden`: centres alone, as dots.
  /**
   * @param {Theme} theme
   * @param {import("./shares.js").CloudSet} clouds
   * @param {boolean} isHidden
   */
  draw(theme, clouds, isHidden) {
    const { plane, view, unit, rings, section } = this,
      scene = plane.layers.scene;
    plane.touch("scene");
    plane.drawScene({ mode: "points", theme, points: null, tiles: null, rings, section });
    scene.setTransform(1, 0, 0, 1, 0, 0);
    if (this.points) scene.drawImage(this.dots, 0, 0);
    scene.setTransform(plane.ratio, 0, 0, plane.ratio, 0, 0);
    const at = clouds.mu.map((mu) => view.toPixel(mu));
    clouds.sigma.forEach(([s1, s2], i) => {
      scene.fillStyle = theme.classColour(this.images[i].label);
      for (const [k, alpha] of isHidden ? [] : RINGS) {
        scene.globalAlpha = alpha;
        ellipse(scene, at[i], k * s1 * view.scale, k * s2 * view.scale);
        scene.fill();
      }
      scene.globalAlpha = 1;
      if (isHidden || Math.max(s1, s2) * view.scale < NEEDLE * unit) {
        ellipse(scene, at[i], NEEDLE * unit, NEEDLE * unit);
        scene.fill();
      }
    });
    this.drawImages(theme, clouds, at, isHidden);
    drawNumbers({ context: scene, view, unit, ratio: plane.ratio }, theme, ["z1", "z2"], []);
  }

  // An image stands in the middle of a cloud that is wider than it, else above.
  drawImages(theme, clouds, at, isHidden) {
    const { plane, view, unit, size } = this,
      scene = plane.layers.scene;
    const wanted = at.map(([x, y], i) => {
      const room = isHidden ? 0 : 1.5 * Math.min(...clouds.sigma[i]) * view.scale,
        lift = Math.max(0, size / 2 + 4 * unit - room);
      return /** @type {Point} */ ([x, y - lift]);
    });
    const half = size / 2,
      hold = (v) => Math.max(half, Math.min(view.width - half, v)),
      stands = apart(wanted, 0.82 * size).map(
        ([x, y]) => /** @type {Point} */ ([hold(x), hold(y)]),
      );
    scene.imageSmoothingEnabled = false;
    scene.lineWidth = unit;
    stands.forEach(([x, y], i) => {
      if (Math.hypot(x - at[i][0], y - at[i][1]) > 0.9 * size) {
        scene.strokeStyle = theme["ink-3"];
        scene.beginPath();
        scene.moveTo(at[i][0], at[i][1]);
        scene.lineTo(x, y);
        scene.stroke();
      }
    });
    stands.forEach(([x, y], i) => {
      if (this.points) {
        scene.fillStyle = theme.paper;
        scene.globalAlpha = 0.9;
        scene.beginPath();
        scene.roundRect(x - half, y - half, size, size, 5 * unit);
        scene.fill();
        scene.globalAlpha = 1;
      }
      scene.drawImage(this.inks[i], x - half, y - half, size, size);
    });
    scene.imageSmoothingEnabled = true;
  }

  // What changes while z is dragged: the clouds that a place belongs to, and the cursor.
  /**
   * @param {Theme} theme
   * @param {import("./shares.js").CloudSet} clouds
   * @param {import("./shares.js").Owner[]} owners
   * @param {{z: number[], held: boolean}} cursor
   * @param {boolean} isHidden
   */
  compose(theme, clouds, owners, cursor, isHidden) {
    const { plane, view, unit } = this,
      { context, ratio } = plane;
    plane.compose(theme, null, null);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    for (const { index, share, away } of owners) {
      if (isHidden || share < OWNED || away > 3) continue;
      const [s1, s2] = clouds.sigma[index],
        least = NEEDLE * unit;
      context.lineWidth = 1.75 * unit;
      context.strokeStyle = theme["ink-1"];
      const [rx, ry] = [s1, s2].map((s) => Math.max(least, 3 * s * view.scale));
      ellipse(context, view.toPixel(clouds.mu[index]), rx, ry);
      context.stroke();
    }
    const [x, y] = view.toPixel(cursor.z);
    plane.drawCursor(theme, x, y, cursor.held);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Point} middle
 * @param {number} rx
 * @param {number} ry
 */
function ellipse(context, [x, y], rx, ry) {
  context.beginPath();
  context.ellipse(x, y, rx, ry, 0, 0, 2 * Math.PI);
}
