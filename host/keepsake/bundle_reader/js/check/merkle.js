/** Inclusion and consistency in trees of RFC 6962. */

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
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 * @returns {Uint8Array} Source: RFC 6962 §2.1.
 */
function nodeHash(left, right) {
  return sha256(concat(Uint8Array.of(1), left, right));
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
  if (!(index >= 0 && index < size) || !areDigests([leaf, root, ...proof])) return false;
  let [node, last, result] = [index, size - 1, leaf];
  for (const step of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      result = nodeHash(step, result);
      while (node % 2 === 0 && node > 0) [node, last] = [half(node), half(last)];
    } else {
      result = nodeHash(result, step);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && same(result, root);
}

/**
 * Whether the first leaves of a tree are all the leaves of an earlier one. Source: RFC 9162 §2.1.4.2.
 * @param {number} first Size of the earlier tree.
 * @param {number} second Size of the later one.
 * @param {Uint8Array[]} proof
 * @param {Uint8Array} firstRoot
 * @param {Uint8Array} secondRoot
 * @returns {boolean}
 */
export function isConsistent(first, second, proof, firstRoot, secondRoot) {
  if (!(first >= 1 && first <= second)) return false;
  if (first === second) return proof.length === 0 && same(firstRoot, secondRoot);
  if (!areDigests([firstRoot, secondRoot, ...proof])) return false;
  let [node, last] = [first - 1, second - 1];
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  const [start, ...path] = node === 0 ? [firstRoot, ...proof] : proof;
  if (!start) return false;
  let [older, newer] = [start, start];
  for (const step of path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      [older, newer] = [nodeHash(step, older), nodeHash(step, newer)];
      while (node % 2 === 0 && node > 0) [node, last] = [half(node), half(last)];
    } else {
      newer = nodeHash(newer, step);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && same(older, firstRoot) && same(newer, secondRoot);
}

/**
 * @param {Uint8Array[]} values
 * @returns {boolean}
 */
function areDigests(values) {
  return values.every((value) => value.length === 32);
}

/**
 * @param {number} number
 * @returns {number}
 */
function half(number) {
  return Math.floor(number / 2);
}
