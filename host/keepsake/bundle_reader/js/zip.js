/**
 * Reads the container, exactly as its writer makes it and nothing else. Source: PKWARE APPNOTE 6.3.10 §4.3, §4.5.3.
 * The same rules are in host/keepsake/formats/bundle/container.py and container_reader.py.
 */

import { concat, same, utf8 } from "./bytes.js";
import { endOfMember } from "./source.js";

const UTF8_NAMES = 0x0800;
const DOS_DATE = 0x0021;
const MAX16 = 0xffff;
const MAX32 = 0xffffffff;
const DIRECTORY_MAX = 64 * 1024 * 1024;
const DEFLATED = 8;
// What is deflated is opened as a whole, and a few bytes may be very many: one alone, and all together.
const OPENED_MAX = 64 * 1024 * 1024;
const OPENED_ALL = 512 * 1024 * 1024;
const REGULAR_FILE = 0o100644 * 65536;
// So many headers are asked for at once: to ask takes longer than to read.
const TOGETHER = 16;

/** The container, or one member of it, is not as its writer makes it. */
export class ContainerError extends Error {
  /** @param {string} name The member concerned, "" for the container as a whole. */
  constructor(name) {
    super(`container ${name}`);
    this.name = "ContainerError";
    this.file = name;
  }
}

// Sixteen tables: what a byte does to the sum when 0 to 15 others follow it, so that sixteen are taken in one step.
const CRC_TABLES = new Int32Array(16 * 256);
for (let start = 0; start < 256; start += 1) {
  let value = start;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  CRC_TABLES[start] = value;
}
for (let at = 256; at < CRC_TABLES.length; at += 1) {
  const before = CRC_TABLES[at - 256] ?? 0;
  CRC_TABLES[at] = (before >>> 8) ^ (CRC_TABLES[before & 0xff] ?? 0);
}

/**
 * @param {Uint8Array} data
 * @param {number} [before] Of what stands before it.
 * @returns {number}
 */
export function crc32(data, before = 0) {
  // No place is outside of its array. To ask at each would take as long as the rest.
  /** @type {[any, any]} */
  const [table, bytes] = [CRC_TABLES, data];
  let value = ~before;
  let at = 0;
  for (const end = data.length - 16; at <= end; at += 16) {
    value =
      table[3840 + (bytes[at] ^ (value & 0xff))] ^
      table[3584 + (bytes[at + 1] ^ ((value >>> 8) & 0xff))] ^
      table[3328 + (bytes[at + 2] ^ ((value >>> 16) & 0xff))] ^
      table[3072 + (bytes[at + 3] ^ (value >>> 24))] ^
      table[2816 + bytes[at + 4]] ^
      table[2560 + bytes[at + 5]] ^
      table[2304 + bytes[at + 6]] ^
      table[2048 + bytes[at + 7]] ^
      table[1792 + bytes[at + 8]] ^
      table[1536 + bytes[at + 9]] ^
      table[1280 + bytes[at + 10]] ^
      table[1024 + bytes[at + 11]] ^
      table[768 + bytes[at + 12]] ^
      table[512 + bytes[at + 13]] ^
      table[256 + bytes[at + 14]] ^
      table[bytes[at + 15]];
  }
  for (; at < data.length; at += 1) value = table[(value ^ bytes[at]) & 0xff] ^ (value >>> 8);
  return ~value >>> 0;
}

/** @typedef {{name: Uint8Array, crc: number, size: number, offset: number, deflated?: number | undefined}} Entry */

/**
 * Reads the directory and every header; the bytes of a member are compared with its CRC when they are read.
 * @param {import("./source.js").Source} source
 * @returns {Promise<import("./source.js").Members>} By name, in order.
 * @throws {ContainerError}
 */
