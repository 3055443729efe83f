/**
 * Reads the container, exactly as its writer makes it and nothing else. Source: PKWARE APPNOTE 6.3.10 §4.3.
 * The same rules are in host/keepsake/formats/container.py.
 */

import { bytesOf, concat, same, utf8 } from "./bytes.js";

const UTF8_NAMES = 0x0800;
const DOS_DATE = 0x0021;
const REGULAR_FILE = 0o100644 * 65536;

/** The container, or one member of it, is not as its writer makes it. */
export class ContainerError extends Error {
  /** @param {string} name The member concerned, "" for the container as a whole. */
  constructor(name) {
    super(`container ${name}`);
    this.name = "ContainerError";
    this.file = name;
  }
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, start) => {
  let value = start;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

/**
 * @param {Uint8Array} data
 * @returns {number}
 */
export function crc32(data) {
  let value = 0xffffffff;
  for (const byte of data) value = (CRC_TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

/**
 * @typedef {{name: Uint8Array, crc: number, size: number, offset: number}} Member
 */

/**
 * @param {Uint8Array} data
 * @returns {Map<string, Uint8Array>} Contents by name, in order.
 * @throws {ContainerError}
 */
export function readContainer(data) {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const directoryAt = endOf(data, view);
  /** @type {Map<string, Uint8Array>} */
  const members = new Map();
  const seen = new Set();
  /** @type {Uint8Array[]} */
  const directory = [];
  let offset = 0;
  while (offset < directoryAt) {
    const member = memberAt(data, view, offset, directoryAt);
    const name = safeName(member.name, seen);
    const start = offset + 30 + member.name.length;
    const content = data.subarray(start, start + member.size);
    if (crc32(content) !== member.crc) throw new ContainerError(name);
    members.set(name, content);
    directory.push(centralHeader(member));
    offset = start + member.size;
  }
  if (!same(concat(...directory), data.subarray(directoryAt, data.length - 22))) {
    throw new ContainerError("");
  }
  return members;
}

/**
 * @param {Uint8Array} data
 * @param {DataView} view
 * @returns {number} Where the directory begins.
 */
function endOf(data, view) {
  const at = data.length - 22;
  if (at < 0 || view.getUint32(at, true) !== 0x06054b50) throw new ContainerError("");
  const short = [4, 6, 20].map((field) => view.getUint16(at + field, true));
  const [here, whole] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
  const [size, offset] = [view.getUint32(at + 12, true), view.getUint32(at + 16, true)];
  if (short.some(Boolean) || here !== whole || offset + size !== at) throw new ContainerError("");
  return offset;
}

/**
 * @param {Uint8Array} data
 * @param {DataView} view
 * @param {number} offset
 * @param {number} limit
 * @returns {Member}
 */
function memberAt(data, view, offset, limit) {
  if (offset + 30 > limit) throw new ContainerError("");
  const crc = view.getUint32(offset + 14, true);
  const size = view.getUint32(offset + 18, true);
  const end = offset + 30 + view.getUint16(offset + 26, true);
  const member = { name: data.subarray(offset + 30, end), crc, size, offset };
  if (end + size > limit || !same(data.subarray(offset, end), localHeader(member))) {
    throw new ContainerError(new TextDecoder().decode(member.name));
  }
  return member;
}

/**
 * @param {Member} member
 * @returns {Uint8Array}
 */
function localHeader({ name, crc, size }) {
  const view = new DataView(new ArrayBuffer(30));
  view.setUint32(0, 0x04034b50, true);
  common(view, 4, name, crc, size);
  return concat(new Uint8Array(view.buffer), name);
}

/**
 * @param {Member} member
 * @returns {Uint8Array}
 */
function centralHeader({ name, crc, size, offset }) {
  const view = new DataView(new ArrayBuffer(46));
  view.setUint32(0, 0x02014b50, true);
  view.setUint16(4, (3 << 8) | 20, true);
  common(view, 6, name, crc, size);
  view.setUint32(38, REGULAR_FILE, true);
  view.setUint32(42, offset, true);
  return concat(new Uint8Array(view.buffer), name);
}

/**
 * Fields that both headers share: version, flags, method, time, date, CRC, sizes, lengths.
 * @param {DataView} view
 * @param {number} at
 * @param {Uint8Array} name
 * @param {number} crc
 * @param {number} size
 */
function common(view, at, name, crc, size) {
  view.setUint16(at, 20, true);
  view.setUint16(at + 2, UTF8_NAMES, true);
  view.setUint16(at + 8, DOS_DATE, true);
  view.setUint32(at + 10, crc, true);
  view.setUint32(at + 14, size, true);
  view.setUint32(at + 18, size, true);
  view.setUint16(at + 22, name.length, true);
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
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (odd || /[\x00-\x1f\\:*?"<>|\x7f]/.test(name) || name.length > 240) {
    throw new ContainerError(name);
  }
  if (seen.has(name.toLowerCase())) throw new ContainerError(name);
  seen.add(name.toLowerCase());
  return name;
}

/**
 * Writes the same kind of container again, to save everything as one file.
 * @param {Map<string, Uint8Array>} members
 * @returns {Uint8Array[]}
 */
export function writeContainer(members) {
  /** @type {Uint8Array[]} */
  const pieces = [];
  /** @type {Uint8Array[]} */
  const directory = [];
  let offset = 0;
  for (const [name, content] of members) {
    const member = { name: bytesOf(name), crc: crc32(content), size: content.length, offset };
    pieces.push(localHeader(member), content);
    directory.push(centralHeader(member));
    offset += 30 + member.name.length + content.length;
  }
  const size = directory.reduce((sum, header) => sum + header.length, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, members.size, true);
  end.setUint16(10, members.size, true);
  end.setUint32(12, size, true);
  end.setUint32(16, offset, true);
  return [...pieces, ...directory, new Uint8Array(end.buffer)];
}
