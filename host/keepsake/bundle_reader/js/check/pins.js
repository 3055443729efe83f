/** The roots that this page pins for each authority: those of the program that made it, not those in the copy. */

import { sha256 } from "@noble/hashes/sha2.js";
import { hex } from "../bytes.js";
import { readPem } from "./stamp/chain.js";

/**
 * @typedef {{name: string, pem: string, roots: import("./stamp/chain.js").Certificate[]}} Pin
 * @typedef {Map<string, Pin>} Pins By id of the authority.
 */

const STAMP = /^data\/log\/stamps\/[0-9]+-([a-z0-9][a-z0-9-]*)\.tsr$/;
const SHOWN_DIGITS = 16;

/**
 * @param {string} json As the program writes it: `[{"id", "name", "pem"}]`.
 * @returns {Pins}
 */
export function readPins(json) {
  /** @type {{id: string, name: string, pem: string}[]} */
  const rows = JSON.parse(json);
  return new Map(rows.map(({ id, name, pem }) => [id, { name, pem, roots: readPem(pem) }]));
}

/**
 * @param {Pins} pins
 * @param {Iterable<string>} names Of the files of a copy.
 * @returns {{name: string, prints: string[]}[]} Whose roots its stamps were held against, with how the SHA-256 of each begins.
 */
export function usedRoots(pins, names) {
  const used = new Set([...names].map((name) => STAMP.exec(name)?.[1] ?? ""));
  return [...pins]
    .filter(([id]) => used.has(id))
    .map(([, { name, roots }]) => ({
      name,
      prints: roots.map(({ raw }) => hex(sha256(raw)).slice(0, SHOWN_DIGITS)),
    }));
}

/**
 * @param {import("./findings.js").Step[]} steps
 * @returns {string[]} Authorities of stamps here that this page does not know, by the names of their files.
 */
export function unknownAuthorities(steps) {
  const files = steps
    .flatMap(({ findings }) => findings)
    .filter(({ reason }) => reason === "authority_unknown")
    .map(({ file }) => STAMP.exec(file)?.[1] ?? "");
  return [...new Set(files)].filter(Boolean);
}
