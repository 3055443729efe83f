/** The extension's side of the protocol, on one port for one capture. Source: PROTOCOL.md. */

import {
  EXTENSION_OLD,
  HOST_GONE,
  HOST_MISSING,
  HOST_OLD,
  PROTOCOL_VERSION,
  Problem,
} from "../problem.js";
import { toBase64 } from "./bytes.js";

export const PROTOCOL = 1;
export const OLDEST_PROTOCOL = 1;
export const CHUNK_BYTES = 262_144;
export const WINDOW = 4;
const SILENT_MS = 60_000; // a program that does not answer a question for so long is gone

export class HostLink {
  /**
   * @param {import("../types.js").Port} port
   * @param {string} version the extension's
   * @param {string[]} [rest] captures whose beginning the host has and whose rest waits here
   */
  constructor(port, version, rest = []) {
    this.port = port;
    this.capture = "";
    this.inFlight = 0;
    /** When a question was asked that nothing was heard after, ms; 0 for none. */
    this.asked = 0;
    /** @type {Problem | null} */
    this.problem = null;
    this.reason = "";
    /** @type {Map<string, {resolve: (message: any) => void, reject: (problem: Problem) => void}>} */
    this.waiting = new Map();
    /** @type {(() => void)[]} */
    this.wantRoom = [];
    this.greeted = false;
    /** A commit may wait for another program that writes to the vault. */
    this.committing = false;
    port.onMessage((message) => this.received(message));
    port.onClose((reason) => this.closed(reason));
    this.ready = this.expect("ready");
    const spoken = { protocol: PROTOCOL, oldest: OLDEST_PROTOCOL };
    const browser = port.browser ? { browser: port.browser } : {};
    this.say({ type: "hello", ...spoken, extension: version, ...browser, rest });
  }

  /**
   * @param {string} key what to wait for
   * @returns {Promise<any>} rejected when the capture cannot go on
   */
  expect(key) {
    const answer = new Promise((resolve, reject) => {
      if (this.problem) reject(this.problem);
      else this.waiting.set(key, { resolve, reject });
    });
    answer.catch(() => undefined); // the one who awaits it sees the same rejection
    return answer;
  }

  /**
   * Opens the capture. Everything after it may be sent at once; the host reads in order.
   * @param {string} capture
   * @param {object} seen what is known at the click
   * @returns {Promise<{bytes: number, sha256: string, resume?: string}>} facts of part 0, once durable, and what another
   *   host needs to go on
   */
  begin(capture, seen) {
    this.capture = capture;
    const begun = this.expect("begun");
    this.say({ type: "begin", capture, seen });
    return begun;
  }

  /**
   * Opens a capture that waited. Source: PROTOCOL.md §2.9.
   * @param {string} capture
   * @param {object} waited
   * @returns {Promise<{next: number} | import("../types.js").Receipt>} the first part that the host lacks; a receipt
   *   where it has all of it
   */
  beginWaited(capture, waited) {
    this.capture = capture;
    const answers = [this.expect("begun"), this.expect("receipt")];
    this.post({ type: "begin", capture, waited });
    return Promise.race(answers);
  }

  /**
   * Sends one artifact. The next may be given once this one is sent.
   * @param {import("../types.js").PartInfo & {at?: string, sealed?: {bytes: number, sha256: string}}} info
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @returns {{sent: Promise<void>, kept: Promise<unknown>}} kept: durable
   */
  part(info, bytes) {
    const kept = this.expect(`kept ${info.part}`);
    return { sent: this.sendPart(info, bytes), kept };
  }

  /**
   * @param {import("../types.js").PartInfo} info
   * @param {Uint8Array<ArrayBuffer>} bytes
   */
  async sendPart(info, bytes) {
    const { part } = info;
    this.post({ type: "part", capture: this.capture, ...info });
    for (let seq = 0; seq * CHUNK_BYTES < bytes.length; seq++) {
      await this.room();
      const data = toBase64(bytes.subarray(seq * CHUNK_BYTES, (seq + 1) * CHUNK_BYTES));
      this.inFlight += 1;
      this.post({ type: "chunk", capture: this.capture, part, seq, data });
    }
  }

  /**
   * @param {number} manifest part number
   * @param {string} sha256
   * @param {import("../types.js").Ended | null} [ended] of a manifest that the host cannot read
   * @returns {Promise<import("../types.js").Receipt>} sent after the commit point
   */
  async commit(manifest, sha256, ended = null) {
    this.committing = true;
    const receipt = this.expect("receipt");
    const told = ended ? { ended } : {};
    this.post({ type: "commit", capture: this.capture, manifest, sha256, ...told });
    return receipt;
  }

