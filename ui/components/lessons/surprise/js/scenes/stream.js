// The questions as a stream: as wide as the prize often lies that way, and as far to the right as
// questions were asked.
import { el, fill } from "../../../../js/shared/page/dom.js";
import { svg, svgText } from "../../../../js/shared/page/svg.js";
import { eighthText, listed } from "../parts/numbers.js";

const DEEPEST = 3; // questions, for four boxes
const FLOW = 84; // design pixels for a stream of all

export class Stream {
  constructor(words, names) {
    this.words = words;
    this.names = names;
    this.drawing = svg("svg", { role: "img", "data-testid": "stream" });
    this.mean = el("p", { class: "lse-sp-mean", "data-testid": "tree-mean" });
    this.node = el(
      "section",
      { class: "lse-sp-stream" },
      el("h3", { class: "lse-sp-title" }, words.questions),
      el("p", { class: "lse-small" }, words.stream_key),
      this.drawing,
      this.mean,
    );
  }

  resize({ stream, u, text }, height) {
    this.width = stream;
    this.height = height;
    this.u = u;
    this.text = text;
    this.drawing.setAttribute("width", stream);
    this.drawing.setAttribute("height", String(height));
  }

  // `tree`: of the beliefs; `p`: eighths, how often the prize lies in each box.
  show(tree, p) {
    const { text, width, u } = this,
      foot = text(14) * 1.7;
    this.room = this.height - foot;
    this.thick = Math.min(FLOW * u, this.room * 0.36) / 8;
    this.pitch = (width - 60 * u) / DEEPEST;
    this.p = p;
    this.flows = [];
    this.marks = [];
    const lines = [1, 2, 3].flatMap((count) => {
      const x = this.leafAt(count);
      return [
        svg("line", { class: "lse-sp-grid", x1: x, x2: x, y1: 0, y2: this.room }),
        svgText(
          fill(this.words[count === 1 ? "question_one" : "question_many"], { n: count }),
          x,
          this.height - text(14) * 0.4,
          "middle",
          "lse-sp-count",
        ),
      ];
    });
    const never = p.map((_, i) => i).filter((i) => !tree.boxes.includes(i) && p[i] > 0);
    const total = this.share(tree.boxes),
      lost = this.share(never);
    const chain = tree.yes && !(tree.yes.yes && tree.no.yes),
      middle = this.room * (never.length ? 0.42 : tree.no?.yes && chain ? 0.55 : 0.5);
    this.lowest = this.room * (never.length ? 0.58 : 0.82); // of a box that is found
    const top = middle - ((total + lost) * this.thick) / 2;
    if (tree.yes) this.branch(tree, 0, 0, top, total);
    else this.certain(tree, top, total);
    if (never.length) this.never(never, top + total * this.thick, lost);
    this.drawing.replaceChildren(...lines, ...this.flows, ...this.marks);
    this.drawing.setAttribute("aria-label", this.spoken(tree, never));
  }

  share(boxes) {
    return boxes.reduce((sum, i) => sum + this.p[i], 0);
  }
  leafAt(count) {
    return this.pitch * count;
  }

  // A question at `depth`: its stream comes from x with its upper edge at `top`.
  branch(node, depth, x, top, share) {
    const { room, thick, u } = this,
      ask = this.leafAt(depth + 1) - this.pitch * 0.5,
      next = this.leafAt(depth + 1);
    const [yes, no] = [this.share(node.yes.boxes), this.share(node.no.boxes)];
    const middle = top + (share * thick) / 2,
      edge = top + yes * thick; // between the two, where they part
    this.flow(x, top, ask - 34 * u, top, share);
    const reach = depth === 0 ? room * 0.22 : room * 0.13;
    let yesAt, noAt;
    if (node.yes.yes && node.no.yes) [yesAt, noAt] = [room * 0.26, room * 0.76];
    else if (node.no.yes) [yesAt, noAt] = [room * 0.1, edge + (no * thick) / 2];
    else if (depth === 1 && this.halved) [yesAt, noAt] = [middle - reach, middle + reach];
    else
      [yesAt, noAt] = [
        Math.max(room * 0.12, middle - room * 0.24),
        Math.min(this.lowest, middle + room * 0.24),
      ];
    if (depth === 0) this.halved = Boolean(node.yes.yes && node.no.yes);
    this.child(node.yes, yes, ask - 34 * u, top, next, yesAt, depth, "yes");
    this.child(node.no, no, ask - 34 * u, edge, next, noAt, depth, "no");
    this.question(node, ask, middle);
  }

