// Whether the items of a page are what those of its platform are known to be.

import * as near from "../items/near.js";
import * as dom from "../view/dom.js";

/**
 * @param {Element} item
 * @param {string} selector
 * @returns {boolean} true when it is one that the selector picks, stands in one, or holds one
 */
function goesWith(item, selector) {
  for (let up = /** @type {Element | null} */ (item); up; up = dom.parentOf(up))
    if (up.matches(selector)) return true;
  return dom.descendants(item).some((node) => node.matches(selector));
}

/**
 * @param {KeepsakeSight} sight
 * @param {string | undefined} selector of the platform's items, from shared/data/platforms/
 * @returns {KeepsakeShaped | null} null where nothing is known of such a page
 */
export function shaped(sight, selector) {
  if (!selector || !sight.pane.isConnected) return null;
  const items = near
    .nodesNear(sight, dom.boxOf(sight.pane))
    .flatMap(({ node, divider }) => (divider || "parts" in node ? [] : [node]));
  return {
    items: items.length,
    known: items.filter((item) => goesWith(item, selector)).length,
  };
}
