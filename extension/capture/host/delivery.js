/**
 * Where the parts of a capture go: to the program, and from the moment on at which it does not answer, to the waiting
 * room. Whoever hands parts in does not know which. Nothing is let go of before it is durable at one end.
 */

import { isPractice } from "../about/practice.js";
import { DISK_FULL, Problem, REPEATING } from "../problem.js";
import { sha256Hex, utf8 } from "./bytes.js";
import { HostLink } from "./link.js";
import { receiptAfter } from "./lost.js";

const READY_MS = 10_000; // a program that takes longer to come up is handed what waits a little later

/** @typedef {import("../types.js").PartInfo} PartInfo */
/** @typedef {import("../types.js").Ended} Ended */

/**
 * @typedef {object} Ends what a delivery needs
 * @property {() => import("../types.js").Port} connect
 * @property {string} version
 * @property {import("../waiting/room.js").WaitingRoom} room
 * @property {{now: () => number, every: (ms: number, run: () => void) => () => void}} clock
 */

/**
 * @typedef {object} Item a part that is durable nowhere yet
 * @property {number} part
 * @property {Promise<PartInfo>} info as it was at birth
 * @property {Uint8Array<ArrayBuffer>} bytes
 * @property {(info: PartInfo) => void} kept
 * @property {(problem: unknown) => void} lost
 */

export class Delivery {
  /**
   * @param {Ends} ends
   * @param {string} capture
   * @param {"" | "record_only"} mode
   */
  constructor(ends, capture, mode = "") {
    this.ends = ends;
    this.capture = capture;
    this.mode = mode;
    /** Whether what is captured is the page to practise on. */
    this.practice = false;
    this.link = new HostLink(ends.connect(), ends.version);
    this.parts = 0;
    this.resume = "";
    this.met = false;
    /** @type {Map<number, Item>} in the order of their numbers */
    this.unkept = new Map();
    /** @type {Item | null} who commits must have read the manifest: it is held until the receipt */
    this.newest = null;
    /** @type {Promise<unknown>} */
    this.queue = Promise.resolve();
    /** @type {Promise<unknown>} */
    this.moving = Promise.resolve();
    /** @type {import("../waiting/room.js").Place | null} in the waiting room, once something waits */
    this.place = null;
    /** @type {unknown} why neither end takes anything more */
    this.problem = null;
  }

  /** What the manifest says of it; null where nothing waits. */
  get waited() {
    return this.place?.told ?? null;
  }

  /** Whether there was no more room for pictures. */
  get full() {
    return this.place?.full ?? false;
  }

  /** @returns {Promise<{started_by?: import("../../../shared/schemas/manifest").Manifest["started_by"]}>} what the program says of itself; nothing where it does not answer */
  async greeting() {
    // No longer than a person at their screen can wait.
    const end = this.ends.clock.every(READY_MS, () => this.link.giveUp("no greeting"));
    try {
      const ready = await this.link.ready;
      await this.meet(ready);
      return ready;
    } catch {
      return {}; // what it would have taken waits
    } finally {
      end();
    }
  }

  /**
   * Learns whom to seal to, should something ever have to wait.
   * @param {{recipient?: string}} ready
   */
  async meet({ recipient = "" }) {
    this.met = recipient !== "";
    if (recipient) await this.ends.room.meet(recipient);
  }

  /**
   * @param {{url?: string} & Record<string, unknown>} seen what is known at the click
   * @returns {Promise<PartInfo>} part 0, once durable
   */
  begin(seen) {
    const artifact = { kind: "begin", name: "begin.json", mediaType: "application/json" };
    const bytes = utf8(JSON.stringify(seen));
    this.practice = isPractice(seen.url ?? "");
    return this.add({ ...artifact, bytes }, async (info) => {
      const kept = this.link.begin(this.capture, seen).then((begun) => {
        const { bytes, sha256, resume = "" } = begun;
        this.resume = resume;
        // The first capture of all makes the vault: whom to seal to is known from here on.
        if (!this.met)
          this.link.again().then(
            (told) => this.meet(told),
            () => undefined,
          );
        return { ...info, bytes, sha256 };
      });
      return { sent: Promise.resolve(), kept };
    }).kept;
  }

