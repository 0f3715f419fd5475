// One sentence for screen readers, once the cursors have come to rest.
import { fill, setAttribute, setText, statusLine } from "../../../../js/shared/page/dom.js";

const STATUS_REST = 700; // ms

export class CalmStatus {
  // `names`: of both models.
  constructor(words, names, sides) {
    this.words = words;
    this.names = names;
    this.sides = sides;
    this.node = statusLine();
  }

  announceSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.announce(), STATUS_REST);
  }

  drop() {
    clearTimeout(this.timer);
  }

  // A sentence at once, in place of the one that waits.
  say(sentence) {
    this.drop();
    setText(this.node, sentence);
  }

  announce() {
    const { words, names } = this,
      [left, right] = this.sides;
    const read = ({ facts }) => (facts.read ? fill(words.read, facts.read) : words.unread);
    for (const side of this.sides) side.facts.label(side.where());
    setText(
      this.node,
      fill(words.status, {
        left: names[0],
        left_support: words[left.facts.level],
        left_read: read(left),
        right: names[1],
        right_support: words[right.facts.level],
        right_read: read(right),
      }),
    );
    for (const side of this.sides)
      setAttribute(side.stage.canvas, "aria-description", side.where());
  }
}
