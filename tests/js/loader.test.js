// The loader: components that cannot be fetched say so one after the other, and say it again.
import assert from "node:assert/strict";
import { mock, test } from "node:test";

globalThis.window = globalThis;
globalThis.document = { querySelector: () => null };
globalThis.location = { origin: "file:///nowhere" };
mock.timers.enable({ apis: ["setTimeout"] });
const { default: mount } = await import("../../ui/components/js/loader.js");

test("two that fail at once are told apart, and told again while they stand", async () => {
  const told = [];
  const leave = ["first", "second"].map((name) =>
    mount({
      parentElement: { name },
      data: [{ script_url: `${name}.js` }],
      setStateValue: (state, value) => told.push(`${name} ${state} ${value}`),
    }),
  );
  await new Promise(setImmediate);
  mock.timers.tick(0);
  assert.deepEqual(told, ["first fallback true"]);
  mock.timers.tick(400);
  assert.deepEqual(told.slice(1), ["second fallback true"]);
  leave[0]();
  mock.timers.tick(10_000);
  assert.deepEqual(told.slice(2), ["second fallback true", "second fallback true"]);
});
