// The dice: a pass through the network with its numbers. All throws are known from the start; a
// throw takes the next one, and `show` writes it at every station.
import { fetchBytes } from "../../../js/shared/network/bytes.js";
import { Bubble, fill, formatNumber, setText, statusLine } from "../../../js/shared/page/dom.js";
import { differs, mountAs, Shell } from "../../../js/shared/page/shell.js";
import { Flow } from "./flow.js";
import { Links } from "./links.js";
import { passing } from "./passing.js";
import { PullChart } from "./pull_chart.js";
import { Strips } from "./strips.js";

const RELOAD = ["image", "pictures_url", "parts", "revealed", "mu", "logvar"];
const ROW_FROM = 860; // pixels: narrower, the stations stand as on a phone
const DESIGN = 1056; // width of the row at a unit of 1
const LEAST_HEIGHT = 720, // of the window, at a unit of 1
  LEAST_WHOLE = 900; // the same, where the strips stand below the way back
const ENOUGH = 5; // throws, for the task
const NO_PULL = 0.05; // KL's gradient for log sigma^2, for the task

/** @extends {Shell<DiceData>} */
class Dice extends Shell {
  /** @type {Flow | null} */
  flow;
  /** @type {Links} */
  links;
  /** @type {Strips | null} */
  strips;
  /** @type {PullChart | null} */
  chart;
  /** @type {HTMLElement} */
  status;

  constructor(parent) {
    super(parent, "the dice", { class: "lse lse-dice", role: "group", "data-testid": "dice" });
    this.index = 0;
    this.direct = false;
    /** @type {Set<string>} */
    this.done = new Set();
    this.thrown = 0;
  }

  isOther(before) {
    return differs(this.data, before, RELOAD);
  }

  build() {
    const { data } = this,
      { parts, words } = data;
    this.clear(words.title);
    this.index %= data.recon.length;
    const bubble = new Bubble(this.root);
    this.flow = parts.includes("pass")
      ? new Flow(data, bubble, {
          throwDice: () => this.throwDice(),
          choose: (mode) => this.choose(mode === "direct"),
        })
      : null;
    this.strips = parts.includes("strips") ? new Strips(data, bubble) : null;
    this.chart = parts.includes("logvar")
      ? new PullChart(data, ({ onLogvar }) => {
          if (Math.abs(onLogvar) < NO_PULL) this.finish("no-pull");
        })
      : null;
    this.status = statusLine();
    this.root.prepend(
      ...[this.flow, this.strips, this.chart].filter(Boolean).map((part) => part.node),
      this.status,
    );
    if (this.flow) this.links = new Links(this.flow, parts.includes("back"));
    this.relayout();
  }

  async load(isStale) {
    const pictures = this.flow ? new Uint8Array(await fetchBytes(this.data.pictures_url)) : null;
    if (isStale()) return;
    this.flow?.open(pictures);
    this.show();
    this.root.dataset.ready = "1";
  }

  relayout() {
    const width = this.root.clientWidth;
    if (!width) return;
    const isRow = width >= ROW_FROM,
      least = this.flow && this.strips ? LEAST_WHOLE : LEAST_HEIGHT,
      unit = isRow ? Math.max(0.8, Math.min(1.8, width / DESIGN, window.innerHeight / least)) : 1;
    this.kind = isRow ? "row" : "phone";
    this.root.dataset.layout = this.kind;
    this.root.style.setProperty("--u", `${unit}px`);
    this.chart?.resize();
    this.show();
  }

  repaint() {
    this.show();
  }

  throwDice() {
    this.index = (this.index + 1) % this.data.recon.length;
    this.thrown++;
    this.show();
    const { loss, atZ } = this.passed;
    setText(
      this.status,
      fill(this.data.words.status, {
        i: this.index + 1,
        loss: formatNumber(loss, 1),
        g1: formatNumber(atZ[0], 1),
        g2: formatNumber(atZ[1], 1),
      }),
    );
    if (this.thrown >= ENOUGH) this.finish("thrown");
  }

  /** @param {boolean} direct */
  choose(direct) {
    this.direct = direct;
    this.show();
    if (direct) this.finish("direct");
  }

  // Python hears of each thing once.
  /** @param {string} what */
  finish(what) {
    if (this.done.has(what)) return;
    this.done.add(what);
    this.send("done", [...this.done]);
  }

  show() {
    const { data, index, direct } = this;
    this.passed = passing(data, index, direct);
    this.root.dataset.throw = String(index + 1);
    this.root.dataset.mode = direct ? "direct" : "through";
    this.root.dataset.loss = this.passed.loss.toFixed(4);
    if (this.flow) {
      const earlier = Array.from({ length: index }, (_, i) => passing(data, i, direct).z);
      this.flow.show(this.passed, index, earlier, direct, this.theme);
      this.links?.draw(this.kind, direct, data.words);
    }
    this.strips?.show(index);
    this.chart?.show();
  }
}

export default mountAs(Dice);
