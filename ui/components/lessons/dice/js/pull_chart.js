// Why log sigma^2: a slider for it, the width it gives, and KL's gradient for it and for sigma.
import { el, formatNumber, setText } from "../../../js/shared/page/dom.js";
import { svg, svgText } from "../../../js/shared/page/svg.js";
import { pulls } from "./passing.js";

const [CHART_WIDTH, CHART_HEIGHT] = [560, 260];
const VIEW_WIDTH = CHART_WIDTH + 56;
const [LOGVAR_LOW, LOGVAR_HIGH] = [-10, 3]; // of log sigma^2
const PULL_REACH = 12; // of the gradients, up and down
const LOGVAR_STEP = 0.1;

const toX = (logvar) => ((logvar - LOGVAR_LOW) / (LOGVAR_HIGH - LOGVAR_LOW)) * CHART_WIDTH;
const toY = (pull) =>
  CHART_HEIGHT / 2 -
  (Math.max(-PULL_REACH, Math.min(PULL_REACH, pull)) / PULL_REACH) * (CHART_HEIGHT / 2);

export class PullChart {
  constructor(data, onPull) {
    const { words } = data;
    this.value = data.logvar[0];
    this.range = el("input", {
      type: "range",
      class: "lse-range",
      min: LOGVAR_LOW,
      max: LOGVAR_HIGH,
      step: "any",
      "aria-label": words.slider,
      "data-testid": "logvar",
    });
    const set = (value) => {
      this.value = Math.max(LOGVAR_LOW, Math.min(LOGVAR_HIGH, value));
      this.show();
      onPull(pulls(this.value));
    };
    this.range.oninput = () => set(Number(this.range.value));
    this.range.onkeydown = (event) => {
      const sign = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      if (!sign || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      set(Math.round((this.value + sign * LOGVAR_STEP * (event.shiftKey ? 5 : 1)) * 1e6) / 1e6);
    };
    this.dots = ["onLogvar", "onSigma"].map((name) =>
      svg("circle", { r: 6, class: "lse-dice-ring", "data-pull": name }),
    );
    const line = (name) => {
      const points = [];
      for (let i = 0; i <= 130; i++) {
        const logvar = LOGVAR_LOW + (i / 130) * (LOGVAR_HIGH - LOGVAR_LOW),
          pull = pulls(logvar)[name];
        if (Math.abs(pull) <= PULL_REACH)
          points.push(`${toX(logvar).toFixed(1)} ${toY(pull).toFixed(1)}`);
      }
      return `M${points.join("L")}`;
    };
    const grid = [-8, -6, -4, -2, 0, 2].flatMap((v) => [
      svg("path", { d: `M${toX(v)} 0V${CHART_HEIGHT}`, class: "lse-dice-grid" }),
      svgText(formatNumber(v, 0), toX(v), CHART_HEIGHT + 18, "middle", "lse-dice-tick"),
    ]);
    const levels = [-10, -5, 0, 5, 10].flatMap((v) => [
      svg("path", {
        d: `M0 ${toY(v)}H${CHART_WIDTH}`,
        class: v ? "lse-dice-grid" : "lse-dice-zero",
      }),
      svgText(formatNumber(v, 0), -8, toY(v) + 4, "end", "lse-dice-tick"),
    ]);
    const own = data.logvar.map((v) =>
      svg("path", { d: `M${toX(v)} ${CHART_HEIGHT}v-18`, class: "lse-dice-mean" }),
    );
    this.texts = {};
    const fact = (name, text) => {
      this.texts[name] = el("span", {
        class: "lse-dice-fact-number",
        "data-testid": `pull-${name}`,
        translate: "no",
      });
      return el(
        "div",
        { class: "lse-dice-fact" },
        this.texts[name],
        el("span", { class: "lse-small" }, text),
      );
    };
    this.node = el(
      "section",
      { class: "lse-dice-pulls", "data-testid": "pulls" },
      el(
        "div",
        { class: "lse-dice-chart" },
        (this.drawing = svg(
          "svg",
          {
            viewBox: `-40 -16 ${VIEW_WIDTH} ${CHART_HEIGHT + 44}`,
            role: "img",
            "aria-label": words.pull,
          },
          ...grid,
          ...levels,
          ...own,
          svgText(
            words.own,
            toX(Math.max(...data.logvar)) + 8,
            CHART_HEIGHT - 6,
            "start",
            "lse-dice-tick",
          ),
          svg("path", { d: line("onSigma"), class: "lse-dice-curve lse-dice-curve-sigma" }),
          svg("path", { d: line("onLogvar"), class: "lse-dice-curve" }),
          svgText(words.on_logvar, toX(-9.8), toY(0) - 8, "start", "lse-dice-curve-name"),
          svgText(words.on_sigma, toX(-3.6), toY(-8), "start", "lse-dice-curve-name"),
          svgText(words.pull, 6, 12, "start", "lse-dice-tick"),
          ...this.dots,
        )),
        el(
          "label",
          { class: "lse-dice-slider" },
          el("span", { class: "lse-dice-name" }, words.slider),
          this.range,
        ),
      ),
      el(
        "div",
        { class: "lse-dice-facts" },
        fact("logvar", words.now_logvar),
        fact("sigma", words.now_sigma),
        fact("onLogvar", words.on_logvar),
        fact("onSigma", words.on_sigma),
      ),
    );
  }

  // Words keep their size when the drawing is made smaller or larger.
  resize() {
    const { width } = this.drawing.getBoundingClientRect();
    if (width) this.node.style.setProperty("--unscale", (VIEW_WIDTH / width).toFixed(3));
  }

  show() {
    const { sigma, onLogvar, onSigma } = pulls(this.value);
    this.range.value = this.value;
    const share = `${(100 * (this.value - LOGVAR_LOW)) / (LOGVAR_HIGH - LOGVAR_LOW)}%`,
      zero = `${(100 * -LOGVAR_LOW) / (LOGVAR_HIGH - LOGVAR_LOW)}%`;
    this.range.style.setProperty("--from", this.value < 0 ? share : zero);
    this.range.style.setProperty("--to", this.value < 0 ? zero : share);
    this.range.setAttribute("aria-valuetext", formatNumber(this.value));
    setText(this.texts.logvar, formatNumber(this.value));
    setText(this.texts.sigma, formatNumber(sigma, 3));
    setText(this.texts.onLogvar, formatNumber(onLogvar));
    setText(this.texts.onSigma, formatNumber(onSigma, Math.abs(onSigma) < 10 ? 2 : 1));
    [onLogvar, onSigma].forEach((pull, i) => {
      this.dots[i].setAttribute("cx", String(toX(this.value)));
      this.dots[i].setAttribute("cy", String(toY(pull)));
      this.dots[i].style.display = Math.abs(pull) > PULL_REACH ? "none" : "";
    });
  }
}
