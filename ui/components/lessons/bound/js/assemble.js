// Puts the parts of the bound together and says what each may ask of it.
import { Bubble, el, fill, formatNumber, statusLine } from "../../../js/shared/page/dom.js";
import { Bars } from "./bars.js";
import { Fits, Gallery } from "./controls.js";
import { Handles } from "./handles.js";
import { Pictures } from "./pictures.js";
import { PosteriorPlane } from "./plane.js";

/** @param {PartOf<BoundData>} bound */
export function assemble(bound) {
  const { data, root } = bound,
    { words } = data,
    bubble = new Bubble(root);
  bound.plane = new PosteriorPlane(data);
  bound.handles = new Handles(words, bound.plane, {
    isProbe: data.probe,
    move: (change) => bound.move(change),
    q: () => bound.q,
    release: () => bound.commit(),
    step: () => bound.commitSoon(),
  });
  bound.plane.node.append(...bound.handles.nodes);
  bound.bars = new Bars(words, bubble, data.probe);
  bound.pictures = new Pictures(data, bubble);
  bound.fits = new Fits(words, (name) => bound.fit(name));
  bound.fits.offer(data.fits);
  bound.gallery = new Gallery(data, (index) => bound.send("image", index));
  bound.gallery.show(data.chosen, data.hidden.includes("gaps"));
  bound.status = statusLine();
  root.prepend(
    el(
      "div",
      { class: "lse-bound-stage" },
      bound.plane.node,
      legend(data, bubble),
      coverNote(data),
    ),
    el(
      "div",
      { class: "lse-bound-side" },
      bound.pictures.node,
      bound.bars.node,
      bound.fits.node,
      data.gallery.length ? bound.gallery.node : null,
    ),
    bound.status,
  );
}

/** @param {BoundData} data */
function legend({ words, probe, projector }, bubble) {
  const own = projector ? ["guess"] : ["guess", "first"], // one line on a projector
    names = ["ink", "mass", ...(probe ? ["place"] : own)];
  return el(
    "div",
    { class: "lse-bound-legend" },
    ...names.map((name) =>
      bubble.explain(
        el(
          "span",
          { class: "lse-bound-key lse-small" },
          el("span", { class: `lse-bound-sign lse-bound-${name}`, "aria-hidden": "true" }),
          words[probe && name === "ink" ? "ink_probe" : name],
        ),
        words[`${name}_help`],
      ),
    ),
  );
}

// Where the grid does not hold the mass, it says so.
/** @param {BoundData} data */
function coverNote({ words, covered, outside, elsewhere }) {
  if (covered) return null;
  const text = elsewhere
    ? fill(words.uncovered, {
        share: formatNumber(100 * (1 - outside), 0),
        z1: formatNumber(elsewhere[0]),
        z2: formatNumber(elsewhere[1]),
      })
    : words.coarse;
  return el("p", { class: "lse-bound-note", "data-testid": "uncovered", role: "note" }, text);
}
