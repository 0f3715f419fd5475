// The plane shows another section of latent space: other axes, a turned view, space and back.
// z stays where it is.
import { Neighbours } from "./neighbours.js";
import { Points } from "./points.js";
import { homeOf, makeSection, placeCodes, turnedSection } from "./section.js";
import { FIRST_VIEW, turnBy } from "./space.js";

const TURN_REST = 300; // ms of rest after a key has turned the view before Python hears of it
const KEY_TURN = 3;    // degrees

// The codes stand elsewhere on the plane, and it is framed anew.
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
  if (explorer.network) explorer.makeTiles();
  explorer.shownZ = null;
  explorer.viewChanged();
  explorer.follow();
}

export function chooseAxes(explorer, key) {
  if (explorer.mode === "space") explorer.setMode("points");
  explorer.hover.drop();
  useSection(explorer, makeSection(key, explorer.data));
  tellAxes(explorer);
}

// Three dimensions turned in space: quick, for every frame of a drag.
export function turnView(explorer, azimuth, elevation) {
  explorer.section = turnBy(explorer.section, azimuth, elevation, explorer.data);
  if (!explorer.codes) return;
  placeCodes(explorer.codes, explorer.section);
  explorer.rings = explorer.gaussian.within(explorer.section);
  explorer.onPlane = null;
  explorer.plane.touch("points", "scene");
  explorer.schedule();
}

// An arrow key moves the cursor, or turns the view in space.
export function pressArrow(explorer, axis, steps) {
  const { mode, section, cursor } = explorer;
  explorer.hover.drop();
  if (mode !== "space") {
    if (!(section.isLine && axis === 1)) cursor.stepOn(section, axis, steps);
    return;
  }
  turnView(explorer, axis === 0 ? KEY_TURN * steps : 0, axis === 1 ? KEY_TURN * steps : 0);
  clearTimeout(explorer.turnTimer);
  explorer.turnTimer = setTimeout(() => tellAxes(explorer), TURN_REST);
}

// With the time, so that Python hears of the same axes again after another run had its own.
export function tellAxes(explorer) {
  clearTimeout(explorer.turnTimer);
  explorer.send("axes", [explorer.section.key, performance.now()]);
}

// Space is entered by the view last seen, and what was turned there stays as the section.
export function toSpaceOrBack(explorer, mode, before) {
  const { section, data } = explorer;
  if (mode !== "space") {
    explorer.lastView = section;
    useSection(explorer, section);
  } else {
    useSection(explorer, section.turn ? section : explorer.lastView ?? turnedSection(...FIRST_VIEW, data.view.center, data.words));
  }
  if (mode !== before) tellAxes(explorer);
}

// The codes by where they stand on the plane: whose dot is under the pointer?
export function dotsOnPlane(explorer) { return explorer.onPlane ??= new Neighbours(explorer.codes); }
