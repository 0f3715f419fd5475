// Puts the parts of one run's page together and says what each may ask of the explorer.

import { normals } from "../../../js/shared/latent/codes.js";
import { Legend, ModeSwitch, modesOf, toolButtons } from "../../../js/shared/page/controls.js";
import { Bubble, el, statusLine } from "../../../js/shared/page/dom.js";
import { Panel } from "../../../js/shared/page/panel.js";
import { attachGestures } from "../../../js/shared/plane/gestures.js";
import { Plane } from "../../../js/shared/plane/plane.js";
import { Stage } from "../../../js/shared/plane/stage.js";
import { AxesChoice } from "./dimensions/axes_choice.js";
import { Numbers } from "./dimensions/numbers.js";
import { Sliders } from "./dimensions/sliders.js";
import { gestureHandlers, glide, zoomMiddle } from "./hand.js";
import { downloadRow } from "./pictures/download_row.js";
import { Hover } from "./pictures/hover.js";
import { Card, Pairs } from "./pictures/pairs.js";
import { chooseAxes } from "./sectioning.js";

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
  const status = statusLine();
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
