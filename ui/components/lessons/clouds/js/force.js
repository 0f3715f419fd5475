// The choice of the weight of the KL, from picture error alone to KL alone: a slider over the stops,
// each with its name below it.
import { el, setAttribute } from "../../../js/shared/page/dom.js";

export class ForceChoice {
  /**
   * @param {CloudsData} data
   * @param {HTMLElement} title
   * @param {(stop: number) => void} onChoose
   */
  constructor({ stops, words }, title, onChoose) {
    this.stops = stops;
    this.words = words;
    this.onChoose = onChoose;
    this.slider = el("input", {
      type: "range",
      class: "lse-range",
      min: 0,
      step: 1,
      "data-testid": "force",
      "aria-label": words.force,
    });
    this.slider.oninput = () => onChoose(this.offered[Number(this.slider.value)]);
    this.slider.onkeydown = (event) => {
      if (event.key.startsWith("Arrow")) event.stopPropagation(); // a lesson turns its pages with these keys
    };
    this.marks = el("div", { class: "lse-clouds-marks" });
    this.node = el(
      "div",
      { class: "lse-clouds-force" },
      title,
      el("div", { class: "lse-clouds-track" }, this.slider, this.marks),
    );
  }

  // Which stops there are to choose from; a single one is no choice.
  /** @param {number[]} offered */
  offer(offered) {
    this.offered = offered;
    this.node.hidden = offered.length < 2;
    this.slider.max = String(offered.length - 1);
    this.buttons = offered.map((stop, i) => {
      const button = el(
        "button",
        { type: "button", class: "lse-clouds-mark", tabindex: "-1", "data-stop": stop },
        this.stops[stop].name,
      );
      button.style.setProperty("--at", String(offered.length > 1 ? i / (offered.length - 1) : 0));
      button.onclick = () => this.onChoose(stop);
      return button;
    });
    this.marks.replaceChildren(...this.buttons);
  }

  /** @param {number} stop */
  show(stop) {
    const at = this.offered.indexOf(stop),
      share = at / Math.max(1, this.offered.length - 1);
    this.slider.value = String(at);
    this.slider.style.setProperty("--from", "0%");
    this.slider.style.setProperty("--to", `${(100 * share).toFixed(2)}%`);
    setAttribute(this.slider, "aria-valuetext", this.stops[stop].title);
    for (const button of this.buttons)
      setAttribute(button, "aria-pressed", String(Number(button.dataset.stop) === stop));
  }
}
