/** Hands over what waits, whenever the program answers, and lets go of it after the receipt. Source: PROTOCOL.md §2.9. */

import { HostLink } from "../host/link.js";
import { CAPTURE_STATE, codeOf, HOST_OLD, Problem } from "../problem.js";
import { takePart } from "./take.js";

const UNDER_WAY = 4; // parts that are not durable yet

/** @typedef {import("./room.js").Waiting} Waiting */
/** @typedef {import("../types.js").Receipt} Receipt */
/** @typedef {{receipts: Map<string, Receipt>, problems: Map<string, number>}} Handed by capture */

export class HandOver {
  /** @param {import("../host/delivery.js").Ends} ends */
  constructor(ends) {
    this.ends = ends;
    /** @type {Promise<unknown>} one after the other, whoever asks */
    this.going = Promise.resolve();
  }

  /** @returns {Promise<Handed>} what became of all that waits at this moment */
  run() {
    const run = this.going.then(() => this.all());
    this.going = run.catch(() => undefined);
    return run;
  }

  async all() {
    /** @type {Handed} */
    const handed = { receipts: new Map(), problems: new Map() };
    const all = await this.ends.room.list().catch(() => []); // a browser that keeps nothing
    const rest = all.filter(({ row }) => row && row.part > 0).map(({ capture }) => capture);
    let silent = 0;
    for (const waiting of all) {
      if (silent) {
        handed.problems.set(waiting.capture, silent);
        continue;
      }
      /** @type {HostLink | null} */
      let link = null;
      try {
        link = new HostLink(this.ends.connect(), this.ends.version, rest);
        handed.receipts.set(waiting.capture, await this.one(waiting, link));
        await this.ends.room.remove(waiting.capture);
      } catch (error) {
        handed.problems.set(waiting.capture, codeOf(error));
        if (!link?.greeted) silent = codeOf(error); // and would not answer for the others either
      }
    }
    return handed;
  }

  /**
   * Patient with a program that is slow to come up: what it is asked to take is safe where it is.
   * @param {Waiting} waiting
   * @param {HostLink} link
   * @returns {Promise<Receipt>}
   * @throws {unknown} why it goes on waiting
   */
  async one(waiting, link) {
    const { room, clock } = this.ends;
    const quiet = clock.every(15_000, () => link.status(clock.now()));
    try {
      const { recipient } = await link.ready;
      if (recipient === undefined) throw new Problem(HOST_OLD, "takes nothing that waited");
      if (recipient) await room.meet(recipient);
      return await this.deliver(link, waiting);
    } finally {
      quiet();
      link.close();
    }
  }

  /**
   * @param {HostLink} link
   * @param {Waiting} waiting
   * @returns {Promise<Receipt>}
   */
  async deliver(link, { capture, row, lines }) {
    if (!row) throw new Error("what is known of it is damaged");
    let { manifest, sha256, ended, ...waited } = row;
    const answer = await link.beginWaited(capture, waited);
    const end = row.part + lines.length;
    if (!("next" in answer)) return whole(answer, end);
    /** @type {Promise<unknown>[]} */
    const under = [];
    const first = Math.max(answer.next, row.part);
    for (let part = first; part < end; part++) {
      const { info, bytes } = await takePart(this.ends.room, { capture, row, lines }, part);
      if (info.kind === "damaged" && part === manifest) manifest = -1;
      const { sent, kept } = link.part(info, bytes);
      kept.catch(() => undefined); // met below
      under.push(kept);
      await sent;
      if (under.length > UNDER_WAY) await under.shift();
    }
    await Promise.all(under);
    if (manifest < 0) return whole(await link.commit(-1, ""), end);
    const told = row.sealed_to === "vault" ? ended : null;
    return whole(await link.commit(manifest, sha256, told), end);
  }
}

/**
 * @param {Receipt} receipt
 * @param {number} parts as many as there are of the capture
 * @returns {Receipt} the same, where it is for all of it: nothing is let go of after another
 */
function whole(receipt, parts) {
  if (receipt.parts < parts) throw new Problem(CAPTURE_STATE, "a receipt for less than waits");
  return receipt;
}
