/**
 * Whether the page that is looked at is still the one whose capture was begun: a site may show
 * another thread, under another address, without loading anything.
 */

import { isDivider } from "../thread/entry.js";
import { fingerprintOf, linesOf } from "../thread/similarity.js";
import { placeOf } from "./platform.js";

const TELLING = 12; // characters of a line from which on it alone tells one item from another

export class Whereabouts {
  /**
   * @param {import("./platform.js").PlatformRule[]} platforms
   * @param {string} address where the capture begins
   * @param {import("../thread/merge.js").Merger} merger what is known of the page
   * @param {string} [head] what stands above the items, "" while that is not known
   */
  constructor(platforms, address, merger, head = "") {
    this.platforms = platforms;
    this.address = address;
    this.merger = merger;
    this.changed = false;
    this.made = 0;
    this.head = head;
    this.headStays = true;
  }

  /**
   * @param {KeepsakeLook} look
   * @returns {boolean} true when the look is not of that page; a new address alone is noted in `changed`
   */
  elsewhere(look) {
    if (this.left(look)) {
      if (!look.attached || !this.sameIds(look.address) || !this.knows(look)) return true;
      this.changed ||= look.address !== this.address;
      this.address = look.address;
      this.made = look.made;
    }
    return this.swapped(look);
  }

  /**
   * Another conversation in the same place under the same address: other words above it, and nothing
   * that was there before. Words that change while the items stay (a day, "writing…") tell nothing.
   * @param {KeepsakeLook} look
   */
  swapped(look) {
    this.head ||= look.head ?? "";
    if (!this.renamed(look)) return false;
    if (!this.telling(look).length) return false;
    if (!this.knows(look)) return true;
    this.headStays = false;
    return false;
  }

  /**
   * @param {{head?: string}} now
   * @returns {boolean} true when other words stand above the items than at the beginning
   */
  renamed({ head = "" }) {
    return this.headStays && this.head !== "" && head !== "" && head !== this.head;
  }

  /**
   * @param {{address: string, attached: boolean, made: number}} now
   * @returns {boolean} true when the address is another one, or the part of the page that was walked over is gone
   *   or made anew
   */
  left({ address, attached, made }) {
    return !attached || made !== this.made || address !== this.address;
  }

  /** @param {string} address */
  sameIds(address) {
    const [here, there] = [this.address, address].map((each) => placeOf(this.platforms, each));
    return JSON.stringify(here) === JSON.stringify(there);
  }

  /**
   * @param {KeepsakeLook} look
   * @returns {boolean} true when it shows something that was seen before the address changed; of a page
   *   without items nothing can be said
   */
  knows(look) {
    if (!this.merger.byFingerprint.size) return true;
    return this.telling(look).some((item) => this.merger.byFingerprint.has(fingerprintOf(item)));
  }

  /**
   * @param {KeepsakeLook} look
   * @returns {KeepsakeContent[]} what it shows that is hardly said twice
   */
  telling({ rows }) {
    const items = rows.flatMap(
      ({ node, content }) => content ?? this.merger.contents.get(node) ?? [],
    );
    /** @type {Map<string, number>} */
    const said = new Map();
    for (const line of items.flatMap(linesOf)) said.set(line, (said.get(line) ?? 0) + 1);
    // Who says something stands on several.
    const tells = (/** @type {string} */ line) => line.length >= TELLING && said.get(line) === 1;
    return items.filter((item) => !isDivider(item) && (item.time || linesOf(item).some(tells)));
  }
}

/**
 * @param {string} one
 * @param {string} other
 * @returns {boolean} true also where one of them is not known, or carries a name and password
 */
export function sameAddress(one, other) {
  return !one || !other || one === other || open(one) === open(other);
}

/** @param {string} address */
function open(address) {
  return address.replace(/^(https?:\/\/)[^/?#@]*@/i, "$1");
}
