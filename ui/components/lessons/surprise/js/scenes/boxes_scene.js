// Beliefs over four boxes: the questions that follow from them, and what they cost.
import { el, fill, setText } from "../../../../js/shared/page/dom.js";
import {
  crossEntropy,
  divergence,
  entropy,
  information,
  shares,
  withBelief,
} from "../measures/boxes.js";
import { drawBox, meanQuestions, questionCounts, questionTree } from "../measures/tree.js";
import { Lengths } from "../parts/lengths.js";
import { amount, eighthText } from "../parts/numbers.js";
import { Columns } from "./columns.js";
import { Stream } from "./stream.js";

const MOST_QUESTIONS = 3.1; // questions
export const BOXES = ["A", "B", "C", "D"];
const GAMES = 100; // a press

export class BoxesScene {
  /** @param {PartOf<SurpriseData>} host */
  constructor(host) {
    const { words, boxes } = host.data;
    this.host = host;
    this.words = words;
    this.p = boxes.p;
    this.start = boxes.q;
    this.q = boxes.q;
    this.pressed = null; // the beliefs when a drag began: proportions come back as it goes back
    this.columns = new Columns(words, BOXES, {
      believe: (index, count, how) => this.believe(index, count, how),
      done: () => this.release(),
    });
    this.stream = new Stream(words, BOXES);
    const ticks = [
      [0, "0"],
      [0.5, ""],
      [1, words.tick_one],
      [1.5, ""],
      [2, "2"],
      [2.5, ""],
      [3, "3"],
    ];
    const second = [0.5, 1, 1.5, 2].map((nats) => [
      nats / Math.LN2,
      nats === 0.5 ? fill(words.tick_nats, { n: "0.5" }) : nats.toFixed(1),
    ]);
    this.lengths = new Lengths("lengths", {
      high: MOST_QUESTIONS,
      ticks,
      second,
      foot: words.piece_key,
    });
    this.play = el(
      "button",
      { type: "button", class: "lse-sp-button", "data-testid": "play" },
      words.play,
    );
    this.play.onclick = () => this.playGames();
    this.played = el("span", { class: "lse-sp-played", role: "status" });
    this.foot = el("div", { class: "lse-sp-row" }, this.play, this.played);
    this.node = el(
      "div",
      { class: "lse-sp-scene" },
      el("div", { class: "lse-sp-pair" }, this.columns.node, this.stream.node),
      this.lengths.node,
      this.foot,
    );
    this.games = { count: 0, asked: 0 };
    this.shown = null;
  }

  hides(name) {
    return this.host.hides(name);
  }

  resize(metrics) {
    const { wide, width, u } = metrics;
    const columns = wide ? Math.round(width * 0.43) : width;
    const given = { ...metrics, columns, stream: wide ? width - columns - 40 * u : width };
    this.columns.resize({ ...given, tall: metrics.tall });
    this.stream.resize(given, wide ? this.columns.height - metrics.text(14) * 1.4 : 180);
    this.lengths.resize(metrics);
    this.shown = null;
  }

  // All is drawn anew in the next frame.
  repaint() {
    this.shown = null;
  }
  drop() {
    this.columns.drop();
    this.pressed = null;
  }

  // As the step began.
  reset() {
    this.drop();
    this.setBeliefs(this.start);
  }

  // `count`: where it was dragged to, or by how many eighths a key moves it.
  believe(index, count, how) {
    if (how === "drag") this.pressed ??= this.q;
    const from = how === "drag" ? this.pressed : this.q;
    this.setBeliefs(withBelief(from, index, how === "drag" ? count : this.q[index] + count));
  }

  setBeliefs(q) {
    if (String(q) === String(this.q)) return;
    this.q = q;
    this.games = { count: 0, asked: 0 };
    this.host.schedule();
  }

