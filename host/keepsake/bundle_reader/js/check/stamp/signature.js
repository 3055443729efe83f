/**
 * Signatures over time-stamps and certificates, by the browser's own cryptography.
 * Sources: RFC 5754 §3, RFC 5480 §2.1.1.
 */

import { concat } from "../../bytes.js";
import { readDer, SEQUENCE } from "./der.js";

/** @typedef {import("./der.js").DerNode} DerNode */

// No RSASSA-PSS, as in the host: `openssl ts` cannot check it. "" means the hash that was used for the content.
/** @type {Record<string, string>} */
const RSA = {
  "1.2.840.113549.1.1.1": "",
  "1.2.840.113549.1.1.11": "SHA-256",
  "1.2.840.113549.1.1.12": "SHA-384",
  "1.2.840.113549.1.1.13": "SHA-512",
};
/** @type {Record<string, string>} */
const ECDSA = {
  "1.2.840.10045.2.1": "",
  "1.2.840.10045.4.3.2": "SHA-256",
  "1.2.840.10045.4.3.3": "SHA-384",
  "1.2.840.10045.4.3.4": "SHA-512",
};
const RSA_KEY = "1.2.840.113549.1.1.1";
const EC_KEY = "1.2.840.10045.2.1";
/** @type {Record<string, {name: string, bytes: number}>} */
const CURVES = {
  "1.2.840.10045.3.1.7": { name: "P-256", bytes: 32 },
  "1.3.132.0.34": { name: "P-384", bytes: 48 },
  "1.3.132.0.35": { name: "P-521", bytes: 66 },
};
const RSA_BYTES_MIN = 256;

/**
 * Whether a key signed the bytes; false too for an algorithm that is not accepted with it, and for what cannot be read.
 * @param {DerNode} key SubjectPublicKeyInfo.
 * @param {DerNode[]} method The algorithm, and its parameters where there are any.
 * @param {Uint8Array} value The signature.
 * @param {Uint8Array} data
 * @param {string} [contentHash] For an algorithm that names no hash.
 * @returns {Promise<boolean>}
 */
export async function isSigned(key, method, value, data, contentHash = "") {
  try {
    return await verify(key, method, value, data, contentHash);
  } catch {
    return false;
  }
}

/**
 * @param {DerNode} key
 * @param {DerNode[]} method
 * @param {Uint8Array} value
 * @param {Uint8Array} data
 * @param {string} contentHash
 * @returns {Promise<boolean>}
 */
async function verify(key, method, value, data, contentHash) {
  const [algorithm, keyBytes] = key.pair();
  const used = method[0]?.oid() ?? "";
  const kind = algorithm.expect(SEQUENCE).child(0).oid();
  if (kind === RSA_KEY && modulusBytes(keyBytes) >= RSA_BYTES_MIN) {
    if (!(used in RSA)) return false;
    const hash = RSA[used] || contentHash;
    return check(key, { name: "RSASSA-PKCS1-v1_5", hash }, {}, value, data);
  }
  const curve = kind === EC_KEY ? CURVES[algorithm.child(1).oid()] : undefined;
  if (!curve || !(used in ECDSA)) return false;
  const hash = ECDSA[used] || contentHash;
  const plain = plainSignature(value, curve.bytes);
  return check(key, { name: "ECDSA", namedCurve: curve.name }, { hash }, plain, data);
}

/**
 * @param {DerNode} key
 * @param {{name: string, hash?: string, namedCurve?: string}} kind
 * @param {{hash?: string}} options
 * @param {Uint8Array} value
 * @param {Uint8Array} data
 * @returns {Promise<boolean>}
 */
async function check(key, kind, options, value, data) {
  const imported = await crypto.subtle.importKey("spki", own(key.raw), kind, false, ["verify"]);
  const method = { name: kind.name, ...options };
  return await crypto.subtle.verify(method, imported, own(value), own(data));
}

/**
 * @param {DerNode} keyBytes
 * @returns {number} Length of the modulus.
 */
function modulusBytes(keyBytes) {
  const modulus = readDer(keyBytes.bytes()).child(0).content;
  return modulus[0] === 0 ? modulus.length - 1 : modulus.length;
}

/**
 * WebCrypto takes the two numbers one after the other. Source: RFC 3279 §2.2.3.
 * @param {Uint8Array} value
 * @param {number} bytes Of each number.
 * @returns {Uint8Array}
 */
function plainSignature(value, bytes) {
  const numbers = readDer(value)
    .pair()
    .map((number) => number.integer());
  if (numbers.some((number) => number < 0n)) return new Uint8Array();
  const digits = numbers.map((number) => number.toString(16).padStart(2 * bytes, "0"));
  if (digits.some((text) => text.length !== 2 * bytes)) return new Uint8Array();
  const pairs = digits.join("").match(/../g) ?? [];
  return concat(Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16)));
}

/**
 * @param {Uint8Array} data
 * @returns {Uint8Array<ArrayBuffer>}
 */
function own(data) {
  return /** @type {Uint8Array<ArrayBuffer>} */ (data);
}
