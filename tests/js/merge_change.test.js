import assert from "node:assert/strict";
import { test } from "node:test";
import { stateOf } from "../../extension/capture/thread/entry.js";
import { Merger } from "../../extension/capture/thread/merge.js";
import { areTwo, sameMoment, strengthOf } from "../../extension/capture/thread/similarity.js";
import { content, SimulatedList, saidIn } from "./simulated_page.js";

const texts = (merger) => merger.entries().map((entry) => saidIn(entry.content));
const states = (merger) => merger.entries().map(stateOf);

/** Items that all say something of their own. */
function makeItems(count, { ids, times }) {
  return Array.from({ length: count }, (_, n) => ({
    id: ids ? `m${n}` : "",
    text: `message ${n}`,
    author: n % 3 ? "Ann" : "Bo",
    time: times ? new Date(1e12 + n * 60_000).toISOString() : "",
  }));
}

test("an item removed just below what loads above stays where it was", () => {
  const items = makeItems(30, { ids: false, times: true });
  const list = new SimulatedList(items.slice(15));
  const merger = new Merger();
  merger.add(list.look(0, 10), -1);
  list.items = [...items.slice(0, 15), ...items.slice(16)];
  for (const at of [10, 9, 4, 0]) merger.add(list.look(at, 10), -1);
  assert.deepEqual(
    texts(merger),
    items.slice(0, 25).map(({ text }) => text),
  );
  assert.deepEqual(
    merger.entries().flatMap((entry, i) => (stateOf(entry) === "gone" ? [i] : [])),
    [15],
  );
});

test("an item that the page moves elsewhere is still one item", () => {
  const items = makeItems(20, { ids: true, times: true });
  const list = new SimulatedList([...items]);
  const merger = new Merger();
  merger.add(list.look(0, 12), 1);
  const [moved] = list.items.splice(2, 1);
  list.items.splice(9, 0, moved);
  for (const at of [0, 3, 8]) merger.add(list.look(at, 12), 1);
  assert.deepEqual(
    texts(merger),
    list.items.map(({ text }) => text),
  );
  assert.deepEqual(new Set(states(merger)), new Set(["shown"]));
});

test("a day and a name above the first loaded item are no edit when others come before it", () => {
  const items = makeItems(30, { ids: false, times: false });
  items.forEach((item, n) => {
    item.text = `message ${n}\n10:${n + 10}`;
    item.author = "";
  });
  const head = { ...items[15], text: `Monday, 3 March\nAnn\n${items[15].text}` };
  const list = new SimulatedList([head, ...items.slice(16)], { recycle: 13 });
  const merger = new Merger();
  merger.add(list.look(0, 10), -1);
  list.items = items;
  for (const at of [12, 8, 4, 0]) merger.add(list.look(at, 10), -1);
  assert.deepEqual(
    texts(merger),
    items.slice(0, 25).map(({ text }) => text),
  );
  assert.deepEqual(new Set(states(merger)), new Set(["shown"]));
  items[3].text = "10:13";
  merger.add(list.look(0, 10), -1);
  assert.deepEqual(
    merger.entries().flatMap((entry) => entry.earlier.map(({ text }) => text)),
    ["message 3\n10:13"],
    "words that go while the neighbours stay are an edit",
  );
});

test("a moment in which rows of before stand among rows of after changes nothing", () => {
  const items = makeItems(60, { ids: false, times: true });
  const merger = new Merger();
  const list = new SimulatedList([...items]);
  merger.add(list.look(45, 10), -1);
  for (const at of [38, 31, 24]) merger.add(list.look(at, 10), -1);
  list.items = [...items.slice(45, 52), ...items.slice(24, 34)];
  merger.add(list.look(0, 17), -1);
  list.items = [...items];
  for (const at of [24, 18, 10, 0]) merger.add(list.look(at, 10), -1);
  assert.deepEqual(
    texts(merger),
    items.slice(0, 55).map(({ text }) => text),
  );
  assert.deepEqual(new Set(states(merger)), new Set(["shown"]));
});

test("one that shows another time of day is another item", () => {
  const said = { text: "ok", author: "Ann" };
  const [one, two] = ["14:05", "14:06"].map((time_shown) => content({ ...said, time_shown }));
  assert.equal(strengthOf(one, true), "strong");
  assert.equal(areTwo(one, two), true);
  assert.equal(sameMoment(one, content({ ...said, text: "ok then", time_shown: "14:05" })), true);
});

test("a name that takes the place of a telephone number is no edit", () => {
  const list = new SimulatedList([{ text: "+1 555 010 4477\nhello" }, { text: "well" }]);
  const merger = new Merger();
  merger.add(list.look(0, 2), 1);
  list.items[0].text = "Corin\nhello";
  merger.add(list.look(0, 2), 1);
  assert.deepEqual(texts(merger), ["Corin\nhello", "well"]);
  assert.deepEqual(states(merger), ["shown", "shown"]);
});

test("a telephone number that somebody said and took back is an edit", () => {
  for (const time_shown of ["", "10:12"]) {
    const items = [{ text: "+1 555 010 4477", time_shown }, { text: "well" }];
    const list = new SimulatedList(items);
    const merger = new Merger();
    merger.add(list.look(0, 2), 1);
    items[0].text = "forget it";
    merger.add(list.look(0, 2), 1);
    assert.deepEqual(states(merger), ["changed", "shown"], time_shown);
  }
});
