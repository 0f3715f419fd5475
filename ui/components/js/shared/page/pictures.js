// Small pictures: pixel values (0 paper, 1 ink) into canvases, in the page's own ink.

export function pictureCanvas(width, height, attributes = {}) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  canvas.className = "lse-pixels";
  for (const [name, value] of Object.entries(attributes)) canvas.setAttribute(name, value);
  return canvas;
}

// Ink on paper: dark on light in the light theme, light on dark in the dark one.
export function drawPicture(canvas, pixels, theme) {
  const image = (canvas.lseImage ??= new ImageData(canvas.width, canvas.height));
  const [r0, g0, b0] = theme.paperRgb,
    [r1, g1, b1] = theme.inkRgb,
    data = image.data;
  for (let i = 0, j = 0; i < pixels.length; i++, j += 4) {
    const v = pixels[i];
    data[j] = r0 + (r1 - r0) * v;
    data[j + 1] = g0 + (g1 - g0) * v;
    data[j + 2] = b0 + (b1 - b0) * v;
    data[j + 3] = 255;
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}

// Ink alone, as opacity, so that a tile lets the plane shine through.
export function inkImage(pixels, image, theme) {
  const [r, g, b] = theme.inkRgb,
    data = image.data;
  for (let i = 0, j = 0; i < pixels.length; i++, j += 4) {
    data[j] = r;
    data[j + 1] = g;
    data[j + 2] = b;
    data[j + 3] = pixels[i] * 255;
  }
  return image;
}

// An original from Python: base64 of one byte a pixel, 255 = ink.
export function readOriginal(base64) {
  return Float32Array.from(atob(base64), (character) => character.charCodeAt(0) / 255);
}
