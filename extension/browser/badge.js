/** The button's badge and its title. */

import { words, wordsOf } from "./pages.js";

const COLOURS = { working: "#3c5a64", kept: "#0f5c5c", problem: "#8a2f2f" };

/**
 * A tab may be gone by the time its badge is set; then there is nothing to set.
 * @param {Promise<void>} change
 */
function quietly(change) {
  change.catch(() => undefined);
}

/**
 * @param {{text: string, title: string, colour: string, tab?: number}} look
 */
function show({ text, title, colour, tab }) {
  const where = tab === undefined ? {} : { tabId: tab };
  quietly(chrome.action.setBadgeBackgroundColor({ color: colour, ...where }));
  quietly(chrome.action.setBadgeTextColor({ color: "#ffffff", ...where }));
  // The words first: who sees the mark must never read what held before it.
  quietly(chrome.action.setTitle({ title, ...where }));
  quietly(chrome.action.setBadgeText({ text, ...where }));
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
    gone: words("keptGone", [time]),
    error: words("keptError", [time]),
    loading: words("keptLoading", [time]),
  }[what];
  show({ text: "✓", title: title ?? words("keptPart", [time]), colour: COLOURS.kept, tab });
}

/**
 * @param {number} tab
 * @param {string} time
 */
export function recorded(tab, time) {
  show({ text: "✓", title: words("recorded", [time]), colour: COLOURS.kept, tab });
}

/**
 * Takes what a tab's button showed of its own, so that what is shown on every tab is seen there too.
 * @param {string} title
 */
async function forgetTabs(title) {
  for (const { id: tabId } of await chrome.tabs.query({})) {
    if (tabId === undefined) continue;
    const nothing = /** @type {chrome.action.BadgeTextDetails} */ (
      /** @type {unknown} */ ({ text: null, tabId })
    );
    quietly(chrome.action.setBadgeText(nothing));
    quietly(chrome.action.setTitle({ title, tabId }));
  }
}

/**
 * On every tab, because the tab of the problem may be gone.
 * @param {number} code
 */
export async function problem(code) {
  const { what } = await wordsOf(code);
  const title = words("problem", [what, String(code)]);
  show({ text: "✗", title, colour: COLOURS.problem });
  await forgetTabs(title);
}

export async function clear() {
  const title = words("button");
  show({ text: "", title, colour: COLOURS.working });
  await forgetTabs(title);
}
