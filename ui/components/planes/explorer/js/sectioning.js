// The plane shows another section of latent space: other axes, a turned view, space and back.
// z stays where it is.
import { Neighbours } from "../../../js/shared/latent/neighbours.js";
import {
  homeOf,
  makeSection,
  placeCodes,
  turnedSection,
} from "../../../js/shared/latent/section.js";
import { Points } from "../../../js/shared/plane/points.js";
import { FIRST_VIEW, turnBy } from "../../../js/shared/plane/space.js";
import { makeTiles } from "./pictures/manifold.js";

const TURN_REST = 300; // ms of rest after a key has turned the view before Python hears of it
const KEY_TURN = 3; // degrees

// The codes stand elsewhere on the plane, and it is framed anew.
/** @param {PartOf<ExplorerData>} explorer */
export function useSection(explorer, section) {
  explorer.section = section;
  explorer.axes?.show(section);
  explorer.stage.showSection(section, explorer.mode);
  if (!explorer.codes) return;
  placeCodes(explorer.codes, section);
  explorer.points = new Points(explorer.codes, explorer.data.classes.length);
  explorer.rings = explorer.gaussian.within(section);
  if (explorer.data.dim !== 2) {
    explorer.onPlane = null;
    explorer.view.frame(homeOf(section, explorer.codes, explorer.data));
  }
  explorer.tiles = null;
  if (explorer.network) makeTiles(explorer);
  explorer.shownZ = null;
  explorer.viewChanged();
  explorer.follow();
}

/** @param {PartOf<ExplorerData>} explorer */
export function chooseAxes(explorer, key) {
  takeAxes(explorer, key);
  sendAxes(explorer);
}

// What Python or a select asks for, in the words of a link.
/** @param {PartOf<ExplorerData>} explorer */
export function takeAxes(explorer, key) {
  if (key === axesKey(explorer)) return;
  const mode = modeOf(key, explorer.mode);
  if (mode !== explorer.mode) explorer.showMode(mode);
  explorer.hover.drop();
  useSection(explorer, makeSection(key, explorer.data));
}

// The mode that goes with these axes, `mode` being the one before.
export function modeOf(key, mode) {
  return key.startsWith("space:") ? "space" : mode === "space" ? "points" : mode;
}

// How a link calls what is shown: a turned view is seen in space, or is the plane.
/** @param {PartOf<ExplorerData>} explorer */
function axesKey({ mode, section }) {
  return mode === "space" ? section.key.replace("view:", "space:") : section.key;
}

// Three dimensions turned in space: quick, for every frame of a drag.
/** @param {PartOf<ExplorerData>} explorer */
export function turnView(explorer, azimuth, elevation) {
  explorer.section = turnBy(explorer.section, azimuth, elevation, explorer.data);
  if (!explorer.codes) return;
  placeCodes(explorer.codes, explorer.section);
  explorer.view.moveHome(explorer.section.project(explorer.data.view.center));
  explorer.rings = explorer.gaussian.within(explorer.section);
  explorer.onPlane = null;
  explorer.plane.touch("points", "scene");
  explorer.schedule();
}

// An arrow key moves the cursor, or turns the view in space.
/** @param {PartOf<ExplorerData>} explorer */
export function pressArrow(explorer, axis, steps) {
  const { mode, section, cursor } = explorer;
  explorer.hover.drop();
  if (mode !== "space") {
    if (!(section.isLine && axis === 1)) cursor.stepOn(section, axis, steps);
    return;
  }
  turnView(explorer, axis === 0 ? KEY_TURN * steps : 0, axis === 1 ? KEY_TURN * steps : 0);
  clearTimeout(explorer.turnTimer);
  explorer.turnTimer = setTimeout(() => sendAxes(explorer), TURN_REST);
}

// With the time, so that Python hears of the same axes again after another run had its own.
/** @param {PartOf<ExplorerData>} explorer */
export function sendAxes(explorer) {
  clearTimeout(explorer.turnTimer);
  explorer.send("axes", [axesKey(explorer), performance.now()]);
}

// Space is entered by the view last seen, and what was turned there stays as the section.
/** @param {PartOf<ExplorerData>} explorer */
export function toSpaceOrBack(explorer, mode) {
  const { section, data } = explorer;
  if (mode !== "space") {
    explorer.lastView = section;
    useSection(explorer, section);
  } else {
    useSection(
      explorer,
      section.turn
        ? section
        : (explorer.lastView ?? turnedSection(FIRST_VIEW[0], FIRST_VIEW[1], data)),
    );
  }
}

// The codes by where they stand on the plane: whose dot is under the pointer?
/** @param {PartOf<ExplorerData>} explorer */
export function dotsOnPlane(explorer) {
  return (explorer.onPlane ??= new Neighbours(explorer.codes));
}
