// What Python sends: places and choices where `rev` is new, and files whenever it has them.
import { codeOf } from "../../../js/shared/latent/codes.js";
import { nearestImage } from "./side/link.js";
import { takeWay } from "./walk/by_hand.js";

/** @param {PartOf<TwoPlanesData>} duo */
export function takeFromPython(duo) {
  const { data, sides, walk } = duo,
    endsMoved = !duo.ends.are(data.ends);
  Object.assign(duo, { link: data.link, layer: data.layer, path: data.path, t: null });
  duo.ends.images = [...data.ends];
  clearTimeout(duo.commitTimer);
  sides.forEach((side, index) => {
    side.z = data.z[index].slice();
    duo.reveal(side);
  });
  duo.showChoices();
  if (!duo.isReady) return;
  if (endsMoved) duo.hand = null;
  takeDrawnWay(duo);
  walk.setPath(duo.path);
  walk.meet();
  duo.image = imageAtBoth(duo);
  duo.lastSent = JSON.stringify([sides.map(({ z }) => z), duo.image]);
  duo.showLayer();
  duo.schedule();
}

// The way that a link holds, where it is the one to be walked.
/** @param {PartOf<TwoPlanesData>} duo */
function takeDrawnWay(duo) {
  const { way } = duo.data;
  if (!way || duo.path !== "hand") return;
  if (!duo.hand || JSON.stringify([way.side, way.points]) !== duo.sentWay) takeWay(duo, way);
}

// Originals, ways on the data, layers.
/** @param {PartOf<TwoPlanesData>} duo */
export function takeFiles(duo) {
  const { data, generation } = duo;
  duo.images.receive(data.originals);
  duo.sendEnds();
  if (!duo.hand) takeDrawnWay(duo);
  duo.sides.forEach((side, index) => {
    side.side = data.sides[index];
    side
      .fetchMaps(side.side, () => generation !== duo.generation)
      .then(
        () => {
          duo.showLayer();
          duo.schedule();
        },
        (error) => console.warn("Latent Space Explorer: no layers.", error),
      );
  });
  duo.images.showLinked(duo.image, duo.theme);
}

// The test image whose codes both cursors stand on, or null.
/** @param {PartOf<TwoPlanesData>} duo */
export function imageAtBoth({ link, sides: [left, right] }) {
  if (link !== "image") return null;
  const image = nearestImage(left, left.z),
    at = codeOf(right.codes, image);
  return Math.hypot(at[0] - right.z[0], at[1] - right.z[1]) <= 0.01 * right.side.view.half
    ? image
    : null;
}
