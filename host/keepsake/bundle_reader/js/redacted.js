/** The list of redacted working copies. Nobody trusts it: an original is found by its hash, never by what the list says. */

import { count, list, object, readJson, text } from "./values.js";

const FOLDER = "data/derived/redacted/";
export const REDACTED_LIST = `${FOLDER}index.json`;

/**
 * @typedef {{path: string, exhibit: number, form: string, mediaType: string, original: string, sha256: string, label: string,
 *   why: string, record: number, member: import("./source.js").Member | undefined}} WorkingCopy
 */

/**
 * @param {Map<string, Uint8Array>} files
 * @param {import("./source.js").Members} members
 * @returns {WorkingCopy[]} Only such as are in the folder of working copies.
 */
export function readRedacted(files, members) {
  return list(readJson(files.get(REDACTED_LIST)).copies)
    .map(object)
    .map((row) => {
      const path = `data/${text(row.path)}`;
      return {
        path,
        exhibit: count(row.exhibit),
        form: text(row.form),
        mediaType: text(row.media_type),
        original: text(row.original),
        sha256: text(row.sha256),
        label: text(row.label),
        why: text(row.why),
        record: count(row.record),
        member: path.startsWith(FOLDER) ? members.get(path) : undefined,
      };
    });
}
