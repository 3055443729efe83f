/**
 * Opens what was deflated, to its very last byte. Source: RFC 1951.
 * Not left to the browser: some skip what stands behind the end, and it would not be seen that two programs see two contents.
 */

const LITERALS_MAX = 286;
const DISTANCES_MAX = 30;
const END = 256;
// In which order the lengths of the codes for lengths are written.
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
// How many bits follow a code, and from which number they count.
const LENGTH_BITS = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5,
];
const LENGTHS = [...counted(LENGTH_BITS, 3), 258];
LENGTH_BITS.push(0);
const DISTANCE_BITS = Array.from({ length: DISTANCES_MAX }, (_, code) =>
  Math.max(0, (code >> 1) - 1),
);
const DISTANCES = counted(DISTANCE_BITS, 1);

/** @typedef {{codes: Uint16Array, most: number}} Table By the next `most` bits: symbol times 16, and how many bits it has. */

const FIXED = {
  symbols: tableOf(
    Array.from({ length: 288 }, (_, at) => (at < 144 ? 8 : at < 256 ? 9 : at < 280 ? 7 : 8)),
  ),
  distances: tableOf(Array.from({ length: 32 }, () => 5)),
};

/** It is not what a program makes that deflates. */
export class InflateError extends Error {}

/**
 * @param {Uint8Array} data
 * @param {number} size What it must come to: no more than that is ever made of it.
 * @returns {Uint8Array}
 * @throws {InflateError} It is damaged or cut, it comes to another size, or something is behind its end.
 */
export function inflate(data, size) {
  const bits = new Bits(data);
  const into = { data: new Uint8Array(size), at: 0 };
  let isLast = false;
  while (!isLast) {
    isLast = bits.take(1) === 1;
    const kind = bits.take(2);
    if (kind === 0) copy(bits, into);
    else if (kind === 1) decode(bits, FIXED, into);
    else if (kind === 2) decode(bits, tablesOf(bits), into);
    else throw new InflateError();
  }
  if (into.at !== size || !bits.isAtEnd()) throw new InflateError();
  return into.data;
}

/** @typedef {{data: Uint8Array, at: number}} Into */

/** The bits of each byte from its lowest on, and zeros behind the last. */
class Bits {
  #data;
  #at = 0;
  #held = 0;
  #count = 0;

  /** @param {Uint8Array} data */
  constructor(data) {
    this.#data = data;
  }

  /**
   * @param {number} count At most 16.
   * @returns {number}
   */
  take(count) {
    this.#need(count);
    return this.#drop(count);
  }

  /**
   * @param {Table} table
   * @returns {number} The symbol that comes next.
   */
  symbol({ codes, most }) {
    this.#need(most);
    const entry = codes[this.#held & ((1 << most) - 1)] ?? 0;
    if (entry === 0) throw new InflateError();
    this.#drop(entry & 15);
    return entry >> 4;
  }

  /**
   * @param {number} count
   * @returns {Uint8Array} So many bytes from the next whole one on.
   */
  bytes(count) {
    const from = this.#at - (this.#count >> 3);
    if (from + count > this.#data.length) throw new InflateError();
    this.#at = from + count;
    this.#held = 0;
    this.#count = 0;
    return this.#data.subarray(from, from + count);
  }

  /** @returns {boolean} Whether what was taken ends in the last byte. */
  isAtEnd() {
    return this.#at - (this.#count >> 3) === this.#data.length;
  }

  /** @param {number} count */
  #need(count) {
    while (this.#count < count) {
      this.#held |= (this.#data[this.#at] ?? 0) << this.#count;
      this.#at += 1;
      this.#count += 8;
    }
  }

  /** @param {number} count */
  #drop(count) {
    const taken = this.#held & ((1 << count) - 1);
    this.#held >>>= count;
    this.#count -= count;
    return taken;
  }
}

/**
 * A block that is stored.
 * @param {Bits} bits
 * @param {Into} into
 */
function copy(bits, into) {
  const [low = 0, high = 0, other = 0, wise = 0] = bits.bytes(4);
  const length = low | (high << 8);
  if ((length ^ (other | (wise << 8))) !== 0xffff) throw new InflateError();
  if (into.at + length > into.data.length) throw new InflateError();
  into.data.set(bits.bytes(length), into.at);
  into.at += length;
}

