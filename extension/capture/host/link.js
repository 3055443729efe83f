/** The extension's side of the protocol, on one port for one capture. Source: PROTOCOL.md. */

import { EXTENSION_OLD, HOST_GONE, HOST_MISSING, HOST_OLD, Problem } from "../problem.js";
import { sha256Hex, toBase64 } from "./bytes.js";

export const PROTOCOL = 1;
export const OLDEST_PROTOCOL = 1;
const PROTOCOL_VERSION = 13;
export const CHUNK_BYTES = 262_144;
export const WINDOW = 4;

export class HostLink {
  /**
   * @param {import("../types.js").Port} port
   * @param {string} version the extension's
   */
  constructor(port, version) {
    this.port = port;
    this.capture = "";
    this.nextPart = 1;
    this.inFlight = 0;
    /** @type {Problem | null} */
    this.problem = null;
    this.reason = "";
    /** @type {Map<string, {resolve: (message: any) => void, reject: (problem: Problem) => void}>} */
    this.waiting = new Map();
    /** @type {(() => void)[]} */
    this.wantRoom = [];
    /** @type {Promise<unknown>} */
    this.outgoing = Promise.resolve();
    this.greeted = false;
    port.onMessage((message) => this.received(message));
    port.onClose((reason) => this.closed(reason));
    this.ready = this.expect("ready");
    const spoken = { protocol: PROTOCOL, oldest: OLDEST_PROTOCOL };
    const browser = port.browser ? { browser: port.browser } : {};
    port.send({ type: "hello", ...spoken, extension: version, ...browser });
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
   * @returns {Promise<{bytes: number, sha256: string}>} facts of part 0, once durable
   */
  begin(capture, seen) {
    this.capture = capture;
    const begun = this.expect("begun");
    if (!this.problem) this.port.send({ type: "begin", capture, seen });
    return begun;
  }

  /**
   * Sends one artifact after those before it.
   * @param {{kind: string, name: string, mediaType: string, bytes: Uint8Array<ArrayBuffer>}} artifact
   * @returns {{info: Promise<import("../types.js").PartInfo>, kept: Promise<unknown>, part: number}} kept: durable
   */
  part(artifact) {
    const part = this.nextPart++;
    const kept = this.expect(`kept ${part}`);
    const info = this.outgoing.then(() => this.sendPart(part, artifact));
    this.outgoing = info.catch(() => undefined);
    return { info, kept, part };
  }

  /**
   * @param {number} part
   * @param {{kind: string, name: string, mediaType: string, bytes: Uint8Array<ArrayBuffer>}} artifact
   */
  async sendPart(part, { kind, name, mediaType, bytes }) {
    const sha256 = await sha256Hex(bytes);
    const info = { part, kind, name, media_type: mediaType, bytes: bytes.length, sha256 };
    this.post({ type: "part", capture: this.capture, ...info });
    for (let seq = 0; seq * CHUNK_BYTES < bytes.length; seq++) {
      await this.room();
      const data = toBase64(bytes.subarray(seq * CHUNK_BYTES, (seq + 1) * CHUNK_BYTES));
      this.inFlight += 1;
      this.post({ type: "chunk", capture: this.capture, part, seq, data });
    }
    return info;
  }

  /**
   * @param {number} manifest part number
   * @param {string} sha256
   * @returns {Promise<import("../types.js").Receipt>} sent after the commit point
   */
  async commit(manifest, sha256) {
    await this.outgoing;
    const receipt = this.expect("receipt");
    this.post({ type: "commit", capture: this.capture, manifest, sha256 });
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

  /** Asks for a sign of life, which also keeps this worker alive. */
  status() {
    if (!this.problem) this.port.send({ type: "status" });
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

  /** Asks the host to open the vault's window. */
  open() {
    const opened = this.expect("opened");
    this.port.send({ type: "open" });
    return opened;
  }

  close() {
    this.problem ??= new Problem(HOST_GONE, "closed by us");
    this.port.close();
  }

  /** @param {object} message */
  post(message) {
    if (this.problem) throw this.problem;
    this.port.send(message);
  }

  /** Resolves when another chunk may be under way. */
  async room() {
    while (this.inFlight >= WINDOW && !this.problem) {
      await new Promise((resolve) => this.wantRoom.push(() => resolve(undefined)));
    }
  }

  /** @param {any} message */
  received(message) {
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
