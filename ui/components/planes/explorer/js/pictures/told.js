// The label that a conditional network is told, and pictures of images with labels of their own.
import { makeTiles } from "./manifold.js";

// The network draws with the label of the data from now on, and the dots of that label stand out.
/** @param {PartOf<ExplorerData>} explorer */
export function tellLabel(explorer) {
  const { network, data, legend } = explorer;
  if (!network?.setLabel || data.label === null) return;
  network.setLabel(data.label);
  legend.set(data.classes.map((_name, label) => label === data.label));
  if (!explorer.tiles) return;
  explorer.tiles = null;
  makeTiles(explorer);
  explorer.shownZ = null;
  explorer.schedule();
}

// What the network draws at z of an image with a label: where it is told labels, with that one.
/** @param {PartOf<ExplorerData>} explorer */
export function drawnAs(explorer, z, label) {
  const { network, data } = explorer;
  if (!network.setLabel || data.label === null) return network.decode(z);
  network.setLabel(label);
  const picture = network.decode(z).slice();
  network.setLabel(data.label);
  return picture;
}
