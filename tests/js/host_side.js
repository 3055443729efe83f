/** The host's side of PROTOCOL.md in memory: the order, the window, sizes and hashes, errors. */

import { createHash } from "node:crypto";

const CHUNK = 262_144;

export class HostSide {
  /** @param {{slow?: boolean}} [options] slow: answers only when `answer` is called */
  constructor({ slow = false } = {}) {
    this.slow = slow;
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
    return this.answer({ type: "ready", protocol: 1, host: "test", vault: "unclaimed" });
  }

  on_status() {
    this.answer({ type: "status" });
  }

  on_open() {
    this.answer({ type: "opened" });
  }

  on_begin({ capture, seen }) {
    if (this.capture) return this.fail(14, "capture_state");
    this.capture = capture;
    const bytes = Buffer.from(JSON.stringify(seen));
    this.parts.set(0, { part: 0, kind: "begin", data: bytes });
    return this.answer({ type: "begun", capture, bytes: bytes.length, sha256: sha256(bytes) });
  }

  on_part(info) {
    const next = Math.max(...this.parts.keys()) + 1;
    if (!this.capture || this.open || info.part !== next) return this.fail(14, "capture_state");
    this.open = { info, chunks: [], seq: 0 };
    return info.bytes === 0 ? this.close() : undefined;
  }

  on_chunk({ part, seq, data }) {
    if (this.open?.info.part !== part || seq !== this.open.seq)
      return this.fail(20, "chunk_sequence");
    const bytes = Buffer.from(data, "base64");
    const left =
      this.open.info.bytes - this.open.chunks.reduce((sum, each) => sum + each.length, 0);
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
    if (sha256(data) !== info.sha256) return this.fail(21, "part_hash");
    this.parts.set(info.part, { ...info, data });
    return this.answer({ type: "kept", capture: this.capture, part: info.part });
  }

  on_commit({ manifest, sha256: hash }) {
    const part = this.parts.get(manifest);
    if (this.open || part?.kind !== "manifest" || part.sha256 !== hash) {
      return this.fail(24, "manifest_mismatch");
    }
    this.committed = JSON.parse(part.data.toString());
    const { end } = this.committed.completeness;
    const state = end === "reached" ? "complete" : "partial";
    return this.answer({ type: "receipt", entry: 1, utc: "2026-11-24T19:03:22.123Z", state });
  }

  /** @returns {object[]} the parts of one kind */
  kept(kind) {
    return Array.from(this.parts.values()).filter((part) => part.kind === kind);
  }
}

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}
