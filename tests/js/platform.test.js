import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { timeIn } from "../../extension/capture/about/id_time.js";
import {
  builtAddress,
  isConversation,
  placeOf,
  ruleFor,
  willTheyKnow,
} from "../../extension/capture/about/platform.js";
import { isPractice } from "../../extension/capture/about/practice.js";
import { rules } from "./platform_rules.js";

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const places = read("../fixtures/places.json");
const facts = read("../fixtures/place_facts.json");

const LOOK_ALIKES = [
  "https://web.whatsapp.com.another.example/",
  "https://www.instagram.com.another.example/direct/t/17842055330127433/",
  "https://notx.com/corin/status/643211948184596480",
  "https://facebook.com@another.example/messages/t/100040874179269/",
  "https://another.example/?to=https://x.com/corin/status/643211948184596480",
  // The shape of a platform that lives on any host, where it is not listed.
  "https://another.example/@someone/109372843234000000",
];

test("the page to practise on is told as the host tells it", () => {
  for (const [kind, urls] of Object.entries(read("../fixtures/practice.json")))
    for (const url of urls) assert.equal(isPractice(url), kind === "practice", url);
});

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

test("addresses of every kind are what they are", () => {
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

test("address from ids, times in ids are right, and who will know is as agreed on with the host", () => {
  for (const { address, platform, kind, built, times, answer, opening, keeping } of facts) {
    const place = placeOf(rules, address);
    assert.deepEqual([place.platform, place.kind], [platform, kind], address);
    assert.equal(builtAddress(rules, place), built, address);
    const found = place.ids
      .map((id) => [id.name, timeIn(ruleFor(rules, place.platform)?.id_times, id)])
      .filter(([, time]) => time);
    assert.deepEqual(
      found.map(([name, time]) => [name, time.slice(0, times[name]?.length)]),
      Object.entries(times),
      address,
    );
    const known = willTheyKnow(rules, place);
    assert.deepEqual(
      [known.answer, known.opening.answer, known.keeping.answer],
      [answer, opening, keeping],
      address,
    );
  }
});

test("an id that holds no possible moment tells none", () => {
  const { id_times } = ruleFor(rules, "x");
  for (const value of ["", "1", "abc", "9".repeat(31), "99999999999999999999"])
    assert.equal(timeIn(id_times, { name: "post_id", value }), "", value);
  assert.equal(timeIn(id_times, { name: "user_id", value: "643211948184596480" }), "");
});

test("a text in an id that begins with a moment tells it", () => {
  const { id_times } = ruleFor(rules, "linkedin");
  const time = (value) => timeIn(id_times, { name: "message_id", value });
  assert.equal(time("2-MTc5NTAxMDU4MDAwMGI0MTQ1OC0wMDQ"), "2026-11-18T14:03:00.000Z");
  assert.equal(time("2-MTc5NTAxMDU4MDAwMA"), "2026-11-18T14:03:00.000Z");
  for (const value of [
    "2-MTc5NTAxMDU4MDAwM",
    "2-bm90IGEgdGltZSBhdCBhbGw",
    "MTc5NTAxMDU4MDAwMA",
    "",
  ])
    assert.equal(time(value), "", value);
});

test("an address from ids is the same page again", () => {
  for (const { url_kinds } of rules) {
    for (const { example } of url_kinds) {
      const place = placeOf(rules, example);
      const built = builtAddress(rules, place);
      if (!built) continue;
      const again = placeOf(rules, built);
      assert.deepEqual([again.platform, again.kind], [place.platform, place.kind], built);
      const values = ["i", ...place.ids.map(({ value }) => value)];
      assert.ok(
        again.ids.every(({ value }) => values.includes(value)),
        built,
      );
    }
  }
});

test("a look-alike of a platform's name is another site", () => {
  for (const address of LOOK_ALIKES)
    assert.deepEqual(placeOf(rules, address), { platform: "", kind: "page", ids: [] }, address);
});
