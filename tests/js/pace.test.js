// Work that rests the longer, the longer it took.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Pace } from "../../ui/components/js/shared/page/pace.js";

const LONG = 5; // ms

function busyFor(ms) {
  const began = performance.now();
  while (performance.now() - began < ms);
}

test("what took long is due again after a rest of so many times as long", () => {
  const pace = new Pace(40);
  assert.ok(pace.isDue(1e6)); // it was never done
  pace.timed(() => busyFor(LONG));
  assert.ok(pace.took >= LONG);
  assert.ok(!pace.isDue());
  pace.ended -= 40 * pace.took;
  assert.ok(pace.isDue());
});

test("what took no time waits as long as it is asked to", () => {
  const pace = new Pace(40);
  pace.timed(() => {});
  assert.ok(!pace.isDue(1e6));
});
