// A pane that the page makes anew under way (a list drawn from its beginning, a dialog opened again)
// is found again. Whether it shows what was there before is for the capture to judge.

import * as looking from "../items/look.js";
import * as page from "../view/page.js";
import * as find from "./find.js";
import * as rest from "./settle.js";

const MOST = 1500; // ms until there is something in it
const EVERY = 100; // ms

const isThere = () => looking.state.pane.isConnected;

/**
 * Looks for what stands in the place of a pane that was taken away; leaves all as it is where nothing does.
 * @param {KeepsakeHint} hint
 */
async function findAgain(hint) {
  const start = performance.now();
  while (performance.now() - start < MOST) {
    const { element } = find.findPane(hint);
    if (element !== page.scroller()) {
      looking.lookIn(element, looking.state.conversation, hint.rows ?? "");
      looking.state.made += 1;
      // Elements that were put in again tell what they say once more.
      looking.state.told.clear();
      if (looking.peek().places.size) return;
    }
    await rest.pause(EVERY);
  }
}

/**
 * Asks once more where the pane was taken away meanwhile, and keeps what was seen before that.
 * @template {object} Order
 * @template {{now?: KeepsakeLook | null, changes?: KeepsakeLook[]}} Told
 * @param {(order: Order) => Promise<Told>} answer
 * @param {Order} order
 * @param {KeepsakeHint} hint
 * @returns {Promise<Told>}
 */
async function inPane(answer, order, hint) {
  if (!isThere()) await findAgain(hint);
  const told = await answer(order);
  if (isThere()) return told;
  await findAgain(hint);
  const again = await answer(order);
  const { changes = [], now } = told;
  const seen = [...changes, ...(now ? [now] : [])].filter(({ attached }) => attached);
  return { ...again, changes: [...seen, ...(again.changes ?? [])] };
}

export { inPane };
