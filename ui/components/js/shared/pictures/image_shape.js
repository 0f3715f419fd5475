// The shape of a model's images: how many values one has, and how large it is drawn.
import { pictureCanvas } from "./pictures.js";

const FIXED_TILE = 56; // px of the small pictures that do not grow with the page
const EMPTY = 0.34; // share of a tile's room that may stay empty

export class ImageShape {
  // `shape`: [channels, height, width], as `image_shape` of a component's data.
  /** @param {number[]} shape */
  constructor([channels, height, width]) {
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.values = channels * height * width;
    this.longer = Math.max(height, width);
    this.shares = [width / this.longer, height / this.longer]; // the sides, of the longer one
  }

  get isColour() {
    return this.channels === 3;
  }

  // The longer side, in px, of an image in a square of side `room`: a whole multiple of its pixels, so
  // that all of them are equally large; less than one each only where there is no room for that.
  /** @param {number} room */
  side(room) {
    const times = Math.floor(room / this.longer);
    return times ? times * this.longer : Math.floor(room);
  }

  // The same for a small picture: it fills its room, and is smoothed, where a whole multiple would
  // leave much of it empty.
  /** @param {number} room */
  tile(room) {
    const side = this.side(room);
    return side >= (1 - EMPTY) * room ? side : Math.floor(room);
  }

  // True where every pixel of an image of that longer side is a whole number of screen pixels.
  /**
   * @param {number} side
   * @param {number} [ratio] screen pixels for one of the page
   */
  isWhole(side, ratio = 1) {
    const times = (side * ratio) / this.longer;
    return Math.abs(times - Math.round(times)) < 1e-6;
  }

  // Tells the style sheets of the component `root`: they make a picture as large as its longer side
  // times the shares of its sides.
  /** @param {HTMLElement} root */
  setShares(root) {
    const [across, up] = this.shares;
    root.style.setProperty("--image-w", String(across));
    root.style.setProperty("--image-h", String(up));
    root.toggleAttribute("data-smooth-tiles", !this.isWhole(FIXED_TILE));
  }

  // A canvas of as many pixels as the image has.
  /** @param {Record<string, string>} [attributes] */
  canvas(attributes) {
    return pictureCanvas(this.width, this.height, attributes);
  }

  // An image with nothing on it.
  blank() {
    return new Float32Array(this.values);
  }
}

// The images of MNIST, Fashion-MNIST and UCI digits as models get them; those of the lessons.
export const MNIST = new ImageShape([1, 28, 28]);
