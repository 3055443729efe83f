/** How far a capture is and how long it may still take, as far as that can be known. Pure. */

const LAST = 12; // pictures that the pace is taken from
const LEAST = 4;
const GROWTH = 1.5; // of the pane's height: so much more came while the last pictures were taken

/**
 * @typedef {object} Progress one running capture, in counts and times
 * @property {number} tab
 * @property {number} kept pictures that are durable
 * @property {number} items messages, posts and the like found so far
 * @property {number} seconds since the click
 * @property {number | null} left seconds for what has loaded so far; null: not known
 * @property {boolean} growing the page still loads more
 */

/** @param {number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/**
 * From the last pictures: how long one takes, how far one goes, how far the end is that is loaded.
 * @param {import("./types.js").Tile[]} tiles
 * @param {"up" | "down"} direction
 * @returns {{left: number | null, growing: boolean}}
 */
export function timeLeft(tiles, direction) {
  const last = tiles.filter(({ join }) => join === "shared").slice(-LAST);
  const now = last.at(-1);
  const first = last[0];
  if (!now || !first || last.length < LEAST) return { left: null, growing: false };
  const growing = now.scroll_height - first.scroll_height > GROWTH * now.pane.height;
  const pairs = last.slice(1).map((tile, i) => ({ before: last[i] ?? tile, tile }));
  const seconds = median(
    pairs.map(({ before, tile }) => (Date.parse(tile.at) - Date.parse(before.at)) / 1000),
  );
  const step = median(
    pairs
      .map(({ before, tile }) => Math.abs(tile.scroll - before.scroll))
      .filter((by) => by <= now.pane.height),
  );
  const distance =
    direction === "up" ? now.scroll : now.scroll_height - now.scroll - now.pane.height;
  if (!step) return { left: null, growing };
  return { left: Math.max(0, (distance / step) * seconds), growing };
}

/**
 * @param {number} tab
 * @param {import("./run.js").Capture} capture
 * @param {Date} now
 * @returns {Progress}
 */
export function progressOf(tab, capture, now) {
  const { kept, merger, start, started, outbox, wish } = capture;
  const way = wish.limits?.from_here ? "down" : (start?.pane.direction ?? "down");
  const items = merger.segments.flat().filter(({ content }) => content.kind !== "divider");
  return {
    tab,
    kept,
    items: items.length,
    seconds: (now.getTime() - Date.parse(started.utc)) / 1000,
    ...timeLeft(outbox?.tiles ?? [], way),
  };
}
