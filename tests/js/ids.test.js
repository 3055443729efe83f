/** What is found in a page's data. They run here over a document that has just what they read. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { idsInData } from "../../extension/page/about/ids.js";

/** @returns {{ids: object[], messages: object[]}} of a page with these scripts and hidden elements */
function found(
  scripts,
  { address = "https://a.example/t/1", words = "", held = [], ...more } = {},
) {
  const document = {
    scripts: scripts.map(([textContent, type = ""]) => ({
      textContent,
      type,
      src: "",
      id: "",
      localName: "script",
    })),
    querySelectorAll: (selector) =>
      selector.startsWith("code") ? held : (more.placed?.[selector] ?? []),
    body: { textContent: words },
  };
  Object.assign(globalThis, { document, location: { href: address } });
  return JSON.parse(JSON.stringify(idsInData(more.conversation ?? false, more.owner)));
}
const json = (value) => [JSON.stringify(value), "application/json"];
const told = ({ ids }) => ids.map(({ value, of }) => [value, of]);

const CORIN = { pk: "61577840233190", username: "corin.mallory", full_name: "Corin Mallory" };
const TESS = { id: "17841400771234", username: "tess.ambrose", full_name: "Tess Ambrose" };

test("each id goes with the account that stands with it, however near another is", () => {
  const both = [
    ["61577840233190", "corin.mallory"],
    ["17841400771234", "tess.ambrose"],
  ];
  const text = JSON.stringify({ users: [CORIN, TESS] });
  const turned = `{"pk":"61577840233190","username":"corin.mallory"},{"id":"17841400771234","username":"tess.ambrose"}`;
  const ways = {
    json: [[text, "application/json"]],
    program: [[`window.state = ${text};`]],
    call: [[`require("x").handle(1, ${text})`]],
    pushed: [[`self.push([1, ${JSON.stringify(`5:["$", ${text}]`)}])`]],
    wrapped: [json({ payload: text })],
    turned: [[`load([${turned}])`]],
    loose: [
      [
        `load({pk:"61577840233190",username:"corin.mallory",on:!0},{id:'17841400771234',username:'tess.ambrose',on:!0})`,
      ],
    ],
  };
  for (const [way, scripts] of Object.entries(ways))
    assert.deepEqual(told(found(scripts, { conversation: true })).toSorted(), both.toSorted(), way);
});

test("the way to each id is told", () => {
  const { ids } = found([json({ thread: { users: [CORIN] } })]);
  assert.deepEqual(
    ids.map(({ name, where, at }) => [name, where, at]),
    [["pk", "json", "script thread/users/0/pk"]],
  );
});

test("on a page of one account no other is told, in a conversation all are, the named first", () => {
  const scripts = [json({ viewer: TESS, user: CORIN })];
  const address = "https://www.instagram.com/corin.mallory/?x=%E9";
  assert.deepEqual(told(found(scripts, { address })), [["61577840233190", "corin.mallory"]]);
  const all = told(found(scripts, { address, conversation: true }));
  assert.deepEqual(all, [
    ["61577840233190", "corin.mallory"],
    ["17841400771234", "tess.ambrose"],
  ]);
  const shown = found(scripts, { words: "Corin Mallory: hello" });
  assert.equal(shown.ids[0].of, "corin.mallory");
});

test("a message's number is never its writer's", () => {
  const message = {
    id: "987654321",
    username: "corin.mallory",
    text: "hello",
    created_at: 1795010580,
  };
  const result = found([json({ messages: [message] })]);
  assert.deepEqual(result.ids, []);
  assert.deepEqual(result.messages, [
    {
      id: "987654321",
      id_name: "id",
      time: "2026-11-18T14:03:00.000Z",
      time_source: "json created_at=1795010580",
      text: "hello",
    },
  ]);
});

test("moments in seconds, milliseconds, microseconds and as dates; others are none", () => {
  const time = (value) =>
    found([json({ text: "a", mid: "m1", timestamp: value })]).messages[0].time;
  for (const value of [1795010580, "1795010580000", 1795010580000000, "2026-11-18T09:03:00-05:00"])
    assert.equal(time(value), "2026-11-18T14:03:00.000Z", String(value));
  for (const value of ["2 h", "2026-11-18", 12, "18/11/2026 14:03"])
    assert.equal(time(value), "", value);
});

