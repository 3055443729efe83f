/**
 * Everything that waits as one file, `waiting.keepsake`, for a program on another computer: one line that says what is in
 * it, then the bytes, all under words that a person keeps. Source: FORMAT.md §3.10.
 */

import { utf8 } from "../host/bytes.js";
import { takePart } from "./take.js";

/** At least 66 bits in either language, as for a copy that is handed over. */
export const WORDS = { en: 6, fr: 8 };

/** @typedef {import("./room.js").Waiting & {row: import("./room.js").Row}} Known */

/**
 * @param {string[]} list of words
 * @param {number} count
 * @returns {string} so many of them, drawn by chance
 */
export function drawWords(list, count) {
  const most = 2 ** 32 - (2 ** 32 % list.length);
  const drawn = [];
  while (drawn.length < count) {
    const [number = most] = crypto.getRandomValues(new Uint32Array(1));
    if (number < most) drawn.push(list[number % list.length]);
  }
  return drawn.join("-");
}

/**
 * @param {import("./room.js").WaitingRoom} room
 * @param {string[]} captures which of those that wait
 * @param {{version: string, words: string}} how
 * @returns {Promise<ReadableStream<Uint8Array>>}
 */
export async function savedFile(room, captures, { version, words }) {
  const waiting = /** @type {Known[]} */ (
    (await room.list()).filter(({ capture, row }) => row !== null && captures.includes(capture))
  );
  const told = await Promise.all(waiting.map((each) => toldOf(room, each)));
  const about = { keepsake_waiting: 1, saved: room.now(), extension: version, captures: told };
  return room.seals.sealUnder(streamOf(room, waiting, `${JSON.stringify(about)}\n`), words);
}

/**
 * @param {import("./room.js").WaitingRoom} room
 * @param {Known} waiting
 */
async function toldOf(room, waiting) {
  const { manifest: last, sha256: _, ended, ...waited } = waiting.row;
  const parts = [];
  for (const part of numbersOf(waiting)) parts.push((await takePart(room, waiting, part)).info);
  const damaged = parts.some(({ part, kind }) => part === last && kind === "damaged");
  const manifest = damaged ? -1 : last;
  const end = ended && manifest >= 0 && waited.sealed_to === "vault" ? { ended } : {};
  return { capture: waiting.capture, waited, manifest, ...end, parts };
}

/** @param {Known} waiting */
function numbersOf({ row, lines }) {
  return lines.map((_, n) => row.part + n);
}

/**
 * @param {import("./room.js").WaitingRoom} room
 * @param {Known[]} waiting
 * @param {string} line
 * @returns {ReadableStream<Uint8Array>} one part at a time is open
 */
function streamOf(room, waiting, line) {
  const parts = waiting.flatMap((each) => numbersOf(each).map((part) => ({ each, part })));
  return new ReadableStream({
    start: (stream) => stream.enqueue(utf8(line)),
    async pull(stream) {
      for (let next = parts.shift(); next; next = parts.shift()) {
        const { bytes } = await takePart(room, next.each, next.part);
        if (bytes.length) return stream.enqueue(bytes);
      }
      stream.close();
    },
  });
}
