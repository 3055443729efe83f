// What was recorded before, and the lines that wait to be handed over. The numbers run on as long as the page
// is captured.

const MOST_SAME = 6; // records of one unit while its words stay the same: what moves on and on
const MOST = 80_000_000; // characters of all lines

/** @typedef {{said: number, form: number, same: number, view: number}} Known */

/** @type {Map<number, Known>} by the number of the element */
let records = new Map();
/** @type {Map<string, number>} */
let styles = new Map();
/** @type {Map<number, string>} */
let holders = new Map();
/** @type {string[]} */
let lines = [];
/** @type {KeepsakeStop | null} of the look that goes on, as long as nothing new was found in it */
let coming = null;
const count = { stop: 0, view: 0, style: 0, size: 0 };

/**
 * @param {string} text
 * @returns {number} of 53 bits: for some hundred thousand texts there are enough
 */
function hashOf(text) {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}

/** @param {KeepsakeStop} stop told when something of its look is */
function begin(stop) {
  coming = stop;
}

/** @param {object} line */
function tell(line) {
  const stop = coming;
  coming = null;
  if (stop) tell({ stop: ++count.stop, ...stop });
  const text = JSON.stringify(line);
  count.size += text.length;
  if (count.size <= MOST) lines.push(text);
}

/**
 * @param {number} node
 * @param {string} form as the page has it
 * @returns {boolean} true where that was recorded last
 */
function isKnown(node, form) {
  return records.get(node)?.form === hashOf(form);
}

/**
 * @param {number} node
 * @param {string} form as the page has it
 * @param {string} said
 * @returns {boolean} true where it is to be recorded
 */
function isNew(node, form, said) {
  const now = { said: hashOf(said), form: hashOf(form) };
  const before = records.get(node);
  if (before?.form === now.form && before.said === now.said) return false;
  const same = before?.said === now.said ? before.same + 1 : 0;
  if (same > MOST_SAME || count.size > MOST) return false;
  records.set(node, { ...now, same, view: before?.view ?? 0 });
  return true;
}

/**
 * @param {number} node
 * @returns {number} of its record
 */
function nextView(node) {
  const view = ++count.view;
  const now = records.get(node);
  if (now) now.view = view;
  return view;
}

/**
 * @param {number} node
 * @returns {number} of its newest record, 0 where there is none
 */
function viewOf(node) {
  return records.get(node)?.view ?? 0;
}

/**
 * @param {number} holder
 * @param {string} marks
 */
function isNewHolder(holder, marks) {
  if (holders.get(holder) === marks) return false;
  holders.set(holder, marks);
  return true;
}

/**
 * @param {object} style
 * @returns {number} told once
 */
function numberOfStyle(style) {
  const key = JSON.stringify(style);
  const before = styles.get(key);
  if (before) return before;
  const number = ++count.style;
  styles.set(key, number);
  tell({ style: number, is: style });
  return number;
}

/** @returns {string[]} the lines since the last call */
function take() {
  const taken = lines;
  lines = [];
  return taken;
}

/** What was seen on the way is not part of this capture. */
function forget() {
  [records, styles, holders, lines] = [new Map(), new Map(), new Map(), []];
}

export { begin, forget, isKnown, isNew, isNewHolder, nextView, numberOfStyle, take, tell, viewOf };
