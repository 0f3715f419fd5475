// The D latent dimensions, one row each: how informative it is, what the decoder draws as it goes
// from low to high with the others held, and a slider under those pictures.

import { el, fill, formatNumber, setText } from "../../../../js/shared/page/dom.js";
import { axisName } from "../../../../js/shared/rows/number_row.js";
import { Traversals } from "../../../../js/shared/rows/traversals.js";
import { Here } from "./here.js";

const MANY = 32,
  FIRST = 16; // of more than MANY only FIRST are shown, and a button for the rest

export class Numbers {
  // `dims`: [{index, information, center, sigma, unused, low, high}], the most informative first. `shape`:
  // of a picture. `events`: {slide(dim, value), commit(), step(dim, by), seen()}.
  /**
   * @param {ExplorerData} data
   * @param {import("../../../../js/shared/pictures/image_shape.js").ImageShape} shape
   * @param {Record<string, any>} rules as Row's `number` needs them
   * @param {import("../../../../js/shared/page/dom.js").Bubble} bubble
   * @param {Record<string, (...values: any[]) => void>} events
   */
  constructor({ words, kind, dims, classes }, shape, rules, bubble, events) {
    this.words = words;
    this.kind = kind;
    this.rules = rules;
    this.bubble = bubble;
    this.events = events;
    this.here = new Here(words, classes, shape, () => events.seen());
    this.most = Math.max(...dims.map((d) => d.information), 1e-9);
    this.traversals = new Traversals(words, shape, {
      ...events,
      complain: (_, sentence) => setText(this.problem, sentence),
      seen: () => {
        this.here.look();
        events.seen();
      },
    });
    const used = dims.filter((d) => !d.unused),
      unused = dims.filter((d) => d.unused);
    this.problem = el("p", {
      class: "lse-problem",
      role: "alert",
      id: `${bubble.node.id}-problem`,
    });
    this.list = el("div", { class: "lse-number-rows" });
    this.node = el(
      "section",
      {
        class: "lse-numbers",
        "data-testid": "numbers",
        style: `--cells: ${this.traversals.count}`,
        "aria-label": this.title(dims.length),
      },
      this.makeHead(dims.length),
      this.makeColumns(),
      this.list,
    );
    this.addRows(this.list, used.length > MANY ? used.slice(0, FIRST) : used);
    if (used.length > MANY) this.node.append(this.makeMore(used.slice(FIRST), used.length));
    if (unused.length) this.node.append(this.makeUnused(unused, !used.length));
  }

  title(count) {
    return count === 1 ? this.words.the_number : fill(this.words.the_numbers, { count });
  }

  // Stays in sight while the rows are scrolled.
  makeHead(count) {
    const title = el("span", { class: "lse-numbers-title" }, this.title(count));
    return el(
      "div",
      { class: "lse-numbers-head" },
      this.bubble.explain(title, this.words[`numbers_help_${this.kind}`]),
      this.problem,
      this.here.node,
    );
  }

  // The headings over the rows.
  makeColumns() {
    const { words, bubble, kind } = this;
    const column = (name) => bubble.explain(el("span", {}, words[name]), words[`${name}_help`]);
    const ends = ["low", "middle", "high"].map((end) =>
      el("span", {}, words[`scale_${end}_${kind}`]),
    );
    return el(
      "div",
      { class: "lse-columns lse-small", "data-kind": kind, "data-testid": "columns" },
      column("column_number"),
      column(`column_tells_${kind}`),
      bubble.explain(
        el("span", { class: "lse-scale" }, ...ends),
        words[`scale_help_${kind}`],
        "lse-scale-term",
      ),
    );
  }

  makeMore(rest, count) {
    const button = el(
      "button",
      { type: "button", class: "lse-more" },
      fill(this.words.show_all_numbers, { count }),
    );
    button.onclick = () => {
      button.remove();
      this.addRows(this.list, rest);
      this.traversals.rows[FIRST].row.range.focus({ preventScroll: true });
    };
    return button;
  }

  makeUnused(dims, open) {
    const { words } = this,
      body = el("div", { class: "lse-number-rows" });
    const summary =
      dims.length === 1 ? words.unused_number : fill(words.unused_numbers, { count: dims.length });
    const node = el(
      "details",
      { class: "lse-unused", "data-testid": "unused" },
      el("summary", {}, summary),
      el("p", { class: "lse-small" }, words[`unused_help_${this.kind}`]),
      body,
    );
    node.ontoggle = () => {
      if (node.open && !body.children.length) this.addRows(body, dims);
    };
    node.open = open;
    return node;
  }

  addRows(list, dims) {
    list.append(...dims.map((d) => this.makeRow(d)));
    this.events.seen();
  }

  makeRow({ index: dim, information, center, sigma, low, high }) {
    const { kind } = this,
      name = `z${dim + 1}`;
    const by = kind === "vae" ? this.rules.step : Number((sigma / 20).toPrecision(1));
    const number = {
      dim,
      center,
      low,
      high,
      limits: this.rules.limits(this.rules.center[dim]),
      step: by,
      decimals: sigma >= 0.5 ? this.rules.decimals : 3,
    };
    const bar = el("span", { class: "lse-tells-fill" });
    bar.style.width = `${((100 * information) / this.most).toFixed(1)}%`;
    const measure = el(
      "div",
      { class: "lse-tells" },
      el("span", {}, formatNumber(information)),
      el("span", { class: "lse-tells-track" }, bar),
    );
    return this.traversals.add(number, (row, pictures) => {
      row.field.setAttribute("aria-describedby", this.problem.id);
      return el(
        "div",
        { class: "lse-number-row", "data-dim": dim + 1, "data-testid": `number-${name}` },
        el("div", { class: "lse-axis" }, axisName(name)),
        measure,
        pictures,
        row.field,
      );
    });
  }

  // How many pictures a row has room for.
  resize(count) {
    this.node.style.setProperty("--cells", count);
    this.traversals.resize(count);
  }

  drop() {
    this.traversals.drop();
    this.here.drop();
  }
}
