/** The host's side of PROTOCOL.md in memory: the order, the window, sizes and hashes, errors. */

import { createHash } from "node:crypto";

const CHUNK = 262_144;

export class HostSide {
  /**
   * @param {{slow?: boolean, recipient?: string, vault?: Map<string, Map<number, any>>}} [options] slow: answers only when
   *   `answer` is called; recipient: it takes what waited; vault: the parts that it and other hosts hold, by capture
   */
  constructor({ slow = false, recipient = undefined, vault = new Map() } = {}) {
    this.slow = slow;
    this.recipient = recipient;
    this.vault = vault;
    this.sent = [];
    this.waiting = [];
    this.parts = new Map();
    this.capture = null;
    this.open = null;
    this.unacknowledged = 0;
    this.mostUnacknowledged = 0;
    this.greeted = false;
    this.committed = null;
    this.dead = false;
    this.handlers = { message: () => undefined, close: () => undefined };
  }

  /** The port as the browser would give it. */
  get port() {
    return {
      send: (message) => this.receive(structuredClone(message)),
      onMessage: (handler) => {
        this.handlers.message = handler;
      },
      onClose: (handler) => {
        this.handlers.close = handler;
      },
      close: () => {
        this.dead = true;
      },
    };
  }

  /** @param {string} reason what the browser says of it */
  die(reason = "Native host has exited.") {
    this.dead = true;
    queueMicrotask(() => this.handlers.close(reason));
  }

  answer(message) {
    const tell = () => {
      if (this.dead) return;
      if (message.type === "ack") this.unacknowledged -= 1;
      this.handlers.message(message);
    };
    if (this.slow) this.waiting.push(tell);
    else queueMicrotask(tell);
  }

  /** Lets a slow host give its next answer. */
  next() {
    this.waiting.shift()?.();
  }

  fail(code, name) {
    this.answer({ type: "error", code, name, capture: this.capture ?? "" });
  }

  receive(message) {
    if (this.dead) throw new Error("Attempting to use a disconnected port object");
    this.sent.push(message);
    if (Buffer.byteLength(JSON.stringify(message)) > 400_000) return this.fail(10, "frame_length");
    const act = this[`on_${message.type}`];
    if (!act) return this.fail(12, "message_unknown");
    if (!this.greeted && message.type !== "hello") return this.fail(14, "capture_state");
    return act.call(this, message);
  }

  on_hello({ protocol }) {
    if (protocol !== 1 || this.greeted) return this.fail(13, "protocol_version");
    this.greeted = true;
    const takes = this.recipient === undefined ? {} : { recipient: this.recipient };
    return this.answer({ type: "ready", protocol: 1, host: "test", vault: "unclaimed", ...takes });
  }

  on_status() {
    this.answer({ type: "status", recipient: this.made ?? this.recipient });
  }

  on_open() {
    this.answer({ type: "opened" });
  }

  on_begin({ capture, seen, waited }) {
    if (this.capture || !seen === !waited) return this.fail(14, "capture_state");
    this.capture = capture;
    this.parts = this.vault.get(capture) ?? new Map();
    this.vault.set(capture, this.parts);
    if (waited) return this.takeUp(capture, waited);
    const bytes = Buffer.from(JSON.stringify(seen));
    this.parts.set(0, { part: 0, kind: "begin", data: bytes });
    const about = { bytes: bytes.length, sha256: sha256(bytes), resume: this.resume };
    return this.answer({ type: "begun", capture, ...about });
  }

  resume = "5e".repeat(32);

  takeUp(capture, waited) {
    this.waited = waited;
    const next = this.parts.size;
    if (waited.part > next) return this.fail(27, "waited_closed");
    if (waited.recipient && waited.recipient !== this.recipient)
      return this.fail(26, "waited_elsewhere");
    if (this.parts.committed)
      return this.answer({ type: "receipt", capture, entry: 1, utc: "", state: "", parts: next });
    return this.answer({ type: "begun", capture, bytes: 0, sha256: "", next });
  }

  on_part(info) {
    const next = Math.max(-1, ...this.parts.keys()) + 1;
    if (!this.capture || this.open || info.part !== next) return this.fail(14, "capture_state");
    this.open = { info, chunks: [], seq: 0 };
    return sizeOf(info) === 0 ? this.close() : undefined;
  }

  on_chunk({ part, seq, data }) {
    if (this.open?.info.part !== part || seq !== this.open.seq)
      return this.fail(20, "chunk_sequence");
    const bytes = Buffer.from(data, "base64");
    const left =
      sizeOf(this.open.info) - this.open.chunks.reduce((sum, each) => sum + each.length, 0);
    if (bytes.length !== Math.min(CHUNK, left)) return this.fail(22, "part_size");
    this.unacknowledged += 1;
    this.mostUnacknowledged = Math.max(this.mostUnacknowledged, this.unacknowledged);
    if (this.unacknowledged > 4) return this.fail(20, "chunk_sequence");
    this.open.chunks.push(bytes);
    this.open.seq += 1;
    this.answer({ type: "ack", capture: this.capture, part, seq });
    return bytes.length === left ? this.close() : undefined;
  }

  close() {
    const { info, chunks } = this.open;
    const data = Buffer.concat(chunks);
    this.open = null;
    if (sha256(data) !== (info.sealed ?? info).sha256) return this.fail(21, "part_hash");
    this.parts.set(info.part, { ...info, data });
    return this.answer({ type: "kept", capture: this.capture, part: info.part });
  }

  on_commit({ manifest, sha256: hash, ended }) {
    const part = this.parts.get(manifest);
    const parts = this.parts.size;
    if (this.waited && manifest < 0) return this.receipt("incomplete", parts);
    if (this.open || part?.kind !== "manifest" || part.sha256 !== hash) {
      return this.fail(24, "manifest_mismatch");
    }
    if (part.sealed) return this.receipt(ended.state, parts);
    this.committed = JSON.parse(part.data.toString());
    const { end } = this.committed.completeness;
    return this.receipt(end === "reached" ? "complete" : "partial", parts);
  }

  receipt(state, parts) {
    this.parts.committed = true;
    const about = { entry: 1, utc: "2026-11-24T19:03:22.123Z", state, parts };
    return this.answer({ type: "receipt", capture: this.capture, ...about });
  }

  /** @returns {object[]} the parts of one kind */
  kept(kind) {
    return Array.from(this.parts.values()).filter((part) => part.kind === kind);
  }
}

function sizeOf(info) {
  return (info.sealed ?? info).bytes;
}

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}
