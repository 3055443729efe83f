/**
 * The waiting room: what was captured while the program did not answer, sealed in this browser until it does. A part
 * waits when its bytes and its line are durable, which is one step. Source: FORMAT.md §12.
 */

import { sha256Hex, utf8 } from "../host/bytes.js";

const RESERVE_BYTES = 8_388_608; // let go of when the room is full, so that words find a place
/** The kind of a part that there was no room for. */
export const LOST = "lost";
const RANDOM_BYTES = 65_536; // the most that a browser gives at once
const PICTURES = new Set(["tile", "mhtml"]);
/** Of a page that is only recorded nothing else is kept anywhere. */
const RECORDABLE = new Set(["begin", "note", "manifest"]);

/** @typedef {import("../types.js").PartInfo} PartInfo */
/** @typedef {import("../types.js").Ended} Ended */
/** @typedef {PartInfo & {at: string, sealed: {bytes: number, sha256: string}}} Line what is known of a part that waits */

/**
 * @typedef {object} Row what is known of a capture that waits, PROTOCOL.md 2.9
 * @property {string} from
 * @property {"vault" | "browser"} sealed_to
 * @property {string} recipient of the vault; "" where it is sealed to this browser
 * @property {"" | "record_only"} mode
 * @property {number} part the first that waits
 * @property {string} resume what a host needs that goes on after another one; "" where none had begun
 * @property {number} manifest part number; -1 where the browser was ended before there was one
 * @property {string} sha256 of the manifest
 * @property {Ended | null} ended
 */

/** @typedef {{capture: string, row: Row | null, lines: (Line | null)[]}} Waiting null: not as it was written */

/**
 * @typedef {object} ShelfLike where it all lies, extension/browser/shelf.js
 * @property {(changes: any[]) => Promise<void>} write
 * @property {(store: any, key: any) => Promise<any>} get
 * @property {(store: any, range?: any) => Promise<[any, any][]>} all
 * @property {(capture: string) => any} of
 */

export class WaitingRoom {
  /**
   * @param {ShelfLike} shelf
   * @param {import("./seal.js").Seals} seals
   * @param {{date: () => Date}} clock
   */
  constructor(shelf, seals, clock) {
    this.shelf = shelf;
    this.seals = seals;
    this.clock = clock;
    /** @type {Map<string, Place>} captures that still run */
    this.places = new Map();
    /** @type {Promise<import("./seal.js").Own> | null} */
    this.known = null;
  }

  /** The key of this browser; the first who asks makes it. */
  own() {
    this.known ??= this.ownKey().catch((error) => {
      this.known = null;
      throw error;
    });
    return this.known;
  }

  async ownKey() {
    const there = await this.shelf.get("own", "key");
    if (there) return there;
    const made = await this.seals.newKey();
    await this.shelf.write([["own", "key", made]]);
    return made;
  }

  /** @param {string} recipient of the vault that the program keeps captures in; it is public */
  async meet(recipient) {
    try {
      if ((await this.shelf.get("own", "recipient")) !== recipient)
        await this.shelf.write([["own", "recipient", recipient]]);
    } catch {
      // What waits later is sealed to this browser.
    }
  }

  /**
   * Begins to take a capture in, or what comes of one that runs.
   * @param {string} capture
   * @param {Pick<Row, "mode" | "part" | "resume">} about
   */
  async place(capture, about) {
    const recipient = (await this.shelf.get("own", "recipient")) ?? "";
    const own = await this.own();
    const sealed_to = recipient ? "vault" : "browser";
    const from = this.now();
    const ends = { manifest: -1, sha256: "", ended: null };
    const place = new Place(this, own, capture, {
      ...{ from, sealed_to, recipient, ...about, ...ends },
    });
    this.places.set(capture, place);
    return place;
  }

  now() {
    return this.clock.date().toISOString();
  }

  /** @returns {Promise<Waiting[]>} those that wait and no longer run, oldest first */
  async list() {
    const rows = await this.shelf.all("captures");
    if (!rows.length) return [];
    const own = await this.own();
    const all = await Promise.all(
      rows
        .filter(([capture]) => !this.places.has(capture))
        .map(async ([capture, sealed]) => {
          const lines = await this.shelf.all("lines", this.shelf.of(capture));
          return {
            capture,
            row: await this.told(sealed, own),
            lines: await Promise.all(lines.map(([, line]) => this.told(line, own))),
          };
        }),
    );
    return all.sort((a, b) => (a.row?.from ?? "").localeCompare(b.row?.from ?? ""));
  }

  /**
   * @param {Uint8Array} sealed
   * @param {import("./seal.js").Own} own
   * @returns {Promise<any>} null where it is not as it was sealed
   */
  async told(sealed, own) {
    try {
      return JSON.parse(new TextDecoder().decode(await this.seals.open(sealed, own)));
    } catch {
      return null;
    }
  }

