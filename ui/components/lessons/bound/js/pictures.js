// The image, what is decoded from q's middle, and what is decoded from the likeliest place.
import { el, fill, formatNumber, setAttribute, setText } from "../../../js/shared/page/dom.js";
import { MNIST } from "../../../js/shared/pictures/image_shape.js";
import { drawPicture } from "../../../js/shared/pictures/pictures.js";

const LEAST = 1e-7; // of a share of ink, so that its logarithm is finite

export class Pictures {
  /** @param {BoundData} data */
  constructor(data, bubble) {
    const { words } = data;
    this.data = data;
    this.canvases = {};
    this.notes = {};
    const figure = (name, title, note, help) => {
      this.canvases[name] = MNIST.canvas({
        role: "img",
        "aria-label": title,
        "data-testid": `picture-${name}`,
      });
      this.notes[name] = el("span", { class: "lse-small" }, note);
      return el(
        "figure",
        { class: `lse-bound-figure lse-bound-figure-${name}` },
        this.canvases[name],
        el(
          "figcaption",
          {},
          el("strong", {}, title),
          help ? bubble.explain(this.notes[name], help) : this.notes[name],
        ),
      );
    };
    this.reading = el("span", { class: "lse-small", "data-testid": "reading" }, data.reading);
    const likeliest = figure("peak", words.peak, "", words.recon_help);
    likeliest.lastChild.append(this.reading);
    this.node = el(
      "div",
      { class: "lse-bound-pictures" },
      figure("x", words.x, data.name),
      figure("here", data.probe ? words.here_probe : words.here, "", words.recon_help),
      likeliest,
    );
  }

  open(grid, network, x) {
    this.network = network;
    this.x = x;
    this.peak = grid.placeOf(grid.peakIndex);
  }

  paint(theme) {
    drawPicture(this.canvases.x, this.x, theme);
    this.draw("peak", this.peak, theme);
  }

  show(place, theme) {
    this.draw("here", place, theme);
  }

  draw(name, place, theme) {
    const picture = this.network.decode(place);
    drawPicture(this.canvases[name], picture, theme);
    const { likelihood, words } = this.data,
      n = formatNumber(reconError(picture, this.x, likelihood), 1);
    setText(this.notes[name], fill(words[`recon_${likelihood}`], { n }));
    setAttribute(this.canvases[name], "data-z", place.map((v) => v.toFixed(4)).join(","));
  }
}

// Cross-entropy of the pixels in nats, or their squared error.
/**
 * @param {ArrayLike<number>} picture
 * @param {ArrayLike<number>} x
 * @param {string} likelihood
 */
export function reconError(picture, x, likelihood) {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    if (likelihood === "mse") sum += (picture[i] - x[i]) ** 2;
    else {
      const p = Math.max(LEAST, Math.min(1 - LEAST, picture[i]));
      sum -= x[i] * Math.log(p) + (1 - x[i]) * Math.log(1 - p);
    }
  }
  return sum;
}