export async function readContainer(source) {
  const { at, directory, end } = await endOf(source);
  /** @type {import("./source.js").Members} */
  const members = new Map();
  /** @type {{name: string, local: Uint8Array, at: number}[]} */
  const headers = [];
  const seen = new Set();
  let offset = 0;
  let opened = 0;
  let place = 0;
  while (place < directory.length) {
    const entry = entryAt(directory, place);
    const name = safeName(entry.name, seen);
    const central = centralHeader(entry);
    const local = localHeader(entry);
    const found = directory.subarray(place, place + central.length);
    if (entry.offset !== offset || !same(central, found)) throw new ContainerError(name);
    const { size, crc, deflated } = entry;
    const member = { size, crc, source, at: offset + local.length, deflated };
    if (endOfMember(member) > at) throw new ContainerError(name);
    opened += deflated === undefined ? 0 : size;
    if (opened > OPENED_ALL) throw new ContainerError(name);
    headers.push({ name, local, at: offset });
    members.set(name, member);
    offset = endOfMember(member);
    place += central.length;
  }
  if (offset !== at || !same(end, endRecords(members.size, directory.length, at))) {
    throw new ContainerError("");
  }
  for (let from = 0; from < headers.length; from += TOGETHER) {
    await compareHeaders(source, headers.slice(from, from + TOGETHER));
  }
  return members;
}

/**
 * @param {import("./source.js").Source} source
 * @param {{name: string, local: Uint8Array, at: number}[]} headers
 * @throws {ContainerError} One of them stands otherwise before its member.
 */
async function compareHeaders(source, headers) {
  const read = headers.map(({ local, at }) => source.read(at, at + local.length));
  for (const [place, found] of (await Promise.all(read)).entries()) {
    const { local, name } = /** @type {typeof headers[number]} */ (headers[place]);
    if (!same(local, found)) throw new ContainerError(name);
  }
}

/**
 * @param {import("./source.js").Source} source
 * @returns {Promise<{at: number, directory: Uint8Array, end: Uint8Array}>}
 */
async function endOf(source) {
  if (source.size < 22) throw new ContainerError("");
  const tail = await source.read(Math.max(0, source.size - 98), source.size);
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  const short = tail.length - 22;
  let size = view.getUint32(short + 12, true);
  let at = view.getUint32(short + 16, true);
  let length = 22;
  if (tail.length === 98 && view.getUint32(0, true) === 0x06064b50) {
    length = 98;
    size = Number(view.getBigUint64(40, true));
    at = Number(view.getBigUint64(48, true));
  }
  if (!Number.isSafeInteger(at) || at + size + length !== source.size || size > DIRECTORY_MAX) {
    throw new ContainerError("");
  }
  const directory = await source.read(at, at + size);
  return { at, directory, end: tail.subarray(tail.length - length) };
}

/**
 * @param {Uint8Array} directory
 * @param {number} at
 * @returns {Entry}
 */
function entryAt(directory, at) {
  if (at + 46 > directory.length) throw new ContainerError("");
  const view = new DataView(directory.buffer, directory.byteOffset + at, directory.length - at);
  const nameEnd = 46 + view.getUint16(28, true);
  const extraEnd = nameEnd + view.getUint16(30, true);
  if (extraEnd > view.byteLength) throw new ContainerError("");
  let size = view.getUint32(24, true);
  let offset = view.getUint32(42, true);
  let extra = nameEnd + 4;
  const long = () => {
    if (extra + 8 > extraEnd) throw new ContainerError("");
    extra += 8;
    return Number(view.getBigUint64(extra - 8, true));
  };
  if (size === MAX32) {
    size = long();
    long();
  }
  if (offset === MAX32) offset = long();
  if (!Number.isSafeInteger(size + offset)) throw new ContainerError("");
  const name = directory.subarray(at + 46, at + nameEnd);
  const crc = view.getUint32(16, true);
  if (view.getUint16(10, true) !== DEFLATED) return { name, crc, size, offset };
  const deflated = view.getUint32(20, true);
  const isShorter = deflated > 0 && deflated < size && size <= OPENED_MAX;
  if (!isShorter) throw new ContainerError(new TextDecoder().decode(name));
  return { name, crc, size, offset, deflated };
}

/**
 * @param {Entry} entry
 * @returns {Uint8Array}
 */
function localHeader(entry) {
  const { name, size } = entry;
  const view = new DataView(new ArrayBuffer(30));
  const extra = size >= MAX32 ? longNumbers([size, size]) : new Uint8Array();
  view.setUint32(0, 0x04034b50, true);
  common(view, 4, entry, extra);
  return concat(new Uint8Array(view.buffer), name, extra);
}

