// Small pictures: values from 0 to 1 into canvases. One value a pixel is ink (0 paper, 1 ink) and is
// drawn in the page's own ink; three planes, all red values first, are colours and drawn as they are.

/** @typedef {HTMLCanvasElement & {lseImage?: ImageData}} PictureCanvas */

/**
 * @param {number} width
 * @param {number} height
 * @param {Record<string, string>} [attributes]
 * @returns {PictureCanvas}
 */
export function pictureCanvas(width, height, attributes = {}) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  canvas.className = "lse-pixels";
  for (const [name, value] of Object.entries(attributes)) canvas.setAttribute(name, value);
  return canvas;
}

// Ink on paper: dark on light in the light theme, light on dark in the dark one. Colours are opaque.
/**
 * @param {PictureCanvas} canvas
 * @param {ArrayLike<number>} pixels
 * @param {Theme} theme
 */
export function drawPicture(canvas, pixels, theme) {
  const image = (canvas.lseImage ??= new ImageData(canvas.width, canvas.height));
  if (isColour(pixels, image)) paintColours(image.data, pixels);
  else paintInkOnPaper(image.data, pixels, theme);
  canvas.getContext("2d").putImageData(image, 0, 0);
}

// A tile of the plane: ink alone, as opacity, so that the plane shines through; colours are opaque.
/**
 * @param {ArrayLike<number>} pixels
 * @param {ImageData} image
 * @param {Theme} theme
 */
export function paintTile(pixels, image, theme) {
  if (isColour(pixels, image)) paintColours(image.data, pixels);
  else paintInk(image.data, pixels, theme);
  return image;
}

// An original from Python: base64 of one byte a value, 255 = ink, or full red, green or blue.
/** @param {string} base64 */
export function readOriginal(base64) {
  return Float32Array.from(atob(base64), (character) => character.charCodeAt(0) / 255);
}

/**
 * @param {ArrayLike<number>} pixels
 * @param {{width: number, height: number}} image
 */
function isColour(pixels, { width, height }) {
  return pixels.length === 3 * width * height;
}

// RGBA from ink, one value a pixel.
/**
 * @param {Uint8ClampedArray} data
 * @param {ArrayLike<number>} pixels
 * @param {Theme} theme
 */
export function paintInkOnPaper(data, pixels, { paperRgb, inkRgb }) {
  const [r0, g0, b0] = paperRgb,
    [r1, g1, b1] = inkRgb;
  for (let i = 0, j = 0; i < pixels.length; i++, j += 4) {
    const v = pixels[i];
    data[j] = r0 + (r1 - r0) * v;
    data[j + 1] = g0 + (g1 - g0) * v;
    data[j + 2] = b0 + (b1 - b0) * v;
    data[j + 3] = 255;
  }
}

/**
 * @param {Uint8ClampedArray} data
 * @param {ArrayLike<number>} pixels
 * @param {Theme} theme
 */
function paintInk(data, pixels, { inkRgb }) {
  const [r, g, b] = inkRgb;
  for (let i = 0, j = 0; i < pixels.length; i++, j += 4) {
    data[j] = r;
    data[j + 1] = g;
    data[j + 2] = b;
    data[j + 3] = pixels[i] * 255;
  }
}

// RGBA from three planes, one after the other.
/**
 * @param {Uint8ClampedArray} data
 * @param {ArrayLike<number>} pixels
 */
export function paintColours(data, pixels) {
  const plane = pixels.length / 3;
  for (let i = 0, j = 0; i < plane; i++, j += 4) {
    data[j] = pixels[i] * 255;
    data[j + 1] = pixels[plane + i] * 255;
    data[j + 2] = pixels[2 * plane + i] * 255;
    data[j + 3] = 255;
  }
}
