// Ways over two planes, as the downloads of AE vs VAE have them.
import { test } from "node:test";
import { readCodes } from "../../../ui/components/js/shared/latent/codes.js";
import { Neighbours } from "../../../ui/components/js/shared/latent/neighbours.js";
import { DrawnWay } from "../../../ui/components/planes/two_planes/js/walk/way/drawn_way.js";
import { WalkPath } from "../../../ui/components/planes/two_planes/js/walk/way/path.js";
import { bytes, fixture, near } from "../support.js";

const { n, codes, half, t, cases } = fixture("ways");
const sides = codes.map((packed) => {
  const read = readCodes(bytes(packed), n, 2);
  return { codes: read, neighbours: new Neighbours(read), side: { view: { half } } };
});

for (const { side, drawn, corners, places } of cases) {
  test(`${drawn.length} corners: both planes are walked where the table says`, () => {
    const way = new DrawnWay(sides, side, drawn[0]);
    for (const corner of drawn.slice(1)) way.growTo(corner);
    way.both().forEach((points, index) => {
      near(points.flat(), corners[index].flat(), 1e-6);
      const path = new WalkPath(points);
      near(
        t.flatMap((at) => path.at(at)),
        places[index].flat(),
        1e-4,
      );
    });
  });
}
