/**
 * Takes a time-stamp response apart into values; believes nothing that it reads.
 * Sources: RFC 3161 §2.4.2 (response, TSTInfo), RFC 5652 §5 (SignedData), RFC 5816 and RFC 5035 (ESSCertIDv2).
 */

import { concat } from "../../bytes.js";
import { DerError, OCTET_STRING, readDer, SEQUENCE, SET } from "./der.js";

/**
 * @typedef {import("./der.js").DerNode} DerNode
 * @typedef {{issuer: Uint8Array, serial: bigint}} IssuerSerial
 * @typedef {{hash: string, digest: Uint8Array, named: IssuerSerial | null}} CertificateId
 * @typedef {{imprintHash: string, imprint: Uint8Array, time: number, nonce: bigint | null,
 *   name: DerNode | null}} Info
 * @typedef {{content: Uint8Array, contentDigest: Uint8Array, attributes: Uint8Array, hash: string, method: DerNode[],
 *   value: Uint8Array}} Signature
 * @typedef {{info: Info, certificates: DerNode[], signer: IssuerSerial, ids: CertificateId[], signature: Signature}} Token
 */

// Source: RFC 5652 §5.1 and §11, RFC 3161 §2.4.2, RFC 2634 §5.4, RFC 5035 §3.
const SIGNED_DATA = "1.2.840.113549.1.7.2";
const TST_INFO = "1.2.840.113549.1.9.16.1.4";
const CONTENT_TYPE = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
const SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12";
const SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47";
const CERTIFICATES_MAX = 10;
// accuracy, ordering, nonce, tsa, extensions
const OPTIONAL = [0x30, 0x01, 0x02, 0xa0, 0xa1];

/** @type {Record<string, string>} Names for WebCrypto. Source: RFC 5754 §2. */
export const HASHES = {
  "2.16.840.1.101.3.4.2.1": "SHA-256",
  "2.16.840.1.101.3.4.2.2": "SHA-384",
  "2.16.840.1.101.3.4.2.3": "SHA-512",
};

/** A response without a token, or with a status other than granted. */
export class NotGrantedError extends Error {}

/**
 * @param {Uint8Array} data A TimeStampResp.
 * @returns {Token}
 * @throws {DerError} It is not one, or not with exactly one signer.
 * @throws {NotGrantedError}
 */
export function readResponse(data) {
  const [status, token, ...rest] = readDer(data).expect(SEQUENCE).children();
  if (!status) throw new DerError("no status");
  if (status.expect(SEQUENCE).child(0).integer() !== 0n) throw new NotGrantedError("status");
  if (!token || rest.length > 0) throw new DerError("granted, but not with one token");
  return readToken(token);
}

/**
 * @param {DerNode} contentInfo
 * @returns {Token}
 */
function readToken(contentInfo) {
  const [kind, wrapped] = contentInfo.pair();
  if (kind.oid() !== SIGNED_DATA) throw new DerError("the token is not signed data");
  const signed = wrapped.expect(0xa0).only();
  const [version, algorithms, content, ...rest] = signed.expect(SEQUENCE).children();
  version?.integer();
  for (const algorithm of algorithms?.expect(SET).children() ?? []) algorithm.expect(SEQUENCE);
  const certificates = rest[0]?.tag === 0xa0 ? (rest.shift()?.children() ?? []) : [];
  if (rest[0]?.tag === 0xa1) rest.shift();
  const [signers, ...more] = rest;
  if (!content || !signers || more.length > 0 || certificates.length > CERTIFICATES_MAX) {
    throw new DerError("signed data with other parts than expected");
  }
  for (const certificate of certificates) certificate.expect(SEQUENCE).child(2).bytes();
  const statement = readStatement(content);
  const signer = readSigner(signers.expect(SET).only(), statement);
  return { info: readInfo(statement), certificates, ...signer };
}

/**
 * @param {DerNode} node
 * @returns {Uint8Array}
 */
function readStatement(node) {
  const [kind, wrapped] = node.pair();
  if (kind.oid() !== TST_INFO) throw new DerError("what is signed is not a time-stamp");
  return wrapped.expect(0xa0).only().expect(OCTET_STRING).content;
}

/**
 * @param {Uint8Array} statement
 * @returns {Info}
 */
