// The loader: components that cannot be fetched say so one after the other, and say it again.
import assert from "node:assert/strict";
import { mock, test } from "node:test";

globalThis.window = globalThis;
globalThis.document = { querySelector: () => null };
globalThis.location = { origin: "" };
mock.timers.enable({ apis: ["setTimeout", "Date"] });
performance.now = Date.now;
const { default: mount } = await import("../../ui/components/js/loader.js");

// Until something was told, in steps of 10 ms of the clock that the loader sees.
async function until(isTold, turns = 100_000) {
  for (let turn = 0; turn < turns && !isTold(); turn++) {
    await new Promise(setImmediate);
    mock.timers.tick(10);
  }
}

// A while in which nothing more should be told.
const rest = () => until(() => false, 50);

// A module at an address that `resolve` leaves alone: `data:` with its text.
function mountText(text, told, parentElement = {}) {
  const OriginalURL = globalThis.URL;
  globalThis.URL = class {
    href = `data:text/javascript,${encodeURIComponent(text)}`;
  };
  globalThis.location.origin = "data:text/javascript";
  const leave = mount({
    parentElement,
    data: [{ script_url: "any.js" }],
    setStateValue: (state, value) => told.push(`${state} ${value}`),
  });
  globalThis.URL = OriginalURL;
  return leave;
}

test("what was just not there is asked for again, at another address", async () => {
  const told = [];
  // What is put behind it, "?again=1", is part of a comment.
  mountText(
    `if (!import.meta.url.includes("?again=")) throw Error("not there");
     export default ({ setStateValue }) => setStateValue("z", 1); //`,
    told,
  );
  await until(() => told.length);
  assert.deepEqual(told, ["z 1"]);
});

test("two that fail at once are told apart, and told again while they stand", async () => {
  globalThis.location.origin = "file:///nowhere";
  const told = [],
    at = [];
  const leave = ["first", "second"].map((name) =>
    mount({
      parentElement: { name },
      data: [{ script_url: `${name}.js` }],
      setStateValue: (state, value) => {
        told.push(`${name} ${state} ${value}`);
        at.push(Date.now());
      },
    }),
  );
  await until(() => told.length === 2);
  assert.deepEqual(told, ["first fallback true", "second fallback true"]);
  assert.ok(at[1] - at[0] >= 350, `${at[1] - at[0]} ms apart`);
  leave[0]();
  mock.timers.tick(10_000);
  assert.deepEqual(told.slice(2), ["second fallback true", "second fallback true"]);
  leave[1]();
});

test("one that fails later does not wait for those before, and what starts again is told at once", async () => {
  const told = [];
  const script =
    "export default ({ setStateValue }) => { setStateValue('fallback', true); setStateValue('z', 1); globalThis.startAgain = () => setStateValue('fallback', false); };";
  mountText(script, told);
  await until(() => told.length === 2);
  assert.deepEqual(told, ["z 1", "fallback true"]);
  globalThis.startAgain();
  mock.timers.tick(10_000);
  assert.deepEqual(told, ["z 1", "fallback true", "fallback false"]);
});

// Says its name as it starts, and that it goes.
const script = (name) =>
  `export default ({ setStateValue }) => { setStateValue('${name}', 1); return () => setStateValue('${name}', 0); };`;

test("a cleanup of what was asked before leaves what was asked after it", async () => {
  const told = [],
    parentElement = { isConnected: true };
  const leaveFirst = mountText(script("first"), told, parentElement);
  const leave = mountText(script("second"), told, parentElement);
  leaveFirst();
  await until(() => told.length);
  assert.deepEqual(told, ["second 1"]);
  leaveFirst();
  leave();
  assert.deepEqual(told, ["second 1", "second 0"]);
});

test("an outdated request that comes last, and is cleaned up, leaves the one that counts", async () => {
  const told = [],
    parentElement = { isConnected: true };
  const leave = mountText(script("second"), told, parentElement);
  mountText(script("first"), told, parentElement)();
  await until(() => told.length);
  mountText(script("outdated"), told, parentElement)();
  await rest();
  assert.deepEqual(told, ["second 1"]);
  leave();
  assert.deepEqual(told, ["second 1", "second 0"]);
});

test("what leaves the page is cleaned up, though a request was on its way", async () => {
  const told = [],
    parentElement = { isConnected: true };
  mountText(script("first"), told, parentElement);
  await until(() => told.length);
  const leave = mountText(script("second"), told, parentElement);
  parentElement.isConnected = false;
  leave();
  await rest();
  assert.deepEqual(told, ["first 1", "first 0"]);
});