  release() {
    this.pressed = null;
    const [p, q] = [shares(this.p), shares(this.q)],
      extra = divergence(p, q);
    if (extra < 1e-9) this.host.report("best-order");
    if (extra === Infinity) this.host.report("infinite-cost");
    if (Number.isFinite(extra) && extra > 0) this.host.report("extra-questions");
  }

  // As often as the prize lies in each box: how many questions the tree needs.
  playGames() {
    const counts = questionCounts(questionTree(this.q), BOXES.length),
      p = shares(this.p);
    for (let i = 0; i < GAMES; i++) this.games.asked += counts[drawBox(p, Math.random())];
    this.games.count += GAMES;
    this.shown = null;
    this.host.report("played");
    this.host.schedule();
  }

  draw() {
    const key = [this.q, this.games.count, this.host.revealed].join();
    if (key === this.shown) return;
    this.shown = key;
    const { words, host } = this,
      [p, q] = [shares(this.p), shares(this.q)],
      tree = questionTree(this.q);
    const mean = meanQuestions(p, questionCounts(tree, BOXES.length));
    this.columns.show(this.p, this.q);
    this.stream.show(tree, this.p);
    setText(
      this.stream.mean,
      this.hides("cross")
        ? ""
        : fill(Number.isFinite(mean) ? words.tree_mean : words.tree_never, { n: amount(mean) }),
    );
    const values = { entropy: entropy(p), cross: crossEntropy(p, q), kl: divergence(p, q) };
    const rows = host.data.boxes.rows.map((name) => this.row(name, values, p, q));
    this.lengths.show(rows, this.extras(values));
    this.foot.hidden = this.hides("cross");
    const { count, asked } = this.games;
    setText(
      this.played,
      count ? fill(words.played, { n: count, mean: amount(asked / count) }) : "",
    );
    Object.assign(host.root.dataset, {
      beliefs: this.q.join(","),
      entropy: values.entropy.toFixed(4),
      cross: values.cross.toFixed(4),
      kl: values.kl.toFixed(4),
    });
  }

  row(name, values, p, q) {
    const { words } = this,
      value = values[name];
    const row = {
      name: words[name],
      note: words[`${name}_note`],
      from: name === "kl" ? values.entropy : 0,
      number: amount(value),
      small: Number.isFinite(value) ? fill(words.in_nats, { n: amount(value * Math.LN2) }) : "",
      hidden: this.hides(name),
    };
    if (name === "kl")
      return {
        ...row,
        pieces: [{ from: values.entropy, to: values.entropy + value, kind: "extra" }],
      };
    const costs = name === "entropy" ? p : q;
    let at = 0;
    const pieces = p.flatMap((share, i) => {
      if (!share) return [];
      const long = share * information(costs[i]),
        piece = {
          from: at,
          to: at + long,
          text: BOXES[i],
          kind: "ink",
          title: fill(words.piece, {
            box: BOXES[i],
            share: eighthText(this.p[i]),
            n: amount(information(costs[i])),
            product: amount(long),
          }),
        };
      at += long;
      return [piece];
    });
    return { ...row, pieces };
  }

  // What was guessed or played, and where the entropy ends.
  extras(values) {
    const { host, words } = this,
      rows = host.data.boxes.rows,
      cross = rows.indexOf("cross");
    const marks = [];
    if (host.data.said !== null && cross >= 0)
      marks.push({
        value: host.data.said,
        row: cross,
        kind: "mine",
        above: !this.hides("cross"),
        text: fill(words[this.hides("cross") ? "you_say" : "you_said"], {
          n: amount(host.data.said),
        }),
      });
    const lines = [];
    if (rows.length > 1 && !this.hides("entropy"))
      lines.push({ value: values.entropy, from: 0, to: rows.length - 1 });
    if (rows.includes("kl") && !this.hides("kl") && Number.isFinite(values.cross))
      lines.push({ value: values.cross, from: cross, to: rows.indexOf("kl") });
    return { marks, lines };
  }
}
