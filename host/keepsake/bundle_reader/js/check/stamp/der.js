/**
 * DER as time-stamps need it: asn1js takes the elements apart, and what only BER allows is refused here, as the host does.
 * Source: ITU-T X.690 §8 and §10.
 */

import { fromBER } from "asn1js";

export const INTEGER = 0x02;
export const BIT_STRING = 0x03;
export const OCTET_STRING = 0x04;
export const SEQUENCE = 0x30;
export const SET = 0x31;
const BOOLEAN = 0x01;
const OBJECT_IDENTIFIER = 0x06;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const NULL = 0x05;
const CONSTRUCTED = 0x20;
// Source: ITU-T X.690 §8.2, §8.3, §8.8, §8.19.
const NEVER_MADE_OF_OTHERS = [BOOLEAN, INTEGER, NULL, OBJECT_IDENTIFIER].map(
  (tag) => tag | CONSTRUCTED,
);

/** The bytes are not the DER that was expected. */
export class DerError extends Error {}

/** One element: its tag byte, its content, and all of its bytes. */
export class DerNode {
  /** @param {any} block An element as asn1js found it. */
  constructor(block) {
    /** @type {Uint8Array} */
    this.raw = block.valueBeforeDecodeView;
    this.tag = /** @type {number} */ (this.raw[0]);
    this.content = this.raw.subarray(contentStart(this.raw));
    this.block = block;
  }

  /** @returns {this} Once everything inside has a sound form, also what nobody asks for. */
  sound() {
    if (this.tag === OBJECT_IDENTIFIER) this.oid();
    if (NEVER_MADE_OF_OTHERS.includes(this.tag)) throw new DerError("a plain value made of others");
    if (this.tag & 0x20) for (const inner of this.children()) inner.sound();
    return this;
  }

  /** @returns {DerNode[]} The elements inside a constructed element, in the order of the bytes. */
  children() {
    if (!(this.tag & 0x20)) throw new DerError("a primitive element has no elements inside");
    return this.block.valueBlock.value.map((/** @type {any} */ inner) => new DerNode(inner));
  }

  /**
   * @param {number} tag
   * @returns {this} This element, if it has that tag.
   */
  expect(tag) {
    if (this.tag !== tag) throw new DerError(`tag ${this.tag} where ${tag} was expected`);
    return this;
  }

  /**
   * @param {number} [tag]
   * @returns {[DerNode, DerNode]} Of an element with exactly two inside.
   */
  pair(tag = SEQUENCE) {
    const [first, second, ...rest] = this.expect(tag).children();
    if (!first || !second || rest.length > 0) throw new DerError("not two elements");
    return [first, second];
  }

  /** @returns {DerNode} Of an element with exactly one inside. */
  only() {
    const [first, ...rest] = this.children();
    if (!first || rest.length > 0) throw new DerError("not one element");
    return first;
  }

  /**
   * @param {number} place
   * @returns {DerNode}
   */
  child(place) {
    const found = this.children()[place];
    if (!found) throw new DerError("an element is missing");
    return found;
  }

  /** @returns {bigint} A signed integer in its shortest form. */
  integer() {
    const [first, second = 0] = this.expect(INTEGER).content;
    const padded = (first === 0 && second < 0x80) || (first === 0xff && second >= 0x80);
    if (first === undefined || (this.content.length > 1 && padded)) throw new DerError("integer");
    return BigInt.asIntN(8 * this.content.length, unsigned(this.content));
  }

  /** @returns {Uint8Array} Of a bit string of whole bytes. */
  bytes() {
    const [unused, ...rest] = this.expect(BIT_STRING).content;
    if (unused !== 0) throw new DerError("not whole bytes");
    return Uint8Array.from(rest);
  }

  /** @returns {boolean} */
  boolean() {
    return this.expect(BOOLEAN).content[0] === 0xff;
  }

  /** @returns {string} An object identifier as dotted numbers. */
  oid() {
    const data = this.expect(OBJECT_IDENTIFIER).content;
    if (data.length === 0 || /** @type {number} */ (data.at(-1)) & 0x80) throw new DerError("oid");
    const arcs = [];
    let value = 0n;
    for (const byte of data) {
      if (value === 0n && byte === 0x80) throw new DerError("a padded object identifier");
      value = (value << 7n) | BigInt(byte & 0x7f);
      if (byte & 0x80) continue;
      arcs.push(value);
      value = 0n;
    }
    const whole = /** @type {bigint} */ (arcs[0]);
    const first = whole >= 80n ? 2n : whole / 40n;
    return [first, whole - 40n * first, ...arcs.slice(1)].join(".");
  }

  /**
   * @returns {number} Microseconds since 1970 of a time in UTC with its seconds.
   * Source: RFC 3161 §2.4.2 and RFC 5280 §4.1.2.5; a fraction has no trailing 0.
   */
  time() {
    const text = String.fromCharCode(...this.content);
    const short = this.tag === UTC_TIME;
    if (!short) this.expect(GENERALIZED_TIME);
    const century = Number(text.slice(0, 2)) < 50 ? "20" : "19";
    const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d*[1-9]))?Z$/.exec(
      short ? century + text : text,
    );
    if (!found) throw new DerError("not a time");
    const [year, month, day, hour, minute, second] = found.slice(1, 7);
    const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
    const moment = new Date(iso);
    // A date that does not exist is moved to one that does.
    if (Number.isNaN(moment.getTime()) || moment.toISOString() !== iso) throw new DerError("date");
    return moment.getTime() * 1000 + Number(`${found[7] ?? ""}000000`.slice(0, 6));
  }
}

/**
 * @param {Uint8Array} data One element that takes up all of the bytes.
 * @returns {DerNode}
 * @throws {DerError}
 */
export function readDer(data) {
  const { offset, result } = fromBER(/** @type {Uint8Array<ArrayBuffer>} */ (data));
  if (offset !== data.length || result.error) throw new DerError("not one element");
  return new DerNode(result).sound();
}

/**
 * @param {Uint8Array} data
 * @returns {bigint} Big-endian.
 */
function unsigned(data) {
  return data.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

/**
 * @param {number} tag
 * @param {Uint8Array} content
 * @returns {Uint8Array} The element around its content.
 */
export function element(tag, content) {
  const digits = content.length.toString(16);
  const octets = (digits.length % 2 ? `0${digits}` : digits).match(/../g) ?? [];
  const long = content.length < 0x80 ? [] : [0x80 | octets.length];
  return Uint8Array.from([
    tag,
    ...long,
    ...octets.map((pair) => Number.parseInt(pair, 16)),
    ...content,
  ]);
}

/**
 * @param {Uint8Array} raw
 * @returns {number} Where the content begins, after a tag and a length in their shortest form.
 */
function contentStart(raw) {
  const [tag = 0, first = 0] = raw;
  if ((tag & 0x1f) === 0x1f) throw new DerError("a tag above 30");
  if (first < 0x80) {
    if (raw.length !== 2 + first) throw new DerError("an element is cut short");
    return 2;
  }
  const octets = raw.subarray(2, 2 + (first & 0x7f));
  const length = Number(unsigned(octets));
  const shortest = octets.length > 0 && octets[0] !== 0 && length >= 0x80;
  if (!shortest || 2 + octets.length + length !== raw.length) throw new DerError("length");
  return 2 + octets.length;
}
