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

const helped = () => readdirSync(new URL("data/help/", SHARED));

test("help is as its schema has it, in every country", () => {
  const schema = read("schemas/help.schema.json");
  assert.ok(helped().length > 5);
  for (const name of helped())
    assert.deepEqual(complaints(schema, read(`data/help/${name}`)), [], name);
});

test("a number without a source and a language that is missing are complained of", () => {
  const schema = read("schemas/help.schema.json");
  const [canada, elsewhere] = [read("data/help/CA.json"), read("data/help/ZZ.json")];
  canada.numbers[0].source = "";
  elsewhere.numbers.find(({ source }) => !source).confirmed = true;
  canada.numbers[1].checked = "yesterday";
  delete canada.numbers[2].when.fr;
  const found = complaints(schema, canada);
  for (const place of ["/numbers/0", "/numbers/1/checked", "/numbers/2/when"])
    assert.ok(
      found.some((one) => one.startsWith(place)),
      place,
    );
  assert.equal(found.length, 3);
  assert.equal(complaints(schema, elsewhere).length, 1);
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
