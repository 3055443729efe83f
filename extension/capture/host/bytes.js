/** Bytes, hashes and Base64. */

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {Promise<string>} SHA-256 in lower-case hexadecimal
 */
export async function sha256Hex(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function utf8(text) {
  return new TextEncoder().encode(text);
}

/**
 * @param {string} text
 * @returns {Promise<Uint8Array<ArrayBuffer>>} RFC 1952, of its UTF-8
 */
export async function gzip(text) {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/**
 * Base64 with padding, RFC 4648 section 4.
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function toBase64(bytes) {
  const fast = /** @type {{toBase64?: () => string}} */ (/** @type {unknown} */ (bytes));
  return fast.toBase64 ? fast.toBase64() : toBase64Slowly(bytes);
}

/**
 * The same for browsers without Uint8Array.prototype.toBase64.
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function toBase64Slowly(bytes) {
  let binary = "";
  for (let i = 0; i < bytes.length; i += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  }
  return btoa(binary);
}

/**
 * The exact bytes that a data address holds.
 * @param {string} address data:…;base64,…
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function fromDataAddress(address) {
  const comma = address.indexOf(",");
  if (!address.startsWith("data:") || !address.slice(0, comma).endsWith(";base64")) {
    throw new TypeError("not a Base64 data address");
  }
  const { fromBase64 } = /** @type {{fromBase64?: (text: string) => Uint8Array<ArrayBuffer>}} */ (
    /** @type {unknown} */ (Uint8Array)
  );
  if (fromBase64) return fromBase64.call(Uint8Array, address.slice(comma + 1));
  const binary = atob(address.slice(comma + 1));
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
