import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { rules } from "./platform_rules.js";
import { complaints } from "./schema.js";

const SHARED = new URL("../../shared/", import.meta.url);
const read = (path) => JSON.parse(readFileSync(new URL(path, SHARED), "utf8"));

test("every platform is as its schema has it", () => {
  const schema = read("schemas/platform.schema.json");
  for (const rule of rules) assert.deepEqual(complaints(schema, rule), [], rule.platform);
});

test("every language is as the schema of the lexicon has it", () => {
  const schema = read("schemas/lexicon.schema.json");
  for (const name of readdirSync(new URL("data/lexicon/", SHARED)))
    assert.deepEqual(complaints(schema, read(`data/lexicon/${name}`)), [], name);
});

test("what a schema does not have is complained of", () => {
  const platform = read("schemas/platform.schema.json");
  const [rule] = rules.filter(({ reads }) => reads);
  const wrong = { ...rule, hosts: [""], reads: { ...rule.reads, item: "li" } };
  assert.deepEqual(complaints(platform, wrong), [
    "/hosts/0: minLength 1",
    "/reads/item: not in the schema",
  ]);
  const lexicon = read("schemas/lexicon.schema.json");
  const twice = read("data/lexicon/en.json");
  twice.concepts.today = ["today", "today"];
  twice.concepts.now = [];
  assert.deepEqual(complaints(lexicon, twice), [
    "/concepts/now: minItems 1",
    "/concepts/today: uniqueItems true",
  ]);
});
