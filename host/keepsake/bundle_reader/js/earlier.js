/** Reads the tree head of an earlier copy: from its page, its sealed file, or the file `checkpoint` that was saved from it. */

import { utf8 } from "./bytes.js";
import { decodePayload, openPlain } from "./sealed.js";
import { bytesOfMember, inMemory, OpenError, ofFile, piecesOf } from "./source.js";
import { ContainerError, crc32, readContainer } from "./zip.js";

// Words of what is no whole copy, whatever opens it.
const BROKEN = ["open.container", "open.damaged", "open.not_age"];

/**
 * @typedef {import("./check/earlier.js").Earlier} Earlier
 * @typedef {import("./source.js").Source} Source
 * @typedef {{sealed: Source} | {checkpoint: Uint8Array}} Chosen
 */

const AGE = "age-encryption.org/v1\n";
const PAYLOAD = '<script type="text/plain" id="payload">';
const CHECKPOINT_BYTES_MAX = 65536;

/**
 * @param {File} file
 * @returns {Promise<Chosen>} What is in it: something sealed, or what should be a checkpoint.
 * @throws {OpenError} It is a page that carries no copy.
 */
export async function lookInto(file) {
  const head = new TextDecoder("latin1").decode(await file.slice(0, 1024).arrayBuffer());
  if (head.startsWith(AGE)) return { sealed: ofFile(file) };
  if (!/^\s*<!doctype html/i.test(head)) {
    const all = file.size <= CHECKPOINT_BYTES_MAX ? await file.arrayBuffer() : new ArrayBuffer(0);
    return { checkpoint: new Uint8Array(all) };
  }
  const page = await file.text();
  const from = page.indexOf(PAYLOAD) + PAYLOAD.length;
  const sealed = decodePayload(page.slice(from, page.indexOf("<", from)));
  if (from < PAYLOAD.length || !sealed) throw new OpenError("compare.no_payload");
  return { sealed: inMemory(sealed) };
}

/**
 * The signature is what counts of an earlier copy. It is opened to its end all the same: a damaged one is no copy.
 * @param {Chosen} chosen
 * @param {string} secret
 * @param {string} name
 * @returns {Promise<Earlier>} With an empty checkpoint where the file is no whole copy.
 * @throws {OpenError} Wrong passphrase or key, or too much computing is asked for.
 */
export async function readEarlier(chosen, secret, name) {
  if ("checkpoint" in chosen) return { checkpoint: chosen.checkpoint, key: "", name };
  try {
    const members = await readContainer(await openPlain(chosen.sealed, secret));
    for (const [path, member] of members) await readWhole(path, member);
    const bytes = async (/** @type {string} */ path) => {
      const member = members.get(`bag/data/log/${path}`);
      return member ? await bytesOfMember(member) : new Uint8Array();
    };
    const key = utf8(await bytes("verifier.key")).replace(/\n$/, "");
    return { checkpoint: await bytes("checkpoint"), key, name };
  } catch (error) {
    const broken = error instanceof OpenError && BROKEN.includes(error.word);
    if (!broken && !(error instanceof ContainerError) && !(error instanceof TypeError)) throw error;
    return { checkpoint: new Uint8Array(), key: "", name };
  }
}

/**
 * @param {string} path
 * @param {import("./source.js").Member} member
 * @throws {OpenError | ContainerError} It does not open to its end, or has another CRC.
 */
async function readWhole(path, member) {
  let crc = 0;
  for await (const piece of piecesOf(member)) crc = crc32(piece, crc);
  if (crc !== member.crc) throw new ContainerError(path);
}