test("a number too large for JavaScript is told digit by digit", () => {
  const text = '{"user":{"screen_name":"corin","id":1549876543210987655}}';
  assert.deepEqual(told(found([[text, "application/json"]])), [["1549876543210987655", "corin"]]);
  assert.deepEqual(told(found([[`x=${text}`]])), [["1549876543210987655", "corin"]]);
});

test("an account that only has a person's name is told by its address, else by the name", () => {
  const user = { __typename: "User", id: "100040874179269", name: "Corin Mallory" };
  assert.deepEqual(told(found([json({ user })])), [["100040874179269", "Corin Mallory"]]);
  const profile_url = "https://www.facebook.com/corin.mallory.9";
  assert.deepEqual(told(found([json({ user: { ...user, profile_url } })])), [
    ["100040874179269", "corin.mallory.9"],
  ]);
  const again = { id: "100040874179269", username: "corin.mallory.9", full_name: "Corin Mallory" };
  assert.deepEqual(told(found([json({ user, again })])), [["100040874179269", "corin.mallory.9"]]);
  assert.deepEqual(told(found([json({ album: { id: "55555555", name: "Summer" } })])), []);
});

test("what a person wrote as code tells nothing, what the site hides there does", () => {
  const element = (hidden) => ({
    localName: "code",
    id: "bpr-1",
    textContent: JSON.stringify({ user: CORIN }),
    childNodes: [],
    attributes: [],
    getClientRects: () => (hidden ? [] : [{}]),
  });
  assert.deepEqual(told(found([], { held: [element(false)] })), []);
  assert.deepEqual(told(found([], { held: [element(true)] })), [
    ["61577840233190", "corin.mallory"],
  ]);
});

test("one account with two plain ids is told with neither", () => {
  const two = [
    { id: "11111", username: "corin" },
    { id: "22222", username: "corin" },
  ];
  assert.deepEqual(told(found([json(two)])), []);
});

test("broken and hostile data is passed over", () => {
  const deep = `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`;
  for (const text of [
    '{"pk":"61577840233190","username":',
    deep,
    '{"a":"\\u00',
    "{{{{[[[[",
    "\\\\\\",
  ])
    assert.deepEqual(found([[text], [text, "application/json"]]).ids, [], text.slice(0, 20));
});

const OWNER = {
  members: ["profile_id", "page_id"],
  places: [
    { selector: "meta", attribute: "content", regex: "^(\\d{5,25})$", name: "owner_user_id" },
    { selector: "[data-user-id]", attribute: "data-user-id", regex: "^(\\d+)$", name: "user_id" },
  ],
};
const node = (value) => ({ getAttribute: () => value });

test("an id that stands beside no name is the page's own where it is the only one by its name", () => {
  const one = [json({ header: { profile_id: "61577840233190" }, cover: { page_id: 1000123456 } })];
  const owned = { owner: OWNER, address: "https://a.example/corin" };
  assert.deepEqual(told(found(one, owned)), [
    ["61577840233190", ""],
    ["1000123456", ""],
  ]);
  assert.deepEqual(told(found(one)), []);
  const two = [json([{ profile_id: "61577840233190" }, { profile_id: "17841400771234" }])];
  assert.deepEqual(told(found(two, owned)), []);
});

test("so is one in the head or on an element, unless several accounts are there", () => {
  const owned = { owner: OWNER, address: "https://a.example/p/1" };
  const meta = { ...owned, placed: { meta: [node("61577840233190")] } };
  assert.deepEqual(
    found([], meta).ids.map(({ name, value, where, at }) => [name, value, where, at]),
    [["owner_user_id", "61577840233190", "attribute", "meta"]],
  );
  const many = { ...owned, placed: { "[data-user-id]": [node("12345678"), node("12345679")] } };
  assert.deepEqual(told(found([], many)), []);
  const same = { ...owned, placed: { "[data-user-id]": [node("12345678"), node("12345678")] } };
  assert.deepEqual(told(found([], same)), [["12345678", ""]]);
});

test("an organization is known by its urn", () => {
  const company = {
    entityUrn: "urn:li:fsd_company:10293847",
    universalName: "north-shore-ferries",
    name: "North Shore Ferries",
  };
  const address = "https://a.example/company/north-shore-ferries/";
  assert.deepEqual(told(found([json(company)], { address })), [
    ["urn:li:fsd_company:10293847", "north-shore-ferries"],
  ]);
});
