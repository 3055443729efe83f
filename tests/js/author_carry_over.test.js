import assert from "node:assert/strict";
import { test } from "node:test";
import { withCarriedAuthors } from "../../extension/capture/thread/author_carry_over.js";
import { content } from "./simulated_page.js";

const THERE = { kind: "p<div body", edge: 60, look: "start ltr" };

/** Who is told for messages that each lie as `stand` says, in one piece of the page. */
function writersOf(messages) {
  const segment = [];
  const entries = messages.map(({ stand = THERE, ids = [], piece = segment, ...said }) => ({
    segment: piece,
    content: { ...content(said), ids, stand },
  }));
  const named = entries.map(({ content: { author, kind } }) => ({ author, kind }));
  return withCarriedAuthors(entries, named).map(({ author, author_source = "" }) =>
    author_source ? `${author} (${author_source})` : author,
  );
}

test("a name goes on until another, a day, a piece that is not joined", () => {
  const told = writersOf([
    { text: "nobody yet" },
    { text: "one", author: "Dorian" },
    { text: "two" },
    { text: "three" },
    { text: "Today", kind: "divider" },
    { text: "four" },
    { text: "five", author: "Ilse" },
    { text: "six" },
    { text: "seven", piece: [] },
  ]);
  const taken = "Dorian (before)";
  assert.deepEqual(told, ["", "Dorian", taken, taken, "", "", "Ilse", "Ilse (before)", ""]);
});

test("nobody is named where the words lie elsewhere, on another ground or belong to another account", () => {
  const head = { text: "one", author: "Dorian", ids: [{ name: "data-user-id", value: "7" }] };
  const doubtful = [
    { stand: { ...THERE, edge: 500 } },
    { stand: { ...THERE, look: "start ltr rgb(217, 253, 211)" } },
    { ids: [{ name: "data-user-id", value: "8" }] },
    { stand: undefined },
    { text: "Dorian added Ilse" },
    { kind: "post" },
  ];
  for (const other of doubtful) {
    const second = { text: "two", ...other };
    const stands = "stand" in other && !other.stand ? { ...second, stand: null } : second;
    assert.deepEqual(writersOf([head, stands, { text: "three" }]), ["Dorian", "", ""]);
  }
});

test("words of a shape that no named message has are passed over, a picture is not", () => {
  const note = { text: "joined", stand: { ...THERE, kind: "i" } };
  const picture = { text: "", stand: { ...THERE, kind: "" } };
  const told = writersOf([{ text: "one", author: "Dorian" }, note, picture]);
  assert.deepEqual(told, ["Dorian", "", "Dorian (before)"]);
});
