/**
 * Whether the vault's signature over the whole copy covers one file, from the signature down to its hash: known at once, while
 * step 1 still reads everything. Source: FORMAT.md §6.12.
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { hex } from "../bytes.js";
import { parseList, SIGNATURE } from "./bag.js";
import { attempt, read } from "./findings.js";
import { KEY } from "./log.js";
import { openNote, readVerifierKey } from "./note.js";

/** @typedef {import("./findings.js").Files} Files */

const TAGS = "tagmanifest-sha256.txt";
const LIST = "manifest-sha256.txt";

/**
 * @param {Files} files
 * @param {string} path
 * @returns {boolean}
 */
export function isCovered(files, path) {
  const key = attempt(() => readVerifierKey(read(files, KEY)));
  const signed = key && attempt(() => openNote(read(files, SIGNATURE), key));
  const hash = (/** @type {string} */ name) => hex(sha256(read(files, name)));
  const listed = (/** @type {string} */ list, /** @type {string} */ name) =>
    files.has(name) && parseList(files.get(list))?.get(name) === hash(name);
  const [version, origin, tags] = signed?.split("\n") ?? [];
  const ours = version === "keepsake/bundle/2" && origin === key?.name;
  return ours && tags === `sha256:${hash(TAGS)}` && listed(TAGS, LIST) && listed(LIST, path);
}
