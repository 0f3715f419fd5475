// The D numbers of a code, one row each: how much it tells, what the decoder draws as it goes from
// -3 to 3 sigma with the others held, and a slider under those pictures.
import { el, fill, formatNumber, setText } from "./dom.js";
import { drawPicture, pictureCanvas } from "./pictures.js";
import { Row, axisName } from "./row.js";

const SIGMAS = 3;
const MANY = 32, FIRST = 16; // of more than MANY only FIRST are shown, and a button for the rest

export class Numbers {
  // `dims`: [{index, tells, center, sigma, unused}], the most telling first. `size`: of a picture.
  // `events`: {slide(dim, value), commit(), step(dim, by), seen()}.
  constructor(words, kind, dims, size, rules, bubble, events) {
    Object.assign(this, { words, kind, size, rules, bubble, events, rows: [], turn: 0, count: 11 });
    this.most = Math.max(...dims.map((d) => d.tells), 1e-9);
    this.watcher = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) this.rows.find((row) => row.node === target).seen = isIntersecting;
      events.seen();
    }, { rootMargin: "80px" });
    const used = dims.filter((d) => !d.unused), unused = dims.filter((d) => d.unused);
    this.problem = el("p", { class: "lse-problem", role: "alert", id: `${bubble.node.id}-problem` });
    this.list = el("div", { class: "lse-number-rows" });
    this.node = el("section", { class: "lse-numbers", "data-testid": "numbers", style: `--cells: ${this.count}`, "aria-label": this.title(dims.length) }, this.makeHead(dims.length), this.list);
    this.addRows(this.list, used.length > MANY ? used.slice(0, FIRST) : used);
    if (used.length > MANY) this.node.append(this.makeMore(used.slice(FIRST), used.length));
    if (unused.length) this.node.append(this.makeUnused(unused, !used.length));
  }

  title(count) { return count === 1 ? this.words.the_number : fill(this.words.the_numbers, { count }); }

  // Stays in sight while the rows are scrolled, with the picture once the large one has gone.
  makeHead(count) {
    const { words, bubble } = this;
    this.small = pictureCanvas(this.size.width, this.size.height, { "aria-hidden": "true" });
    this.smallFrame = el("div", { class: "lse-small-picture" }, this.small);
    this.smallFrame.hidden = true;
    return el("div", { class: "lse-numbers-head" }, bubble.explain(el("span", { class: "lse-numbers-title" }, this.title(count)), words[`numbers_help_${this.kind}`]), this.problem, this.smallFrame);
  }

  // The small picture is wanted exactly while the large one is out of sight.
  follow(large) {
    this.pictureWatcher = new IntersectionObserver(([entry]) => { this.smallFrame.hidden = entry.isIntersecting || entry.boundingClientRect.top > 0; this.events.seen(); }, { rootMargin: "-60px 0px 0px 0px" });
    this.pictureWatcher.observe(large);
  }

  makeMore(rest, count) {
    const button = el("button", { type: "button", class: "lse-more" }, fill(this.words.show_all_numbers, { count }));
    button.onclick = () => {
      button.remove();
      this.addRows(this.list, rest);
      this.rows[FIRST].row.range.focus({ preventScroll: true });
    };
    return button;
  }

  makeUnused(dims, open) {
    const { words } = this, body = el("div", { class: "lse-number-rows" });
    const summary = dims.length === 1 ? words.unused_number : fill(words.unused_numbers, { count: dims.length });
    const node = el("details", { class: "lse-unused", "data-testid": "unused" }, el("summary", {}, summary), el("p", { class: "lse-small" }, words[`unused_help_${this.kind}`]), body);
    node.ontoggle = () => { if (node.open && !body.children.length) this.addRows(body, dims); };
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

  makeRow({ index: dim, tells, center, sigma, unused }) {
    const { words, bubble, events, kind } = this, name = `z${dim + 1}`;
    const low = center - SIGMAS * sigma, high = center + SIGMAS * sigma;
    const by = kind === "vae" ? this.rules.step : Number((sigma / 20).toPrecision(1));
    const number = { dim, center, low, high, limits: this.rules.limits(this.rules.center[dim]), step: by, decimals: sigma >= 0.5 ? this.rules.decimals : 3 };
    const row = new Row(number, words, { ...events, complain: (_, sentence) => setText(this.problem, sentence) });
    row.field.setAttribute("aria-describedby", this.problem.id);
    const bar = el("span", { class: "lse-tells-fill" });
    bar.style.width = `${(100 * tells / this.most).toFixed(1)}%`;
    const unit = kind === "vae" ? `${formatNumber(tells)} ${words.nats}` : formatNumber(tells);
    const told = bubble.explain(el("span", {}, el("span", {}, unit), el("span", { class: "lse-tells-track" }, bar)), words[`tells_help_${kind}`], "lse-tells");
    const label = bubble.explain(axisName(name), unused ? fill(words.unused_z_help, { name }) : fill(words.one_z_help, { name }), "lse-axis");
    const node = el("div", { class: "lse-number-row", "data-dim": dim + 1, "data-testid": `number-${name}` }, label, told,
      el("div", { class: "lse-traversal" }, el("div", { class: "lse-cells" }), row.range), row.field);
    const entry = { dim, row, node, round: 0, seen: false };
    this.fillCells(entry);
    return entry;
  }

  // The pictures stand over the slider where its thumb would give them.
  fillCells(entry) {
    const { words, events, count, size } = this, { dim, row } = entry, { low, high } = row.number;
    entry.cells = Array.from({ length: count }, (_, i) => {
      const value = low + (high - low) * i / (count - 1), canvas = pictureCanvas(size.width, size.height, { "aria-hidden": "true" });
      canvas.title = fill(words.cell, { name: `z${dim + 1}`, value: formatNumber(value) });
      canvas.onclick = () => { events.slide(dim, value); events.commit(); };
      return { value, canvas, round: -1 };
    });
    entry.node.querySelector(".lse-cells").replaceChildren(...entry.cells.map((cell) => cell.canvas));
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
    const moved = this.z && z.reduce((list, v, k) => (v !== this.z[k] ? [...list, k] : list), []);
    for (const { row, dim } of this.rows) row.show(z[dim]);
    if (moved) for (const row of this.rows) if (moved.some((k) => k !== row.dim)) row.round++;
    this.z = z;
  }

  showPicture(pixels, theme) { if (!this.smallFrame.hidden) drawPicture(this.small, pixels, theme); }

  // New ink: everything has to be drawn again.
  repaint() { for (const row of this.rows) row.round++; }

  // Decode pictures of the rows in sight until `deadline`, each in its turn, so that none waits
  // for ever while the cursor moves. True while there is more to do.
  work(network, theme, deadline) {
    const cells = this.rows.flatMap((row) => (row.seen ? row.cells.filter((cell) => cell.round !== row.round).map((cell) => ({ row, cell })) : []));
    for (let done = 0; done < cells.length; done++) {
      if (performance.now() > deadline) { this.turn += done; return true; }
      const { row, cell } = cells[(this.turn + done) % cells.length];
      drawPicture(cell.canvas, network.decode(this.z.with(row.dim, cell.value)), theme);
      cell.round = row.round;
    }
    return false;
  }

  drop() {
    this.watcher.disconnect();
    this.pictureWatcher?.disconnect();
  }
}
