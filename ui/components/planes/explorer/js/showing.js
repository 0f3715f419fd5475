// Shows where the cursor is: the picture decoded there with all that is said of it, and the plane.

import { positionOf } from "../../../js/shared/latent/codes.js";
import { formatNumber, setText } from "../../../js/shared/page/dom.js";
import { holdTilesSoon } from "./pictures/manifold.js";
import { markNearest } from "./pictures/nearest.js";

const STATUS_REST = 700; // ms of rest before screen readers hear where the cursor is

// The picture at z, its verdict, bars, sliders and pills, all in the same frame.
/**
 * @param {PartOf<ExplorerData>} explorer
 * @param {number[]} z
 */
export function showZ(explorer, z) {
  explorer.shownZ = z;
  explorer.unread = true;
  const { section, network, support, gaussian, panel, numbers, theme } = explorer,
    { decimals } = explorer.cursor,
    p = section.project(z),
    picture = network.decode(z),
    neighbourhood = support.at(z);
  panel.showPicture(picture, theme);
  panel.showPoint(neighbourhood, gaussian.sigmas(z), theme);
  numbers?.here.show(picture, neighbourhood, theme);
  (explorer.sliders ?? numbers.traversals).show(z);
  explorer.stage.showPills(explorer.view, p, decimals);
  markNearest(explorer);
  explorer.root.dataset.z = z.map((v) => Number(v.toFixed(4))).join(",");
  explorer.root.dataset.ready = "1";
  const where = section.names
    .slice(0, section.isLine ? 1 : 2)
    .map(([name], axis) => `${name} ${formatNumber(p[axis], decimals)}`)
    .join(", ");
  panel.picture.setAttribute("aria-label", where);
  clearTimeout(explorer.statusTimer);
  explorer.statusTimer = setTimeout(
    () => setText(explorer.status, panel.sentence(where, neighbourhood)),
    STATUS_REST,
  );
  if (explorer.data.dim > 2) holdTilesSoon(explorer);
}

// What the plane shows, and in which colours and sizes.
/** @param {PartOf<ExplorerData>} explorer */
export function lookOf({ mode, theme, legend, size, points, tiles, rings, section }) {
  return {
    mode,
    theme,
    allowed: legend.allowed,
    dotRadius: size.dotRadius,
    points,
    tiles,
    rings,
    section,
  };
}

// The axes where they have changed, the scene, and the cursor over it.
/** @param {PartOf<ExplorerData>} explorer */
export function drawPlane(explorer) {
  const { stage, view, section, cursor, plane, hover, mode, theme } = explorer;
  if (explorer.axesStale) {
    explorer.axesStale = false;
    stage.showAxes(view, explorer.size);
    stage.showPills(view, section.project(cursor.z), cursor.decimals);
  }
  stage.showHints(mode, !view.isHome);
  plane.drawScene(lookOf(explorer));
  const dot = hover.dot && {
    point: positionOf(explorer.codes, hover.dot.index),
    colour: theme.classColour(hover.dot.label),
  };
  const lines = mode === "space" ? 0 : section.isLine ? 1 : 2;
  const here = explorer.network && { point: section.project(cursor.z), held: cursor.held, lines };
  plane.compose(theme, here, dot);
}
