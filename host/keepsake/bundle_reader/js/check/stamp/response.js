/** Checks a time-stamp response completely: FORMAT.md §5.2, RFC 3161 §2.2 and §2.3; the same order as the host. */

import { same } from "../../bytes.js";
import { ChainError, checkPurpose, pathToRoot, signerOf } from "./chain.js";
import { isSigned } from "./signature.js";
import { NotGrantedError, readResponse } from "./token.js";

/**
 * @typedef {import("./chain.js").Certificate} Certificate
 * @typedef {{time: number, firstExpiry: number}} TokenFacts Microseconds since 1970.
 */

const RESPONSE_BYTES_MAX = 65_536;
/** @type {Record<string, number>} */
const DIGEST_BYTES = { "SHA-256": 32, "SHA-384": 48, "SHA-512": 64 };

/** A response that must not be relied on; `reason` is one of the words of the host's `TimestampError`. */
export class TimestampError extends Error {
  /** @param {string} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * @param {Uint8Array} tsr A TimeStampResp as the authority sent it.
 * @param {Uint8Array} digest What was stamped.
 * @param {bigint | null} nonce Of the request; null where it is not known any more.
 * @param {Certificate[]} roots Pinned for the authority that was asked.
 * @returns {Promise<TokenFacts>}
 * @throws {TimestampError} Anything is wrong.
 */
export async function checkResponse(tsr, digest, nonce, roots) {
  const token = parse(tsr);
  const { info, signature } = token;
  if (DIGEST_BYTES[info.imprintHash] !== digest.length || !same(info.imprint, digest)) {
    throw new TimestampError("imprint");
  }
  if (nonce !== null && info.nonce !== nonce) throw new TimestampError("nonce");
  try {
    const { signer, others } = await signerOf(token);
    checkPurpose(signer);
    const path = await pathToRoot(signer, others, roots, info.time);
    if (!(await isTokenSigned(signature, signer))) throw new TimestampError("signature");
    return { time: info.time, firstExpiry: Math.min(...path.map((one) => one.until)) };
  } catch (error) {
    if (error instanceof TimestampError) throw error;
    // What is no ChainError is a certificate that cannot be read, whatever form the damage has.
    throw new TimestampError(error instanceof ChainError ? error.reason : "chain");
  }
}

/**
 * The attributes hold the content's hash, and the signer's key signed the attributes. Source: RFC 5652 §5.4 and §5.6.
 * @param {import("./token.js").Signature} signature
 * @param {Certificate} signer
 * @returns {Promise<boolean>}
 */
async function isTokenSigned(signature, signer) {
  const { content, contentDigest, attributes, hash, method, value } = signature;
  try {
    const plain = /** @type {Uint8Array<ArrayBuffer>} */ (content);
    const own = new Uint8Array(await crypto.subtle.digest(hash, plain));
    if (!same(own, contentDigest)) return false;
    return await isSigned(signer.key, method, value, attributes, hash);
  } catch {
    return false;
  }
}

/**
 * @param {Uint8Array} tsr
 * @returns {import("./token.js").Token}
 */
function parse(tsr) {
  if (tsr.length > RESPONSE_BYTES_MAX) throw new TimestampError("malformed");
  try {
    return readResponse(tsr);
  } catch (error) {
    throw new TimestampError(error instanceof NotGrantedError ? "status" : "malformed");
  }
}
