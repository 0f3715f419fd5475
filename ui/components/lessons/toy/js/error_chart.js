// How the error fell, a small line for each network.

const MOST_ROWS = 120; // values; of more, every other one is left out

export class ErrorChart {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.clear();
  }

  clear() {
    /** @type {number[][]} */
    this.rows = []; // steps, then the error of each network
  }

  /** @param {number[]} row */
  add(row) {
    if (row[0] === this.rows.at(-1)?.[0] || !row.every(Number.isFinite)) return;
    this.rows.push(row);
    if (this.rows.length > MOST_ROWS) this.rows = this.rows.filter((_, i) => i % 2 === 0);
  }

  /**
   * @param {Theme} theme
   * @param {number} width
   * @param {number} height
   * @param {number} ratio
   */
  draw(theme, width, height, ratio) {
    const { canvas, rows } = this,
      context = canvas.getContext("2d");
    if (canvas.width !== Math.round(width * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.strokeStyle = theme.border;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(0, height - 1);
    context.lineTo(width, height - 1);
    context.stroke();
    if (rows.length < 2) return;
    const last = rows.at(-1)[0],
      top = Math.max(...rows.map((row) => Math.max(...row.slice(1))));
    for (let i = rows[0].length - 1; i > 0; i--) {
      context.beginPath();
      for (const row of rows)
        context.lineTo((row[0] / last) * (width - 4), height - 2 - (row[i] / top) * (height - 6));
      context.strokeStyle = theme[i === 1 ? "ink-1" : "ink-3"];
      context.lineWidth = i === 1 ? 1.5 : 1;
      context.stroke();
    }
  }
}
