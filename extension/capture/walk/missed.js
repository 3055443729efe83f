/** What the walk went past without a picture of it: looked for once more, when its end is reached. */

const ONE_SCREEN_MS = 1;
const SETTLE_MOST = 1500; // ms until what is gone to is there
const LEAST_MS = 15_000; // for the way there
const SHARE = 1 / 4; // of the walk, where that is longer
const MOST_PICTURES = 2; // of an item that a screen cuts

/**
 * A list may put an item away just when its place is in view, and a picture of it may come later than the walk waits. When
 * they are gone to once more, both are there.
 * @param {import("./walk.js").Walker} walker which has reached the end, and stands at one of the two
 * @param {import("./plan.js").Plan} plan
 * @param {1 | -1} way that it went
 */
export async function goToMissed(walker, plan, way) {
  const since = walker.now();
  const most = Math.max(LEAST_MS, SHARE * (since - walker.since));
  const isOver = () =>
    walker.stopped() || plan.limitAt(walker.now()) || walker.now() - since > most;
  /** @type {Map<number, number>} how many pictures were taken for an item */
  const taken = new Map();
  for (const to of way === 1 ? [-1, 1] : [1, -1])
    for (let on = true; on && !isOver() && sought(walker, taken).size; )
      on = await oneScreen(walker, plan, to === 1 ? 1 : -1, taken);
}

/**
 * @param {import("./walk.js").Walker} walker
 * @param {Map<number, number>} taken
 * @returns {Set<number>} items that are missed, and were not gone to in vain
 */
function sought(walker, taken) {
  return new Set(walker.order.missed().filter((n) => (taken.get(n) ?? 0) < MOST_PICTURES));
}

/**
 * @param {import("./walk.js").Walker} walker
 * @param {import("./plan.js").Plan} plan
 * @param {1 | -1} way
 * @param {Map<number, number>} taken
 * @returns {Promise<boolean>} whether it goes on that way
 */
async function oneScreen(walker, plan, way, taken) {
  const { changes, on } = await walker.ask("sweep", { way, most: ONE_SCREEN_MS });
  walker.note(changes, way);
  if (!inView(walker, changes.at(-1), taken).length) return on;
  const { changes: since, now, shared } = await walker.ask("stay", { most: SETTLE_MOST });
  walker.note([...since, now], way);
  const seen = inView(walker, now, taken);
  for (const [n, { box }] of seen) {
    const cut = box.y < now.pane.y || box.y + box.height > now.pane.y + now.pane.height;
    taken.set(n, cut ? (taken.get(n) ?? 0) + 1 : MOST_PICTURES);
  }
  const join = shared ? "shared" : "jump";
  if (seen.length && (await walker.picture(now, [], way, join))) plan.pictured();
  return on;
}

/**
 * @param {import("./walk.js").Walker} walker
 * @param {KeepsakeLook} look which was noted
 * @param {Map<number, number>} taken
 * @returns {[number, KeepsakeRow][]} the items that are sought, and where they stand
 */
function inView(walker, look, taken) {
  const left = sought(walker, taken);
  return Array.from(walker.order.inView(look)).filter(([n]) => left.has(n));
}