  /**
   * @param {Uint8Array} sealed to this browser
   * @returns {Promise<Uint8Array<ArrayBuffer>>} nothing where it is not as it was sealed
   */
  async open(sealed) {
    try {
      return await this.seals.open(sealed, await this.own());
    } catch {
      return new Uint8Array();
    }
  }

  /**
   * @param {string} capture
   * @param {number} part
   * @returns {Promise<Uint8Array<ArrayBuffer>>} as sealed
   */
  async bytes(capture, part) {
    return (await this.shelf.get("bytes", [capture, part])) ?? new Uint8Array();
  }

  /**
   * Lets go of a capture, after its receipt; of the reserve too when nothing waits any more.
   * @param {string} capture
   */
  async remove(capture) {
    const range = this.shelf.of(capture);
    await this.shelf.write([
      ["captures", capture, undefined],
      ["lines", range, undefined],
      ["bytes", range, undefined],
    ]);
    const rest = await this.shelf.all("captures");
    if (!rest.length) await this.spendReserve();
  }

  /** Sets room aside that holds nothing. That it cannot be had fails nothing. */
  async keepReserve() {
    if (await this.shelf.get("own", "reserve")) return;
    const nothing = new Uint8Array(RESERVE_BYTES);
    for (let at = 0; at < nothing.length; at += RANDOM_BYTES)
      crypto.getRandomValues(nothing.subarray(at, at + RANDOM_BYTES));
    await this.shelf.write([["own", "reserve", nothing]]).catch(() => undefined);
  }

  async spendReserve() {
    await this.shelf.write([["own", "reserve", undefined]]);
  }
}

/** One capture in the waiting room, while it runs. */
export class Place {
  /**
   * @param {WaitingRoom} room
   * @param {import("./seal.js").Own} own
   * @param {string} capture
   * @param {Row} row
   */
  constructor(room, own, capture, row) {
    this.room = room;
    this.own = own;
    this.capture = capture;
    this.row = row;
    /** Whether there was no room for a picture. */
    this.full = false;
  }

  /** What the manifest says of it. */
  get told() {
    const { from, sealed_to, part } = this.row;
    return { from, sealed_to, part };
  }

  /**
   * Takes a part in; durable when it returns. Where there is no room for it, that there was one is kept instead: words
   * go before pictures.
   * @param {PartInfo} info
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @returns {Promise<PartInfo>} what is kept
   */
  async keep(info, bytes) {
    if (this.row.mode && !RECORDABLE.has(info.kind)) throw new Error(`a ${info.kind} is not kept`);
    const lost = { ...info, kind: LOST, bytes: 0, sha256: await sha256Hex(new Uint8Array()) };
    if (this.full && PICTURES.has(info.kind)) return this.put(lost, new Uint8Array());
    try {
      return await this.put(info, bytes);
    } catch {
      this.full = true;
      await this.room.spendReserve();
    }
    if (!PICTURES.has(info.kind))
      try {
        return await this.put(info, bytes);
      } catch {
        // No room for that much.
      }
    return this.put(lost, new Uint8Array());
  }

  /**
   * @param {PartInfo} info
   * @param {Uint8Array<ArrayBuffer>} bytes
   */
  async put(info, bytes) {
    const { capture, own, row, room } = this;
    const { seals } = room;
    const sealed = await seals.seal(bytes, row.recipient || own.recipient);
    const about = { bytes: sealed.length, sha256: await sha256Hex(sealed) };
    const line = { ...info, at: room.now(), sealed: about };
    await room.shelf.write([
      ["captures", capture, await this.sealed(row)],
      ["lines", [capture, info.part], await this.sealed(line)],
      ["bytes", [capture, info.part], sealed],
    ]);
    if (info.part === row.part && !this.full) await room.keepReserve();
    return info;
  }

  /** @param {object} told what is for this browser alone */
  sealed(told) {
    return this.room.seals.seal(utf8(JSON.stringify(told)), this.own.recipient);
  }

  /**
   * Notes how it ended. From then on it may be handed over.
   * @param {{manifest: number, sha256: string, ended: Ended}} how
   * @returns {Promise<import("../types.js").Receipt>} one that says that it waits
   */
  async end(how) {
    Object.assign(this.row, how);
    await this.room.shelf.write([["captures", this.capture, await this.sealed(this.row)]]);
    return { entry: -1, utc: this.room.now(), state: "waiting", parts: how.manifest + 1 };
  }

  /** The capture no longer runs, however it ended. */
  leave() {
    this.room.places.delete(this.capture);
  }
}
