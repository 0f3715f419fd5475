// The D latent dimensions, one row each: how informative it is, what the decoder draws as it goes
// from low to high with the others held, and a slider under those pictures.
import { el, fill, formatNumber, setText } from "../../../js/shared/page/dom.js";
import { axisName, Row } from "../../../js/shared/page/number_row.js";
import { drawPicture } from "../../../js/shared/page/pictures.js";
import { Here } from "./here.js";

const MANY = 32,
  FIRST = 16; // of more than MANY only FIRST are shown, and a button for the rest

export class Numbers {
  // `dims`: [{index, information, center, sigma, unused, low, high}], the most informative first. `shape`:
  // of a picture. `events`: {slide(dim, value), commit(), step(dim, by), seen()}.
  /**
   * @param {ExplorerData} data
   * @param {import("../../../js/shared/page/image_shape.js").ImageShape} shape
   * @param {Record<string, any>} rules as Row's `number` needs them
   * @param {import("../../../js/shared/page/dom.js").Bubble} bubble
   * @param {Record<string, (...values: any[]) => void>} events
   */
  constructor({ words, kind, dims, classes }, shape, rules, bubble, events) {
    this.words = words;
    this.kind = kind;
    this.shape = shape;
    this.rules = rules;
    this.bubble = bubble;
    this.events = events;
    this.rows = [];
    this.turn = 0;
    this.count = 11;
    this.here = new Here(words, classes, shape, () => events.seen());
    this.most = Math.max(...dims.map((d) => d.information), 1e-9);
    this.watcher = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries)
          this.rows.find((row) => row.node === target).seen = isIntersecting;
        this.here.look();
        events.seen();
      },
      { rootMargin: "80px" },
    );
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
        style: `--cells: ${this.count}`,
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
      this.rows[FIRST].row.range.focus({ preventScroll: true });
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
    for (const d of dims) this.rows.push(this.makeRow(d));
    list.append(...this.rows.slice(-dims.length).map((row) => row.node));
    for (const row of this.rows.slice(-dims.length)) this.watcher.observe(row.node);
    if (this.z) this.show(this.z);
    this.events.seen();
  }

  makeRow({ index: dim, information, center, sigma, low, high }) {
    const { words, events, kind } = this,
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
    const row = new Row(number, words, {
      ...events,
      complain: (_, sentence) => setText(this.problem, sentence),
    });
    row.field.setAttribute("aria-describedby", this.problem.id);
    const bar = el("span", { class: "lse-tells-fill" });
    bar.style.width = `${((100 * information) / this.most).toFixed(1)}%`;
    const measure = el(
      "div",
      { class: "lse-tells" },
      el("span", {}, formatNumber(information)),
      el("span", { class: "lse-tells-track" }, bar),
    );
    const node = el(
      "div",
      { class: "lse-number-row", "data-dim": dim + 1, "data-testid": `number-${name}` },
      el("div", { class: "lse-axis" }, axisName(name)),
      measure,
      el("div", { class: "lse-traversal" }, el("div", { class: "lse-cells" }), row.range),
      row.field,
    );
    const entry = { dim, row, node, round: 0, seen: false };
    this.fillCells(entry);
    return entry;
  }

  // The pictures stand over the slider where its thumb would give them.
  fillCells(entry) {
    const { words, events, count, shape } = this,
      { dim, row } = entry,
      { low, high } = row.number;
    entry.cells = Array.from({ length: count }, (_, i) => {
      const value = low + ((high - low) * i) / (count - 1),
        canvas = shape.canvas({ "aria-hidden": "true" });
      canvas.title = fill(words.cell, { name: `z${dim + 1}`, value: formatNumber(value) });
      canvas.onclick = () => {
        events.slide(dim, value);
        events.commit();
      };
      return { value, canvas, round: -1 };
    });
    entry.node
      .querySelector(".lse-cells")
      .replaceChildren(...entry.cells.map((cell) => cell.canvas));
  }

  // How many pictures a row has room for.
  resize(count) {
    if (this.count === count) return;
    this.count = count;
    this.node.style.setProperty("--cells", count);
    for (const entry of this.rows) this.fillCells(entry);
  }

  // All sliders to z. A strip is old as soon as any other number has moved.
  show(z) {
    const moved = this.z && [...z.keys()].filter((k) => z[k] !== this.z[k]);
    for (const { row, dim } of this.rows) row.show(z[dim]);
    if (moved) for (const row of this.rows) if (moved.some((k) => k !== row.dim)) row.round++;
    this.z = z;
  }

  // New ink: everything has to be drawn again.
  repaint() {
    for (const row of this.rows) row.round++;
  }

  // Decode pictures of the rows in sight until `deadline`, each in its turn, so that none waits
  // for ever while the cursor moves. True while there is more to do.
  work(network, theme, deadline) {
    const cells = this.rows.flatMap((row) =>
      row.seen
        ? row.cells.filter((cell) => cell.round !== row.round).map((cell) => ({ row, cell }))
        : [],
    );
    for (let done = 0; done < cells.length; done++) {
      if (performance.now() > deadline) {
        this.turn += done;
        return true;
      }
      const { row, cell } = cells[(this.turn + done) % cells.length];
      drawPicture(cell.canvas, network.decode(this.z.with(row.dim, cell.value)), theme);
      cell.round = row.round;
    }
    return false;
  }

  drop() {
    this.watcher.disconnect();
    this.here.drop();
  }
}
