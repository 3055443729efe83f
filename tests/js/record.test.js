/** Record only, from the address to what the host is told; and what of a page may come through. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { plainAddress, recordNote, recordPage } from "../../extension/capture/record.js";
import { WaitingRoom } from "../../extension/capture/waiting/room.js";
import { plainIds } from "../../extension/page/about/plain_ids.js";
import { HostSide } from "./host_side.js";
import { MemoryShelf, seals } from "./memory_shelf.js";
import { complaints } from "./schema.js";

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const SCHEMA = JSON.parse(read("shared/schemas/manifest.schema.json"));
const ID = { name: "user_id", value: "61577840233190", where: "json", of: "dorian.vale" };

function setUp(changes = {}) {
  const host = new HostSide();
  let n = 0;
  const tools = {
    connect: () => host.port,
    accounts: async () => [ID],
    clock: {
      now: () => 0,
      every: () => () => undefined,
      date: () => new Date(Date.UTC(2026, 10, 24, 19, 3)),
      uuid: () => `0b9f1f0e-0000-4000-8000-00000000000${n++}`,
    },
    platforms: [],
    environment: {
      extension: "0.1.0",
      user_agent: "node",
      languages: ["en"],
      viewport: { width: 400, height: 600 },
      zoom: 1,
    },
    version: "0.1.0",
    ...changes,
  };
  const shelf = new MemoryShelf();
  tools.room = new WaitingRoom(shelf, seals, tools.clock);
  return { host, shelf, tools };
}

test("an address keeps its words and loses any content that it carries", () => {
  const same = ["https://a.example/p/1?u=2#c", "http://a.example/data/1", "file:///home/a/b.html"];
  for (const url of same) assert.deepEqual(plainAddress(url), { url, cut: false });
  const cut = {
    "data:text/html,<p>words</p>": "data:",
    "blob:https://a.example/1f0e": "blob:",
    "javascript:alert(1)": "javascript:",
    "https://a.example/?i=data:image/png;base64,iVBORw0KGgo": "https://a.example/?i=",
    "https://a.example/?i=data%3Aimage%2Fpng": "https://a.example/?i=",
    "https://a.example/?i=DATA%253Aimage": "https://a.example/?i=",
    "https://a.example/#blob:https://a.example/1": "https://a.example/#",
    "words without a scheme": "",
  };
  for (const [url, left] of Object.entries(cut))
    assert.deepEqual(plainAddress(url), { url: left, cut: true }, url);
  assert.equal(plainAddress(`https://a.example/${"x".repeat(5000)}`).url.length, 2048);
});

test("the facts are one capture without pictures, items or a title", async () => {
  const { host, tools } = setUp();
  const { facts } = await recordPage(tools, { url: "https://a.example/p/1", title: "Her name" });
  assert.deepEqual(
    Array.from(host.parts.values(), ({ kind }) => kind),
    ["begin", "manifest"],
  );
  const { committed } = host;
  assert.deepEqual(complaints(SCHEMA, committed), []);
  assert.equal(committed.mode, "record_only");
  assert.deepEqual([committed.tiles, committed.items, committed.page.title], [[], [], ""]);
  assert.deepEqual(committed.page.ids, [ID]);
  assert.deepEqual(committed.completeness.notes, ["record_only"]);
  assert.equal(committed.completeness.end, "not_reached");
  assert.equal(JSON.stringify(host.sent).includes("Her name"), false);
  assert.equal(facts.about, committed.capture);
  const begin = JSON.parse(host.parts.get(0).data.toString());
  assert.deepEqual([begin.mode, begin.url], ["record_only", "https://a.example/p/1"]);
});

test("nothing of the page is asked for before the address is durable", async () => {
  const { host, tools } = setUp();
  tools.accounts = async () => {
    assert.ok(host.parts.has(0));
    return [];
  };
  await recordPage(tools, { url: "https://a.example/p/1" });
  assert.ok(host.committed);
});

test("words are a capture of their own that names the facts", async () => {
  const first = setUp();
  const { facts } = await recordPage(first.tools, { url: "https://a.example/p/1" });
  const second = setUp();
  await recordNote(second.tools, facts, "elle a douze ans — “send it”");
  const [note] = second.host.kept("note");
  assert.equal(note.data.toString(), "elle a douze ans — “send it”");
  assert.equal(note.media_type, "text/plain");
  assert.equal(second.host.committed.about, facts.about);
  assert.deepEqual(second.host.committed.page, first.host.committed.page);
  assert.deepEqual(complaints(SCHEMA, second.host.committed), []);
});

test("without the host the facts wait, and of the page nothing else", async () => {
  const { host, tools } = setUp();
  const run = recordPage(tools, { url: "https://a.example/p/1" });
  host.die("Specified native messaging host not found.");
  const { receipt } = await run;
  assert.equal(receipt.state, "waiting");
  assert.equal(host.committed, null);
  const [{ row, lines }] = await tools.room.list();
  assert.equal(row.mode, "record_only");
  assert.deepEqual(
    lines.map(({ kind }) => kind),
    ["begin", "manifest"],
  );
});

test("the waiting room takes no picture and no page of what is only recorded", async () => {
  const { tools } = setUp();
  const about = { mode: "record_only", part: 0, resume: "" };
  const place = await tools.room.place("c", about);
  for (const kind of ["tile", "items", "views", "snapshot", "mhtml", "anything"]) {
    const info = { part: 0, kind, name: "a", media_type: "a/b", bytes: 1, sha256: "" };
    await assert.rejects(place.keep(info, new Uint8Array(1)), /is not kept/);
  }
  assert.deepEqual(await tools.room.list(), []);
});

test("of the page's data only plain ids come through, and no hash of a picture", () => {
  const hostile = [
    { ...ID, at: "script thread/users/0/words of hers", derived_time: "2026" },
    { ...ID, value: "ab".repeat(16) },
    { ...ID, value: "AB".repeat(32) },
    { ...ID, value: "x".repeat(43) },
    { ...ID, value: "/media/her.png" },
    { ...ID, of: "words that she wrote" },
    { ...ID, of: "c".repeat(64) },
    { ...ID, name: "two words" },
    { ...ID, of: "" },
  ];
  assert.deepEqual(plainIds(hostile), [ID, { ...ID, of: "" }]);
});
