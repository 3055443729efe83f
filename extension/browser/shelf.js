/**
 * What waits in this browser: bytes under keys, in the extension's own database. A change is made whole or not at all,
 * and it is on the disk when it is told as made: measured in shared/spec/adr/0016.
 */

import { WaitingRoom } from "../capture/waiting/room.js";
import { Seals } from "../capture/waiting/seal.js";
import * as age from "../lib/age.js";
import { Reserve } from "./reserve.js";

const STORES = ["own", "captures", "lines", "bytes"];

/** @typedef {"own" | "captures" | "lines" | "bytes"} Store */
/** @typedef {[Store, IDBValidKey | IDBKeyRange, unknown]} Change undefined as value: what is there goes */

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export class Shelf {
  /** @type {Promise<IDBDatabase> | null} */
  opened = null;
  reserve = new Reserve();

  /** @returns {Promise<IDBDatabase>} */
  database() {
    this.opened ??= this.open();
    return this.opened;
  }

  async open() {
    await keepForGood();
    const request = indexedDB.open("waiting", 1);
    request.onupgradeneeded = () => {
      for (const store of STORES) request.result.createObjectStore(store);
    };
    try {
      const database = await answer(request);
      // A full disk may make the browser close it; the next one to come opens it again.
      database.onclose = () => this.forget();
      return database;
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  forget() {
    this.opened = null;
  }

  /**
   * Makes changes, all of them or none; durable when it returns.
   * @param {Change[]} changes
   */
  async write(changes) {
    const database = await this.database();
    await new Promise((resolve, reject) => {
      const names = Array.from(new Set(changes.map(([store]) => store)));
      const change = database.transaction(names, "readwrite", { durability: "strict" });
      change.oncomplete = () => resolve(undefined);
      change.onabort = () => reject(change.error ?? new Error("not written"));
      for (const [store, key, value] of changes) {
        if (value === undefined) change.objectStore(store).delete(key);
        else change.objectStore(store).put(value, /** @type {IDBValidKey} */ (key));
      }
    });
  }

  /**
   * @param {Store} store
   * @param {IDBValidKey} key
   * @returns {Promise<any>} undefined where there is nothing
   */
  async get(store, key) {
    return answer((await this.read(store)).get(key));
  }

  /**
   * @param {Store} store
   * @param {IDBKeyRange} [range]
   * @returns {Promise<[any, any][]>} keys and values, in the order of the keys
   */
  async all(store, range) {
    const from = await this.read(store);
    const [keys, values] = await Promise.all([
      answer(from.getAllKeys(range)),
      answer(from.getAll(range)),
    ]);
    return keys.map((key, n) => [key, values[n]]);
  }

  /** @param {Store} store */
  async read(store) {
    return (await this.database()).transaction(store).objectStore(store);
  }

  /**
   * Everything of one capture, in the stores whose keys are capture and number.
   * @param {string} capture
   */
  of(capture) {
    return IDBKeyRange.bound([capture], [capture, []]);
  }
}

/**
 * Asks that nothing of this is thrown away when the disk is short. For Chromium the permission is enough; Firefox grants
 * it to whoever has that, but only when asked, and until then holds it to a tenth of the disk and throws away.
 */
async function keepForGood() {
  try {
    if (!(await navigator.storage.persisted())) await navigator.storage.persist?.();
  } catch {
    // It waits all the same.
  }
}

/** The waiting room of this browser: of the worker, and of a page of ours that shows what is in it. */
export function waitingRoom() {
  return new WaitingRoom(new Shelf(), new Seals(age), { date: () => new Date() });
}
