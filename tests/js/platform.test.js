import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { isConversation, placeOf } from "../../extension/capture/platform.js";

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const rules = read("../../shared/data/platforms.json");
const places = read("../fixtures/places.json");

test("every example of the data is recognised as what it is an example of", () => {
  for (const rule of rules) {
    for (const { kind, example, regex, groups } of rule.url_kinds) {
      const place = placeOf(rules, example);
      assert.deepEqual([place.platform, place.kind], [rule.platform, kind], example);
      const found = new RegExp(regex).exec(example);
      const named = groups.filter((_, i) => found[i + 1]);
      assert.deepEqual(
        place.ids.map(({ name }) => name),
        named,
      );
    }
  }
});

test("the places agreed on with the host are the same here", () => {
  for (const { address, place } of places)
    assert.deepEqual(placeOf(rules, address), place, address);
});

test("conversations are known by their kind, lists of them are not conversations", () => {
  for (const kind of ["dm_thread", "dm_thread_e2ee", "chat_room", "chat_web", "private_message"]) {
    assert.ok(isConversation(kind), kind);
  }
  for (const kind of ["dm_inbox", "post", "profile", "page", "channel_id"]) {
    assert.ok(!isConversation(kind), kind);
  }
});
