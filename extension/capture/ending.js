/** How a capture ends: what its manifest is made of, and what the person must hear. */

import { builtAddress } from "./about/platform.js";
import { moment } from "./about/when.js";
import {
  INTERNAL,
  PAGE_CLOSED,
  PAGE_FORBIDDEN,
  PAGE_IN_FRAME,
  PageGone,
  PICTURE_FAILED,
  Problem,
  TAB_MOVED,
  WAITING_FULL,
} from "./problem.js";
import { continuesOf } from "./walk/resume.js";

/**
 * @param {import("./run.js").Capture} capture
 * @param {import("./host/outbox.js").Outbox} outbox
 * @param {import("./types.js").Outcome} outcome
 * @param {import("./types.js").PartInfo[]} artifacts
 * @returns {import("./host/manifest.js").Facts}
 */
export function factsOf(capture, outbox, outcome, artifacts) {
  const { tools, wish, merger, start, place } = capture;
  const { viewport, device_pixel_ratio, focused: _, ...about } = start?.page ?? {};
  const { pane = null, ids = [], messages = [] } = start ?? {};
  const rules = tools.platforms;
  const notes = new Set(capture.notes);
  if (merger.untold) notes.add("items_unread");
  if (tools.shots.thrownAway) notes.add("other_tab_in_front");
  return {
    capture: capture.id,
    ...continuesOf(capture),
    page: {
      url: wish.tab.url,
      title: wish.tab.title,
      ...about,
      ...place,
      canonical_built: builtAddress(rules, place),
      observed: capture.observed.record,
    },
    startedBy: capture.startedBy,
    started: capture.started,
    ended: moment(tools.clock.date()),
    environment: { ...tools.environment, ...(viewport ? { viewport, device_pixel_ratio } : {}) },
    pane: pane ? { ...pane, put_back: capture.putBack } : {},
    tiles: outbox.tiles,
    dropped: outbox.dropped,
    waited: outbox.delivery.waited,
    segments: merger.segments,
    undrawn: merger.undrawn,
    useIds: merger.useIds,
    known: { rules, place, canonical: about.canonical ?? "", carried: ids, said: messages },
    outcome,
    swept: capture.viewing?.swept ?? null,
    seen: capture.doubts.told,
    notes: Array.from(notes),
    artifacts,
  };
}

/**
 * @param {string[]} notes
 * @param {import("./types.js").Outcome} outcome
 * @returns {number} 0, or the problem to tell although everything acknowledged is kept
 */
export function codeFor(notes, { stoppedBy }) {
  if (stoppedBy === "moved") return TAB_MOVED;
  if (stoppedBy === "closed" || stoppedBy === "navigated") return PAGE_CLOSED;
  if (notes.includes("page_script_forbidden")) return PAGE_FORBIDDEN;
  if (notes.includes("frame_only")) return PAGE_IN_FRAME;
  if (notes.includes("picture_failed")) return PICTURE_FAILED;
  if (notes.includes("waiting_full")) return WAITING_FULL;
  return stoppedBy === "error" ? INTERNAL : 0;
}

/** What stopped a capture that did not end by itself, by the person or by a limit. */
const CUT = new Set(["closed", "navigated", "moved", "hidden", "error"]);

/**
 * How a capture ended, by the rule that the program has for a manifest that it can read. Source: FORMAT.md 3.4.
 * @param {import("../../shared/schemas/manifest").Manifest} manifest
 * @returns {import("./types.js").Ended}
 */
export function endedOf({ completeness, tiles, mode, page }) {
  const { stopped_by } = completeness;
  if (CUT.has(stopped_by)) return { state: "partial", reason: stopped_by };
  if (!tiles.length && mode !== "record_only") return { state: "partial", reason: "not_pictured" };
  const last = page.observed?.at(-1);
  return last && !last.until
    ? { state: "partial", reason: last.kind }
    : { state: "complete", reason: "" };
}

/**
 * @param {import("./run.js").Capture} capture
 * @param {string} note why no more than what is in view is kept
 * @returns {import("./types.js").Outcome}
 */
export function visibleOnly(capture, note) {
  capture.say(note);
  const stoppedBy = note === "visible_area_only" ? "person" : "error";
  return { end: "not_reached", evidence: "", stoppedBy };
}

/**
 * Why a walk broke off. A page that was left gives no pictures either, and is asked first.
 * @param {unknown} error
 * @param {() => Promise<unknown>} ask the page for a sign of life
 * @returns {Promise<"closed" | "navigated" | "moved" | "error">} error: the browser gave no more pictures
 * @throws {unknown} what is no fault of page or browser
 */
export async function whyItEnded(error, ask) {
  if (error instanceof PageGone) return error.how;
  if (!(error instanceof Problem) || error.code !== PICTURE_FAILED) throw error;
  try {
    await ask();
  } catch (gone) {
    if (gone instanceof PageGone) return gone.how;
    throw gone;
  }
  return "error";
}
