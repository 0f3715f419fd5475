// One test image at the beta of the dial: the width of its posterior and its reconstruction.
import { el, fill, formatNumber, setAttribute, setText } from "../../../js/shared/page/dom.js";
import { drawPicture, readOriginal } from "../../../js/shared/pictures/pictures.js";

const PRIOR = 0.44; // radius of the prior's circle, of the side of its picture

export class OneImage {
  // `shape`: of the images. `images`: {index, image} each, image being base64 or null. `multiples`: betas whose ellipses stay, pale.
  // `on`: {pick(index), show(shown)}.
  constructor({ words, images, multiples }, shape, bubble, on) {
    this.words = words;
    this.multiples = multiples;
    this.index = images[0]?.index ?? null;
    this.toggle = el(
      "button",
      {
        type: "button",
        class: "lse-dial-switch",
        role: "switch",
        "data-testid": "posterior-switch",
        "aria-label": words.posterior_switch,
      },
      el("span", { class: "lse-dial-knob" }),
    );
    this.toggle.onclick = () => on.show(this.toggle.getAttribute("aria-checked") !== "true");
    const name = (index, image) =>
      fill(image ? words.image_label : words.image_label_decoded, { index });
    this.thumbs = images.map(({ index, image }) => {
      const canvas = shape.canvas(),
        button = el(
          "button",
          {
            type: "button",
            class: "lse-dial-thumb",
            "data-testid": "image",
            "data-index": index,
            "aria-label": name(index, image),
            title: name(index, image),
          },
          canvas,
        );
      button.onclick = () => on.pick(index);
      return { index, original: image && readOriginal(image), canvas, button };
    });
    this.original = shape.canvas({ role: "img", "aria-label": words.original });
    this.back = shape.canvas({
      role: "img",
      "aria-label": words.back,
      "data-testid": "back",
    });
    this.ellipse = el("canvas", {
      class: "lse-pixels lse-dial-ellipse",
      role: "img",
      "aria-label": words.shape,
      "data-testid": "shape",
    });
    this.sigma = el("span", { class: "lse-dial-number", "data-testid": "sigma" });
    this.kl = el("span", { class: "lse-dial-number", "data-testid": "image-kl" });
    const figure = (canvas, caption, help) =>
      el(
        "figure",
        { class: "lse-dial-figure" },
        canvas,
        el("figcaption", {}, bubble.explain(caption, help, "lse-small")),
      );
    const fact = (value, name, help) =>
      bubble.explain(
        el("span", { class: "lse-dial-fact" }, value, el("span", { class: "lse-small" }, name)),
        help,
      );
    const hasOriginals = this.thumbs.some(({ original }) => original);
    this.body = el(
      "div",
      { class: "lse-dial-body" },
      hasOriginals ? figure(this.original, words.original, words.original_help) : null,
      figure(this.back, words.back, words.back_help),
      figure(this.ellipse, words.shape, words.shape_help),
      el(
        "div",
        { class: "lse-dial-facts" },
        fact(this.sigma, words.sigma, words.sigma_help),
        fact(this.kl, words.image_kl, words.image_kl_help),
      ),
    );
    this.node = el(
      "section",
      { class: "lse-dial-one" },
      el(
        "div",
        { class: "lse-dial-one-head" },
        bubble.explain(words.posterior, words.posterior_help, "lse-heading lse-title-3"),
        this.toggle,
      ),
      el(
        "div",
        { class: "lse-dial-thumbs", role: "group", "aria-label": words.images },
        ...this.thumbs.map(({ button }) => button),
      ),
      this.body,
    );
  }

  // Images that are not on this machine are shown as their reconstruction at beta 1.
  open(codes, decode) {
    this.codes = codes;
    for (const thumb of this.thumbs)
      thumb.seen = thumb.original ?? decode(codes.posterior(thumb.index, 1).mu, 1).slice();
  }

  resize(side, ratio) {
    this.side = side;
    this.ratio = ratio;
    this.ellipse.width = this.ellipse.height = Math.round(side * ratio);
  }

  repaint(theme) {
    for (const { canvas, seen } of this.thumbs) if (seen) drawPicture(canvas, seen, theme);
    const chosen = this.thumbs.find(({ index }) => index === this.index);
    if (chosen?.original) drawPicture(this.original, chosen.original, theme);
  }

  choose(index, shown, theme) {
    if (index >= 0) this.index = index;
    setAttribute(this.toggle, "aria-checked", String(shown));
    for (const thumb of this.thumbs)
      setAttribute(thumb.button, "aria-pressed", String(thumb.index === this.index));
    this.repaint(theme);
  }

  show(beta, decode, theme) {
    const { mu, sigma } = this.codes.posterior(this.index, beta);
    drawPicture(this.back, decode(mu, beta), theme);
    this.drawShape(beta, theme);
    setText(this.sigma, `${sigmaText(sigma[0])} · ${sigmaText(sigma[1])}`);
    setText(this.kl, fill(this.words.nats, { n: formatNumber(divergence(mu, sigma), 1) }));
  }

  // The one-sigma ellipse of the posterior, centred, beside the circle of the prior.
  drawShape(beta, theme) {
    const { codes, index, side, ratio } = this,
      context = this.ellipse.getContext("2d"),
      middle = side / 2,
      unit = PRIOR * side;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = theme.paper;
    context.fillRect(0, 0, side, side);
    const ellipse = (across, up) => {
      context.beginPath();
      context.ellipse(
        middle,
        middle,
        Math.max(0.75, across * unit),
        Math.max(0.75, up * unit),
        0,
        0,
        2 * Math.PI,
      );
    };
    context.lineWidth = 1.25;
    context.strokeStyle = theme["ink-2"];
    context.setLineDash([5, 4]);
    ellipse(1, 1);
    context.stroke();
    context.setLineDash([]);
    context.strokeStyle = theme.border;
    for (const one of this.multiples) {
      const { sigma } = codes.posterior(index, one);
      ellipse(sigma[0], sigma[1]);
      context.stroke();
    }
    const { sigma } = codes.posterior(index, beta);
    ellipse(sigma[0], sigma[1]);
    context.globalAlpha = 0.14;
    context.fillStyle = theme["ink-1"];
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = 2;
    context.strokeStyle = theme["ink-1"];
    context.stroke();
  }
}

function sigmaText(sigma) {
  return formatNumber(sigma, sigma < 0.1 ? 3 : 2);
}

// KL(N(mu, diag sigma^2) || N(0, I)) in nats (Kingma & Welling 2014, appendix B).
function divergence(mu, sigma) {
  let sum = 0;
  for (let k = 0; k < mu.length; k++)
    sum += 0.5 * (mu[k] ** 2 + sigma[k] ** 2 - 1) - Math.log(sigma[k]);
  return sum;
}
