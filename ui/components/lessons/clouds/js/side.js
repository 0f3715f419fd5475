// Beside the plane: the picture decoded at z, whose clouds lie there, and the figures of the model.
import { el, fill, formatNumber, setAttribute, setText } from "../../../js/shared/page/dom.js";
import { MNIST } from "../../../js/shared/pictures/image_shape.js";
import { drawPicture } from "../../../js/shared/pictures/pictures.js";
import { isOutside } from "./shares.js";

const ROWS = 2; // clouds that are named
const SECOND = 0.005; // share of a second one

export class Side {
  /**
   * @param {CloudsData} data
   * @param {import("../../../js/shared/page/dom.js").Bubble} bubble
   * @param {Float32Array[]} images
   */
  constructor(data, bubble, images) {
    const { words } = data;
    this.data = data;
    this.images = images;
    this.picture = MNIST.canvas({ role: "img", "data-testid": "clouds-picture" });
    this.place = el("span", { class: "lse-small", translate: "no" });
    this.rows = Array.from({ length: ROWS }, () => {
      const canvas = MNIST.canvas({ "aria-hidden": "true" }),
        fillBar = el("span", { class: "lse-bar-fill" }),
        share = el("strong", { translate: "no" }),
        away = el("span", { class: "lse-small" });
      const node = el(
        "li",
        { class: "lse-clouds-owner", "data-testid": "owner" },
        canvas,
        el(
          "div",
          {},
          el("div", { class: "lse-clouds-share" }, share, away),
          el("span", { class: "lse-bar-track", "aria-hidden": "true" }, fillBar),
        ),
      );
      return { node, canvas, fillBar, share, away, index: -1, theme: "" };
    });
    this.outside = el("p", { class: "lse-small", "data-testid": "outside" }, words.outside);
    this.values = {};
    const fact = (name, help, term = words[name]) => {
      this.values[name] = el("span", {
        class: "lse-clouds-value",
        "data-testid": `clouds-${name}`,
        translate: "no",
      });
      return el("div", { class: "lse-clouds-fact" }, bubble.explain(term, help), this.values[name]);
    };
    this.node = el(
      "div",
      { class: "lse-clouds-side" },
      el(
        "figure",
        { class: "lse-clouds-now" },
        el("figcaption", {}, el("span", { class: "lse-heading" }, words.picture), this.place),
        this.picture,
      ),
      el(
        "div",
        { class: "lse-clouds-owners" },
        bubble.explain(words.owners, words.owners_help, "lse-heading"),
        el("ul", {}, ...this.rows.map(({ node }) => node)),
        this.outside,
      ),
      el(
        "div",
        { class: "lse-clouds-facts" },
        fact("recon", words.recon_help),
        fact("kl", words.kl_help),
        fact("width", words.width_help),
        ...data.facts.map(({ term, help }, i) => fact(`fact-${i}`, help, term)),
      ),
    );
  }

  /** @param {Float32Array} pixels @param {number[]} z @param {Theme} theme */
  showPicture(pixels, z, theme) {
    const { words } = this.data;
    drawPicture(this.picture, pixels, theme);
    const text = fill(words.place, { z1: formatNumber(z[0]), z2: formatNumber(z[1]) });
    setText(this.place, text);
    setAttribute(this.picture, "aria-label", `${words.picture}, ${text}`);
  }

  /** @param {import("./shares.js").Owner[]} owners @param {Theme} theme @param {boolean} isHidden */
  showOwners(owners, theme, isHidden) {
    const { words, images } = this.data,
      isNone = isHidden || isOutside(owners);
    this.outside.hidden = !isNone;
    setText(this.outside, isHidden ? words.waits : words.outside);
    this.rows.forEach((row, i) => {
      const { index, share, away } = owners[i];
      const isLeftOut = isNone || (i > 0 && share < SECOND);
      row.node.style.visibility = isLeftOut ? "hidden" : "";
      if (isLeftOut) return;
      if (row.index !== index || row.theme !== theme.id) {
        drawPicture(row.canvas, this.images[index], theme);
        row.index = index;
        row.theme = theme.id;
        row.fillBar.style.background = theme.classColour(images[index].label);
        row.node.dataset.index = String(index);
      }
      setText(row.share, fill(words.share, { n: formatNumber(100 * share, 0) }));
      setText(row.away, fill(words.away, { n: away < 100 ? formatNumber(away, 1) : "> 100" }));
      row.fillBar.style.width = `${(100 * share).toFixed(1)}%`;
    });
  }

  /** @param {CloudStopData} stop @param {boolean} isHidden */
  showFigures(stop, isHidden) {
    const { words, facts } = this.data,
      write = (name, text) => setText(this.values[name], isHidden ? words.unknown : text);
    write("recon", fill(words.nats, { n: formatNumber(stop.recon, 1) }));
    write("kl", fill(words.nats, { n: formatNumber(stop.kl, 1) }));
    facts.forEach(({ value }, i) => {
      write(`fact-${i}`, value);
    });
    write("width", stop.width < 0.01 ? words.under : formatNumber(stop.width, 2));
  }
}
