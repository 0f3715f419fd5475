// The test images nearest to the cursor, and the originals that Python sends for them.
import { codeOf, distance } from "../../../../js/shared/latent/codes.js";
import { drawnAs } from "./told.js";

// Of the nearest images, and of the dot that was asked for.
/** @param {PartOf<ExplorerData>} explorer */
export function receiveOriginals(explorer) {
  const { nearest, peek } = explorer.data;
  explorer.originals.receive([...nearest.items, ...(peek ? [peek] : [])]);
  showNearest(explorer);
  explorer.hover.refresh();
}

/** @param {PartOf<ExplorerData>} explorer */
export function showNearest(explorer) {
  const { network, codes, originals, pairs, theme } = explorer;
  if (!network) return;
  pairs.show(
    explorer.data.nearest.items,
    (index) => originals.get(index) ?? null, // Python sends them with the items, or never
    (index) => drawnAs(explorer, codeOf(codes, index), codes.labels[index]),
    theme,
  );
  markNearest(explorer);
}

// While the cursor is elsewhere, the pairs belong to where it was: shown paler.
/** @param {PartOf<ExplorerData>} explorer */
export function markNearest({ data, cursor, pairs }) {
  const isOld = distance(data.nearest.z, cursor.z) > 1e-3 * data.view.half;
  if (pairs.node.dataset.old !== String(isOld)) pairs.node.dataset.old = String(isOld);
}
