// Beta in large type, which can be typed too; a sentence on its meaning; a slider over log beta.
import {
  el,
  fill,
  formatNumber,
  parseNumber,
  setAttribute,
  setText,
} from "../../../js/shared/page/dom.js";
import { betaName, betaText, roundBeta } from "./betas.js";

const COLLAPSED = 0.1; // nats of KL under which a code says nothing
const MARKS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30]; // and the end of the range
const STEP = 0.025; // of a factor of ten: forty presses of an arrow key
const MIN_KL_DIFFERENCE = 1,
  NEAR = 0.35; // nats of KL from which the ladder's own network is named; how near its beta is, in log beta

export class BetaSlider {
  // `range`: [lowest, highest] beta. `dots`: betas marked on the track. `ladder`: {beta, kl, recon} of networks
  // trained at one beta. `on`: {slide(beta), commit(), step(beta)}.
  constructor({ words, range, dots, ladder, hasNames }, bubble, on) {
    this.words = words;
    this.range = range;
    this.on = on;
    this.rungs = ladder.filter(({ beta }) => beta >= range[0] && beta <= range[1]);
    const [low, high] = range.map(Math.log10),
      share = (beta) => (Math.log10(beta) - low) / (high - low);
    this.share = share;
    this.problem = el("p", { class: "lse-problem", role: "alert", id: `${bubble.node.id}-beta` });
    this.field = el("input", {
      type: "text",
      class: "lse-dial-field",
      inputmode: "decimal",
      autocomplete: "off",
      spellcheck: "false",
      "data-testid": "beta-field",
      "aria-label": fill(words.beta_field, this.ends()),
      "aria-describedby": this.problem.id,
      title: words.beta_field_title,
    });
    this.sentence = el("span", { "data-testid": "sentence" });
    this.alone = el("p", { class: "lse-small lse-dial-apart", "data-testid": "apart" });
    this.slider = el("input", {
      type: "range",
      class: "lse-range lse-dial-range",
      min: low,
      max: high,
      step: "any",
      "data-testid": "beta-slider",
      "aria-label": words.slider,
    });
    const mark = (className, beta, text) => {
      const node = el("span", { class: className }, text);
      node.style.setProperty("--at", share(beta));
      return node;
    };
    const marks = [...MARKS.filter((beta) => beta >= range[0] && beta < range[1]), range[1]];
    this.dots = dots.map((beta) => ({ beta, node: mark("lse-dial-dot", beta, "") }));
    this.node = el(
      "section",
      { class: "lse-dial-head" },
      el(
        "label",
        { class: "lse-dial-beta" },
        el("span", { "aria-hidden": "true" }, "β ="),
        this.field,
      ),
      el(
        "div",
        { class: "lse-dial-sentence" },
        bubble.explain(this.sentence, words.sentence_help),
        this.problem,
        this.alone,
      ),
      el(
        "div",
        { class: "lse-dial-track" },
        this.slider,
        ...this.dots.map(({ node }) => node),
        el(
          "div",
          { class: "lse-dial-marks lse-small", "aria-hidden": "true" },
          ...marks.map((beta) => mark("lse-dial-mark", beta, betaName(beta))),
        ),
      ),
      el(
        "div",
        { class: "lse-dial-ends" },
        el("span", {}, `←\u00a0${words.weak}`),
        el("span", {}, `${words[hasNames ? "strong_pictures" : "strong_digits"]}\u00a0→`),
      ),
    );
    this.slider.oninput = () => on.slide(this.held(10 ** Number(this.slider.value)));
    this.slider.onchange = () => on.commit();
    this.slider.onkeydown = (event) => this.pressed(event);
    this.field.onkeydown = (event) => {
      if (event.key === "Enter") this.accept();
      if (event.key === "Escape") {
        this.complain("");
        this.field.value = this.field.dataset.shown;
        this.fit();
      }
    };
    this.field.onchange = () => this.accept();
    this.field.oninput = () => this.fit();
    this.field.onfocus = () => this.field.select();
    this.field.onblur = () => {
      this.field.value = this.field.dataset.shown;
      this.fit();
    };
  }

  // As wide as its text; a point is half as wide as a digit.
  fit() {
    this.field.style.width = `${Math.max(1.5, Math.min(9, this.field.value.length) - (/[.,]/.test(this.field.value) ? 0.4 : -0.1))}ch`;
  }

  ends() {
    return { low: betaName(this.range[0]), high: betaName(this.range[1]) };
  }
  held(beta) {
    return Math.max(this.range[0], Math.min(this.range[1], roundBeta(beta)));
  }

  // With step="any" each browser has its own step for the keys: set it here.
  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const steps = {
      ArrowRight: STEP,
      ArrowUp: STEP,
      ArrowLeft: -STEP,
      ArrowDown: -STEP,
      PageUp: 1,
      PageDown: -1,
      Home: -99,
      End: 99,
    }[event.key];
    if (!steps) return;
    event.preventDefault();
    this.on.step(
      this.held(
        10 **
          (Math.log10(this.beta) + steps * (event.shiftKey && Math.abs(steps) === STEP ? 5 : 1)),
      ),
    );
  }

  // Takes what was typed; for anything but a beta, shows a sentence and keeps the last one.
  accept() {
    const { field, range, words } = this,
      value = parseNumber(field.value);
    if (field.value === field.dataset.shown) return this.complain("");
    if (value === null) return this.complain(fill(words.not_a_beta, this.ends()));
    if (value < range[0] || value > range[1])
      return this.complain(fill(words.out_of_range, { ...this.ends(), beta: field.value.trim() }));
    this.complain("");
    field.value = betaText(this.held(value));
    this.on.slide(this.held(value));
    this.on.commit();
  }

  complain(sentence) {
    setAttribute(this.field, "aria-invalid", String(sentence !== ""));
    setText(this.problem, sentence);
    setAttribute(this.alone, "data-quiet", String(sentence !== ""));
  }

  // `figures`: {recon, kl} there.
  show(beta, figures) {
    const { slider, field, share } = this,
      shown = betaText(beta),
      percent = `${(100 * share(beta)).toFixed(2)}%`;
    if (field.value === field.dataset.shown || !field.matches(":focus")) field.value = shown;
    if (beta !== this.beta) this.complain("");
    field.dataset.shown = shown;
    this.beta = beta;
    this.fit();
    if (roundBeta(10 ** Number(slider.value)) !== beta) slider.value = Math.log10(beta);
    slider.style.setProperty("--from", "0%");
    slider.style.setProperty("--to", percent);
    setAttribute(slider, "aria-valuetext", `β ${shown}`);
    for (const dot of this.dots) setAttribute(dot.node, "data-passed", String(dot.beta <= beta));
    const { text } = this.words.sentences.find(({ below }) => below === null || beta < below),
      sentence = figures.kl < COLLAPSED ? this.words.collapsed : text;
    setText(
      this.sentence,
      fill(sentence, { kl: formatNumber(figures.kl, 1), recon: formatNumber(figures.recon, 0) }),
    );
    setText(this.alone, this.aside(beta, figures));
  }

  // How a network trained at about this beta alone differs, in words; "" where it does not.
  aside(beta, figures) {
    const rung = this.rungs.find(
      (rung) =>
        Math.abs(Math.log(rung.beta / beta)) < NEAR &&
        Math.abs(rung.kl - figures.kl) > MIN_KL_DIFFERENCE,
    );
    return rung
      ? fill(this.words.trained_alone, {
          beta: betaName(rung.beta),
          kl: formatNumber(rung.kl, 1),
          recon: formatNumber(rung.recon, 0),
        })
      : "";
  }
}
