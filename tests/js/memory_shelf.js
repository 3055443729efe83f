/** Where what waits lies, in memory; what extension/browser/shelf.js does is held in browsers. */

import * as age from "../../build/node_modules/age-encryption/dist/index.js";
import { Seals } from "../../extension/capture/waiting/seal.js";

const id = (key) => JSON.stringify(key);

class MemoryReserve {
  constructor() {
    this.pieces = 0;
  }

  async keep() {
    this.pieces = 4;
  }

  async bytes() {
    return this.pieces * 2_097_152;
  }

  async spend() {
    if (!this.pieces) return false;
    this.pieces -= 1;
    return true;
  }

  async release() {
    this.pieces = 0;
  }
}

export class MemoryShelf {
  constructor() {
    this.reserve = new MemoryReserve();
    this.stores = { own: new Map(), captures: new Map(), lines: new Map(), bytes: new Map() };
    /** Called with the changes before any of them is made; it may refuse them. */
    this.before = () => undefined;
  }

  async write(changes) {
    await null;
    this.before(changes);
    for (const [store, key, value] of changes) {
      const rows = this.stores[store];
      if (value !== undefined) rows.set(id(key), [key, structuredClone(value)]);
      else if (key?.within) {
        for (const [own, [parts]] of rows) if (parts[0] === key.within) rows.delete(own);
      } else rows.delete(id(key));
    }
  }

  async get(store, key) {
    return this.stores[store].get(id(key))?.[1];
  }

  async all(store, range) {
    const rows = Array.from(this.stores[store].values());
    const kept = range ? rows.filter(([key]) => key[0] === range.within) : rows;
    return kept.toSorted(([a], [b]) => (a[1] ?? 0) - (b[1] ?? 0));
  }

  of(capture) {
    return { within: capture };
  }

  get size() {
    return Object.values(this.stores).reduce((sum, rows) => sum + rows.size, 0);
  }
}

export const seals = new Seals(age);
