/** Every problem leads to one next step. */

import assert from "node:assert/strict";
import { test } from "node:test";

import * as problem from "../../extension/capture/problem.js";
import errors from "../../shared/data/errors.json" with { type: "json" };

test("a step is known for each problem, and the number of each is in the list of errors", () => {
  const codes = new Set(errors.map(({ code }) => code));
  const steps = new Set([...codes].map(problem.stepAfter));
  assert.deepEqual([...steps].sort(), ["back", "check", "start", "waiting"]);
  const named = Object.values(problem).filter((value) => typeof value === "number");
  assert.deepEqual(
    named.filter((code) => !codes.has(code)),
    [],
  );
  assert.equal(problem.stepAfter(12345), "back");
});

test("where a sentence sends the person back to the page, so does its step", () => {
  const told = errors.filter(({ en }) => /go back to the page/i.test(en.next));
  assert.ok(told.length > 5);
  for (const { code } of told) assert.equal(problem.stepAfter(code), "back", `${code}`);
});
