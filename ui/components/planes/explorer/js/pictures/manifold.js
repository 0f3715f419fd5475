// The manifold under the plane: made for its size, and again where a number it does not show has moved.
import { distance } from "../../../../js/shared/latent/codes.js";
import { Tiles } from "./tiles.js";

const TILE_SIDE = { usual: 28, most: 40 }; // px, the longer side of a tile
const HELD_REST = 150; // ms of rest before the manifold follows a number it does not show

/** @param {PartOf<ExplorerData>} explorer */
export function makeTiles(explorer) {
  const { view, network, support, theme, section, cursor, shape } = explorer,
    size = tileSide(shape) * (explorer.size?.unit ?? 1),
    count = Math.max(1, Math.round(Math.min(view.width, view.height) / size));
  if (explorer.tiles?.count === count) return;
  explorer.tiles = new Tiles(view.home, count, shape, network, support, theme, section, cursor.z);
  explorer.plane.touch("tiles");
}

// The longer side of a tile: whole pixels of small images, large ones scaled down, so that a plane
// has room for some.
/** @param {import("../../../../js/shared/pictures/image_shape.js").ImageShape} shape */
export function tileSide(shape) {
  return Math.min(
    shape.longer * Math.max(1, Math.round(TILE_SIDE.usual / shape.longer)),
    TILE_SIDE.most,
  );
}

/** @param {PartOf<ExplorerData>} explorer */
export function holdTilesSoon(explorer) {
  clearTimeout(explorer.heldTimer);
  explorer.heldTimer = setTimeout(() => {
    const { tiles, section, cursor } = explorer,
      foot = (z) => section.lift([0, 0], z);
    if (!tiles || distance(foot(tiles.z), foot(cursor.z)) < 1e-4 * explorer.data.view.half) return;
    tiles.hold(cursor.z);
    explorer.plane.touch("scene");
    explorer.schedule();
  }, HELD_REST);
}