/**
 * A block of symbols.
 * @param {Bits} bits
 * @param {{symbols: Table, distances: Table}} tables
 * @param {Into} into
 */
function decode(bits, { symbols, distances }, into) {
  const { data } = into;
  let at = into.at;
  for (let symbol = bits.symbol(symbols); symbol !== END; symbol = bits.symbol(symbols)) {
    if (symbol < END) {
      if (at === data.length) throw new InflateError();
      data[at] = symbol;
      at += 1;
      continue;
    }
    const length = numberOf(bits, symbol - END - 1, LENGTHS, LENGTH_BITS);
    const back = numberOf(bits, bits.symbol(distances), DISTANCES, DISTANCE_BITS);
    if (back > at || at + length > data.length) throw new InflateError();
    // Byte by byte: it may reach into what it makes.
    for (const end = at + length; at < end; at += 1) data[at] = data[at - back] ?? 0;
  }
  into.at = at;
}

/**
 * @param {Bits} bits
 * @param {number} code
 * @param {number[]} from
 * @param {number[]} more
 * @returns {number}
 */
function numberOf(bits, code, from, more) {
  const least = from[code];
  if (least === undefined) throw new InflateError();
  return least + bits.take(more[code] ?? 0);
}

/**
 * @param {Bits} bits
 * @returns {{symbols: Table, distances: Table}} As the block itself says.
 */
function tablesOf(bits) {
  const literals = bits.take(5) + 257;
  const distances = bits.take(5) + 1;
  const written = bits.take(4) + 4;
  if (literals > LITERALS_MAX || distances > DISTANCES_MAX) throw new InflateError();
  const own = new Array(ORDER.length).fill(0);
  for (const place of ORDER.slice(0, written)) own[place] = bits.take(3);
  const lengths = lengthsOf(bits, tableOf(own, false), literals + distances);
  if (!lengths[END]) throw new InflateError();
  return {
    symbols: tableOf(lengths.slice(0, literals)),
    distances: tableOf(lengths.slice(literals)),
  };
}

/**
 * @param {Bits} bits
 * @param {Table} table
 * @param {number} count
 * @returns {number[]} How many bits each code has.
 */
function lengthsOf(bits, table, count) {
  /** @type {number[]} */
  const lengths = [];
  while (lengths.length < count) {
    const symbol = bits.symbol(table);
    if (symbol < 16) {
      lengths.push(symbol);
      continue;
    }
    const again = symbol === 16 ? lengths.at(-1) : 0;
    if (again === undefined) throw new InflateError();
    const times =
      symbol === 16 ? 3 + bits.take(2) : symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7);
    for (let time = 0; time < times; time += 1) lengths.push(again);
  }
  if (lengths.length > count) throw new InflateError();
  return lengths;
}

/**
 * @param {number[]} lengths How many bits the code of each symbol has, 0 for none.
 * @param {boolean} [mayBeOne] Whether a single code of one bit is enough.
 * @returns {Table}
 */
function tableOf(lengths, mayBeOne = true) {
  const most = Math.max(1, ...lengths);
  const codes = new Uint16Array(1 << most);
  let code = 0;
  for (let length = 1; length <= most; length += 1) {
    for (let symbol = 0; symbol < lengths.length; symbol += 1) {
      if (lengths[symbol] !== length) continue;
      if (code >= 1 << length) throw new InflateError();
      for (let at = turned(code, length); at < codes.length; at += 1 << length) {
        codes[at] = symbol * 16 + length;
      }
      code += 1;
    }
    code *= 2;
  }
  if (code !== 2 << most && !(mayBeOne && most === 1)) throw new InflateError();
  return { codes, most };
}

/**
 * @param {number} code
 * @param {number} length
 * @returns {number} Its bits in the order in which they stand.
 */
function turned(code, length) {
  let bits = 0;
  for (let bit = 0; bit < length; bit += 1) bits |= ((code >> bit) & 1) << (length - 1 - bit);
  return bits;
}

/**
 * @param {number[]} bits
 * @param {number} from
 * @returns {number[]} The number at which each counts from.
 */
function counted(bits, from) {
  let next = from;
  return bits.map((count) => {
    const own = next;
    next += 1 << count;
    return own;
  });
}
