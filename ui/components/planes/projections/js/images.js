// The images themselves, cut from one picture that holds all of them.

/** @param {ProjectionsData["images"]} images */
export async function openSheet({ url, columns, width, height, is_ink }) {
  const sheet = new Image();
  sheet.src = url;
  await sheet.decode();
  return {
    // Ink takes the colours of the page, as everywhere; colour stays as it is.
    /**
     * @param {HTMLCanvasElement} canvas
     * @param {number} index
     * @param {Theme} theme
     */
    draw(canvas, index, theme) {
      const context = canvas.getContext("2d"),
        left = width * (index % columns),
        top = height * Math.floor(index / columns);
      context.globalCompositeOperation = "copy";
      context.drawImage(sheet, left, top, width, height, 0, 0, width, height);
      if (!is_ink) return;
      context.globalCompositeOperation = "source-in";
      context.fillStyle = theme["ink-1"];
      context.fillRect(0, 0, width, height);
      context.globalCompositeOperation = "destination-over";
      context.fillStyle = theme.paper;
      context.fillRect(0, 0, width, height);
    },
  };
}