function readInfo(statement) {
  const [version, policy, imprint, serial, moment, ...rest] = readDer(statement)
    .expect(SEQUENCE)
    .children();
  if (!version || !policy || !imprint || !serial || !moment) throw new DerError("TSTInfo");
  if (version.integer() !== 1n) throw new DerError("a time-stamp of an unknown version");
  policy.oid();
  serial.integer();
  const [algorithm, hashed] = imprint.pair();
  const optional = new Map(rest.map((part) => [part.tag, part]));
  const known = rest.every((part) => OPTIONAL.includes(part.tag));
  if (optional.size !== rest.length || !known) throw new DerError("parts twice or unknown");
  if (moment.tag !== 0x18) throw new DerError("not a time of RFC 3161");
  return {
    imprintHash: HASHES[algorithm.expect(SEQUENCE).child(0).oid()] ?? "",
    imprint: hashed.expect(OCTET_STRING).content,
    time: moment.time(),
    nonce: optional.get(0x02)?.integer() ?? null,
    name: optional.get(0xa0)?.only() ?? null,
  };
}

/**
 * @param {DerNode} node
 * @param {Uint8Array} statement
 * @returns {{signer: IssuerSerial, ids: CertificateId[], signature: Signature}}
 */
function readSigner(node, statement) {
  const [version, identifier, digest, attributes, algorithm, value] = node
    .expect(SEQUENCE)
    .children();
  if (!version || !identifier || !digest || !attributes || !algorithm || !value) {
    throw new DerError("a signer with parts missing");
  }
  version.integer();
  const values = readAttributes(attributes.expect(0xa0));
  const [issuer, serial] = identifier.pair();
  return {
    signer: { issuer: issuer.raw, serial: serial.integer() },
    ids: readIds(values),
    signature: {
      content: statement,
      contentDigest: /** @type {DerNode} */ (values.get(MESSAGE_DIGEST)).expect(OCTET_STRING)
        .content,
      // What is signed is a SET; in the token its tag is another. Source: RFC 5652 §5.4.
      attributes: concat(Uint8Array.of(SET), attributes.raw.subarray(1)),
      hash: HASHES[digest.expect(SEQUENCE).child(0).oid()] ?? "",
      method: algorithm.expect(SEQUENCE).children(),
      value: value.expect(OCTET_STRING).content,
    },
  };
}

/**
 * @param {DerNode} node
 * @returns {Map<string, DerNode>}
 */
function readAttributes(node) {
  /** @type {Map<string, DerNode>} */
  const values = new Map();
  for (const attribute of node.children()) {
    const [kind, wrapped] = attribute.pair();
    if (values.has(kind.oid())) throw new DerError("a signed attribute twice");
    values.set(kind.oid(), wrapped.expect(SET).child(0));
  }
  if (!values.has(MESSAGE_DIGEST) || values.get(CONTENT_TYPE)?.oid() !== TST_INFO) {
    throw new DerError("the signed attributes lack the kind or the hash of a time-stamp");
  }
  return values;
}

/**
 * @param {Map<string, DerNode>} values
 * @returns {CertificateId[]} The signer's certificate as the signed attributes name it.
 */
function readIds(values) {
  const [one, two] = [values.get(SIGNING_CERTIFICATE), values.get(SIGNING_CERTIFICATE_V2)];
  if (!one && !two) throw new DerError("the signer's certificate is not named in what is signed");
  return [...(one ? [readId(one, "SHA-1")] : []), ...(two ? [readId(two, "SHA-256")] : [])];
}

/**
 * The first ESSCertID(v2) names the signer. Sources: RFC 2634 §5.4, RFC 5035 §4 (the hash where none is given) and §5.
 * @param {DerNode} value
 * @param {string} usual
 * @returns {CertificateId}
 */
function readId(value, usual) {
  const parts = value.expect(SEQUENCE).child(0).expect(SEQUENCE).child(0).expect(SEQUENCE);
  const rest = parts.children();
  let hash = usual;
  if (usual !== "SHA-1" && rest[0]?.tag === SEQUENCE) {
    hash = HASHES[/** @type {DerNode} */ (rest.shift()).child(0).oid()] ?? "";
    if (!hash) throw new DerError("the certificate is named by an unknown hash");
  }
  const [digest, issuerSerial] = rest;
  if (!digest) throw new DerError("a certificate's hash is missing");
  const content = digest.expect(OCTET_STRING).content;
  if (!issuerSerial) return { hash, digest: content, named: null };
  const [names, serial] = issuerSerial.pair();
  const issuer = names.child(0).expect(0xa4).only().raw;
  return { hash, digest: content, named: { issuer, serial: serial.integer() } };
}
