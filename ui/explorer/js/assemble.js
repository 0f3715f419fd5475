// Puts the parts of one run's page together and says what each may ask of the explorer.
import { normalPair } from "./codes.js";
import { Legend, ModeSwitch, MODES, toolButtons } from "./controls.js";
import { Bubble, el } from "./dom.js";
import { downloadRow } from "./downloads.js";
import { attachGestures } from "./gestures.js";
import { Hover } from "./hover.js";
import { Card, Pairs } from "./pairs.js";
import { Panel } from "./panel.js";
import { Plane } from "./plane.js";
import { Sliders } from "./sliders.js";
import { Stage } from "./stage.js";

export function assemble(explorer) {
  const { data, root, view, cursor } = explorer, { words, classes, kind } = data;
  const [height, width] = data.network.output.slice(-2), size = { width, height };
  root.replaceChildren();
  const bubble = new Bubble(root);

  const stage = new Stage(words, kind, () => explorer.resetView());
  const card = new Card(words, classes, size);
  stage.frame.append(card.node);

  const modes = new ModeSwitch(words, (mode) => explorer.setMode(mode));
  const legend = new Legend(classes, words, () => explorer.filterChanged());
  const actions = toolButtons(words, {
    zoomOut: () => zoomMiddle(explorer, 1 / 1.5),
    zoomIn: () => zoomMiddle(explorer, 1.5),
    centre: () => glide(explorer, (gaussian) => gaussian.mean),
    random: () => glide(explorer, (gaussian) => gaussian.at(normalPair())),
    fit: () => explorer.resetView(),
  });

  const panel = new Panel(words, kind, classes, size, bubble);
  const sliders = new Sliders(words, view, bubble, {
    slide: (axis, value) => cursor.to(axis === 0 ? [value, cursor.z[1]] : [cursor.z[0], value]),
    commit: () => { cursor.follow(); cursor.commit(); },
    step: (axis, steps) => cursor.step(axis, steps),
  });
  const pairs = new Pairs(words, classes, size, bubble);
  const downloads = downloadRow(words, () => explorer.network && {
    run: data.run, network: explorer.network, gaussian: explorer.gaussian, theme: explorer.theme, z: cursor.z, picture: panel.picture,
  });

  const side = el("div", { class: "lse-side" }, panel.node, sliders.node, pairs.node, downloads);
  const status = el("div", { class: "lse-hidden", role: "status", "aria-live": "polite" });
  root.append(modes.node, legend.node, actions, stage.node, side, status);

  Object.assign(explorer, {
    stage, modes, legend, actions, panel, sliders, pairs, status,
    plane: new Plane(stage.canvas, view), hover: new Hover(explorer, card),
    gestures: attachGestures(stage.canvas, gestureHandlers(explorer)),
  });
  modes.show(explorer.mode);
  legend.paint(explorer.theme);
}

function zoomMiddle(explorer, factor) { return explorer.zoom(factor, explorer.view.width / 2, explorer.view.height / 2); }

// To a place that the prior (or its stand-in) names; nowhere before there is one.
function glide(explorer, place) {
  explorer.hover.drop();
  if (explorer.network) explorer.cursor.glideTo(place(explorer.gaussian));
}

function gestureHandlers(explorer) {
  const { view, cursor } = explorer;
  const inside = (v, extent) => Math.max(0, Math.min(extent, v)); // a drag may leave the plane, the cursor may not
  const toZ = ({ x, y }) => view.toZ(inside(x, view.width), inside(y, view.height));
  let before = null;
  return {
    dragStart: (at) => { before = cursor.z; explorer.hover.drop(); cursor.hold(true); cursor.to(toZ(at)); },
    drag: (at) => cursor.to(toZ(at)),
    dragEnd: () => { cursor.hold(false); cursor.commit(); },
    cancelDrag: () => { cursor.hold(false); cursor.to(before); },
    pan: (dx, dy) => { view.pan(dx, dy); explorer.viewChanged(); },
    zoom: (factor, x, y) => explorer.zoom(factor, x, y),
    hover: (at) => explorer.hover.at(at, 8),
    tap: (at) => explorer.hover.at(at, 16),
    leave: () => explorer.hover.drop(),
    key: (key, shift) => pressKey(explorer, key, shift ? 5 : 1),
  };
}

// True when the key means something here.
function pressKey(explorer, key, steps) {
  switch (key) {
    case "ArrowLeft": explorer.cursor.step(0, -steps); return true;
    case "ArrowRight": explorer.cursor.step(0, steps); return true;
    case "ArrowDown": explorer.cursor.step(1, -steps); return true;
    case "ArrowUp": explorer.cursor.step(1, steps); return true;
    case "0": glide(explorer, (gaussian) => gaussian.mean); return true;
    case "m": case "M": explorer.setMode(MODES[(MODES.indexOf(explorer.mode) + 1) % MODES.length]); return true;
    case "+": case "=": zoomMiddle(explorer, 1.5); return true;
    case "-": case "_": case "−": zoomMiddle(explorer, 1 / 1.5); return true;
    case "Escape": explorer.hover.drop(); return true;
    default: return false;
  }
}
