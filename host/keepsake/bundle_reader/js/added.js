/** Files that the person added by hand: what their entry and the reading of them say. Source: FORMAT.md §11. */

import { list, object, text } from "./values.js";

/**
 * @typedef {{who: string, about: string, notes: Set<string>, zone: string, left: string[],
 *   facts: {file: string, name: string, value: string}[]}} Added
 */

/** Pictures that a browser shows as they are. */
export const PICTURES = new Set(["image/png", "image/jpeg", "image/webp", "image/gif"]);

/**
 * A picture that the browser took, or a file that is one by its content.
 * @param {import("./model.js").Part} part
 */
export function isPicture(part) {
  return part.kind === "tile" || (part.kind === "file" && PICTURES.has(part.mediaType));
}

/**
 * @param {Record<string, unknown>} body
 * @param {import("./model.js").Untrusted<import("./model.js").Manifest>} manifest
 * @returns {Added}
 */
export function readAdded(body, manifest) {
  /** @type {import("./model.js").Untrusted<import("../../../../shared/schemas/manifest").AddedFile>[]} */
  const files = list(manifest.files).map(object);
  const facts = files.flatMap((file) =>
    list(file.facts)
      .map(object)
      .map((fact) => ({
        file: text(file.name),
        name: text(fact.name),
        value: text(fact.value),
      })),
  );
  return {
    who: text(body.who),
    about: text(body.about),
    notes: new Set(files.flatMap((file) => list(file.notes).map(text))),
    zone: facts.find((fact) => fact.name === "zone")?.value ?? "",
    left: files.filter((file) => file.part === -1).map((file) => text(file.name)),
    facts,
  };
}