  /**
   * Takes one artifact after those before it.
   * @param {{kind: string, name: string, mediaType: string, bytes: Uint8Array<ArrayBuffer>}} artifact
   * @returns {{part: number, kept: Promise<PartInfo>}} kept: once durable, what the manifest has to say of it
   * @throws {unknown} when neither end takes anything more
   */
  part(artifact) {
    if (this.problem) throw this.problem;
    return this.add(artifact, async (info, bytes) => {
      const { sent, kept } = this.link.part(info, bytes);
      return { sent, kept: kept.then(() => info) };
    });
  }

  /**
   * @param {{kind: string, name: string, mediaType: string, bytes: Uint8Array<ArrayBuffer>}} artifact
   * @param {(info: PartInfo, bytes: Uint8Array<ArrayBuffer>) => Promise<{sent: Promise<unknown>, kept: Promise<PartInfo>}>} send
   */
  add({ kind, name, mediaType, bytes }, send) {
    const part = this.parts++;
    const about = { part, kind, name, media_type: mediaType, bytes: bytes.length };
    const info = sha256Hex(bytes).then((sha256) => ({ ...about, sha256 }));
    /** @type {Promise<PartInfo>} */
    const kept = new Promise((resolve, lost) => {
      this.newest = { part, info, bytes, kept: resolve, lost };
      this.unkept.set(part, this.newest);
    });
    kept.catch(() => undefined); // met again where all of them are awaited
    this.queue = this.queue.then(async () => {
      if (this.link.problem) return this.toRoom();
      const under = await send(await info, bytes);
      under.kept.then(
        (final) => this.settle(part, final),
        () => this.toRoom(),
      );
      return under.sent.catch(() => undefined);
    });
    return { part, kept };
  }

  /**
   * Ends it: with the program's receipt, or with the word that all of it waits.
   * @param {number} manifest part number
   * @param {string} sha256
   * @param {Ended} ended
   * @returns {Promise<import("../types.js").Receipt>}
   */
  async commit(manifest, sha256, ended) {
    await this.queue;
    if (!this.link.problem)
      try {
        return await this.link.commit(manifest, sha256);
      } catch (problem) {
        const receipt = await receiptAfter(problem, this.ends, this.capture);
        if (receipt) return receipt;
      }
    await this.toRoom();
    if (this.problem) throw this.problem;
    if (!this.place && this.newest) {
      this.place = await this.enter(manifest);
      await this.place.keep(await this.newest.info, this.newest.bytes);
    }
    return /** @type {import("../waiting/room.js").Place} */ (this.place).end({
      ...{ manifest, sha256, ended },
    });
  }

  /** Moves what is durable nowhere into the waiting room, one after the other. */
  toRoom() {
    this.moving = this.moving.then(() => this.move()).catch((problem) => this.refuse(problem));
    return this.moving;
  }

  async move() {
    const problem = /** @type {import("../problem.js").Problem} */ (this.link.problem);
    if (REPEATING.has(problem.code)) throw problem;
    for (const [part, item] of this.unkept) {
      this.place ??= await this.enter(part);
      const final = await this.place.keep(await item.info, item.bytes);
      this.settle(part, final);
    }
  }

  /**
   * @param {number} part
   * @param {PartInfo} final
   */
  settle(part, final) {
    this.unkept.get(part)?.kept(final);
    this.unkept.delete(part);
  }

  /**
   * @param {number} first part that waits
   * @throws {import("../problem.js").Problem} why the program does not answer, where nothing can wait either
   */
  async enter(first) {
    try {
      return await this.ends.room.place(this.capture, {
        ...{ mode: this.mode, part: first, resume: this.resume },
        ...(this.practice && { practice: true }),
      });
    } catch (error) {
      if (error instanceof DOMException && error.name === "QuotaExceededError")
        throw new Problem(DISK_FULL, "nothing can wait");
      throw this.link.problem;
    }
  }

  /** @param {unknown} problem */
  refuse(problem) {
    this.problem ??= problem;
    for (const { lost } of this.unkept.values()) lost(this.problem);
    this.unkept.clear();
  }

  /** Asks for a sign of life. */
  status() {
    this.link.status(this.ends.clock.now());
  }

  close() {
    this.link.close();
    this.place?.leave();
  }
}
