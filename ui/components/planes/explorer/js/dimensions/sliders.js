// The two numbers of a plane as sliders, each with a strip of the classes on its way.
import { el, fill, setText } from "../../../../js/shared/page/dom.js";
import { axisName, Row } from "../../../../js/shared/rows/number_row.js";

export class Sliders {
  // `room`: {center, half}. `events`: {slide(dim, value), commit(), step(dim, by)}.
  constructor(words, room, rules, bubble, events) {
    this.node = el("div", { class: "lse-sliders" });
    this.problem = el("p", {
      class: "lse-problem",
      role: "alert",
      id: `${bubble.node.id}-problem`,
    });
    const on = { ...events, complain: (_row, sentence) => this.complain(sentence) };
    this.strips = [];
    this.rows = room.center.map((center, dim) => {
      const number = {
        dim,
        center,
        low: center - room.half,
        high: center + room.half,
        limits: rules.limits(center),
        step: rules.step,
        decimals: rules.decimals,
      };
      const row = new Row(number, words, on),
        name = `z${dim + 1}`;
      const strip = el("canvas", {
        class: "lse-strip",
        width: 160,
        height: 1,
        "aria-hidden": "true",
      });
      row.field.setAttribute("aria-describedby", this.problem.id);
      const label = bubble.explain(axisName(name), fill(words.z_help, { name }), "lse-axis");
      this.node.append(
        el(
          "div",
          { class: "lse-row" },
          label,
          el("div", { class: "lse-track" }, row.range, strip),
          row.field,
        ),
      );
      this.strips.push(strip);
      return row;
    });
    this.caption = bubble.explain(words.strip, words.strip_help, "lse-caption");
    this.node.append(el("div", { class: "lse-under" }, this.caption, this.problem));
  }

  complain(sentence) {
    setText(this.problem, sentence);
    this.caption.hidden = sentence !== "";
  }

  show(z) {
    this.rows.forEach((row, dim) => row.show(z[dim]));
  }

  // Classes met along each axis, as runs of colour; empty where nothing lands.
  showStrips(field, z, theme) {
    this.strips.forEach((strip, axis) => {
      const context = strip.getContext("2d"),
        line = field.line(z, axis);
      if (strip.width !== line.length) strip.width = line.length;
      context.clearRect(0, 0, line.length, 1);
      for (let i = 0; i < line.length; i++) {
        if (line[i] < 0) continue;
        context.fillStyle = theme.classColour(line[i]);
        context.fillRect(i, 0, 1, 1);
      }
    });
  }
}
