// A pane that the page makes anew under way (a list drawn from its beginning, a dialog opened again)
// is found again. Whether it shows what was there before is for the capture to judge.

import * as looking from "../items/look.js";
import * as page from "../view/page.js";
import * as find from "./find.js";
import * as rest from "./settle.js";

const MOST = 1500; // ms until there is something in it
const EVERY = 100; // ms

/** @param {KeepsakeSight} sight */
const isThere = (sight) => sight.pane.isConnected;

/**
 * Looks for what stands in the place of a pane that was taken away; leaves all as it is where nothing does.
 * @param {KeepsakeSight} sight
 */
async function findAgain(sight) {
  const start = performance.now();
  while (performance.now() - start < MOST) {
    const { element } = find.findPane(sight.sought);
    if (element !== page.scroller()) {
      looking.lookIn(sight, element, sight.conversation, sight.sought.rows ?? "");
      sight.made += 1;
      // Elements that were put in again tell what they say once more.
      sight.told.clear();
      if (looking.peek(sight).places.size) return;
    }
    await rest.pause(EVERY);
  }
}

/**
 * Asks once more where the pane was taken away meanwhile, and keeps what was seen before that.
 * @template {object} Order
 * @template {{now?: KeepsakeLook | null, changes?: KeepsakeLook[]}} Told
 * @param {KeepsakeSight} sight
 * @param {(sight: KeepsakeSight, order: Order) => Promise<Told>} answer
 * @param {Order} order
 * @returns {Promise<Told>}
 */
async function inPane(sight, answer, order) {
  if (!isThere(sight)) await findAgain(sight);
  const told = await answer(sight, order);
  if (isThere(sight)) return told;
  await findAgain(sight);
  const again = await answer(sight, order);
  const { changes = [], now } = told;
  const seen = [...changes, ...(now ? [now] : [])].filter(({ attached }) => attached);
  return { ...again, changes: [...seen, ...(again.changes ?? [])] };
}

export { inPane };
