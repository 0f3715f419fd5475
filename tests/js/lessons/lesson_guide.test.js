// Keys, swipes and the memory of the lessons.
import assert from "node:assert/strict";
import { test } from "node:test";
import { controlOf, successors } from "../../../ui/components/lessons/lesson_guide/js/focus.js";
import { joined, parsed } from "../../../ui/components/lessons/lesson_guide/js/kept.js";
import { stepOfKey, stepOfSwipe } from "../../../ui/components/lessons/lesson_guide/js/steering.js";

test("a remote and the arrow keys step, unless something else wants them", () => {
  const step = (key, owner = "", held = {}) => stepOfKey({ key, ...held }, owner);
  assert.deepEqual(
    ["PageDown", "ArrowRight", "PageUp", "ArrowLeft"].map((k) => step(k)),
    [1, 1, -1, -1],
  );
  assert.equal(step("ArrowUp"), 0);
  assert.equal(step("a"), 0);
  assert.equal(step("ArrowRight", "figure"), 0);
  assert.equal(step("PageDown", "figure"), 1);
  assert.equal(step("PageDown", "text"), 0);
  for (const held of ["altKey", "ctrlKey", "metaKey", "shiftKey"])
    assert.equal(step("ArrowLeft", "", { [held]: true }), 0);
});

test("a swipe is long, level and quick", () => {
  assert.equal(stepOfSwipe(-90, 10, 200), 1);
  assert.equal(stepOfSwipe(90, -30, 200), -1);
  assert.equal(stepOfSwipe(-40, 0, 200), 0);
  assert.equal(stepOfSwipe(-90, 60, 200), 0);
  assert.equal(stepOfSwipe(-90, 0, 2000), 0);
});

const KEPT = {
  done: { bound: ["a"], dice: ["x"] },
  last: { bound: 2 },
  answers: { "bound/a": { choice: 1, shown: true } },
  tasks: ["bound/a"],
};

test("what either side has done is done, and the newest guess counts", () => {
  const news = {
    done: { bound: ["b", "a"] },
    last: { bound: 3 },
    answers: { "bound/a": { choice: 2, shown: false } },
    tasks: [],
  };
  assert.deepEqual(joined(KEPT, news), {
    done: { bound: ["a", "b"], dice: ["x"] },
    last: { bound: 3 },
    answers: { "bound/a": { choice: 2, shown: false } },
    tasks: ["bound/a"],
  });
  assert.equal(joined(null, news), news);
});

test("what the storage holds is read, and anything else is nothing", () => {
  assert.deepEqual(parsed(JSON.stringify(KEPT)), KEPT);
  for (const text of [
    null,
    "",
    "{",
    "[]",
    "3",
    '{"done": []}',
    JSON.stringify({ ...KEPT, tasks: 1 }),
  ])
    assert.equal(parsed(text), null);
});

test("a control of the guess is told by its container, and hands the focus to what stands for it", () => {
  assert.deepEqual(controlOf(["stButton", "st-key-lesson-choice-own-true-2"]), {
    kind: "choice",
    number: 2,
  });
  assert.deepEqual(controlOf(["st-key-lesson-show"]), { kind: "show", number: 0 });
  assert.equal(controlOf(["st-key-lesson-choices", "st-key-lesson-guess"]), null);
  const [first, ...rest] = successors({ kind: "show", number: 0 });
  assert.equal(first, ".st-key-lesson-hide button");
  assert.match(rest[0], /true-/);
  assert.ok(successors({ kind: "choice", number: 2 }).every((one) => one.includes("-2")));
});
