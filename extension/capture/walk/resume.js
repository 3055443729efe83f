/** Going on from where an earlier capture of the same page stopped. Source: FORMAT.md 4.10. */

import { CALM_CHECKS, CHECK_MS } from "./plan.js";

const SEEK_MS = 3000; // for one question to the page

/**
 * Looks for what the earlier capture's last picture showed, by content, and takes a picture there.
 * @param {import("./walk.js").Walker} walker
 * @param {string[]} prints
 * @param {1 | -1} way
 * @returns {Promise<boolean>} false when it is not there any more, or the capture was stopped
 */
export async function goToWhereItStopped(walker, prints, way) {
  for (let calm = 0; calm < CALM_CHECKS && !walker.stopped(); ) {
    const { found, edge, now } = await walker.ask("seek", { prints, way, most: SEEK_MS });
    if (found) {
      walker.joined = true;
      return walker.picture(now, [], way, "jump");
    }
    if (edge) {
      const order = { way, ms: CHECK_MS, nudge: calm > 0 };
      const { grown, changes } = await walker.ask("waitForMore", order);
      walker.note(changes, way);
      calm = grown ? 0 : calm + 1;
    }
  }
  return false;
}

/**
 * @param {import("../run.js").Capture} capture
 * @returns {{continues?: {capture: string, join: "shared" | "not_found"}}} nothing where it is a capture of its own
 */
export function continuesOf({ wish, viewing }) {
  if (!wish.earlier) return {};
  return {
    continues: { capture: wish.earlier.capture, join: viewing?.joined ? "shared" : "not_found" },
  };
}
