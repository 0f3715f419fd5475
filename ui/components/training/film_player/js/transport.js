// Play, step, scrub, speed.
import { el, fill, icon, setAttribute } from "../../../js/shared/page/dom.js";

const SPEEDS = [0.5, 1, 2];

export class Transport {
  // `events`: {toggle(), step(frames), scrub(frame), speed(factor)}.
  constructor(words, frames, rate, group, events) {
    this.words = words;
    const button = (name, onclick) => {
      const node = el(
        "button",
        {
          type: "button",
          class: "lse-film-button",
          "data-testid": `film-${name}`,
          "aria-label": words[name],
          title: words[`${name}_title`],
        },
        icon(name),
      );
      node.onclick = onclick;
      return node;
    };
    this.play = button("play", events.toggle);
    this.buttons = el(
      "div",
      { class: "lse-film-buttons" },
      button("previous", () => events.step(-1)),
      this.play,
      button("next", () => events.step(1)),
    );
    this.range = el("input", {
      type: "range",
      class: "lse-range",
      min: 0,
      max: frames - 1,
      step: 1,
      "data-testid": "film-scrubber",
      "aria-label": words.scrubber,
    });
    this.range.oninput = () => events.scrub(Number(this.range.value));
    this.range.disabled = this.play.disabled = frames < 2;
    this.speeds = el(
      "div",
      { class: "lse-modes lse-film-speeds", role: "radiogroup", "aria-label": words.speed },
      ...SPEEDS.map((speed) => {
        const input = el("input", {
          type: "radio",
          name: group,
          value: speed,
          class: "lse-hidden",
        });
        input.checked = speed === 1;
        input.onchange = () => events.speed(speed);
        return el(
          "label",
          { class: "lse-mode lse-film-speed", title: fill(words.speed_title, { speed, rate }) },
          input,
          el("span", {}, `${speed}×`),
        );
      }),
    );
    this.frames = frames;
  }

  showPlaying(playing) {
    const name = playing ? "pause" : "play";
    this.play.replaceChildren(icon(name));
    setAttribute(this.play, "aria-label", this.words[name]);
    setAttribute(this.play, "title", this.words[`${name}_title`]);
  }

  show(frame, sentence) {
    if (Number(this.range.value) !== frame) this.range.value = frame;
    this.range.style.setProperty("--from", "0%");
    this.range.style.setProperty(
      "--to",
      `${this.frames > 1 ? ((100 * frame) / (this.frames - 1)).toFixed(2) : 0}%`,
    );
    setAttribute(this.range, "aria-valuetext", sentence);
  }
}
