// The loader: components that cannot be fetched say so one after the other, and say it again.
import assert from "node:assert/strict";
import { mock, test } from "node:test";

globalThis.window = globalThis;
globalThis.document = { querySelector: () => null };
globalThis.location = { origin: "file:///nowhere" };
mock.timers.enable({ apis: ["setTimeout", "Date"] });
performance.now = Date.now;
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
  leave[1]();
});

test("one that fails later does not wait for those before, and what starts again is told at once", async () => {
  const told = [];
  const script =
    "export default ({ setStateValue }) => { setStateValue('fallback', true); setStateValue('z', 1); globalThis.startAgain = () => setStateValue('fallback', false); };";
  globalThis.location.origin = "data:text/javascript";
  const OriginalURL = globalThis.URL;
  globalThis.URL = class {
    href = `data:text/javascript,${encodeURIComponent(script)}`;
  };
  mount({
    parentElement: {},
    data: [{ script_url: "any.js" }],
    setStateValue: (state, value) => told.push(`${state} ${value}`),
  });
  globalThis.URL = OriginalURL;
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  assert.deepEqual(told, ["z 1"]);
  mock.timers.tick(0);
  assert.deepEqual(told, ["z 1", "fallback true"]);
  globalThis.startAgain();
  mock.timers.tick(10_000);
  assert.deepEqual(told, ["z 1", "fallback true", "fallback false"]);
});
