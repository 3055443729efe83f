// What was recorded before, and the lines that wait to be handed over. The numbers run on as long as the page
// is captured.

const MOST_SAME = 6; // records of one unit while its words stay the same: what moves on and on
const MOST = 80_000_000; // characters of all lines

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

/**
 * @param {KeepsakeSight} sight
 * @param {KeepsakeStop} stop told when something of its look is
 */
function begin(sight, stop) {
  sight.record.coming = stop;
}

/**
 * @param {KeepsakeSight} sight
 * @param {object} line
 */
function tell(sight, line) {
  const stop = sight.record.coming;
  sight.record.coming = null;
  if (stop) tell(sight, { stop: ++sight.record.count.stop, ...stop });
  const text = JSON.stringify(line);
  sight.record.count.size += text.length;
  if (sight.record.count.size <= MOST) sight.record.lines.push(text);
}

/**
 * @param {KeepsakeSight} sight
 * @param {number} node
 * @param {string} form as the page has it
 * @returns {boolean} true where that was recorded last
 */
function isKnown(sight, node, form) {
  return sight.record.records.get(node)?.form === hashOf(form);
}

/**
 * @param {KeepsakeSight} sight
 * @param {number} node
 * @param {string} form as the page has it
 * @param {string} said
 * @returns {boolean} true where it is to be recorded
 */
function isNew(sight, node, form, said) {
  const now = { said: hashOf(said), form: hashOf(form) };
  const before = sight.record.records.get(node);
  if (before?.form === now.form && before.said === now.said) return false;
  const same = before?.said === now.said ? before.same + 1 : 0;
  if (same > MOST_SAME || sight.record.count.size > MOST) return false;
  sight.record.records.set(node, { ...now, same, view: before?.view ?? 0 });
  return true;
}

/**
 * @param {KeepsakeSight} sight
 * @param {number} node
 * @returns {number} of its record
 */
function nextView(sight, node) {
  const view = ++sight.record.count.view;
  const now = sight.record.records.get(node);
  if (now) now.view = view;
  return view;
}

/**
 * @param {KeepsakeSight} sight
 * @param {number} node
 * @returns {number} of its newest record, 0 where there is none
 */
function viewOf(sight, node) {
  return sight.record.records.get(node)?.view ?? 0;
}

/**
 * @param {KeepsakeSight} sight
 * @param {number} holder
 * @param {string} marks
 */
function isNewHolder(sight, holder, marks) {
  if (sight.record.holders.get(holder) === marks) return false;
  sight.record.holders.set(holder, marks);
  return true;
}

/**
 * @param {KeepsakeSight} sight
 * @param {object} style
 * @returns {number} told once
 */
function numberOfStyle(sight, style) {
  const key = JSON.stringify(style);
  const before = sight.record.styles.get(key);
  if (before) return before;
  const number = ++sight.record.count.style;
  sight.record.styles.set(key, number);
  tell(sight, { style: number, is: style });
  return number;
}

/**
 * @param {KeepsakeSight} sight
 * @returns {string[]} the lines since the last call
 */
function take(sight) {
  const taken = sight.record.lines;
  sight.record.lines = [];
  return taken;
}

/**
 * What was seen on the way is not part of this capture.
 * @param {KeepsakeSight} sight
 */
function forget(sight) {
  Object.assign(sight.record, {
    records: new Map(),
    styles: new Map(),
    holders: new Map(),
    lines: [],
  });
}

export { begin, forget, isKnown, isNew, isNewHolder, nextView, numberOfStyle, take, tell, viewOf };
