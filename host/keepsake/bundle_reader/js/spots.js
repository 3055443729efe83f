/** Where on the pictures a message is. The same in host/keepsake/core/placed.py and host/keepsake/formats/report/spots.py. */

import { list, object } from "./values.js";

/**
 * @typedef {{part: number, x: number, y: number, width: number, height: number}} Box In CSS pixels of the viewport.
 * @typedef {{left: number, top: number, width: number, height: number}} Spot In pixels of the picture.
 */

/**
 * @param {unknown} value
 * @returns {Box[]} Places of a message, those that have an extent.
 */
export function readBoxes(value) {
  return list(value)
    .map(readBox)
    .filter(({ part, width, height }) => part >= 0 && width > 0 && height > 0);
}

/**
 * @param {unknown} value
 * @returns {Box}
 */
export function readBox(value) {
  const { part, x, y, width, height } = object(value);
  return {
    part: typeof part === "number" ? part : -1,
    ...{ x: finite(x), y: finite(y), width: finite(width), height: finite(height) },
  };
}

/** @param {unknown} value */
function finite(value) {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

/**
 * @param {import("./model.js").Exhibit} exhibit
 * @param {import("./model.js").Item} item
 * @returns {number} The place among the pictures of the one that shows most of a message, -1 where none does.
 */
export function bestPicture({ tiles }, { boxes }) {
  let [best, most] = [-1, -1];
  for (const box of boxes) {
    const at = tiles.findIndex(
      ({ part }) => part.kind === "tile" && part.member && part.part === box.part,
    );
    const seen = at < 0 ? -1 : inView(box, tiles[at]?.pane);
    if (seen > most) [best, most] = [at, seen];
  }
  return best;
}

/**
 * @param {Box} box
 * @param {Box | undefined} pane
 * @returns {number} How many pixels of its height are within the pane; all of them where that is not known.
 */
function inView({ y, height }, pane) {
  if (!pane?.height) return height;
  return Math.max(0, Math.min(y + height, pane.y + pane.height) - Math.max(y, pane.y));
}

/**
 * @param {import("./model.js").Tile} tile
 * @param {import("./model.js").Item} item
 * @returns {Spot | null} Where a message is on a picture, as far as it is within the pane.
 */
export function spotOn({ part, pane, scale }, { boxes }) {
  const box = boxes.find((one) => one.part === part.part);
  if (!box) return null;
  const top = pane.height ? Math.max(box.y, pane.y) : box.y;
  const bottom = pane.height
    ? Math.min(box.y + box.height, pane.y + pane.height)
    : box.y + box.height;
  if (bottom <= top) return null;
  return {
    ...{ left: box.x * scale, top: top * scale },
    ...{ width: box.width * scale, height: (bottom - top) * scale },
  };
}
