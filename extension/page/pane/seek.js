// The way to where an earlier capture of the page stopped, without pictures.

import * as looking from "../items/look.js";
import * as said from "../items/prints.js";
import { forget } from "../seen/known.js";
import * as find from "./find.js";
import * as rest from "./settle.js";

const STEP = 0.8; // of the pane: nothing is passed over unseen

/**
 * Scrolls on until something of the earlier capture's last picture is in view. What is looked at on
 * the way belongs to that capture: it is not told here, and is told anew when it is met again.
 * @param {KeepsakeSight} sight
 * @param {{prints: string[], way: 1 | -1, most: number}} order most: ms
 * @returns {Promise<{found: boolean, edge: boolean, now: KeepsakeLook | null}>} edge: it goes no further at the moment
 */
async function seek(sight, { prints, way, most }) {
  const { pane } = sight;
  const start = performance.now();
  for (;;) {
    const seen = looking.look(sight);
    const found = said.shared(looking.printsOf(sight, seen), prints).length > 0;
    const edge = way === -1 ? seen.top : seen.bottom;
    if (found || edge || performance.now() - start > most) {
      sight.told.clear();
      forget(sight);
      looking.takePending(sight);
      if (found) sight.anchor = prints;
      return { found, edge, now: found ? looking.look(sight) : null };
    }
    const { height } = find.positionOf(pane);
    rest.scrollBy(sight, pane, way * height * STEP);
    await rest.settle(sight, pane, 400);
  }
}

export { seek };
