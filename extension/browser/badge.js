/** The button's badge and its title. */

import { words, wordsOf } from "./pages.js";

const COLOURS = { working: "#3c5a64", kept: "#0f5c5c", waits: "#7a5200", problem: "#8a2f2f" };

// Whoever drives a browser waits for these: host/keepsake_drive/capture.py.
const MARKS = { kept: "✓", waits: "◐", problem: "✗" };

/** The changes asked for so far, one after the other: a browser may answer two in either order. */
let changes = Promise.resolve();

/**
 * A tab may be gone by the time its button is changed; then there is nothing to change.
 * @param {(() => Promise<void>)[]} steps
 */
function inOrder(...steps) {
  for (const step of steps) changes = changes.then(step).catch(() => undefined);
}

/**
 * Who sees the mark of an end reads what ended, and who reads that a page is being kept sees no
 * end of an earlier one: the words come before such a mark, and after any other.
 * @param {{text: string, title: string, colour: string, tab?: number}} look
 */
function show({ text, title, colour, tab }) {
  const where = tab === undefined ? {} : { tabId: tab };
  const mark = () => chrome.action.setBadgeText({ text, ...where });
  const say = () => chrome.action.setTitle({ title, ...where });
  inOrder(
    () => chrome.action.setBadgeBackgroundColor({ color: colour, ...where }),
    () => chrome.action.setBadgeTextColor({ color: "#ffffff", ...where }),
    ...(Object.values(MARKS).includes(text) ? [say, mark] : [mark, say]),
  );
}

/**
 * A capture that begins also takes an earlier cross off the button.
 * @param {number} tab
 * @param {number} tiles pictures that are durable
 */
export function working(tab, tiles) {
  const title = words("working", [String(tiles)]);
  if (!tiles) show({ text: "", title: words("button"), colour: COLOURS.working });
  show({ text: tiles ? String(tiles) : "…", title, colour: COLOURS.working, tab });
}

/**
 * @param {number} tab
 * @param {string} time
 * @param {string} what "whole", or what the page was in the place of what it should show; "" for a part
 */
export function kept(tab, time, what) {
  const title = {
    whole: words("kept", [time]),
    sign_in: words("keptSignIn", [time]),
    locked: words("keptLocked", [time]),
    gone: words("keptGone", [time]),
    error: words("keptError", [time]),
    loading: words("keptLoading", [time]),
  }[what];
  show({ text: MARKS.kept, title: title ?? words("keptPart", [time]), colour: COLOURS.kept, tab });
}

/**
 * @param {number} tab
 * @param {string} time
 */
export function recorded(tab, time) {
  show({ text: MARKS.kept, title: words("recorded", [time]), colour: COLOURS.kept, tab });
}

/**
 * What was kept of a page waits in this browser; never a tick.
 * @param {string} time
 * @param {number} [tab] absent: on every tab, for what waited before this browser was started
 */
export function waits(time, tab) {
  const title = words("waits", [time]);
  const where = tab === undefined ? {} : { tab };
  show({ text: MARKS.waits, title, colour: COLOURS.waits, ...where });
}

/** Takes those marks away, when nothing waits any more. */
export async function clearWaits() {
  await changes; // a tick that takes the place of one is no such mark any more
  const tabs = await chrome.tabs.query({});
  const everywhere = (await chrome.action.getBadgeText({})) === MARKS.waits;
  const title = words("button");
  if (everywhere) show({ text: "", title, colour: COLOURS.working });
  const texts = await Promise.all(tabs.map(({ id }) => textOf(id)));
  forget(
    tabs.filter((_, n) => texts[n] === MARKS.waits),
    title,
  );
}

/**
 * Takes what a tab's button showed of its own, so that what is shown on every tab is seen there too.
 * @param {chrome.tabs.Tab[]} tabs
 * @param {string} title
 */
function forget(tabs, title) {
  for (const { id: tabId } of tabs) {
    if (tabId === undefined) continue;
    const nothing = /** @type {chrome.action.BadgeTextDetails} */ (
      /** @type {unknown} */ ({ text: null, tabId })
    );
    inOrder(
      () => chrome.action.setTitle({ title, tabId }),
      () => chrome.action.setBadgeText(nothing),
    );
  }
}

/**
 * On every tab, because the tab of the problem may be gone; but for those that are being kept.
 * @param {number} code
 * @param {() => boolean} wanted whether it is still to be shown once its words are there
 * @param {ReadonlyMap<number, unknown>} running by tab
 */
export async function problem(code, wanted, running) {
  const [{ what }, tabs] = await Promise.all([wordsOf(code), chrome.tabs.query({})]);
  if (!wanted()) return;
  const title = words("problem", [what, String(code)]);
  show({ text: MARKS.problem, title, colour: COLOURS.problem });
  forget(
    tabs.filter(({ id }) => id === undefined || !running.has(id)),
    title,
  );
}

/** Takes the cross away, and nothing that says how a capture of a tab goes or ended. */
export async function clear() {
  const tabs = await chrome.tabs.query({});
  const texts = await Promise.all(tabs.map(({ id }) => textOf(id)));
  const title = words("button");
  show({ text: "", title, colour: COLOURS.working });
  forget(
    tabs.filter((_, n) => ["", MARKS.problem].includes(texts[n] ?? "")),
    title,
  );
}

/** @param {number | undefined} tabId */
function textOf(tabId) {
  const where = tabId === undefined ? {} : { tabId };
  return chrome.action.getBadgeText(where).catch(() => ""); // a tab may be gone by now
}
