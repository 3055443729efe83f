/** Which pictures of an item are on a picture of ours, as they were when that was taken. Pure. */

/** @typedef {import("../types.js").Entry} Entry */

/**
 * @param {KeepsakeMedia} medium
 * @param {number} i its place
 */
function mediumKey({ kind, src }, i) {
  return src || `${kind} ${i}`;
}

/**
 * Notes which pictures of an item are seen, and on which picture of ours.
 * @param {Entry} entry
 * @param {string[] | undefined} states page/items/pictures.js
 * @param {number} part of the tile, -1 where none shows it
 */
export function noteMedia(entry, states, part) {
  if (!states) return;
  entry.pictured ??= new Map();
  const { pictured, content } = entry;
  content.media.forEach((medium, i) => {
    const key = mediumKey(medium, i);
    const known = pictured.get(key);
    const before = Array.isArray(known) ? known : [];
    // At a glance it may have no room yet: a list that makes its elements anew gives them that a little later.
    const none = states[i] === "none" && !before.length && (part >= 0 || !known);
    if (none) pictured.set(key, "none");
    else if (states[i] === "shown" && part >= 0) pictured.set(key, [...before, part]);
    else if (/^(waiting|failed)$/.test(states[i] ?? "") && !before.length)
      pictured.set(key, states[i] === "failed" ? "failed" : "waiting");
  });
}

/**
 * @param {import("../types.js").Tile[]} tiles
 * @returns {Set<number>} the parts of those under which the page moved
 */
export function movedOf(tiles) {
  return new Set(tiles.filter((tile) => tile.moved).map((tile) => tile.part));
}

/**
 * @param {Entry} entry
 * @param {Set<number>} moved as for `seenMedia`
 * @returns {boolean} whether one of its pictures may still come, and is on no picture of ours
 */
export function awaitsMedia({ content, pictured }, moved) {
  if (!pictured) return false;
  return content.media.some((medium, i) => {
    const parts = pictured.get(mediumKey(medium, i)) ?? "waiting";
    return parts === "waiting" || (Array.isArray(parts) && parts.every((part) => moved.has(part)));
  });
}

/**
 * @param {Entry} entry
 * @param {Set<number>} moved parts of tiles under which the page moved
 * @returns {{media: KeepsakeMedia[], unseen: number}} `loaded` as of the pictures of ours that show them; unseen: on
 *   none of these, though there is something to see
 */
export function seenMedia({ content, pictured }, moved) {
  if (!pictured) return { media: content.media, unseen: 0 };
  let unseen = 0;
  const media = content.media.map((medium, i) => {
    const parts = pictured.get(mediumKey(medium, i));
    if (parts === "none") return medium;
    const loaded = Array.isArray(parts) && parts.some((part) => !moved.has(part));
    if (!loaded) unseen += 1;
    return { ...medium, loaded };
  });
  return { media, unseen };
}
