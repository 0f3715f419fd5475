// Whose a place is among clouds, as PyTorch has it; clouds on the way; pictures that make room.
import assert from "node:assert/strict";
import { test } from "node:test";
import { buildNetwork } from "../../../ui/components/js/shared/network/interpreter.js";
import { apart } from "../../../ui/components/lessons/clouds/js/apart.js";
import {
  away,
  between,
  isOfBoth,
  isOutside,
  owners,
} from "../../../ui/components/lessons/clouds/js/shares.js";
import { sizes } from "../../../ui/components/lessons/clouds/js/sizes.js";
import { array, bytes, fixture, near } from "../support.js";

const { stops, places, network, payload, pictures } = fixture("clouds");

test("shares and distances are those of PyTorch's normal distributions", () => {
  for (const { stop, z, shares, distances } of places) {
    const found = owners(stops[stop], z);
    for (const { index, share, away: distance } of found) {
      near([share], [shares[index]], 1e-4);
      near([distance], [distances[index]], 1e-3 * Math.max(1, distances[index]));
    }
    near([found.reduce((sum, { share }) => sum + share, 0)], [1], 1e-9);
    for (let i = 1; i < found.length; i++) assert.ok(found[i].share <= found[i - 1].share);
  }
});

test("a needle's middle is its own, and no other's", () => {
  const needles = stops[0],
    [first, second] = owners(needles, needles.mu[3]);
  assert.equal(first.index, 3);
  assert.ok(first.share > 0.999 && !isOfBoth([first, second]));
  assert.ok(isOutside(owners(needles, [needles.mu[3][0] + 0.5, needles.mu[3][1]])));
});

test("with KL alone every place is everybody's alike", () => {
  const merged = owners(stops.at(-1), [0.3, -0.4]);
  near(
    merged.map(({ share }) => share),
    merged.map(() => 1 / 12),
    0.01,
  );
});

test("between two stops centres move evenly and widths by equal factors", () => {
  const half = between(stops[0], stops[1], 0.5);
  stops[0].mu.forEach((mu, i) => {
    near([half.mu[i][0]], [(mu[0] + stops[1].mu[i][0]) / 2], 1e-9);
    near([half.sigma[i][1] ** 2], [stops[0].sigma[i][1] * stops[1].sigma[i][1]], 1e-9);
  });
  assert.equal(away(half, 2, half.mu[2]), 0);
});

test("pictures at one place end beside each other, and lone ones stay", () => {
  const stands = apart([...Array.from({ length: 12 }, () => [100, 100]), [300, 50]], 24);
  for (let i = 0; i < stands.length; i++)
    for (let j = 0; j < i; j++)
      assert.ok(Math.hypot(stands[i][0] - stands[j][0], stands[i][1] - stands[j][1]) > 21);
  near(stands[12], [300, 50], 0.1);
});

test("the decoders of the file draw what PyTorch draws", () => {
  const { decode } = buildNetwork(network, bytes(payload));
  for (const { z, picture } of pictures) near(decode(z), array(picture), 2e-3);
});

test("plane and picture fit the room on every screen", () => {
  for (const [width, room, projector] of [
    [358, 500, false],
    [1096, 480, false],
    [1800, 640, true],
  ]) {
    for (const hasChoice of [false, true]) {
      const size = sizes(width, 1, room, { projector, hasChoice, figures: 5 });
      assert.ok(size.plane <= width && size.plane >= 250);
      assert.equal(size.picture % 28, 0);
      if (size.columns === 2) assert.ok(size.plane <= Math.max(room, 325));
    }
  }
});
