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

// White ink on black becomes the theme's ink on its paper.
export function inked(source, theme) {
  const canvas = new OffscreenCanvas(source.width, source.height),
    context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(source, 0, 0);
  source.close();
  const image = context.getImageData(0, 0, canvas.width, canvas.height),
    { data } = image;
  const { paperRgb: paper, inkRgb: ink } = theme;
  const table = [0, 1, 2].map((c) =>
    Uint8ClampedArray.from({ length: 256 }, (_, v) => paper[c] + ((ink[c] - paper[c]) * v) / 255),
  );
  for (let i = 0; i < data.length; i += 4) {
    const v = data[i];
    data[i] = table[0][v];
    data[i + 1] = table[1][v];
    data[i + 2] = table[2][v];
  }
  context.putImageData(image, 0, 0);
  return canvas.transferToImageBitmap();
}
