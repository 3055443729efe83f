/** That a capture waited in the browser, as its entry says. Source: FORMAT.md §3.9. */

import { count, list, object, text } from "./values.js";

/** @typedef {{since: string, until: string, vault: boolean, file: boolean, part: number, claimed: boolean, damaged: boolean}} Waited */

/**
 * @param {Record<string, unknown>} body Of an entry.
 * @returns {Waited | null} null for one that did not wait.
 */
export function readWaited(body) {
  if (typeof body.waited !== "object" || body.waited === null) return null;
  const waited = object(body.waited);
  const parts = list(body.parts).map(object);
  return {
    since: text(waited.from),
    until: text(waited.until),
    vault: waited.sealed_to === "vault",
    file: waited.through === "file",
    part: count(waited.part),
    claimed: parts.some((part) => part.claimed === true),
    damaged: parts.some((part) => part.kind === "damaged"),
  };
}
