// Pictures of a model on canvases: their size, and their pixels in the page's own ink.

export function setSize(canvas, width, height, ratio) {
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
}

// All over the canvas. Whole multiples stay crisp: these are the model's own pixels.
export function drawBitmap(canvas, bitmap, alpha = 1) {
  const context = canvas.getContext("2d");
  context.imageSmoothingEnabled = canvas.width % bitmap.width !== 0;
  context.imageSmoothingQuality = "high";
  context.globalAlpha = alpha;
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
}

// A picture from Python as it is shown: colours as they are, grey in the theme's ink.
/**
 * @param {ImageBitmap} source
 * @param {import("./image_shape.js").ImageShape} shape
 * @param {Theme} theme
 */
export function painted(source, shape, theme) {
  return shape.isColour ? source : inked(source, theme);
}

// White ink on black becomes the theme's ink on its paper: ink x v + paper x (1 - v), by blending
// alone. Nothing is read back from a canvas: browsers that protect against fingerprinting return
// noise.
/**
 * @param {ImageBitmap} source
 * @param {Theme} theme
 */
function inked(source, theme) {
  const { width, height } = source;
  const blended = (/** @type {[GlobalCompositeOperation, string][]} */ steps) => {
    const canvas = new OffscreenCanvas(width, height),
      context = canvas.getContext("2d");
    context.drawImage(source, 0, 0);
    for (const [operation, colour] of steps) {
      context.globalCompositeOperation = operation;
      context.fillStyle = colour;
      context.fillRect(0, 0, width, height);
    }
    return { canvas, context };
  };
  const { canvas, context } = blended([["multiply", theme["ink-1"]]]);
  const paper = blended([
    ["difference", "#FFFFFF"],
    ["multiply", theme.paper],
  ]);
  source.close();
  context.globalCompositeOperation = "lighter";
  context.drawImage(paper.canvas, 0, 0);
  return canvas.transferToImageBitmap();
}
