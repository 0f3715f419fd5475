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
  const { data, root, view } = explorer, { words, classes, kind } = data;
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
    centre: () => explorer.glideTo(explorer.gaussian?.mean),
    random: () => explorer.glideTo(explorer.gaussian?.at(normalPair())),
    fit: () => explorer.resetView(),
  });

  const panel = new Panel(words, kind, classes, size, bubble);
  const sliders = new Sliders(words, data.view, view.reach, bubble, {
    slide: (axis, value) => explorer.moveTo(axis === 0 ? [value, explorer.z[1]] : [explorer.z[0], value]),
    commit: () => { explorer.follow(); explorer.commit(); },
    step: (axis, steps) => explorer.step(axis, steps),
  });
  const pairs = new Pairs(words, classes, size, bubble);
  const downloads = downloadRow(words, () => explorer.network && {
    run: data.run, network: explorer.network, gaussian: explorer.gaussian, theme: explorer.theme, z: explorer.z, picture: panel.picture,
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

function gestureHandlers(explorer) {
  const { view } = explorer;
  const hold = (v, extent) => Math.max(0, Math.min(extent, v)); // a drag may leave the plane, the cursor may not
  const toZ = ({ x, y }) => view.toZ(hold(x, view.width), hold(y, view.height));
  let before = null;
  return {
    dragStart: (at) => { before = explorer.z; explorer.hold(true); explorer.moveTo(toZ(at)); },
    drag: (at) => explorer.moveTo(toZ(at)),
    dragEnd: () => { explorer.hold(false); explorer.commit(); },
    cancelDrag: () => { explorer.hold(false); explorer.moveTo(before); },
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
    case "ArrowLeft": explorer.step(0, -steps); return true;
    case "ArrowRight": explorer.step(0, steps); return true;
    case "ArrowDown": explorer.step(1, -steps); return true;
    case "ArrowUp": explorer.step(1, steps); return true;
    case "0": explorer.glideTo(explorer.gaussian?.mean); return true;
    case "m": case "M": explorer.setMode(MODES[(MODES.indexOf(explorer.mode) + 1) % MODES.length]); return true;
    case "+": case "=": zoomMiddle(explorer, 1.5); return true;
    case "-": case "_": case "−": zoomMiddle(explorer, 1 / 1.5); return true;
    case "Escape": explorer.hover.drop(); return true;
    default: return false;
  }
}
