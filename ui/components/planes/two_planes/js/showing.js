// Draws both planes, and says on the page where the cursors are.

/** @param {PartOf<TwoPlanesData>} duo */
export function drawPlanes(duo) {
  const { theme, layer, walk, way, ends } = duo,
    look = { theme, allowed: duo.controls.legend.allowed, layer },
    paths = walk?.paths();
  duo.sides.forEach((side, index) => {
    side.draw(
      look,
      {
        path: paths && !way && duo.data.parts !== "planes" ? paths[index] : [],
        drawn: way ? way.on(index) : [],
        isArrow: duo.path === "hand",
        ends: duo.isReady ? duo.endsOn(index) : [],
        taken: ends.taken,
      },
      duo.held !== null,
    );
  });
}

/** @param {PartOf<TwoPlanesData>} duo */
export function showPositions(duo) {
  const { root, sides, image } = duo,
    written = (z) => z.map((v) => Number(v.toFixed(4))).join(",");
  duo.placed = false;
  duo.images.showLinked(image, duo.theme);
  root.dataset.zLeft = written(sides[0].z);
  root.dataset.zRight = written(sides[1].z);
  root.dataset.image = image ?? "";
  root.dataset.t = duo.t ?? "";
  root.dataset.ready = "1";
  duo.status.announceSoon();
}
