// The guessing game by hand: choose boxes, ask whether the prize is among them, count the questions.
import { el, fill, setAttribute, setText } from "../../../../js/shared/page/dom.js";
import { svg } from "../../../../js/shared/page/svg.js";
import { entropy, shares } from "../measures/boxes.js";
import { drawBox } from "../measures/tree.js";
import { Lengths } from "../parts/lengths.js";
import { amount, eighthText, listed } from "../parts/numbers.js";
import { BOXES } from "./boxes_scene.js";
import { box } from "./columns.js";

const ENOUGH = 5; // games for the task

export class GameScene {
  /** @param {PartOf<SurpriseData>} host */
  constructor(host) {
    const { words } = host.data;
    this.host = host;
    this.words = words;
    this.p = host.data.boxes.p;
    this.counts = []; // of the games that are over
    this.boxes = BOXES.map((name, i) => {
      const button = el("button", {
        type: "button",
        class: "lse-sp-game-box",
        "data-testid": `box-${name}`,
        "aria-pressed": "false",
      });
      button.onclick = () => this.choose(i);
      return { button, drawing: svg("svg", { "aria-hidden": "true" }) };
    });
    for (const { button, drawing } of this.boxes) button.append(drawing);
    this.ask = el("button", {
      type: "button",
      class: "lse-sp-button lse-sp-main",
      "data-testid": "ask",
    });
    this.ask.onclick = () => this.question();
    this.answer = el("p", { class: "lse-sp-reply", role: "status", "data-testid": "answer" });
    this.log = el("p", { class: "lse-small lse-sp-games" });
    const ticks = [
      [0, "0"],
      [1, words.tick_one],
      [2, "2"],
      [3, "3"],
    ];
    this.lengths = new Lengths("lengths", { high: 3.1, ticks, foot: "" });
    this.node = el(
      "div",
      { class: "lse-sp-scene lse-sp-game" },
      el("h3", { class: "lse-sp-title" }, words.game),
      el("div", { class: "lse-sp-game-row" }, ...this.boxes.map(({ button }) => button)),
      el("div", { class: "lse-sp-row" }, this.ask, this.answer),
      this.lengths.node,
      this.log,
    );
    this.begin();
  }

  // The prize is hidden anew.
  begin() {
    this.prize = drawBox(shares(this.p), Math.random());
    this.left = BOXES.map((_, i) => i);
    this.chosen = new Set();
    this.asked = 0;
    this.over = false;
    this.greet();
  }

  greet() {
    setText(this.answer, this.words[this.isLocked ? "guess_first" : "choose"]);
  }

  // The games would tell the answer: they wait for the guess.
  get isLocked() {
    return !this.host.data.guessed;
  }

  choose(index) {
    if (this.isLocked || this.over || !this.left.includes(index)) return;
    if (!this.chosen.delete(index)) this.chosen.add(index);
    this.host.schedule();
  }

  question() {
    if (this.isLocked) return;
    if (this.over) this.begin();
    else if (this.isQuestion()) {
      const isThere = this.chosen.has(this.prize);
      this.asked++;
      this.left = this.left.filter((i) => this.chosen.has(i) === isThere);
      this.chosen.clear();
      this.over = this.left.length === 1;
      setText(this.answer, this.reply(isThere));
      if (this.over) this.finish();
    }
    this.host.schedule();
  }

  isQuestion() {
    return this.chosen.size > 0 && this.chosen.size < this.left.length;
  }

  reply(isThere) {
    const { words, asked } = this,
      said = words[isThere ? "is_yes" : "is_no"];
    if (!this.over) return `${said} ${fill(words.still, { boxes: this.names(this.left) })}`;
    const count = fill(words[asked === 1 ? "question_one" : "question_many"], { n: asked });
    return `${said} ${fill(words.is_found, { box: BOXES[this.prize], questions: count })}`;
  }

  finish() {
    this.counts.push(this.asked);
    this.host.report("played");
    if (this.counts.length >= ENOUGH) this.host.report("five-games");
  }

  names(indices) {
    return listed(
      indices.map((i) => BOXES[i]),
      this.words.or,
    );
  }

  resize(metrics) {
    this.metrics = metrics;
    this.lengths.resize(metrics);
    this.sized = true;
  }

  // Only the first words of a game say whether it is locked.
  repaint() {
    if (!this.asked) this.greet();
  }
  drop() {}
  reset() {}

  draw() {
    const { metrics, words, host } = this,
      { u, text } = metrics;
    const width = Math.min(112 * u, (metrics.width - 36) / 4),
      height = 92 * u + text(16) * 1.3;
    this.boxes.forEach(({ button, drawing }, i) => {
      const isLeft = this.left.includes(i),
        isFound = this.over && i === this.prize;
      drawing.setAttribute("width", String(width));
      drawing.setAttribute("height", String(height));
      drawing.replaceChildren(
        ...box(BOXES[i], width / 2, 20 * u, width * 0.82, u * 1.15, text),
        svg(
          "text",
          { class: "lse-sp-share", x: width / 2, y: height - 6, "text-anchor": "middle" },
          eighthText(this.p[i]),
        ),
        ...(isFound
          ? [svg("circle", { class: "lse-sp-prize", cx: width / 2, cy: 11 * u, r: 9 * u })]
          : []),
      );
      button.dataset.state = isFound ? "found" : isLeft ? "open" : "out";
      setAttribute(button, "aria-pressed", String(this.chosen.has(i)));
      setAttribute(button, "aria-disabled", String(this.isLocked || this.over || !isLeft));
      const state = isFound ? words.box_found : isLeft ? words.box_open : words.box_out;
      setAttribute(
        button,
        "aria-label",
        fill(state, { box: BOXES[i], share: eighthText(this.p[i]) }),
      );
    });
    setText(
      this.ask,
      this.over
        ? words.again
        : this.isQuestion()
          ? fill(words.ask, { boxes: this.names([...this.chosen].sort()) })
          : words.ask_nothing,
    );
    setAttribute(
      this.ask,
      "aria-disabled",
      String(this.isLocked || (!this.over && !this.isQuestion())),
    );
    this.showMean();
    Object.assign(host.root.dataset, {
      games: String(this.counts.length),
      asked: String(this.asked),
      entropy: entropy(shares(this.p)).toFixed(4),
    });
  }

  showMean() {
    const { words, counts, host } = this,
      mean = counts.length ? counts.reduce((a, b) => a + b, 0) / counts.length : 0,
      least = entropy(shares(this.p));
    const rows = [
      {
        name: words.your_games,
        note: fill(words[counts.length === 1 ? "game_one" : "game_many"], { n: counts.length }),
        from: 0,
        pieces: [{ from: 0, to: mean, kind: "mine" }],
        number: counts.length ? amount(mean) : "–",
      },
      {
        name: words.least_games,
        note: words.least_note,
        from: 0,
        pieces: [{ from: 0, to: least, kind: "ink" }],
        number: amount(least),
        hidden: host.hides("entropy"),
      },
    ];
    this.lengths.show(rows);
    setText(
      this.log,
      counts.length ? fill(words.log, { counts: counts.slice(-12).join(" · ") }) : "",
    );
  }
}
