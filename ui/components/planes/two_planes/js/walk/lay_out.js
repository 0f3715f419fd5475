// How large the pictures of the walk are, and where its samples stand along the strips and the slider.
import { FINE } from "./assemble_walk.js";
import { isWhole, tileSize, WalkAxis } from "./strip/axis.js";
import { WALK_STEPS } from "./way/samples.js";

const TALLEST = 140; // design px: the height of a picture on a strip

// As many pictures on a strip, and as large, as `width` has room for. `unit`: CSS px of a design px.
export function sizeWalk(walk, width, unit) {
  const narrow = width < 700,
    wide = width >= 960 * unit;
  const { node, shape } = walk,
    room = width - (narrow ? 2 : 56 * unit) - (wide ? 310 * unit : 0),
    tiles = narrow ? 7 : 13,
    tile = tileSize(Math.min(room / tiles, (TALLEST * unit * shape.width) / shape.height), shape);
  walk.unit = unit;
  walk.size = { tiles, tile };
  node.dataset.size = narrow ? "narrow" : wide ? "wide" : "usual";
  node.style.setProperty("--u", `${unit}px`);
  node.style.setProperty("--tile", `${tile}px`);
  node.style.setProperty("--tile-height", `${(tile * shape.height) / shape.width}px`);
  node.style.setProperty("--tiles", String(tiles));
  node.dataset.smooth = String(!isWhole(tile, shape));
}

// The axis of both strips, for the size and for how far the walk goes beyond A and B.
export function layWalkAxis(walk) {
  const { tiles, tile } = walk.size,
    axis = new WalkAxis(tiles, walk.beyond, tile),
    ends = [0, WALK_STEPS].map((k) => axis.x(k));
  walk.axis = axis;
  for (const lane of walk.lanes) lane.resize(axis, walk.unit, ends);
  walk.range.min = String(axis.first * FINE);
  walk.range.max = String(axis.last * FINE);
  walk.ticks.forEach((tick, end) => tick.style.setProperty("--x", `${ends[end]}px`));
}
