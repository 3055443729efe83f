/** Answers are remembered while one look at the page goes on, and no longer. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { during, once } from "../../extension/page/view/once.js";

/** Asks about what may change, and counts how often. */
function changing(first) {
  const page = { says: first, asked: 0 };
  const ask = once(() => {
    page.asked += 1;
    return page.says;
  });
  return { page, ask };
}

test("each is asked once in a look, also for an answer that is false or nothing", () => {
  for (const answer of ["words", "", false, null, 0]) {
    const { page, ask } = changing(answer);
    const [one, other] = [{}, {}];
    const said = during(() => [ask(one), during(() => ask(one)), ask(one), ask(other)]);
    assert.deepEqual([...said], [answer, answer, answer, answer]);
    assert.equal(page.asked, 2);
  }
});

test("the next look asks anew, also after one that failed", () => {
  const { page, ask } = changing("before");
  const node = {};
  const failing = () =>
    during(() => {
      ask(node);
      throw new Error("the page broke off");
    });
  assert.throws(failing, /broke off/);
  page.says = "after";
  assert.equal(
    during(() => ask(node)),
    "after",
  );
});

test("outside of a look nothing is remembered", () => {
  const { page, ask } = changing("before");
  const node = {};
  assert.equal(ask(node), "before");
  page.says = "after";
  assert.equal(ask(node), "after");
});
