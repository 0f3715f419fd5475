// The stations of one pass and what stands at each of them.

import { ModeSwitch } from "../../../js/shared/page/controls.js";
import { el, fill, formatNumber, icon, setText } from "../../../js/shared/page/dom.js";
import { MNIST } from "../../../js/shared/pictures/image_shape.js";
import { drawPicture, readOriginal } from "../../../js/shared/pictures/pictures.js";
import { CodePlane } from "./code_plane.js";

const pair = (values, decimals = 2) => values.map((v) => formatNumber(v, decimals)).join(", ");
// Small widths need more digits than two.
const width = (sigma) => formatNumber(sigma, sigma < 0.1 ? 3 : 2);

export class Flow {
  // `on`: {throwDice(), choose(mode)}.
  constructor(data, bubble, on) {
    this.data = data;
    const { words } = data,
      hasBack = data.parts.includes("back");
    this.image = MNIST.canvas({ role: "img", "aria-label": words.image });
    this.picture = MNIST.canvas({
      role: "img",
      "aria-label": words.picture,
      "data-testid": "dice-picture",
    });
    this.error = MNIST.canvas({ role: "img", "aria-label": words.error });
    this.plane = new CodePlane(data);
    this.fields = {};
    const field = (name) => {
      this.fields[name] = el("span", {
        class: "lse-dice-value",
        "data-testid": `dice-${name}`,
        translate: "no",
      });
      return this.fields[name];
    };
    this.stations = {};
    const station = (name, className, ...children) => {
      this.stations[name] = el("div", { class: `lse-dice-${name} ${className}` }, ...children);
      return this.stations[name];
    };
    const term = (text, help) => bubble.explain(text, help, "lse-dice-name");
    const button = el(
      "button",
      { type: "button", class: "lse-dice-throw", "data-testid": "throw" },
      icon("random"),
      words.throw,
    );
    button.onclick = on.throwDice;
    this.modes = new ModeSwitch(words, ["through", "direct"], on.choose);
    this.back = [
      station(
        "error",
        "lse-dice-back",
        this.error,
        el("div", { class: "lse-dice-error-notes" }, note(words.error), note(words.error_note)),
      ),
      station(
        "toZ",
        "lse-dice-back lse-dice-got",
        term(words.to_z, words.gradient_help),
        field("to-z"),
      ),
      station(
        "backs",
        "lse-dice-back",
        el("div", { class: "lse-dice-got" }, (this.toMuName = note("")), field("to-mu")),
        el("div", { class: "lse-dice-got" }, (this.toLogvarName = note("")), field("to-logvar")),
      ),
      station("klBack", "lse-dice-back lse-small", field("kl-back")),
    ];
    this.node = el(
      "div",
      { class: "lse-dice-flow" },
      hasBack && data.revealed ? this.modes.node : null,
      station("image", "", el("span", { class: "lse-dice-name" }, words.image), this.image),
      station("encoder", "lse-dice-network", el("span", {}, words.encoder)),
      station("mu", "lse-dice-box", term(words.mu, words.mu_help), field("mu"), note(words.centre)),
      station(
        "logvar",
        "lse-dice-box",
        term(words.logvar, words.logvar_help),
        field("logvar"),
        (this.sigmaNote = note("")),
      ),
      station("eps", "lse-dice-got", term("ε", words.eps_help), field("eps")),
      el(
        "div",
        { class: "lse-dice-thrower" },
        button,
        el(
          "span",
          { class: "lse-small" },
          (this.count = note("")),
          hasBack ? note(words.only_thrown) : "",
        ),
      ),
      station(
        "plane",
        "",
        el("span", { class: "lse-dice-name" }, words.z, " ", field("z")),
        this.plane.node,
        hasBack ? note(words.arrow) : null,
      ),
      station("decoder", "lse-dice-network", el("span", {}, words.decoder)),
      station("picture", "", term(words.picture, words.picture_help), this.picture),
      station(
        "loss",
        "",
        el("div", { class: "lse-dice-total" }, el("span", {}, words.loss), field("loss")),
        el("div", { class: "lse-dice-part" }, term(words.recon, words.recon_help), field("recon")),
        el("div", { class: "lse-dice-part" }, term(words.kl, words.kl_help), field("kl")),
      ),
      ...(hasBack ? this.back : []),
    );
  }

  open(pictures) {
    this.pictures = pictures;
    this.original = readOriginal(this.data.image);
  }

  // `passed`: as passing.js gives it. `index`: of the throw. `earlier`: those before it.
  show(passed, index, earlier, direct, theme) {
    const { data, fields } = this,
      { words } = data;
    this.modes.show(direct ? "direct" : "through");
    this.node.dataset.mode = direct ? "direct" : "through";
    const texts = {
      mu: pair(data.mu),
      logvar: pair(data.logvar),
      eps: pair(passed.eps),
      z: pair(passed.z),
      loss: fill(words.nats, { n: formatNumber(passed.loss, 1) }),
      recon: formatNumber(passed.recon, 1),
      kl: formatNumber(data.kl, 1),
      "to-z": pair(passed.atZ, 1),
      "to-mu": passed.atMu ? pair(passed.atMu, 1) : "–",
      "to-logvar": passed.atLogvar ? pair(passed.atLogvar) : "–",
      "kl-back": fill(words.kl_back, {
        m1: formatNumber(data.kl_at_mu[0]),
        m2: formatNumber(data.kl_at_mu[1]),
        v1: formatNumber(data.kl_at_logvar[0]),
        v2: formatNumber(data.kl_at_logvar[1]),
      }),
    };
    for (const [name, text] of Object.entries(texts)) setText(fields[name], text);
    setText(this.toMuName, direct ? words.to_mu_none : words.to_mu);
    setText(this.toLogvarName, direct ? words.to_logvar_none : words.to_logvar);
    setText(
      this.sigmaNote,
      fill(words.sigma, { s1: width(passed.sigma[0]), s2: width(passed.sigma[1]) }),
    );
    setText(this.count, fill(words.thrown, { i: index + 1, n: data.recon.length }));
    this.plane.show(passed, earlier, data.parts.includes("back"));
    if (this.pictures) this.paint(index, theme);
  }

  paint(index, theme) {
    const bytes = this.pictures.subarray(MNIST.values * index, MNIST.values * (index + 1)),
      picture = Float32Array.from(bytes, (v) => v / 255),
      error = picture.map((v, i) => 0.5 + (v - this.original[i]) / 2);
    drawPicture(this.image, this.original, theme);
    drawPicture(this.picture, picture, theme);
    drawPicture(this.error, error, theme);
  }
}

function note(text) {
  return el("span", { class: "lse-small lse-dice-note" }, text);
}
