import assert from "node:assert/strict";
import { test } from "node:test";
import { named, pageIds } from "../../extension/capture/about/naming.js";
import { builtAddress, placeOf } from "../../extension/capture/about/platform.js";
import { rules } from "./platform_rules.js";

const known = (address, changes = {}) => ({
  rules,
  place: placeOf(rules, address),
  canonical: "",
  carried: [],
  said: [],
  ...changes,
});
const item = (changes) => ({
  kind: "message",
  id: "",
  text: "a text",
  steady: "a text",
  clock: "",
  time: "",
  time_source: "",
  ids: [],
  links: [],
  media: [],
  collapsed: 0,
  ...changes,
});
const said = (n, text) => ({
  id: `m${n}`,
  id_name: "message_id",
  time: "2026-11-18T14:03:00.000Z",
  time_source: "json t=1",
  text,
});
const pick = (ids, name) => ids.filter((each) => each.name === name);

const DISCORD = "https://discord.com/channels/@me/643183730227281931";
const WHATSAPP = "https://web.whatsapp.com/";

test("the page's own data names a message only where both are the only ones to say it", () => {
  const items = [item({ text: "once" }), item({ text: "ok" }), item({ text: "ok" })];
  const messages = [said(1, " once\n"), said(2, "ok"), said(3, "never shown")];
  const told = named(known(DISCORD, { said: messages }), items);
  assert.deepEqual(
    told.map(({ ids, time }) => [pick(ids, "message_id").map(({ value }) => value), time]),
    [
      [["m1"], "2026-11-18T14:03:00.000Z"],
      [[], ""],
      [[], ""],
    ],
  );
  const twice = named(known(DISCORD, { said: [said(1, "once"), said(9, "once")] }), items);
  assert.deepEqual(twice[0].ids, []);
  const again = named(known(DISCORD, { said: [said(1, "once"), said(1, "once")] }), items);
  assert.equal(again[0].ids[0].value, "m1");
});

test("a time that an attribute fixes is never replaced", () => {
  const own = item({ text: "once", time: "2026-11-01T00:00:00.000Z", time_source: "datetime=x" });
  const [told] = named(known(DISCORD, { said: [said(1, "once")] }), [own]);
  assert.deepEqual([told.time, told.time_source], [own.time, own.time_source]);
});

test("a post's id and its derived time come from its link, on its own platform only", () => {
  const href = "https://x.com/corin/status/643211948184596480";
  const links = [{ text: "Sep 13", href }];
  const [own] = named(known("https://x.com/corin"), [item({ links })]);
  const [post] = pick(own.ids, "post_id");
  assert.deepEqual([post.where, post.derived_time.slice(0, 10)], ["link", "2015-09-13"]);
  const [elsewhere] = named(known("https://www.reddit.com/r/a/"), [item({ links })]);
  assert.deepEqual(elsewhere.ids, []);
});

test("ids of the address the page calls its own are told as found in a link", () => {
  const canonical = "https://www.youtube.com/channel/UCGBpxWJr9FNOcFYA5GkKrMg";
  const ids = pageIds(known("https://www.youtube.com/@north", { canonical }), []);
  assert.deepEqual(
    ids.map(({ name, where, at }) => [name, where, at]),
    [
      ["handle", "address", undefined],
      ["channel_id", "link", "link[rel=canonical]"],
    ],
  );
});

test("an unknown site's items keep their attributes as found", () => {
  const page = known("https://forum.example/t/9");
  const [one] = named(page, [item({ ids: [{ name: "data-post", value: "7" }] })]);
  assert.deepEqual(one.ids, [{ name: "data-post", value: "7", where: "attribute" }]);
  assert.deepEqual(pageIds(page, [one]), []);
});

test("who has a comment's number is a comment, and rows among comments are", () => {
  const page = known("https://www.reddit.com/r/a/comments/1q2w3e/b/");
  const numbered = { ids: [{ name: "thingid", value: "t1_k001ab" }] };
  const linking = {
    links: [{ text: "see", href: "https://www.reddit.com/r/a/comments/1q2w3e/comment/k001ab/" }],
  };
  const kinds = named(page, [
    item({ kind: "post", ...linking }),
    item({ kind: "post", ...numbered }),
    item({ kind: "row" }),
    item({ kind: "message", ...numbered }),
  ]).map(({ kind }) => kind);
  assert.deepEqual(kinds, ["post", "comment", "comment", "message"]);
});

test("the accounts that items show are ids of the page, and the group's is nobody's", () => {
  const page = known(WHATSAPP);
  const row = (phone) => {
    const value = `false_120363000000000001@g.us_3EB00102030405AA_${phone}@c.us`;
    return item({ ids: [{ name: "data-id", value }] });
  };
  const items = named(page, [row("15550104477"), row("15550108888"), row("15550104477")]);
  assert.deepEqual(
    pageIds(page, items).map(({ name, value }) => [name, value]),
    [
      ["sender_phone", "15550104477"],
      ["sender_phone", "15550108888"],
    ],
  );
  assert.deepEqual(pick(items[0].ids, "chat_id"), [
    { name: "chat_id", value: "120363000000000001@g.us", where: "attribute", at: "data-id" },
  ]);
});

test("who and when around the words keep nobody from finding them in the page's data", () => {
  const shown = item({ text: "Corin\nI have\ntwo lines\n14:03" });
  const [told] = named(known(DISCORD, { said: [said(1, "I have two lines")] }), [shown]);
  assert.equal(told.time, "2026-11-18T14:03:00.000Z");
});

test("a new platform is one record", () => {
  const record = {
    platform: "north",
    hosts: ["north.example"],
    url_kinds: [
      { kind: "profile", regex: "^https://north\\.example/p/(\\w+)", groups: ["username"] },
      {
        kind: "dm_thread",
        regex: "^https://north\\.example/c/(\\d+)",
        groups: ["thread_id"],
        built: "https://north.example/c/{thread_id}",
      },
    ],
    id_times: [{ names: ["thread_id"], alphabet: "decimal", shift: 10, epoch_ms: 0, unit: "ms" }],
    marks: {
      ids: [{ attribute: "data-w", regex: "^w-(\\d+)$", groups: ["user_id"] }],
      authors: [],
    },
  };
  const page = known("https://north.example/c/1838090000000000?x=1", { rules: [record] });
  page.place = placeOf([record], "https://north.example/c/1838090000000000?x=1");
  const links = [{ text: "", href: "https://north.example/p/corin" }];
  const items = named(page, [item({ links, ids: [{ name: "data-w", value: "w-77" }] })]);
  assert.equal(pick(items[0].ids, "user_id")[0].value, "77");
  assert.equal(builtAddress([record], page.place), "https://north.example/c/1838090000000000");
  assert.equal(pageIds(page, items)[0].derived_time.slice(0, 4), "2026");
});

test("every expression of the data reads as many ids as it names", () => {
  for (const { url_kinds, marks, page_kinds } of rules) {
    for (const { regex, groups } of [...url_kinds, ...(marks?.ids ?? [])])
      assert.equal(new RegExp(`${regex}|`).exec("").length - 1, groups.length, regex);
    for (const { words, addresses } of Object.values(page_kinds ?? {}))
      for (const each of [...words, ...addresses]) assert.ok(new RegExp(each, "iu"), each);
  }
});
