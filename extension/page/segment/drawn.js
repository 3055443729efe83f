// What speaks for a candidate in how the page is drawn: more room between items than in them, one face in each.

import * as dom from "../view/dom.js";

const ROOM = 2; // CSS pixels: less is no difference
const FACE = { least: 12, most: 120 }; // CSS pixels

/**
 * @param {KeepsakeBox[]} boxes
 * @returns {{top: number, bottom: number, inner: number}} inner: the most room between one and the next
 */
function spanOf(boxes) {
  const spans = boxes.toSorted((one, other) => one.y - other.y);
  const top = spans[0]?.y ?? 0;
  let bottom = top;
  let inner = 0;
  for (const { y, height } of spans) {
    inner = Math.max(inner, y - bottom);
    bottom = Math.max(bottom, y + height);
  }
  return { top, bottom, inner };
}

/**
 * @param {KeepsakeOutline} outline
 * @param {KeepsakeUnits} there
 * @returns {{room_more: number, room_less: number}} shares of the places between an item and the next below it: those
 *   with at least as much room as there is in both, and those with less
 */
function roomIn({ all }, { units, pictured }) {
  const spans = units.flatMap((lines, unit) => {
    const places = [...lines.map(({ at }) => at), ...(pictured.get(unit) ?? [])];
    const boxes = places.flatMap((at) => (all[at] ? [dom.boxOf(all[at])] : []));
    const seen = boxes.filter(({ height, width }) => height > 0 && width > 0);
    return seen.length ? [spanOf(seen)] : [];
  });
  let [more, less, pairs] = [0, 0, 0];
  spans.forEach(({ top, inner }, i) => {
    const before = spans[i - 1];
    if (!before || top < before.bottom) return;
    const [outer, most] = [top - before.bottom, Math.max(inner, before.inner)];
    pairs += 1;
    if (outer >= most) more += 1;
    if (outer + ROOM < most) less += 1;
  });
  return { room_more: more / Math.max(1, pairs), room_less: less / Math.max(1, pairs) };
}

/**
 * @param {KeepsakeOutline} outline
 * @param {KeepsakeUnits} there
 * @returns {{face_once: number, face_several: number}} shares of the items: those with one picture of the size that
 *   most have one of, and those with several
 */
function facesIn({ all }, { units, pictured }) {
  /** @type {Map<string, {once: number, several: number}>} */
  const sizes = new Map();
  for (const [unit, places] of pictured) {
    /** @type {Map<string, number>} */
    const here = new Map();
    for (const at of unit < 0 ? [] : places) {
      const { width, height } = dom.boxOf(/** @type {Element} */ (all[at]));
      if (Math.min(width, height) < FACE.least || Math.max(width, height) > FACE.most) continue;
      const size = `${width} ${height}`;
      here.set(size, (here.get(size) ?? 0) + 1);
    }
    for (const [size, n] of here) {
      const counts = sizes.get(size) ?? { once: 0, several: 0 };
      sizes.set(size, counts);
      counts[n === 1 ? "once" : "several"] += 1;
    }
  }
  const most = Array.from(sizes.values()).sort(
    (a, b) => b.once + b.several - a.once - a.several,
  )[0] ?? { once: 0, several: 0 };
  return { face_once: most.once / units.length, face_several: most.several / units.length };
}

/**
 * @param {KeepsakeOutline} outline
 * @param {KeepsakeUnits} there
 */
const drawnIn = (outline, there) => ({ ...roomIn(outline, there), ...facesIn(outline, there) });

export { drawnIn };
