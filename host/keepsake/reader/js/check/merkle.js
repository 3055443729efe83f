/** Inclusion in a tree of RFC 6962. */

import { sha256 } from "@noble/hashes/sha2.js";
import { concat, same } from "../bytes.js";

/**
 * @param {Uint8Array} entry
 * @returns {Uint8Array} Source: RFC 6962 §2.1.
 */
export function leafHash(entry) {
  return sha256(concat(Uint8Array.of(0), entry));
}

/**
 * Whether a leaf is in a tree. Source: RFC 9162 §2.1.3.2.
 * @param {Uint8Array} leaf
 * @param {number} index
 * @param {number} size
 * @param {Uint8Array[]} proof
 * @param {Uint8Array} root
 * @returns {boolean}
 */
export function isIncluded(leaf, index, size, proof, root) {
  if (index >= size || proof.some((step) => step.length !== 32)) return false;
  let [node, last, result] = [index, size - 1, leaf];
  for (const step of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      result = sha256(concat(Uint8Array.of(1), step, result));
      while (node % 2 === 0 && node > 0) [node, last] = [half(node), half(last)];
    } else {
      result = sha256(concat(Uint8Array.of(1), result, step));
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && same(result, root);
}

/**
 * @param {number} number
 * @returns {number}
 */
function half(number) {
  return Math.floor(number / 2);
}
