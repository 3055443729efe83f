/**
 * Step 7, further: proofs of calendars, OpenTimestamps version 1. A proof is followed to a promise or to a block; whether the
 * block is one of Bitcoin no file can say, so it is told for comparison. Source: FORMAT.md §5.6.
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesOf, concat, hex, same } from "../bytes.js";
import { attempt, further, invalid, read } from "./findings.js";

/**
 * @typedef {import("./findings.js").Files} Files
 * @typedef {import("./findings.js").Finding} Finding
 * @typedef {{kind: "pending" | "block" | "unknown", message: Uint8Array, address: string, height: number}} Said
 */

export const PROOF = /^data\/log\/stamps\/(0|[1-9][0-9]{0,14})-ots\.ots$/;
const HEAD = concat(
  Uint8Array.of(0),
  bytesOf("OpenTimestamps\0\0Proof\0"),
  Uint8Array.of(0xbf, 0x89, 0xe2, 0xe8, 0x84, 0xe8, 0x92, 0x94),
  // Version 1, for a SHA-256.
  Uint8Array.of(1, 8),
);
const PENDING = "83dfe30d2ef90c8e";
const BITCOIN = "0588960d73d71901";
const FILE_BYTES_MAX = 65_536;
const MESSAGE_BYTES_MAX = 4096;
const PAYLOAD_BYTES_MAX = 8192;
const ADDRESS_BYTES_MAX = 1000;
const DEPTH_MAX = 256;
const [SHA256, APPEND, PREPEND, FORK] = [0x08, 0xf0, 0xf1, 0xff];

/**
 * @param {Files} files
 * @returns {Finding[]} Of every proof of a calendar.
 */
export function checkProofs(files) {
  const names = [...files.keys()].filter((name) => PROOF.test(name)).sort();
  return names.flatMap((name) => checkProof(files, name));
}

/**
 * @param {Files} files
 * @param {string} file
 * @returns {Finding[]}
 */
function checkProof(files, file) {
  const data = read(files, file);
  const side = file.replace(/ots$/, "json");
  if (!same(read(files, side), bytesOf(`{"sha256":"${hex(sha256(data))}"}`))) {
    return [file, side].map((name) => invalid("ots_changed", name));
  }
  const size = PROOF.exec(file)?.[1] ?? "";
  const stamped = sha256(read(files, `data/log/stamps/${size}.checkpoint`));
  const said = attempt(() => readProof(data, stamped));
  if (!said) return [invalid("ots_wrong", file)];
  const blocks = said.filter((one) => one.kind === "block");
  if (blocks.length > 0) {
    return blocks.map(({ height, message }) => {
      const facts = { height: String(height), root: hex(message.slice().reverse()) };
      return further("ots_block", file, facts);
    });
  }
  const calendars = said.filter((one) => one.kind === "pending").map((one) => one.address);
  if (calendars.length === 0) return [further("ots_unknown", file)];
  return [...new Set(calendars)]
    .sort()
    .map((calendar) => further("ots_pending", file, { calendar }));
}

/**
 * @param {Uint8Array} data
 * @param {Uint8Array} digest SHA-256 of what the proof is for.
 * @returns {Said[]} Everything that it says.
 * @throws {Error} Malformed, or for other bytes.
 */
export function readProof(data, digest) {
  const head = concat(HEAD, digest);
  if (data.length > FILE_BYTES_MAX || !same(data.subarray(0, head.length), head)) {
    throw new Error("not a proof of this file");
  }
  const reader = new Reader(data.subarray(head.length));
  const said = reader.follow(digest, DEPTH_MAX);
  if (!reader.isDone()) throw new Error("more behind the proof");
  return said;
}

class Reader {
  /** @param {Uint8Array} data */
  constructor(data) {
    this.data = data;
    this.at = 0;
  }

  isDone() {
    return this.at === this.data.length;
  }

  /**
   * What is said of a message, and of all that follows from it.
   * @param {Uint8Array} message
   * @param {number} depth
   * @returns {Said[]}
   */
  follow(message, depth) {
    if (depth === 0) throw new Error("too deep");
    /** @type {Said[]} */
    const here = [];
    /** @type {Said[]} */
    const below = [];
    const known = new Set();
    for (let more = true; more; ) {
      let tag = this.byte();
      more = tag === FORK;
      if (more) tag = this.byte();
      if (tag === 0) {
        here.push(this.witness(message));
        continue;
      }
      const argument = tag === SHA256 ? new Uint8Array() : this.argument(tag);
      const step = `${tag} ${hex(argument)}`;
      if (known.has(step)) throw new Error("an operation twice");
      known.add(step);
      below.push(...this.follow(apply(tag, argument, message), depth - 1));
    }
    const kept = below.some((one) => one.kind === "block");
    return [...here.filter((one) => !(kept && one.kind === "pending")), ...below];
  }

  /**
   * @param {number} tag
   * @returns {Uint8Array}
   */
  argument(tag) {
    if (tag !== APPEND && tag !== PREPEND) throw new Error("an operation that is not followed");
    const found = this.counted(MESSAGE_BYTES_MAX);
    if (found.length === 0) throw new Error("nothing to add");
    return found;
  }

  /**
   * @param {Uint8Array} message
   * @returns {Said}
   */
  witness(message) {
    const tag = hex(this.take(8));
    const inner = new Reader(this.counted(PAYLOAD_BYTES_MAX));
    if (tag === PENDING) {
      const bytes = inner.counted(ADDRESS_BYTES_MAX);
      const address = String.fromCharCode(...bytes);
      if (!/^[A-Za-z0-9._/:-]*$/.test(address) || !inner.isDone()) throw new Error("no address");
      return { kind: "pending", message, address, height: -1 };
    }
    if (tag === BITCOIN) {
      const height = inner.number();
      if (message.length !== 32 || !inner.isDone()) throw new Error("not a Merkle root");
      return { kind: "block", message, address: "", height };
    }
    return { kind: "unknown", message, address: "", height: -1 };
  }

  /** @returns {number} */
  byte() {
    return this.take(1)[0] ?? 0;
  }

  /**
   * @param {number} length
   * @returns {Uint8Array}
   */
  take(length) {
    const found = this.data.subarray(this.at, this.at + length);
    if (found.length !== length) throw new Error("cut short");
    this.at += length;
    return found;
  }

  /**
   * @param {number} most
   * @returns {Uint8Array}
   */
  counted(most) {
    const length = this.number();
    if (length > most) throw new Error("too long");
    return this.take(length);
  }

  /** @returns {number} Seven bits a byte, the lowest first, at most five bytes. */
  number() {
    let value = 0;
    for (let place = 0; place < 5; place += 1) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** (7 * place);
      if (byte < 128) return value;
    }
    throw new Error("a number without end");
  }
}

/**
 * @param {number} tag
 * @param {Uint8Array} argument
 * @param {Uint8Array} message
 * @returns {Uint8Array} The next message.
 */
function apply(tag, argument, message) {
  if (tag === SHA256) return sha256(message);
  const joined = tag === APPEND ? concat(message, argument) : concat(argument, message);
  if (joined.length > MESSAGE_BYTES_MAX) throw new Error("a message is too long");
  return joined;
}
