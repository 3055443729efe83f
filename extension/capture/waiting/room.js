/**
 * The waiting room: what was captured while the program did not answer, sealed in this browser until it does. A part
 * waits when its bytes and its line are durable, which is one step. Source: FORMAT.md §12.
 */

import { sha256Hex, utf8 } from "../host/bytes.js";
import { DISK_FULL, Problem } from "../problem.js";

/** The kind of a part that there was no room for. */
export const LOST = "lost";
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
 * @property {boolean} [practice] whether it is of the page to practise on; absent where it is not
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
 * @property {ReserveLike} reserve
 */

/**
 * @typedef {object} ReserveLike room set aside, extension/browser/reserve.js
 * @property {() => Promise<void>} keep
 * @property {() => Promise<number>} bytes
 * @property {() => Promise<boolean>} spend
 * @property {() => Promise<void>} release
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
   * @param {Pick<Row, "mode" | "part" | "resume" | "practice">} about
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
    await this.insist([
      ["captures", capture, undefined],
      ["lines", range, undefined],
      ["bytes", range, undefined],
    ]);
    const rest = await this.shelf.all("captures");
    if (!rest.length) await this.shelf.reserve.release();
  }

  /**
   * Makes changes; where there is no room for them, in what was set aside for that, piece by piece.
   * @param {any[]} changes
   * @throws {Problem} where there is no room with all of that either
   */
  async insist(changes) {
    for (;;)
      try {
        return await this.shelf.write(changes);
      } catch (error) {
        if (!(await this.shelf.reserve.spend())) throw new Problem(DISK_FULL, nameOf(error));
      }
  }
}

/**
 * @param {unknown} error
 * @returns {string} what kind it is, for a bug report
 */
function nameOf(error) {
  return error instanceof Error ? error.name : "";
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
    const { shelf } = this.room;
    const picture = PICTURES.has(info.kind);
    if (!picture || !this.full)
      try {
        return await this.put(info, bytes, (changes) => shelf.write(changes));
      } catch {
        this.full = true;
      }
    if (!picture && bytes.length < (await shelf.reserve.bytes()))
      try {
        return await this.insist(info, bytes);
      } catch {
        // No room for that much.
      }
    const nothing = new Uint8Array();
    const lost = { kind: LOST, bytes: 0, sha256: await sha256Hex(nothing) };
    return this.insist({ ...info, ...lost }, nothing);
  }

  /**
   * @param {PartInfo} info
   * @param {Uint8Array<ArrayBuffer>} bytes
   */
  insist(info, bytes) {
    return this.put(info, bytes, (changes) => this.room.insist(changes));
  }

  /**
   * @param {PartInfo} info
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @param {(changes: any[]) => Promise<void>} write
   */
  async put(info, bytes, write) {
    const { capture, own, row, room } = this;
    const { seals, shelf } = room;
    const sealed = await seals.seal(bytes, row.recipient || own.recipient);
    const about = { bytes: sealed.length, sha256: await sha256Hex(sealed) };
    const line = { ...info, at: room.now(), sealed: about };
    await write([
      ["captures", capture, await this.sealed(row)],
      ["lines", [capture, info.part], await this.sealed(line)],
      ["bytes", [capture, info.part], sealed],
    ]);
    if (info.part === row.part && !this.full) await shelf.reserve.keep();
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
    await this.room.insist([["captures", this.capture, await this.sealed(this.row)]]);
    return { entry: -1, utc: this.room.now(), state: "waiting", parts: how.manifest + 1 };
  }

  /** The capture no longer runs, however it ended. */
  leave() {
    this.room.places.delete(this.capture);
  }
}
