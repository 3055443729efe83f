/**
 * Finds the signer's certificate and its way to a pinned root, at the moment of the token.
 * Sources: RFC 3161 §2.3 (purpose), RFC 5280 §4 and §6.1, RFC 5035 §5. Not checked: revocation, policies, name constraints.
 */

import { same } from "../../bytes.js";
import { attempt } from "../findings.js";
import { BIT_STRING, DerError, element, OCTET_STRING, readDer, SEQUENCE } from "./der.js";
import { isSigned } from "./signature.js";

/**
 * @typedef {import("./der.js").DerNode} DerNode
 * @typedef {{critical: boolean, value: DerNode}} Extension
 * @typedef {{raw: Uint8Array, body: Uint8Array, serial: bigint, issuer: Uint8Array, subject: Uint8Array, from: number,
 *   until: number, key: DerNode, extensions: Map<string, Extension>, method: DerNode[], signature: Uint8Array}} Certificate
 */

const DEPTH_MAX = 5;
const BASIC_CONSTRAINTS = "2.5.29.19";
const KEY_USAGE = "2.5.29.15";
const SUBJECT_NAMES = "2.5.29.17";
const EXTENDED_KEY_USAGE = "2.5.29.37";
const TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
const ANY_PURPOSE = "2.5.29.37.0";
// Bits of KeyUsage, the first being 0x80. Source: RFC 5280 §4.2.1.3.
const MAY_SIGN = 0x80 | 0x40;
const MAY_CERTIFY = 0x04;

/** The signer cannot be trusted for this token; `reason` is `signer`, `purpose`, `chain` or `time`. */
export class ChainError extends Error {
  /**
   * @param {string} reason
   * @param {string} detail
   */
  constructor(reason, detail) {
    super(detail);
    this.reason = reason;
  }
}

/**
 * @param {DerNode} node
 * @returns {Certificate}
 * @throws {DerError}
 */
export function readCertificate(node) {
  const [body, method, signature, ...more] = node.expect(SEQUENCE).children();
  if (!body || !method || !signature || more.length > 0) throw new DerError("certificate");
  const fields = body.expect(SEQUENCE).children();
  if (fields[0]?.tag === 0xa0) fields.shift();
  const [serial, , issuer, validity, subject, key, ...rest] = fields;
  if (!serial || !issuer || !validity || !subject || !key) throw new DerError("certificate");
  const [from, until] = validity.pair();
  return {
    raw: node.raw,
    body: body.raw,
    serial: serial.integer(),
    issuer: issuer.raw,
    subject: subject.raw,
    from: from.time(),
    until: until.time(),
    key: key.expect(SEQUENCE),
    extensions: readExtensions(rest.find((part) => part.tag === 0xa3)),
    method: method.expect(SEQUENCE).children(),
    signature: signature.bytes(),
  };
}

/**
 * @param {DerNode | undefined} node
 * @returns {Map<string, Extension>}
 */
function readExtensions(node) {
  /** @type {Map<string, Extension>} */
  const found = new Map();
  for (const row of node?.only().children() ?? []) {
    const parts = row.expect(SEQUENCE).children();
    const name = parts[0]?.oid() ?? "";
    const critical = parts.length === 3 && row.child(1).boolean();
    const value = readDer(row.child(parts.length - 1).expect(OCTET_STRING).content);
    if (found.has(name)) throw new DerError("an extension twice");
    found.set(name, { critical, value });
  }
  return found;
}

/**
 * @param {string} pem
 * @returns {Certificate[]}
 */
