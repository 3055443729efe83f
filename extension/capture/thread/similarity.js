/**
 * Whether two readings are readings of one item although what stands around it changed: a day above
 * the first item that is loaded, a name on the first of a group, "seen" below the last. Pure.
 */

const ALIKE = 0.33; // of the items: from there on looks can be put together in more than one way
const MOST_EXTRA = 5; // lines that come from the neighbours
const TELLING = 12; // characters
const LONG = 40; // characters
const LONGEST_EXTRA = 90; // characters

/** A line that only tells how long ago; it says something else every minute. */
const AGO = new RegExp(
  "^(·\\s*)?((il y a|hace|vor|há|fa) )?(just now|now|à l.instant|maintenant|ahora|jetzt|" +
    "\\p{Nd}{1,3}\\s?(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|heures?|d|days?|j|jours?|w|wks?|weeks?|" +
    "sem|semaines?|mo|months?|mois|y|yrs?|years?|ans?|std|tage?|días?|" +
    "د|دقيقة|س|ساعة|ي|يوم|मि|मिनट|घंटे|दिन|秒|分钟?|分鐘|小时|小時|時間|天|日|초|분|시간|일)\\.?)( ago|前|前に| 전)?(\\s*·)?$",
  "iu",
);

/**
 * The words of a text without what passes with time.
 * @param {string} text
 * @returns {string}
 */
export function steady(text) {
  return text
    .split("\n")
    .map((line) => (AGO.test(line.trim()) ? "~" : line))
    .join("\n");
}

const PHONE = /^\+\p{Nd}[\p{Nd}\s().\u2011-]{6,20}$/u;

/** A time of day stays; "5 min" does not. */
const CLOCK = /\p{Nd}{1,2}\s?[:h.時时点點]\s?\p{Nd}{2}/u;

/** What became of a message since stands beside its time, and is no part of it: "edited 10:12 ✓✓". */
const STATES =
  /[✓✔☑]|(?<!\p{L})(sent|delivered|read|seen|edited|envoyé|distribué|lu|vu|modifié|gesendet|zugestellt|gelesen|bearbeitet|enviado|entregado|leído|visto|editado)(?!\p{L})|既読|送信済み|已读|已讀|읽음/giu;

/**
 * @param {string} shown
 * @returns {string} the time of day that it tells, "" where it tells none
 */
function clockOf(shown) {
  return CLOCK.test(shown) ? shown.replace(STATES, "").trim() : "";
}

/** @type {WeakMap<KeepsakeContent, {lines: string[], fingerprint: string, clock: string}>} */
const known = new WeakMap();

/** @param {KeepsakeContent} content */
function readOnce(content) {
  let read = known.get(content);
  if (!read) {
    const { kind, author, time, time_shown, text, media } = content;
    const words = steady(text);
    const pictures = text ? "" : media.map(({ src }) => src).join(" ");
    const clock = clockOf(time_shown);
    const fingerprint = JSON.stringify([kind === "divider", author, time, clock, words, pictures]);
    const lines = words
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
    read = { fingerprint, lines, clock };
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
 * @param {boolean} useIds
 * @returns {"strong" | "telling" | "short"} strong: hardly said twice in a page, telling: hardly near by
 */
export function strengthOf(content, useIds) {
  const { id, time, text, media } = content;
  if ((useIds && id) || time || readOnce(content).clock || text.length >= LONG) return "strong";
  if (text === "" && media.length > 0) return "strong";
  return text.length >= TELLING ? "telling" : "short";
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
  if (areTwoWriters(a.author, b.author)) return null;
  const [short, long] = [readOnce(a).lines, readOnce(b).lines].sort((x, y) => x.length - y.length);
  if (!short || !long || long.length - short.length > MOST_EXTRA) return null;
  if (!short.length && (!a.author || !b.author)) return null;
  const at = placeIn(short, long);
  if (at < 0) return null;
  const extra = [...long.slice(0, at), ...long.slice(at + short.length)];
  if (extra.some((line) => line.length > LONGEST_EXTRA)) return null;
  // The name goes with a day above it or by itself; it is read apart from the words.
  const named = Number(a.author !== b.author);
  return { above: at + named, below: long.length - short.length - at };
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
export function differ(a, b) {
  return a !== "" && b !== "" && a !== b;
}

/**
 * @param {string} a
 * @param {string} b
 * @returns {boolean} false also where a number stands until the name of who has it is there
 */
function areTwoWriters(a, b) {
  return differ(a, b) && PHONE.test(a) === PHONE.test(b);
}

/**
 * @param {KeepsakeContent} a
 * @param {KeepsakeContent} b
 * @returns {boolean} true when both tell when they were written, and tell the same
 */
export function sameMoment(a, b) {
  if (a.time || b.time) return a.time === b.time;
  const { clock } = readOnce(a);
  return clock !== "" && clock === readOnce(b).clock;
}

/**
 * @param {KeepsakeContent} a
 * @param {KeepsakeContent} b
 * @returns {boolean} true when ids, authors or times say that they are two items
 */
export function areTwo(a, b) {
  if (differ(a.id, b.id) || differ(a.time, b.time)) return true;
  return areTwoWriters(a.author, b.author) || differ(readOnce(a).clock, readOnce(b).clock);
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
  if (differ(a.time, b.time) || differ(one.clock, other.clock)) return 0;
  return samePictures(a, b) && around(a, b) ? 2 : 0;
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
