/**
 * Whether two readings are readings of one item although what stands around it changed: a day above
 * the first item that is loaded, a name on the first of a group, "seen" below the last. Pure.
 */

const ALIKE = 0.33; // of the items: from there on looks can be put together in more than one way
const MOST_EXTRA = 5; // lines that come from the neighbours
const TELLING = 12; // characters
const LONG = 40; // characters
const LONGEST_EXTRA = 90; // characters

const PHONE = /^\+\p{Nd}[\p{Nd}\s().\u2011-]{6,20}$/u;

/** @type {WeakMap<KeepsakeContent, {lines: string[], fingerprint: string}>} */
const known = new WeakMap();

/** @param {KeepsakeContent} content */
function readOnce(content) {
  let read = known.get(content);
  if (!read) {
    const { kind, time, clock, steady, text, media } = content;
    const pictures = text ? "" : media.map(({ src }) => src).join(" ");
    const fingerprint = JSON.stringify([kind === "divider", time, clock, steady, pictures]);
    read = { fingerprint, lines: steady.split("\n").filter(Boolean) };
    known.set(content, read);
  }
  return read;
}

/**
 * What an item says, as one text: equal for the same item in two looks, and for two items that say the same.
 * @param {KeepsakeContent} content
 * @returns {string}
 */
export function fingerprintOf(content) {
  return readOnce(content).fingerprint;
}

/**
 * @param {KeepsakeContent} content
 * @returns {string[]} its words without what passes
 */
export function linesOf(content) {
  return readOnce(content).lines;
}

/**
 * @param {KeepsakeContent} content
 * @param {boolean} useIds
 * @returns {"strong" | "telling" | "short"} strong: hardly said twice in a page, telling: hardly near by
 */
export function strengthOf(content, useIds) {
  const { id, time, clock, text, media } = content;
  const longest = Math.max(0, ...readOnce(content).lines.map(({ length }) => length));
  if ((useIds && id) || time || clock || longest >= LONG) return "strong";
  if (text === "" && media.length > 0) return "strong";
  return longest >= TELLING ? "telling" : "short";
}

/**
 * Where the shorter of two lists of lines stands in the longer one, whole.
 * @param {string[]} short
 * @param {string[]} long
 * @returns {number} -1 when it does not
 */
function placeIn(short, long) {
  for (let at = long.length - short.length; at >= 0; at--) {
    if (short.every((line, i) => line === long[at + i])) return at;
  }
  return -1;
}

/**
 * How the lines of two readings differ when one holds the other whole.
 * @param {KeepsakeContent} a
 * @param {KeepsakeContent} b
 * @returns {{above: number, below: number} | null} how many lines one has more, above and below; null: another text
 */
export function around(a, b) {
  const [short, long] = [readOnce(a).lines, readOnce(b).lines].sort((x, y) => x.length - y.length);
  if (!short || !long || long.length - short.length > MOST_EXTRA) return null;
  if (!short.length) return null;
  const at = placeIn(short, long);
  if (at < 0) return null;
  const extra = [...long.slice(0, at), ...long.slice(at + short.length)];
  if (extra.some((line) => line.length > LONGEST_EXTRA)) return null;
  return { above: at, below: long.length - short.length - at };
}

/**
 * @param {KeepsakeContent} a
 * @param {KeepsakeContent} b
 * @returns {boolean} true when both show the same pictures, or one shows some of the other's
 */
function samePictures(a, b) {
  const [few, many] = [a.media, b.media].sort((x, y) => x.length - y.length);
  const sources = new Set(many?.map(({ src }) => src));
  return few?.every(({ src }) => sources.has(src)) ?? true;
}

/**
 * @param {string} a
 * @param {string} b
 * @returns {boolean} true when both are known and not the same
 */
function differ(a, b) {
  return a !== "" && b !== "" && a !== b;
}

/**
 * @param {KeepsakeContent} a
 * @param {KeepsakeContent} b
 * @returns {boolean} true where they say the same, but for a telephone number over it that stands until the name of who
 *   has it is there; a number alone, or with nothing but a time, is what somebody said
 */
export function sayTheSame(a, b) {
  const [one, other] = [readOnce(a).lines, readOnce(b).lines];
  if (one.length !== other.length) return false;
  const [[head = "", ...rest], [there = "", ...others]] = [one, other];
  const same = rest.every((line, i) => line === others[i]);
  const said = rest.some((line) => line !== a.clock);
  return same && (head === there || (said && PHONE.test(head) !== PHONE.test(there)));
}

/**
 * @param {KeepsakeContent} a
 * @param {KeepsakeContent} b
 * @returns {boolean} true when both tell when they were written, and tell the same
 */
export function sameMoment(a, b) {
  if (a.time || b.time) return a.time === b.time;
  return a.clock !== "" && a.clock === b.clock;
}

/**
 * @param {KeepsakeContent} a
 * @param {KeepsakeContent} b
 * @returns {boolean} true when ids or times say that they are two items
 */
export function areTwo(a, b) {
  return differ(a.id, b.id) || differ(a.time, b.time) || differ(a.clock, b.clock);
}

/**
 * @param {KeepsakeContent} a
 * @param {KeepsakeContent} b
 * @param {boolean} useIds
 * @returns {number} 3 the same, 2 the same but for what its neighbours bring with them, 0 another item
 */
export function similarity(a, b, useIds) {
  const [one, other] = [readOnce(a), readOnce(b)];
  if (one.fingerprint === other.fingerprint) return 3;
  if (a.kind === "divider" || b.kind === "divider") return 0;
  if (useIds && differ(a.id, b.id)) return 0;
  if (differ(a.time, b.time) || differ(a.clock, b.clock)) return 0;
  return samePictures(a, b) && (sayTheSame(a, b) || around(a, b)) ? 2 : 0;
}

/**
 * Whether most items say what another one says, and nothing tells them apart.
 * @param {import("../types.js").Entry[]} items
 * @param {boolean} useIds
 */
export function areAlike(items, useIds) {
  /** @type {Map<string, number>} */
  const times = new Map();
  for (const { fingerprint } of items) times.set(fingerprint, (times.get(fingerprint) ?? 0) + 1);
  const alike = items.filter(
    ({ fingerprint, content }) =>
      (times.get(fingerprint) ?? 0) > 1 && strengthOf(content, useIds) !== "strong",
  );
  return alike.length > items.length * ALIKE;
}
