/** Step 4: what a desk signed for is the copy that its record names. Source: FORMAT.md §13.2. */

import { bytesOf } from "../bytes.js";
import { attempt } from "./findings.js";
import { isIncluded, leafHash } from "./merkle.js";
import { openCheckpoint, readProof, readVerifierKey } from "./note.js";

/**
 * @typedef {{receipt: string, invitation: string, sha256: string, bytes: number, log: string}} Body
 */

/**
 * @param {{kind?: string, body?: unknown}} record A record that is proven, of any kind.
 * @returns {boolean} Whether it is a receipt that does not hold.
 */
export function isWrongReceipt({ kind, body }) {
  return kind === "receipt" && !attempt(() => holds(/** @type {Body} */ (body)));
}

/**
 * @param {Body} body
 * @returns {boolean} Whether it is signed and proven, and for exactly what stands beside it.
 * @throws {Error} Malformed.
 */
function holds(body) {
  const cut = body.receipt.indexOf("\n");
  const line = body.receipt.slice(0, cut);
  const told = JSON.parse(line);
  const exact = JSON.stringify({
    invitation: body.invitation,
    keepsake_desk: 1,
    kind: "received",
    locked_until: `${told.locked_until}`,
    received: `${told.received}`,
    sha256: body.sha256,
    size: body.bytes,
  });
  const proof = readProof(bytesOf(body.receipt.slice(cut + 1)));
  const { size, root } = openCheckpoint(proof.checkpoint, readVerifierKey(bytesOf(body.log)));
  const leaf = leafHash(bytesOf(line));
  return cut > 0 && line === exact && isIncluded(leaf, proof.number, size, proof.hashes, root);
}
