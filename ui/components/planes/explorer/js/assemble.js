// Puts the parts of one run's page together and says what each may ask of the explorer.

import { normals } from "../../../js/shared/latent/codes.js";
import { Legend, ModeSwitch, modesOf, toolButtons } from "../../../js/shared/page/controls.js";
import { Bubble, el } from "../../../js/shared/page/dom.js";
import { Panel } from "../../../js/shared/page/panel.js";
import { attachGestures } from "../../../js/shared/plane/gestures.js";
import { Plane } from "../../../js/shared/plane/plane.js";
import { Stage } from "../../../js/shared/plane/stage.js";
import { AxesChoice } from "./dimensions/axes_choice.js";
import { Numbers } from "./dimensions/numbers.js";
import { Sliders } from "./dimensions/sliders.js";
import { downloadRow } from "./pictures/download_row.js";
import { Hover } from "./pictures/hover.js";
import { Card, Pairs } from "./pictures/pairs.js";
import { chooseAxes, pressArrow, sendAxes, turnView } from "./sectioning.js";

const TURN = 0.4; // degrees a pixel

/** @param {PartOf<ExplorerData>} explorer */
export function assemble(explorer) {
  const { data, root, view, cursor, shape } = explorer,
    { words, classes, kind, dim } = data;
  root.replaceChildren();
  const bubble = new Bubble(root);

  const stage = new Stage(words, kind, () => explorer.resetView(), dim);
  const card = new Card(words, classes, shape);
  stage.frame.append(card.node);

  const modes = new ModeSwitch(words, modesOf(dim), (mode) => explorer.setMode(mode));
  const legend = new Legend(classes, words, () => explorer.filterChanged());
  const actions = toolButtons(words, {
    zoomOut: () => zoomMiddle(explorer, 1 / 1.5),
    zoomIn: () => zoomMiddle(explorer, 1.5),
    centre: () => glide(explorer, (gaussian) => gaussian.mean),
    random: () => glide(explorer, (gaussian) => gaussian.at(normals(dim))),
    fit: () => explorer.resetView(),
  });

  const panel = new Panel(words, kind, dim, classes, shape, bubble);
  const rules = {
    center: data.view.center,
    limits: (center) => cursor.limits(center),
    step: cursor.stepSize,
    decimals: cursor.decimals,
  };
  const events = {
    slide: (which, value) => cursor.slide(which, value),
    commit: () => {
      explorer.follow();
      cursor.commit();
    },
    step: (which, by) => cursor.step(which, by),
    seen: () => {
      explorer.shownZ = null;
      explorer.schedule();
    },
  };
  // Two numbers fit beside the plane; any other count has rows of its own, across the page.
  const sliders = dim === 2 ? new Sliders(words, data.view, rules, bubble, events) : null;
  const numbers = dim === 2 ? null : new Numbers(data, shape, rules, bubble, events);
  numbers?.here.follow(panel.node);
  const axes =
    dim > 2
      ? new AxesChoice(
          words,
          data.dims.map((d) => d.index),
          data.components,
          bubble,
          (key) => chooseAxes(explorer, key),
        )
      : null;
  const pairs = new Pairs(words, classes, shape, bubble);
  const downloads = downloadRow(
    words,
    () =>
      explorer.network && {
        run: data.run,
        network: explorer.network,
        shape,
        gaussian: explorer.gaussian,
        section: explorer.section,
        theme: explorer.theme,
        z: cursor.z,
      },
  );

  const side = el(
    "div",
    { class: "lse-side" },
    panel.node,
    sliders?.node,
    axes?.node,
    pairs.node,
    downloads,
  );
  const status = el("div", { class: "lse-hidden", role: "status", "aria-live": "polite" });
  root.dataset.dim = dim;
  root.append(modes.node, legend.node, actions, stage.node, side, status);
  if (numbers) root.append(numbers.node);

  Object.assign(explorer, {
    stage,
    modes,
    legend,
    actions,
    panel,
    sliders,
    numbers,
    axes,
    pairs,
    status,
    plane: new Plane(stage.canvas, view),
    hover: new Hover(explorer, card),
    gestures: attachGestures(stage.canvas, gestureHandlers(explorer)),
  });
  modes.show(explorer.mode);
  axes?.show(explorer.section);
  stage.showSection(explorer.section, explorer.mode);
  legend.paint(explorer.theme);
}

/** @param {PartOf<ExplorerData>} explorer */
function zoomMiddle(explorer, factor) {
  return explorer.zoom(factor, explorer.view.width / 2, explorer.view.height / 2);
}

// To a place that the prior (or its stand-in) names; nowhere before there is one.
/** @param {PartOf<ExplorerData>} explorer */
function glide(explorer, target) {
  explorer.hover.drop();
  if (explorer.network) explorer.cursor.glideTo(target(explorer.gaussian));
}

/** @param {PartOf<ExplorerData>} explorer */
function gestureHandlers(explorer) {
  const { view, cursor } = explorer;
  const inside = (v, extent) => Math.max(0, Math.min(extent, v)); // a drag may leave the plane, the cursor may not
  const toZ = ({ x, y }) =>
    explorer.section.lift(view.toPoint(inside(x, view.width), inside(y, view.height)), cursor.z);
  const inSpace = () => explorer.mode === "space";
  let before = null,
    last = null;
  return {
    dragStart: (at) => {
      explorer.hover.drop();
      last = at;
      if (inSpace()) return;
      before = cursor.z;
      cursor.hold(true);
      cursor.to(toZ(at));
    },
    drag: (at) => {
      if (inSpace()) turnView(explorer, (last.x - at.x) * TURN, (at.y - last.y) * TURN);
      else cursor.to(toZ(at));
      last = at;
    },
    dragEnd: () => {
      if (inSpace()) return sendAxes(explorer);
      cursor.hold(false);
      cursor.commit();
    },
    cancelDrag: () => {
      if (!inSpace()) {
        cursor.hold(false);
        cursor.to(before);
      }
    },
    pan: (dx, dy) => {
      view.pan(dx, dy);
      explorer.viewChanged();
    },
    zoom: (factor, x, y) => explorer.zoom(factor, x, y),
    hover: (at) => explorer.hover.at(at, 8),
    tap: (at) => explorer.hover.at(at, 16),
    leave: () => explorer.hover.drop(),
    key: (key, shift) => pressKey(explorer, key, shift ? 5 : 1),
  };
}

// True when the key means something here.
/** @param {PartOf<ExplorerData>} explorer */
function pressKey(explorer, key, steps) {
  switch (key) {
    case "ArrowLeft":
      pressArrow(explorer, 0, -steps);
      return true;
    case "ArrowRight":
      pressArrow(explorer, 0, steps);
      return true;
    case "ArrowDown":
      pressArrow(explorer, 1, -steps);
      return true;
    case "ArrowUp":
      pressArrow(explorer, 1, steps);
      return true;
    case "0":
      glide(explorer, (gaussian) => gaussian.mean);
      return true;
    case "m":
    case "M":
      explorer.nextMode();
      return true;
    case "+":
    case "=":
      zoomMiddle(explorer, 1.5);
      return true;
    case "-":
    case "_":
    case "−":
      zoomMiddle(explorer, 1 / 1.5);
      return true;
    case "Escape":
      explorer.hover.drop();
      return true;
    default:
      return false;
  }
}