export function readPem(pem) {
  const block = /-----BEGIN CERTIFICATE-----\s+([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;
  return [...pem.matchAll(block)].map((found) => {
    const text = atob((found[1] ?? "").replace(/\s/g, ""));
    return readCertificate(readDer(Uint8Array.from(text, (char) => char.charCodeAt(0))));
  });
}

/**
 * The signer is the one certificate with the issuer and serial number of the signature, and the hashes in the signed
 * attributes must be its own: a certificate that somebody adds can never become the signer.
 * @param {import("./token.js").Token} token
 * @returns {Promise<{signer: Certificate, others: Certificate[]}>}
 */
export async function signerOf(token) {
  const readable = token.certificates.map((node) => attempt(() => readCertificate(node)));
  const sent = distinct(readable.filter((one) => one !== null));
  const found = sent.filter((one) => isNamed(one, token.signer));
  const [signer] = found;
  if (!signer || found.length > 1) throw new ChainError("signer", "not there exactly once");
  for (const { hash, digest, named } of token.ids) {
    const raw = /** @type {Uint8Array<ArrayBuffer>} */ (signer.raw);
    const own = new Uint8Array(await crypto.subtle.digest(hash, raw));
    if (!same(own, digest) || (named && !isNamed(signer, named))) {
      throw new ChainError("signer", "the signed attributes name another certificate");
    }
  }
  const named = token.info.name;
  if (named && !names(signer).some((own) => same(own, named.raw))) {
    throw new ChainError("signer", "the statement names another authority");
  }
  return { signer, others: sent.filter((one) => one !== signer) };
}

/**
 * The signer may stamp, and may do nothing else. Source: RFC 3161 §2.3.
 * @param {Certificate} signer
 */
export function checkPurpose(signer) {
  const extension = signer.extensions.get(EXTENDED_KEY_USAGE);
  const purposes = extension?.value.children().map((purpose) => purpose.oid()) ?? [];
  if (!extension?.critical || purposes.join() !== TIME_STAMPING) {
    throw new ChainError("purpose", "not for time-stamping alone, and critically so");
  }
  const usage = signer.extensions.get(KEY_USAGE);
  if (usage && !(bits(usage) & MAY_SIGN)) throw new ChainError("purpose", "not for signatures");
}

/**
 * @param {Certificate} signer
 * @param {Certificate[]} others Sent along; used as steps, never as the end.
 * @param {Certificate[]} roots Where the way may end.
 * @param {number} moment The token's time; the present time plays no part.
 * @returns {Promise<Certificate[]>} Signer first, root last.
 */
export async function pathToRoot(signer, others, roots, moment) {
  const paths = await pathsFrom([signer], others, roots);
  if (paths.length === 0) throw new ChainError("chain", "no way to a pinned root");
  const good = paths.find((path) => path.every((one) => one.from <= moment && moment <= one.until));
  if (!good) throw new ChainError("time", "a certificate was not valid at the time of the token");
  return good;
}

/**
 * @param {Certificate[]} path
 * @param {Certificate[]} others
 * @param {Certificate[]} roots
 * @returns {Promise<Certificate[][]>}
 */
async function pathsFrom(path, others, roots) {
  const last = /** @type {Certificate} */ (path.at(-1));
  const found = [];
  for (const root of roots) {
    if (!isIn(root, path) && (await isIssued(last, root, path.length))) found.push([...path, root]);
  }
  if (path.length >= DEPTH_MAX) return found;
  for (const step of others) {
    const fresh = !isIn(step, path) && !isIn(step, roots);
    if (fresh && (await isIssued(last, step, path.length))) {
      found.push(...(await pathsFrom([...path, step], others, roots)));
    }
  }
  return found;
}

/**
 * Whether the issuer is an authority that may have `below` certificates under it, and signed this.
 * @param {Certificate} certificate
 * @param {Certificate} issuer
 * @param {number} below
 * @returns {Promise<boolean>}
 */
async function isIssued(certificate, issuer, below) {
  const may = attempt(() => mayIssue(issuer, below - 1));
  if (!same(certificate.issuer, issuer.subject) || !may) return false;
  return isSigned(issuer.key, certificate.method, certificate.signature, certificate.body);
}

/**
 * @param {Certificate} issuer
 * @param {number} intermediates
 * @returns {boolean}
 */
function mayIssue(issuer, intermediates) {
  const basic = issuer.extensions.get(BASIC_CONSTRAINTS)?.value.children() ?? [];
  if (basic[0]?.tag !== 0x01 || !basic[0].boolean()) return false;
  if (basic[1] && basic[1].integer() < BigInt(intermediates)) return false;
  const usage = issuer.extensions.get(KEY_USAGE);
  if (usage && !(bits(usage) & MAY_CERTIFY)) return false;
  const purposes = issuer.extensions.get(EXTENDED_KEY_USAGE)?.value.children();
  return !purposes || purposes.some((one) => [TIME_STAMPING, ANY_PURPOSE].includes(one.oid()));
}

/**
 * @param {Extension} usage
 * @returns {number} The first eight bits.
 */
function bits(usage) {
  return usage.value.expect(BIT_STRING).content[1] ?? 0;
}

/**
 * What a certificate may be called, as general names: its subject, and the names beside it. Source: RFC 3161 §2.4.2, tsa.
 * @param {Certificate} certificate
 * @returns {Uint8Array[]}
 */
function names(certificate) {
  const beside = certificate.extensions.get(SUBJECT_NAMES)?.value.children() ?? [];
  return [element(0xa4, certificate.subject), ...beside.map((name) => name.raw)];
}

/**
 * @param {Certificate} certificate
 * @param {import("./token.js").IssuerSerial} name
 * @returns {boolean}
 */
function isNamed(certificate, name) {
  return same(certificate.issuer, name.issuer) && certificate.serial === name.serial;
}

/**
 * @param {Certificate} certificate
 * @param {Certificate[]} list
 * @returns {boolean}
 */
function isIn(certificate, list) {
  return list.some((one) => same(one.raw, certificate.raw));
}

/**
 * @param {Certificate[]} list
 * @returns {Certificate[]}
 */
function distinct(list) {
  return list.filter((one, index) => !isIn(one, list.slice(0, index)));
}
