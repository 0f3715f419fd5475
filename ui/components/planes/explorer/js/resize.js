// Carries out the layout: lengths into CSS variables, the plane and its canvas to size.
import { heightLeft, pixelRatio } from "../../../js/shared/page/shell.js";
import { layout } from "./layout.js";

// False when there is nothing to change.
/** @param {PartOf<ExplorerData>} explorer */
export function resize(explorer) {
  const { root, sized } = explorer,
    width = root.clientWidth,
    height = window.innerHeight;
  const ratio = pixelRatio();
  if (!width) return false;
  if (sized) {
    // A phone's address bar comes and goes, a scrollbar takes its few pixels and gives
    // them back: neither may make the plane jump.
    const sameWidth = width === sized.width || (width > sized.width && width < sized.width + 20);
    const sameHeight = height === sized.height || (explorer.size.columns === 1 && sameWidth);
    if (sameWidth && sameHeight && ratio === sized.ratio) return false;
  }
  explorer.sized = { width, height, ratio };
  const extraRow = explorer.legend.node.offsetHeight > 64 ? 40 : 0; // long class names take a second row
  const size = (explorer.size = layout(width, heightLeft(root) - extraRow, explorer.shape));
  setLengths(explorer, size);
  // On a phone the tools stand below the sliders, so that all three fit one screen.
  if (size.columns === 1)
    (explorer.sliders ?? explorer.axes ?? explorer.panel).node.after(explorer.actions);
  else explorer.stage.node.before(explorer.actions);
  explorer.numbers?.resize(width < 640 ? 7 : 11);
  explorer.plane.resize(size.planeWidth, size.planeHeight, ratio, size.unit, size.gridGap);
  return true;
}

/** @param {PartOf<ExplorerData>} explorer */
function setLengths(explorer, size) {
  explorer.setLengths({
    u: size.unit,
    plane: size.planeWidth,
    "plane-height": size.planeHeight,
    picture: size.picture,
    pair: size.pair,
    "gutter-left": size.gutterLeft,
    "gutter-below": size.gutterBelow,
    "pair-picture": explorer.shape.tile(size.pair),
  });
  const { root } = explorer;
  root.dataset.columns = size.columns;
  root.dataset.bars = size.bars;
  root.toggleAttribute("data-tight", size.tight);
  root.toggleAttribute("data-flat", Boolean(size.flat));
}
