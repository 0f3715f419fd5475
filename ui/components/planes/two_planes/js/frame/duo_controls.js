// What the user chooses for both planes: the link, the shading, the classes, and to draw a way.
import { Legend, ModeSwitch } from "../../../../js/shared/page/controls.js";
import { el, setAttribute } from "../../../../js/shared/page/dom.js";
import { LINKS } from "../side/link.js";

const SHADINGS = ["none", "holes", "density", "certainty", "round-trip", "change"];

export class DuoControls {
  // `on`: {link(name), layer(name), filter(), draw()}.
  /** @param {TwoPlanesData} data */
  constructor(data, on) {
    const { words, classes } = data;
    this.link = new ModeSwitch(words, LINKS, on.link, "link");
    this.layer = new ModeSwitch(words, SHADINGS, on.layer, "layer");
    // Without a recogniser there is nothing to be shown; the legend then says what trains it.
    const certainty = this.layer.buttons[SHADINGS.indexOf("certainty")];
    certainty.toggleAttribute("data-missing", !data.recogniser);
    this.draw = el(
      "button",
      {
        type: "button",
        class: "lse-quiet lse-two-draw",
        "data-testid": "draw-path",
        title: words.draw_title,
        "aria-pressed": "false",
      },
      words.draw,
    );
    this.draw.onclick = on.draw;
    this.legend = new Legend(classes, words, on.filter);
    const group = (word, control) =>
      el(
        "div",
        { class: "lse-two-choice" },
        el("span", { class: "lse-small", "aria-hidden": "true" }, word),
        control.node,
      );
    this.node = el(
      "div",
      { class: "lse-two-tools" },
      group(words.link_word, this.link),
      group(words.layer_word, this.layer),
      this.draw,
    );
  }

  show(link, layer, drawing) {
    this.link.show(link);
    this.layer.show(layer);
    setAttribute(this.draw, "aria-pressed", String(drawing));
  }

  paint(theme) {
    this.legend.paint(theme);
  }
}
