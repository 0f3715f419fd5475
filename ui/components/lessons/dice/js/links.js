// The arrows between the stations, drawn over them once they have their places.
import { arrow, arrowHead, route } from "../../../js/shared/page/box_arrows.js";
import { svg, svgText } from "../../../js/shared/page/svg.js";

const WALL = { width: 12, height: 44 };

// [from, to, way, where along the side it leaves]: forward, in one row and on a phone.
const FORWARD = {
  row: [
    ["image", "encoder", "right"],
    ["encoder", "mu", "right"],
    ["encoder", "logvar", "right"],
    ["mu", "plane", "right"],
    ["logvar", "plane", "right"],
    ["eps", "plane", "down"],
    ["plane", "decoder", "right"],
    ["decoder", "picture", "right"],
    ["picture", "loss", "right"],
  ],
  phone: [
    ["image", "mu", "right"],
    ["image", "logvar", "right"],
    ["eps", "plane", "down", 0.45],
    ["plane", "picture", "right"],
    ["picture", "loss", "down"],
  ],
};
const BACK = {
  row: [
    ["loss", "error", "down-left", 0.4],
    ["error", "toZ", "left"],
    ["toZ", "backs", "left"],
    ["backs", "encoder", "left-up"],
    ["loss", "klBack", "down-left", 0.75],
    ["klBack", "backs", "left-up"],
  ],
  phone: [
    ["loss", "error", "down", 0.7],
    ["error", "toZ", "left"],
    ["toZ", "backs", "down", 0.5],
  ],
};

export class Links {
  constructor(flow, hasBack) {
    this.flow = flow;
    this.hasBack = hasBack;
    this.id = `lse-dice-${Math.random().toString(36).slice(2)}`;
    this.node = svg("svg", { class: "lse-dice-links", "aria-hidden": "true" });
    flow.node.append(this.node);
  }

  // Where each station stands within the flow. A picture counts without its caption.
  /** @returns {Record<string, import("../../../js/shared/page/box_arrows.js").Box>} */
  boxes() {
    const outer = this.flow.node.getBoundingClientRect();
    return Object.fromEntries(
      Object.entries(this.flow.stations)
        .filter(([, node]) => node.isConnected)
        .map(([name, node]) => {
          const at = (
            node.querySelector(":scope > canvas, :scope > .lse-dice-plane-box") ?? node
          ).getBoundingClientRect();
          return [
            name,
            {
              left: at.left - outer.left,
              right: at.right - outer.left,
              top: at.top - outer.top,
              bottom: at.bottom - outer.top,
            },
          ];
        }),
    );
  }

  draw(kind, direct, words) {
    const boxes = this.boxes(),
      { width, height } = this.flow.node.getBoundingClientRect();
    this.node.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const parts = [
      arrowHead(`${this.id}-on`, "lse-dice-head-on"),
      arrowHead(`${this.id}-back`, "lse-dice-head-back"),
      hatching(`${this.id}-hatch`),
    ];
    for (const [from, to, way, at] of FORWARD[kind])
      parts.push(arrow(route(boxes[from], boxes[to], way, at), `${this.id}-on`, "lse-dice-on"));
    if (this.hasBack)
      for (const [from, to, way, at] of BACK[kind]) {
        const stopped = direct && from === "toZ";
        if (stopped) parts.push(...this.wall(boxes, kind, words));
        else
          parts.push(
            arrow(route(boxes[from], boxes[to], way, at), `${this.id}-back`, "lse-dice-way-back"),
          );
      }
    this.node.replaceChildren(...parts);
  }

  // Where z is the outcome of the dice, the gradient ends at a wall.
  /**
   * @param {Record<string, import("../../../js/shared/page/box_arrows.js").Box>} boxes
   * @param {string} kind
   * @param {Words} words
   * @returns {SVGElement[]}
   */
  wall({ toZ, backs }, kind, words) {
    const isRow = kind === "row",
      x = isRow ? backs.right + 6 : (toZ.left + toZ.right) / 2 - WALL.height / 2,
      y = isRow ? (toZ.top + toZ.bottom - WALL.height) / 2 : toZ.bottom + 12,
      [across, up] = isRow ? [WALL.width, WALL.height] : [WALL.height, WALL.width];
    const wall = { left: x, right: x + across, top: y, bottom: y + up };
    const drawn = [
      svg(
        "rect",
        {
          x,
          y,
          width: across,
          height: up,
          class: "lse-dice-wall",
          fill: `url(#${this.id}-hatch)`,
          "data-testid": "wall",
        },
        svg("title", {}, words.wall),
      ),
      svg("path", {
        d: route(toZ, wall, isRow ? "left" : "down"),
        class: "lse-dice-way-back",
        "marker-end": `url(#${this.id}-back)`,
      }),
    ];
    if (isRow) drawn.push(svgText(words.wall, x, y + up + 16, "start", "lse-dice-wall-name"));
    return drawn;
  }
}

function hatching(id) {
  return svg(
    "pattern",
    { id, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    svg("path", { d: "M0 0V5", class: "lse-dice-hatch" }),
  );
}
