/** Tabs: which one is in front, and pictures of it. */

import { OtherTab } from "../capture/problem.js";

const DRAWN_MS = 400;
const LOAD_MS = 10_000; // what is still loading then is kept as it is
const RATIO_MS = 1500; // Firefox leaves a question to a page that is left meanwhile without an answer

/** How often a tab was brought to the front or moved, in any window. Rises only. */
let turns = 0;

/** How often each tab was moved to another window. @type {Map<number, number>} */
const moves = new Map();

/** Registers what must be counted from the worker's first tick on. */
export function countTurns() {
  const count = () => {
    turns += 1;
  };
  chrome.tabs.onActivated.addListener(count);
  chrome.tabs.onAttached.addListener((tab) => {
    count();
    moves.set(tab, movesOf(tab) + 1);
  });
  chrome.tabs.onDetached.addListener(count);
}

/** @param {(tab: number) => void} handler */
export function onClosed(handler) {
  chrome.tabs.onRemoved.addListener(handler);
}

/**
 * @param {chrome.tabs.Tab} tab
 * @returns {import("../capture/captures.js").Tab | null} null for what has no page
 */
export function toTab(tab) {
  if (tab.id === undefined) return null;
  const { id, windowId, url = "", title = "", width = 0, height = 0 } = tab;
  return { id, windowId, url, title, width, height };
}

/**
 * @param {number} id
 * @returns {Promise<chrome.tabs.Tab | null>} null when it is closed
 */
export async function find(id) {
  try {
    return await chrome.tabs.get(id);
  } catch {
    return null;
  }
}

/**
 * @param {number} id
 * @returns {Promise<import("../capture/captures.js").Tab | null>} null when it is closed
 */
export async function tabOf(id) {
  const tab = await find(id);
  return tab && toTab(tab);
}

/** @param {number} id */
export function movesOf(id) {
  return moves.get(id) ?? 0;
}

/**
 * Why a page gives no answer. Firefox takes the leave to read a page away when its tab is moved.
 * @param {number} id
 * @param {number} answered how often the tab had been moved when what was answered last was asked
 * @returns {Promise<"closed" | "moved" | "navigated">}
 */
export async function whyNoAnswer(id, answered) {
  if (!(await find(id))) return "closed";
  return movesOf(id) > answered ? "moved" : "navigated";
}

/**
 * The tabs of a window from left to right; their addresses only where that is allowed, and where they are ours.
 * @param {number} windowId
 * @returns {Promise<{tab: import("../capture/captures.js").Tab, asleep: boolean, active: boolean, ours: boolean}[]>}
 */
export async function tabsIn(windowId) {
  const ours = chrome.runtime.getURL("");
  const found = await chrome.tabs.query({ windowId });
  return found.flatMap((each) => {
    const tab = toTab(each);
    const asleep = each.discarded || each.status === "unloaded";
    const own = tab?.url.startsWith(ours) ?? false;
    return tab ? [{ tab, asleep, active: each.active, ours: own }] : [];
  });
}

/**
 * Brings a tab to the front of its window and waits until what it shows is drawn.
 * @param {number} id
 * @returns {Promise<boolean>} false when it is gone
 */
export async function bringToFront(id) {
  try {
    await chrome.tabs.update(id, { active: true });
  } catch {
    return false;
  }
  for (let waited = 0; waited < LOAD_MS; waited += DRAWN_MS) {
    await new Promise((resolve) => setTimeout(resolve, DRAWN_MS));
    const tab = await find(id);
    if (!tab) return false;
    if (tab.active && tab.status === "complete") break;
  }
  return true;
}

/**
 * @param {number} windowId
 * @param {number} id of its tab in front
 * @returns {Promise<string>} the visible area of the window's tab in front, as a data address of the browser's PNG
 */
async function shoot(windowId, id) {
  const order = /** @type {const} */ ({ format: "png" });
  return chrome.tabs.captureVisibleTab(windowId, { ...order, ...(await sizeOf(id)) });
}

/**
 * Firefox draws the page anew for a picture, by the zoom that was set: at 110 % it shows a page at 109.09 %, for a CSS pixel has
 * 60 parts and one of the screen a whole number of them. Drawn so, letters and lines would lie otherwise than on the screen and
 * than in the picture before. Chromium hands out what it shows.
 * @param {number} id
 * @returns {Promise<{scale?: number}>} what makes the picture as large as the page is shown
 */
async function sizeOf(id) {
  if (!("captureTab" in chrome.tabs)) return {};
  const zoom = await zoomOf(id).catch(() => 1);
  if (zoom === 1) return {};
  const late = new Promise((resolve) => setTimeout(resolve, RATIO_MS, 0));
  const ratio = await Promise.race([ratioOf(id), late]);
  return ratio > 0 ? { scale: ratio / zoom } : {};
}

/**
 * @param {number} id
 * @returns {Promise<number>} pixels of the screen in a CSS pixel of the page; 0 where no script may run in it
 */
async function ratioOf(id) {
  const order = { target: { tabId: id }, func: () => devicePixelRatio, injectImmediately: true };
  try {
    const [found] = await chrome.scripting.executeScript(order);
    return found?.result ?? 0;
  } catch {
    return 0;
  }
}

/**
 * The picture of the click itself. Nothing is asked before it, so that nothing delays it, but what `sizeOf` must know.
 * @param {import("../capture/captures.js").Tab} tab
 * @returns {Promise<string>}
 * @throws {OtherTab} when another tab may be what it shows
 */
export async function shootAtOnce(tab) {
  const before = turns;
  const address = await shoot(tab.windowId, tab.id);
  const now = await find(tab.id);
  if (!now?.active || turns !== before) throw new OtherTab();
  return address;
}

/**
 * Pictures of one tab, wherever it is moved to.
 * @param {import("../capture/captures.js").Tab} tab
 * @returns {import("../capture/walk/shots.js").Window}
 */
export function windowOf(tab) {
  let { windowId } = tab;
  return {
    shoot: () => shoot(windowId, tab.id),
    async front() {
      const now = await find(tab.id);
      if (!now) return null;
      windowId = now.windowId;
      return { front: now.active, turn: turns };
    },
    overQuota: (error) => /MAX_CAPTURE_VISIBLE_TAB_CALLS_PER_SECOND/.test(String(error)),
  };
}

/**
 * @param {number} id
 * @returns {Promise<number>}
 */
export function zoomOf(id) {
  return chrome.tabs.getZoom(id);
}