  /**
   * Asks for the receipt of a capture whose port was lost while it was being committed.
   * @param {string} capture
   * @returns {Promise<import("../types.js").Receipt | null>} null where no commit of it is known
   */
  async ask(capture) {
    const known = this.expect("receipt");
    const unknown = this.expect("unknown").then(() => null);
    this.post({ type: "ask", capture });
    return Promise.race([known, unknown]);
  }

  /**
   * Asks for a sign of life, which also keeps this worker alive; who has given none for long is gone.
   * @param {number} now ms, steady
   */
  status(now) {
    if (this.problem) return;
    if (this.asked && !this.committing && now - this.asked > SILENT_MS)
      return this.giveUp("silent");
    this.asked ||= now;
    this.say({ type: "status" });
  }

  /** @returns {Promise<{recipient?: string}>} what `ready` says, as it is now */
  again() {
    const told = this.expect("status");
    this.say({ type: "status" });
    return told;
  }

  /**
   * Asks whether everything works; a program that does not know the question ends the port.
   * @param {string} language
   * @returns {Promise<import("../types.js").Checked>}
   */
  check(language) {
    const checked = this.expect("checked");
    this.post({ type: "check", language });
    return checked;
  }

  /**
   * Has the host put right what a check found, and then asks as `check` does; only of one that named it.
   * @param {string} mend
   * @param {string} language
   * @returns {Promise<import("../types.js").Checked>}
   */
  mend(mend, language) {
    const checked = this.expect("checked");
    this.post({ type: "mend", mend, language });
    return checked;
  }

  /**
   * Asks the host to open the vault's window.
   * @param {string} [at] the page, where a check named it; else the first
   */
  open(at = "") {
    const opened = this.expect("opened");
    this.say({ type: "open", ...(at ? { at } : {}) });
    return opened;
  }

  /** @param {string} why the program counts as gone */
  giveUp(why) {
    this.fail(new Problem(HOST_GONE, why));
  }

  close() {
    this.problem ??= new Problem(HOST_GONE, "closed by us");
    this.port.close();
  }

  /** @param {object} message nobody hears it where the program is gone, which who waits for its answer learns */
  say(message) {
    if (this.problem) return;
    try {
      this.port.send(message);
    } catch {
      this.giveUp("the port is closed"); // and its closing is not told yet
    }
  }

  /**
   * @param {object} message
   * @throws {Problem} when the program is gone
   */
  post(message) {
    this.say(message);
    if (this.problem) throw this.problem;
  }

  /** Resolves when another chunk may be under way. */
  async room() {
    while (this.inFlight >= WINDOW && !this.problem) {
      await new Promise((resolve) => this.wantRoom.push(() => resolve(undefined)));
    }
  }

  /** @param {any} message */
  received(message) {
    this.asked = 0;
    if (message.type === "ready") this.greeted = true;
    if (message.type === "ack") {
      this.inFlight -= 1;
      this.wantRoom.shift()?.();
    } else if (message.type === "error") {
      this.fail(new Problem(toldBy(message), String(message.name)));
    } else {
      const key = message.type === "kept" ? `kept ${message.part}` : String(message.type);
      this.waiting.get(key)?.resolve(message);
      this.waiting.delete(key);
    }
  }

  /** @param {string} reason the browser's words */
  closed(reason) {
    this.reason = reason;
    const missing =
      !this.greeted && /not found|forbidden|not registered|No such native/i.test(reason);
    this.fail(new Problem(missing ? HOST_MISSING : HOST_GONE, "the port closed"));
  }

  /** @param {Problem} problem the first one is the one that counts */
  fail(problem) {
    if (this.problem) return;
    this.problem = problem;
    for (const { reject } of this.waiting.values()) reject(problem);
    this.waiting.clear();
    for (const wake of this.wantRoom.splice(0)) wake();
  }
}

/**
 * @param {{code: unknown, update?: unknown}} error what the host sent
 * @returns {number} what is told of it
 */
function toldBy({ code, update }) {
  if (code !== PROTOCOL_VERSION) return Number(code);
  // Hosts that say nothing of it are from before they could, so older than this.
  return update === "extension" ? EXTENSION_OLD : HOST_OLD;
}
