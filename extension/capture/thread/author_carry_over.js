/**
 * Who wrote the messages of a page that names only the first of several. Pure.
 *
 * A name is taken over from the message above only where the two lie in the same place and on the same
 * ground and nothing stands between: the reader's own messages often have no name at all.
 */

import { isDivider } from "./entry.js";

/** @typedef {import("../types.js").Entry} Entry */
/** @typedef {{author: string, author_source?: string, kind: string}} Named */

const ROUNDED = 2; // CSS pixels
const WHO = /(^|[-_])(user|author|sender|from|member|peer)([-_]?id)?$/i;

/**
 * @template {Named} T
 * @param {Entry[]} entries in page order
 * @param {T[]} named the same, with who wrote them as far as the page says so itself
 * @returns {T[]}
 */
export function withCarriedAuthors(entries, named) {
  const people = new Set(named.flatMap(({ author }) => (author ? [author] : [])));
  const kinds = new Set(
    entries.flatMap(({ content }, i) => (named[i]?.author ? [content.stand?.kind ?? ""] : [])),
  );
  /** @type {{entry: Entry, author: string} | null} */
  let head = null;
  return named.map((one, i) => {
    const entry = /** @type {Entry} */ (entries[i]);
    if (one.author) {
      // A name over a group ends with the group.
      head = one.author_source === "above" ? null : { entry, author: one.author };
      return one;
    }
    if (
      !head ||
      one.kind !== "message" ||
      !follows(head.entry, entry) ||
      namesSomebody(entry, people)
    ) {
      head = null;
      return one;
    }
    if (!kinds.has(entry.content.stand?.kind ?? "") && entry.content.text) return one;
    return { ...one, author: head.author, author_source: "before" };
  });
}

/**
 * @param {Entry} head
 * @param {Entry} entry
 * @returns {boolean} true when it lies as the head does, and nothing says that another wrote it
 */
function follows(head, entry) {
  const [one, other] = [head.content.stand, entry.content.stand];
  if (isDivider(entry.content) || head.segment !== entry.segment || !one || !other) return false;
  if (Math.abs(one.edge - other.edge) > ROUNDED || one.look !== other.look) return false;
  return head.content.ids.every(
    ({ name, value }) =>
      !WHO.test(name) || !entry.content.ids.some((id) => id.name === name && id.value !== value),
  );
}

/**
 * @param {Entry} entry
 * @param {Set<string>} people
 * @returns {boolean} true for what begins with a name, as what the site says of somebody does
 */
function namesSomebody({ content }, people) {
  return Array.from(people).some((name) => content.text.startsWith(name));
}
