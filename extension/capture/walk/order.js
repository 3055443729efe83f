/** What is known so far in the order of the page: what lies at its ends and beyond an item. */

import { isDivider } from "../thread/entry.js";

export class Order {
  /** @param {import("../thread/merge.js").Merger} merger */
  constructor(merger) {
    this.merger = merger;
  }

  get items() {
    return this.merger.entries().filter(({ content }) => !isDivider(content));
  }

  /**
   * @param {1 | -1} way
   * @returns {number} which item is known to be the last that way, also where the page has let go of it; 0 for none
   */
  outermost(way) {
    return this.items.at(way === 1 ? -1 : 0)?.n ?? 0;
  }

  /**
   * @param {1 | -1} way
   * @param {number} n of an item, 0 for none: all that is known
   * @returns {{items: number, unpictured: number}} how many follow it that way, and are on no picture
   */
  beyond(way, n) {
    const { items } = this;
    const at = items.findIndex((each) => each.n === n);
    const after = way === 1 ? items.slice(at + 1) : items.slice(0, at < 0 ? items.length : at);
    const unpictured = after.filter(({ boxes }) => !boxes.length).length;
    return { items: after.length, unpictured };
  }

  /**
   * @param {KeepsakeLook} look which was noted
   * @param {1 | -1} way
   * @param {number} n of an item, 0 for none: any will do
   * @returns {boolean} whether the item is in view, or one that follows it that way
   */
  shows({ rows }, way, n) {
    const { items } = this;
    const at = items.findIndex((each) => each.n === n);
    if (at < 0) return true;
    const there = new Set(way === 1 ? items.slice(at) : items.slice(0, at + 1));
    return rows.some(({ node, visible }) => {
      const entry = this.merger.byNode.get(node);
      return visible && entry !== undefined && there.has(entry);
    });
  }
}
