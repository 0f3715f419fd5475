// A small copy of picture, verdict and commonest class, for when the panel is out of sight.

import { LEVELS } from "../../../../js/shared/latent/support.js";
import { el, icon, setText } from "../../../../js/shared/page/dom.js";
import { drawPicture } from "../../../../js/shared/pictures/pictures.js";

const HEADER = 60; // px, the page's own

export class Here {
  // `onSeen`: called when it comes into sight and has to be filled.
  constructor(words, classes, shape, onSeen) {
    this.words = words;
    this.classes = classes;
    this.onSeen = onSeen;
    this.picture = shape.canvas({ "aria-hidden": "true" });
    this.mark = el("span", { class: "lse-mark" });
    this.word = el("span");
    this.dot = el("span", { class: "lse-dot" });
    this.near = el("span");
    this.node = el(
      "div",
      { class: "lse-here", "data-testid": "here" },
      el(
        "div",
        { class: "lse-here-words" },
        el("span", { class: "lse-badge" }, this.mark, this.word),
        el("span", { class: "lse-here-near" }, this.dot, this.near),
      ),
      el("div", { class: "lse-small-picture" }, this.picture),
    );
    this.node.hidden = true;
  }

  // It is wanted exactly while the panel has been scrolled away, under the page's header.
  follow(panel) {
    this.panel = panel;
    this.watcher = new IntersectionObserver(() => this.look(), {
      rootMargin: `-${HEADER}px 0px 0px 0px`,
    });
    this.watcher.observe(panel);
  }

  // Also to be asked when rows come into sight: a leap from above the panel to below it is no
  // change to its observer.
  look() {
    const hidden = this.panel.getBoundingClientRect().bottom > HEADER;
    if (this.node.hidden === hidden) return;
    this.node.hidden = hidden;
    this.onSeen();
  }

  // `neighbourhood`: Support.at(z).
  show(pixels, neighbourhood, theme) {
    if (this.node.hidden) return;
    const level = LEVELS[neighbourhood.level],
      { label, share } = neighbourhood.shares[0];
    drawPicture(this.picture, pixels, theme);
    if (this.level !== level) {
      this.level = this.node.dataset.level = level;
      setText(this.word, this.words[level]);
      this.mark.replaceChildren(icon(level));
    }
    this.dot.style.background = theme.classColour(label);
    setText(this.near, `${this.classes[label]} · ${Math.round(share * 100)} %`);
  }

  drop() {
    this.watcher?.disconnect();
  }
}