  child(node, share, x, top, next, middle, depth, answer) {
    const { thick, text, u } = this,
      upper = middle - (share * thick) / 2;
    const isStraight = Math.abs(upper - top) < 1;
    if (node.yes) {
      const end = next - this.pitch * 0.05;
      this.flow(x, top, end, upper, share);
      this.branch(node, depth + 1, end, upper, share);
    } else {
      this.flow(x, top, next, upper, share);
      this.leaf(node.boxes[0], next, middle);
    }
    const at = isStraight ? next - 4 * u : next - (node.yes ? 20 : 38) * u,
      level = isStraight ? middle + text(12) * 0.35 : middle - 4;
    this.marks.push(
      svgText(this.words[answer], at, level, isStraight ? "middle" : "end", "lse-sp-answer"),
    );
  }

  flow(x0, top0, x1, top1, share) {
    const thick = Math.max(1.5, share * this.thick),
      bend = (x0 + x1) / 2,
      end = x1 + 0.7; // into the next piece, so that no seam shows
    this.flows.push(
      svg("path", {
        class: "lse-sp-flow",
        d: `M${x0},${top0} C${bend},${top0} ${bend},${top1} ${end},${top1} V${top1 + thick} C${bend},${top1 + thick} ${bend},${top0 + thick} ${x0},${top0 + thick} Z`,
      }),
    );
  }

  question(node, x, y) {
    const names = node.yes.boxes.map((i) => this.names[i]),
      words = fill(this.words.ask, { boxes: listed(names, this.words.or) });
    this.marks.push(...this.plate(words, x, y, "lse-sp-ask"));
  }

  leaf(index, x, y) {
    const { text } = this,
      side = Math.max(36 * this.u, text(18) * 1.5);
    this.marks.push(
      svg("rect", {
        class: "lse-sp-plate",
        x: x - side / 2,
        y: y - side / 2,
        width: side,
        height: side,
        rx: 6,
      }),
      svgText(this.names[index], x, y + text(18) * 0.35, "middle", "lse-sp-letter-box"),
      svgText(
        eighthText(this.p[index]),
        x + side / 2 + 7,
        y + text(16) * 0.35,
        "start",
        "lse-sp-share",
      ),
    );
  }

  plate(words, x, y, className) {
    const { text } = this,
      width = words.length * text(14) * 0.5 + 18,
      height = text(14) * 1.4 + 12;
    return [
      svg("rect", {
        class: "lse-sp-plate",
        x: x - width / 2,
        y: y - height / 2,
        width,
        height,
        rx: 7,
      }),
      svgText(words, x, y + text(14) * 0.35, "middle", className),
    ];
  }

  // All belief in one box: no question at all.
  certain(node, top, share) {
    const middle = top + (share * this.thick) / 2;
    this.flow(0, top, this.pitch * 0.5, top, share);
    this.leaf(node.boxes[0], this.pitch * 0.5, middle);
  }

  // Boxes that are never asked for: the stream runs out below.
  never(boxes, top, share) {
    const { room, thick, pitch, text } = this,
      middle = room - Math.max((share * thick) / 2, 16);
    const upper = middle - (share * thick) / 2;
    this.flow(0, top, pitch * 0.9, upper, share);
    this.flow(pitch * 0.9, upper, this.width - 2, upper, share);
    const names = listed(
      boxes.map((i) => this.names[i]),
      this.words.or,
    );
    const words = fill(this.words.never, { boxes: names });
    this.marks.push(
      ...this.plate(
        words,
        Math.max(pitch * 1.6, words.length * text(14) * 0.27),
        middle,
        "lse-sp-ask lse-sp-bad",
      ),
    );
  }

  spoken(tree, never) {
    const lines = [];
    const walk = (node) => {
      if (!node.yes) return;
      const names = node.yes.boxes.map((i) => this.names[i]);
      lines.push(fill(this.words.ask, { boxes: listed(names, this.words.or) }));
      walk(node.yes);
      walk(node.no);
    };
    walk(tree);
    if (never.length)
      lines.push(fill(this.words.never, { boxes: never.map((i) => this.names[i]).join(", ") }));
    return lines.join(" ");
  }
}
