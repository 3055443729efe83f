/** What a manifest says of how its capture was made and of what it holds. Source: FORMAT.md §4. */

import { count, list, object, text } from "./values.js";

/** @typedef {import("./model.js").Manifest} Manifest */
/**
 * @template Shape
 * @typedef {import("./model.js").Untrusted<Shape>} Untrusted
 */

/**
 * @param {Record<string, unknown>} body
 * @param {Untrusted<Manifest>} manifest
 * @param {Untrusted<Manifest["environment"]>} environment
 * @returns {boolean} true where no person clicked: a program drove the browser. Source: FORMAT.md §4.15.
 */
export function isDriven(body, manifest, environment) {
  const told = [object(body.host).started_by, manifest.started_by].map(text);
  return told.includes("command") || text(environment.user_agent).includes("HeadlessChrome");
}

/**
 * @param {unknown} observed
 * @returns {import("./model.js").Seen | null} What the page was when it was last looked at, where that was no evidence. Source: FORMAT.md §4.9.
 */
export function readInstead(observed) {
  /** @type {Untrusted<import("../../../../shared/schemas/manifest").Observation> | undefined} */
  const seen = list(observed).map(object).at(-1);
  if (!seen || text(seen.until)) return null;
  const sure = text(seen.confidence) === "certain";
  return { kind: text(seen.kind), at: text(seen.at), said: text(seen.said), sure };
}

/** Limits that the person chose for what is kept, and not for how long it may take. */
const CHOSEN = ["back_to", "from_here"];

/**
 * Twin of `Completeness.ended_by` in host/keepsake/core/manifest.py.
 * @param {Untrusted<Manifest["completeness"]>} row
 * @returns {string[]} code words of why the end of the page is not here: what was asked, then what stopped it
 */
function endedBy({ limit, limits, stopped_by }) {
  const stopped = CHOSEN.includes(text(limit)) ? text(limit) : text(stopped_by);
  const asked = object(limits).from_here === true ? ["from_here"] : [];
  return Array.from(new Set([...asked, stopped]));
}

/**
 * @param {unknown} told
 * @param {boolean} unread whether there is no reading of what was seen
 * @returns {import("./model.js").Completeness | null} null where the manifest has none
 */
export function readCompleteness(told, unread) {
  if (!told) return null;
  /** @type {Untrusted<Manifest["completeness"]>} */
  const row = object(told);
  return {
    items: count(row.items),
    end: text(row.end),
    endEvidence: text(row.end_evidence),
    endedBy: endedBy(row),
    backTo: text(object(row.limits).back_to),
    gaps: list(row.gaps).length,
    notLoaded: count(row.not_loaded),
    collapsed: count(row.collapsed),
    notPictured: count(row.not_pictured),
    unclear: count(row.unclear),
    unfocused: count(row.unfocused),
    changed: count(row.changed),
    gone: count(row.gone),
    notes: [...list(row.notes).map(text), ...(unread ? ["not_read"] : [])],
    doubts: list(row.doubts).map(text),
    frames: list(row.frames)
      .map(object)
      .map((frame) => ({
        name: text(frame.name),
        address: text(frame.address),
        width: count(frame.width),
        height: count(frame.height),
      })),
    numbers: {
      site_refused: count(row.status),
      closed_part: count(row.closed_parts),
      picture_unseen: count(row.pictures_unseen),
      words_apart: count(row.words_apart),
    },
  };
}
