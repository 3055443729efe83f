/** How many messages and pictures an exhibit has; other lines of a page are not called messages. */

import { counts } from "../briefing/counting.js";
import { counted } from "../words.js";

/**
 * @param {import("../model.js").Exhibit} exhibit
 * @returns {string}
 */
export function textsOf({ items, kind }) {
  const texts = items.filter((item) => item.kind !== "divider");
  const said = texts.filter((item) => counts({ page: { kind } }, item)).length;
  const others = texts.length - said;
  return [
    (said > 0 || others === 0) && counted("items", said),
    others > 0 && counted("lines", others),
  ]
    .filter(Boolean)
    .join(", ");
}

/**
 * @param {import("../model.js").Exhibit} exhibit
 * @returns {string} How many are in this copy, as on paper; one that is not here is told with what is missing.
 */
export function picturesOf({ tiles }) {
  return counted("pictures", tiles.filter(({ part }) => part.member).length);
}
