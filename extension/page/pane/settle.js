// Scrolling, and waiting until the page has come to rest after it.

import * as waits from "../items/lacking.js";
import * as looking from "../items/look.js";
import * as pictures from "../items/pictures.js";
import { PATIENCE } from "../sight.js";
import * as dom from "../view/dom.js";
import { drawn } from "../view/drawn.js";
import { during } from "../view/once.js";
import * as place from "../view/place.js";
import * as find from "./find.js";

const QUIET = 70; // ms without a change
const STEADY_FRAMES = 3;
const HASTY_FRAMES = 1;
const QUIET_MOST = 1000; // ms

/** @param {number} ms */
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** The next frame; a hidden page paints none, so a timer stands in. */
const frame = () =>
  new Promise((done) => {
    const timer = setTimeout(done, 120);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      setTimeout(done, 0);
    });
  });

/**
 * @param {KeepsakeSight} sight
 * @param {Element} pane
 * @param {number} by CSS pixels of the screen, negative is up
 */
function scrollBy(sight, pane, by) {
  const own = by / place.scaleOf(pane);
  const top = pane.scrollTop + (place.isTurned(pane) ? -own : own);
  pane.scrollTo({ top, left: pane.scrollLeft, behavior: "instant" });
  sight.moved = performance.now();
}

/**
 * What moves while the page is still arranging itself.
 * @param {Element} pane
 */
function signature(pane) {
  const box = find.paneBox(pane);
  const probe = [0.2, 0.5, 0.8].map((share) => {
    const node = dom.elementAt(box.x + box.width / 2, box.y + box.height * share);
    return node ? `${node.localName}${Math.round(node.getBoundingClientRect().y)}` : "";
  });
  return `${Math.round(pane.scrollTop)} ${pane.scrollHeight} ${probe.join()}`;
}

const LEAST = { loading: 120, pictures: 300 };
const POLL = 60; // ms
const SLOW_POLL = 2 * POLL; // with a look that takes its time
const DECODED_MOST = 500; // ms
const MOST_SLOWED = 4; // times as long as it is meant to take

/**
 * What a picture taken now would be without.
 * @param {KeepsakeSight} sight
 */
const waitedFor = (sight) =>
  during(() => ({ loading: looking.peek(sight).loading, lacking: waits.lacking(sight) }));

/**
 * Time as the page has it: of what a busy computer gives it nothing of, only as much counts as a wait is meant to
 * take, until that is too long altogether.
 */
function stopwatch() {
  const start = performance.now();
  let [counted, last] = [0, start];
  return () => {
    const now = performance.now();
    counted += Math.min(now - last, SLOW_POLL);
    last = now;
    return Math.max(counted, (now - start) / MOST_SLOWED);
  };
}

/**
 * Waits for what is visibly still loading and for pictures in view, each within its own limit.
 * @param {KeepsakeSight} sight
 */
async function untilLoaded(sight) {
  const passed = stopwatch();
  if (during(() => pictures.cameSince(sight))) sight.patience.pictures = PATIENCE.pictures;
  let [waited, loaded, arrived] = [0, 0, 0];
  await drawn();
  let { loading, lacking } = waitedFor(sight);
  for (;;) {
    if (loading && waited >= sight.patience.loading) break;
    if (lacking.length && waited >= sight.patience.pictures) break;
    if (!loading && !lacking.length) break;
    const [before, few] = [loading, lacking.length];
    pictures.waitFor(sight, lacking);
    await pause(POLL);
    await drawn();
    ({ loading, lacking } = waitedFor(sight));
    waited = passed();
    if (before && !loading) loaded += 1;
    if (lacking.length < few) arrived += 1;
  }
  if (loading) sight.patience.loading = Math.max(LEAST.loading, sight.patience.loading / 2);
  else if (loaded) sight.patience.loading = PATIENCE.loading;
  if (arrived) sight.patience.pictures = PATIENCE.pictures;
  else if (lacking.length && waited >= sight.patience.pictures)
    sight.patience.pictures = Math.max(LEAST.pictures, sight.patience.pictures / 2);
  if (lacking.length && waited >= sight.patience.pictures) pictures.inVain(sight, lacking);
}

/**
 * An image that has come is painted once it is decoded, which a busy browser does later, and anew for what was out of
 * view. Nothing is asked of the site for it.
 * @param {KeepsakeSight} sight
 */
async function untilDecoded(sight) {
  const images = waits.arrived(sight);
  if (!images.length) return;
  const decoded = Promise.allSettled(images.map((image) => image.decode()));
  await Promise.race([decoded, pause(DECODED_MOST)]);
  await drawn();
}

/**
 * Waits until position, height and what is painted stay the same, then for what is visibly
 * still loading, within limits.
 * @param {KeepsakeSight} sight
 * @param {Element} pane
 * @param {number} most ms
 * @param {number} [atLeast] ms
 * @param {boolean} [hasty] whether it stays so is waited for while the picture is taken, by `isQuietSince`
 */
async function settle(sight, pane, most, atLeast = 0, hasty = false) {
  const start = performance.now();
  const passed = () => performance.now() - start;
  let [last, same] = ["", 0];
  while (passed() < most) {
    await drawn();
    const now = signature(pane);
    same = now === last ? same + 1 : 0;
    last = now;
    const quiet = hasty || performance.now() - sight.lastChange > QUIET;
    const steady = same >= (hasty ? HASTY_FRAMES : STEADY_FRAMES);
    if (steady && quiet && passed() >= atLeast) break;
  }
  await untilLoaded(sight);
  await untilDecoded(sight);
}

/**
 * Waits until nothing has changed for as long as `settle` would have waited.
 * @param {KeepsakeSight} sight
 * @param {number} since ms, when the page was looked at
 * @returns {Promise<boolean>} false where something changed since then
 */
async function isQuietSince(sight, since) {
  const isChanged = () => sight.lastChange > since;
  const left = () => Math.max(sight.lastChange, sight.moved) + QUIET - performance.now();
  const until = performance.now() + QUIET_MOST;
  while (!isChanged() && left() > 0 && performance.now() < until) await pause(left());
  return !isChanged();
}

export { frame, isQuietSince, pause, scrollBy, settle };