/**
 * @param {Entry} entry
 * @returns {Uint8Array}
 */
function centralHeader(entry) {
  const { name, size, offset } = entry;
  const view = new DataView(new ArrayBuffer(46));
  const numbers = [...(size >= MAX32 ? [size, size] : []), ...(offset >= MAX32 ? [offset] : [])];
  const extra = numbers.length > 0 ? longNumbers(numbers) : new Uint8Array();
  view.setUint32(0, 0x02014b50, true);
  view.setUint16(4, (3 << 8) | (extra.length > 0 ? 45 : 20), true);
  common(view, 6, entry, extra);
  view.setUint32(38, REGULAR_FILE, true);
  view.setUint32(42, Math.min(offset, MAX32), true);
  return concat(new Uint8Array(view.buffer), name, extra);
}

/**
 * Fields that both headers share: version, flags, method, time, date, CRC, sizes, lengths.
 * @param {DataView} view
 * @param {number} at
 * @param {Entry} entry
 * @param {Uint8Array} extra
 */
function common(view, at, { name, crc, size, deflated }, extra) {
  view.setUint16(at, extra.length > 0 ? 45 : 20, true);
  view.setUint16(at + 2, UTF8_NAMES, true);
  view.setUint16(at + 4, deflated === undefined ? 0 : DEFLATED, true);
  view.setUint16(at + 8, DOS_DATE, true);
  view.setUint32(at + 10, crc, true);
  view.setUint32(at + 14, Math.min(deflated ?? size, MAX32), true);
  view.setUint32(at + 18, Math.min(size, MAX32), true);
  view.setUint16(at + 22, name.length, true);
  view.setUint16(at + 24, extra.length, true);
}

/**
 * @param {number[]} numbers That do not fit into four bytes.
 * @returns {Uint8Array} The field of ZIP64.
 */
function longNumbers(numbers) {
  const view = new DataView(new ArrayBuffer(4 + 8 * numbers.length));
  view.setUint16(0, 1, true);
  view.setUint16(2, 8 * numbers.length, true);
  for (const [index, number] of numbers.entries()) {
    view.setBigUint64(4 + 8 * index, BigInt(number), true);
  }
  return new Uint8Array(view.buffer);
}

/**
 * @param {number} count
 * @param {number} size
 * @param {number} at
 * @returns {Uint8Array} What stands behind the directory.
 */
function endRecords(count, size, at) {
  const long = count >= MAX16 || size >= MAX32 || at >= MAX32;
  const view = new DataView(new ArrayBuffer(long ? 98 : 22));
  const end = long ? 76 : 0;
  if (long) {
    view.setUint32(0, 0x06064b50, true);
    view.setBigUint64(4, 44n, true);
    view.setUint16(12, (3 << 8) | 45, true);
    view.setUint16(14, 45, true);
    for (const [index, number] of [count, count, size, at].entries()) {
      view.setBigUint64(24 + 8 * index, BigInt(number), true);
    }
    view.setUint32(56, 0x07064b50, true);
    view.setBigUint64(64, BigInt(at + size), true);
    view.setUint32(72, 1, true);
  }
  view.setUint32(end, 0x06054b50, true);
  view.setUint16(end + 8, Math.min(count, MAX16), true);
  view.setUint16(end + 10, Math.min(count, MAX16), true);
  view.setUint32(end + 12, Math.min(size, MAX32), true);
  view.setUint32(end + 16, Math.min(at, MAX32), true);
  return new Uint8Array(view.buffer);
}

/**
 * @param {Uint8Array} raw
 * @param {Set<string>} seen
 * @returns {string}
 */
function safeName(raw, seen) {
  let name = "";
  try {
    name = utf8(raw);
  } catch {
    throw new ContainerError(new TextDecoder().decode(raw));
  }
  const parts = name.split("/");
  const odd = parts.some((part) => ["", ".", ".."].includes(part) || /[ .]$/.test(part));
  if (odd || /[^ -~]|[\\:*?"<>|]/.test(name) || name.length > 240) {
    throw new ContainerError(name);
  }
  if (seen.has(name.toLowerCase())) throw new ContainerError(name);
  seen.add(name.toLowerCase());
  return name;
}
