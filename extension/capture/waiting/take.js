/** A part as it leaves the waiting room. */

import { sha256Hex } from "../host/bytes.js";

/** @typedef {import("./room.js").Line} Line */

/**
 * Opened and compared with its hash at birth where it is sealed to this browser, else as it is. What is not as it was is
 * told as damaged, and under no hash but its own.
 * @param {import("./room.js").WaitingRoom} room
 * @param {{capture: string, row: import("./room.js").Row, lines: (Line | null)[]}} waiting
 * @param {number} part
 * @returns {Promise<{info: Omit<Line, "sealed"> & Partial<Line>, bytes: Uint8Array<ArrayBuffer>}>}
 */
export async function takePart(room, { capture, row, lines }, part) {
  const line = lines[part - row.part] ?? null;
  const sealed = await room.bytes(capture, part);
  const whole = line !== null && (await sha256Hex(sealed)) === line.sealed.sha256;
  if (whole && row.sealed_to === "vault") return { info: line, bytes: sealed };
  const bytes = await room.open(sealed);
  const sha256 = await sha256Hex(bytes);
  const { sealed: _, ...plain } = line ?? unknown(part, row.from);
  if (whole && sha256 === plain.sha256) return { info: plain, bytes };
  return { info: { ...plain, kind: "damaged", bytes: bytes.length, sha256 }, bytes };
}

/**
 * Of which not even that is known what it was.
 * @param {number} part
 * @param {string} at when it waited at the earliest
 * @returns {Line}
 */
function unknown(part, at) {
  const name = `part-${String(part).padStart(4, "0")}.bin`;
  const about = { kind: "damaged", name, media_type: "application/octet-stream" };
  return { part, ...about, bytes: 0, sha256: "", at, sealed: { bytes: 0, sha256: "" } };
}
