/** What is known so far in the order of the page: what lies at its ends and beyond an item, and what no picture shows. */

import { isDivider, stateOf } from "../thread/entry.js";
import { awaitsMedia, movedOf } from "../thread/media.js";

export class Order {
  /**
   * @param {import("../thread/merge.js").Merger} merger
   * @param {{tiles: import("../types.js").Tile[]}} outbox
   */
  constructor(merger, outbox) {
    this.merger = merger;
    this.outbox = outbox;
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

  /** @returns {number[]} items that are on no picture, or of which a picture was still to come when they were */
  missed() {
    const moved = movedOf(this.outbox.tiles);
    const isMissed = (/** @type {import("../types.js").Entry} */ entry) =>
      stateOf(entry) !== "gone" && (!entry.boxes.length || awaitsMedia(entry, moved));
    return this.items.filter(isMissed).map(({ n }) => n);
  }

  /**
   * @param {KeepsakeLook} look which was noted
   * @returns {Map<number, KeepsakeRow>} where the items in view stand
   */
  inView({ rows }) {
    const known = rows.filter(({ node, visible }) => visible && this.merger.byNode.has(node));
    return new Map(known.map((row) => [this.merger.byNode.get(row.node)?.n ?? 0, row]));
  }
}
