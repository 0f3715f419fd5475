// Carries out the layout: lengths into CSS variables, planes and walk to size.
import { heightBelow, heightLeft, pixelRatio } from "../../../../js/shared/page/shell.js";
import { duoLayout, isSameRoom } from "./duo_layout.js";

// False when there is nothing to change.
/** @param {PartOf<TwoPlanesData>} duo */
export function resize(duo) {
  const { root, walk } = duo,
    width = root.clientWidth,
    height = window.innerHeight,
    ratio = pixelRatio();
  if (!width) return false;
  const { shape } = duo,
    { parts } = duo.data,
    room = { width, height, ratio, below: heightBelow(root), ready: duo.isReady, parts };
  if (duo.sized && isSameRoom(room, duo.sized, duo.size.columns)) return false;
  duo.sized = room;
  root.dataset.parts = parts;
  const { unit } = duoLayout(width, height, shape, 0, height);
  duo.setLengths({ u: unit });
  if (walk) {
    walk.relayout(width, unit);
    duo.walkHeight = duo.walkNode.offsetHeight;
  }
  const heads = duo.top.offsetHeight + duo.controls.node.offsetHeight,
    size = duoLayout(width, heightLeft(root) - heads, shape, duo.walkHeight, height);
  duo.size = size;
  duo.setLengths({
    plane: size.plane,
    "plane-height": size.plane,
    picture: size.picture,
    "gutter-left": size.gutterLeft,
    "gutter-below": size.gutterBelow,
  });
  root.dataset.columns = size.columns;
  root.toggleAttribute("data-facts-below", Boolean(size.factsBelow));
  for (const side of duo.sides) side.resize(size, ratio);
  return true;
}
