/** One item of the page, as it becomes known over several looks. */

/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./merge.js").Sight} Sight */

/**
 * What an item says, as one text: equal for the same item in two looks, and for two items that say the same.
 * @param {KeepsakeContent} content
 * @returns {string}
 */
export function printOf({ kind, author, time, text, media }) {
  const pictures = text ? "" : media.map(({ src }) => src).join(" ");
  return JSON.stringify([kind === "divider", author, time, text, pictures]);
}

/** @param {KeepsakeContent} content */
export function isDivider(content) {
  return content.kind === "divider";
}

/**
 * @param {Sight} sight
 * @param {string} at
 * @param {number} n
 * @returns {Entry}
 */
export function newEntry(sight, at, n) {
  return {
    n,
    node: sight.node,
    content: sight.content,
    print: sight.print,
    boxes: [],
    first_seen: at,
    last_seen: "",
    earlier: [],
    missing_since: "",
    missed: 0,
    segment: [],
    index: 0,
  };
}

/**
 * Takes over what an item says now; what it said before is kept beside it.
 * @param {Entry} entry
 * @param {Sight} sight
 * @param {string} at
 * @returns {boolean} true when it is new or says something else
 */
export function update(entry, sight, at) {
  const before = entry.content;
  const told = before === sight.content && entry.last_seen !== "";
  if (before.text !== sight.content.text && before.text) {
    entry.earlier.push({ text: before.text, until: entry.last_seen || at });
  }
  entry.content = sight.content;
  entry.print = sight.print;
  entry.node = sight.node;
  entry.last_seen = at;
  entry.missing_since = "";
  entry.missed = 0;
  return !told;
}

/**
 * Notes that an item is not there though its surroundings are.
 * @param {Entry} entry
 * @param {string} at
 */
export function miss(entry, at) {
  entry.missed += 1;
  entry.missing_since ||= at;
}

/**
 * @param {Entry} entry
 * @returns {"shown" | "changed" | "gone"} FORMAT.md 4.2; one look alone may have met the page half drawn
 */
export function stateOf(entry) {
  if (entry.missed >= 2) return "gone";
  return entry.earlier.length ? "changed" : "shown";
}
