/** What a capture that was cut short had read of the page, put together again. Pure. Source: FORMAT.md §4.7. */

const STRICT = new TextDecoder("utf-8", { fatal: true });

/**
 * @template {{kind: string, part: number}} P
 * @param {P[]} parts Of a capture.
 * @returns {P[]} Those with items, in the order in which they arrived.
 */
export function handedOver(parts) {
  return parts.filter(({ kind }) => kind === "items").sort((a, b) => a.part - b.part);
}

/**
 * @param {Uint8Array[]} parts Those with items, in the order in which they arrived.
 * @returns {Record<string, unknown>[]} In page order, each as it was last told; what is no item is left out.
 */
export function fold(parts) {
  /** @type {Map<number, Record<string, unknown>>} */
  let items = new Map();
  /** @type {Map<number, number>} which one follows; 0 stands before the first */
  let following = new Map();
  let last = 0;
  for (const row of parts.flatMap(rowsOf)) {
    const { n } = row;
    if (row.anew === true) {
      [items, following, last] = [new Map(), new Map(), 0];
      continue;
    }
    if (typeof n !== "number" || !Number.isSafeInteger(n) || n <= 0) continue;
    if (!items.has(n)) {
      // Captures of earlier versions do not tell which one is above: the last that was new.
      const told = typeof row.after === "number" ? row.after : -1;
      const above = told === 0 || items.has(told) ? told : last;
      following.set(n, following.get(above) ?? 0).set(above, n);
      last = n;
    }
    items.set(n, row);
  }
  return walked(items, following);
}

/**
 * @param {Map<number, Record<string, unknown>>} items
 * @param {Map<number, number>} following
 */
function walked(items, following) {
  const found = [];
  for (let at = following.get(0) ?? 0; at; at = following.get(at) ?? 0) {
    const item = items.get(at);
    if (item) found.push(item);
  }
  return found;
}

/**
 * @param {Uint8Array} part
 * @returns {Record<string, unknown>[]} Its lines, each by itself: one that cannot be read hides no other.
 */
function rowsOf(part) {
  const rows = [];
  for (let at = 0; at < part.length; ) {
    const next = part.indexOf(10, at);
    const end = next < 0 ? part.length : next;
    rows.push(rowOf(part.subarray(at, end)));
    at = end + 1;
  }
  return rows;
}

/**
 * @param {Uint8Array} line
 * @returns {Record<string, unknown>} Nothing for what is no JSON object.
 */
function rowOf(line) {
  try {
    return Object(JSON.parse(STRICT.decode(line)));
  } catch {
    return {};
  }
}
