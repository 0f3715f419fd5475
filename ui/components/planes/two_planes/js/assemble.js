// Puts the parts of the two planes together and says what each may ask of them.
import { codeOf } from "../../../js/shared/latent/codes.js";
import { LEVELS } from "../../../js/shared/latent/support.js";
import { Bubble, el } from "../../../js/shared/page/dom.js";
import { CalmStatus } from "./frame/calm_status.js";
import { DuoControls } from "./frame/duo_controls.js";
import { Images } from "./frame/images.js";
import { attachHands } from "./side/hands.js";
import { PlaneSide } from "./side/plane_side.js";
import { Walk } from "./walk/walk.js";

/** @param {PartOf<TwoPlanesData>} duo */
export function assemble(duo) {
  const { data, root } = duo,
    { words } = data,
    bubble = new Bubble(root);
  duo.names = namesOf(data, "kind");
  duo.shortNames = namesOf(data, "short");
  duo.sides = [0, 1].map(
    (index) =>
      new PlaneSide(data, index, duo.names[index], duo.shape, bubble, () => {
        duo.sides[index].view.reset();
        duo.sides[index].viewChanged();
        duo.schedule();
      }),
  );
  duo.images = new Images(
    words,
    data.classes,
    duo.shape,
    (index) => duo.sides[0].codes.labels[index],
    (index) => duo.sides[0].decode(codeOf(duo.sides[0].codes, index)),
  );
  duo.controls = new DuoControls(data, {
    link: (name) => duo.setLink(name),
    layer: (name) => duo.setLayer(name),
    filter: () => duo.filterChanged(),
    draw: () => {
      duo.keyed = null;
      duo.setDrawing(!duo.drawing);
    },
  });
  duo.gestures = duo.sides.map((side) => attachHands(duo, side));
  duo.status = new CalmStatus(words, duo.names, duo.sides);
  duo.walkNode = el("div", { class: "lse-two-walk" });
  duo.top = el("div", { class: "lse-two-top" }, duo.images.node, duo.controls.legend.node);
  root.onkeydown = (event) => {
    if (event.key === "Escape" && duo.drawing) duo.setDrawing(false);
  };
  root.append(
    duo.top,
    duo.controls.node,
    el("div", { class: "lse-two-sides" }, ...duo.sides.map(({ node }) => node)),
    duo.walkNode,
    duo.status.node,
  );
}

// The walk, once both sides have their codes and networks.
/** @param {PartOf<TwoPlanesData>} duo */
export function makeWalk(duo) {
  const { data, reader } = duo;
  return new Walk({
    root: duo.walkNode,
    words: data.words.walk,
    classes: data.classes,
    shape: duo.shape,
    theme: duo.theme,
    path: duo.path,
    canBeRead: Boolean(data.recogniser_command),
    recognise: reader && ((picture) => reader.read(picture)),
    sides: duo.sides.map((side, index) => ({
      name: duo.shortNames[index],
      decode: (z) => side.decode(z),
      supportAt: (z) => {
        const nearest = side.neighbours.nearest(z, side.side.support.k);
        return {
          word: LEVELS[side.support.levelOf(nearest)],
          distance: side.support.distanceOf(nearest),
        };
      },
      codeOf: (index) => codeOf(side.codes, index),
    })),
    onMove: (t, codes) => duo.place(t, codes),
    onPath: (name) => duo.setPath(name),
    cursors: () => duo.sides.map(({ z }) => z),
  });
}

// Two models of one kind go by the names of their runs.
/**
 * @param {TwoPlanesData} data
 * @param {string} form
 */
function namesOf({ sides, words }, form) {
  const [left, right] = sides.map(({ kind }) => words[`${form}_${kind}`]);
  return left === right ? sides.map(({ run }) => run.split("/").at(-1)) : [left, right];
}
