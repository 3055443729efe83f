/** The extension's own pages, its data and its words. */

import { INTERNAL } from "../capture/problem.js";
import { readWelcomed, writeWelcomed } from "./memory.js";

/** @type {Map<string, Promise<any>>} */
const read = new Map();

/**
 * @param {string} name a file of shared/data, copied into the product
 * @returns {Promise<any>}
 */
export function data(name) {
  const known =
    read.get(name) ?? fetch(chrome.runtime.getURL(`data/${name}`)).then((file) => file.json());
  read.set(name, known);
  return known;
}

/**
 * @param {string} name a file of shared/data with one word on each line
 * @returns {Promise<string[]>}
 */
export async function lines(name) {
  const file = await fetch(chrome.runtime.getURL(`data/${name}`));
  return (await file.text()).split("\n").filter(Boolean);
}

/** @typedef {"problem" | "welcome" | "options" | "note" | "tabs" | "know" | "progress" | "back" | "frame" | "waiting"} PageName */

/**
 * Opens a page of the extension in front.
 * @param {PageName} name
 * @param {string} [detail] what to show, after the address
 * @param {number} [windowId] where it is wanted; elsewhere when that window is gone
 * @returns {Promise<boolean>} false when there is no window
 */
export async function openPage(name, detail = "", windowId) {
  const url = chrome.runtime.getURL(`ui/${name}.html${detail}`);
  try {
    await chrome.tabs.create(windowId === undefined ? { url } : { url, windowId });
    return true;
  } catch {
    return windowId !== undefined && openPage(name, detail);
  }
}

/**
 * @param {PageName} name
 * @returns {Promise<boolean>} whether it is open already
 */
export async function isOpen(name) {
  const url = chrome.runtime.getURL(`ui/${name}.html`);
  return (await chrome.tabs.query({ url })).length > 0;
}

/**
 * Opens a page of the extension in a small window, so that the page being kept stays in front in its own. One
 * that asks nothing takes no focus.
 * @param {PageName} name
 * @param {string} [detail] what it asks about, after the address
 */
export async function openBeside(name, detail = "") {
  const url = chrome.runtime.getURL(`ui/${name}.html${detail}`);
  const size = { width: 440, height: 560 };
  await chrome.windows.create({ url, type: "popup", focused: detail !== "", ...size });
}

/** Closes the page of ours in which this runs. */
export async function closeOwn() {
  const tab = await chrome.tabs.getCurrent();
  if (tab?.id !== undefined) await chrome.tabs.remove(tab.id);
}

/**
 * Brings a tab to the front; nothing happens where it is gone.
 * @param {number} id
 */
export async function showTab(id) {
  await chrome.tabs.update(id, { active: true }).catch(() => {});
}

/**
 * What the person is told of a problem, in their language.
 * @param {number} code
 * @returns {Promise<{what: string, safe: string, next: string}>}
 */
export async function wordsOf(code) {
  const errors = /** @type {{code: number, en: any, fr: any}[]} */ (await data("errors.json"));
  const told =
    errors.find((error) => error.code === code) ?? errors.find((error) => error.code === INTERNAL);
  return language() === "fr" ? told?.fr : told?.en;
}

/** Shows how to begin, once, to a person; not in a browser that shows itself to nobody, or that a program drives. */
export async function welcome() {
  const unseen = navigator.webdriver || navigator.userAgent.includes("Headless");
  // A browser may say at each of its starts that the add-on is new.
  if (unseen || (await readWelcomed())) return;
  if (await openPage("welcome")) await writeWelcomed();
}

/**
 * Whether an address is that of a page of this extension.
 * @param {string} url
 */
export function isOurs(url) {
  return url.startsWith(chrome.runtime.getURL(""));
}

/** Whether this is Firefox, whose toolbar is another one. */
export function isFirefox() {
  return chrome.runtime.getURL("").startsWith("moz-extension:");
}

/** @returns {string} */
export function version() {
  return chrome.runtime.getManifest().version;
}

/**
 * @param {string} key
 * @param {string[]} [values]
 * @returns {string}
 */
export function words(key, values) {
  return chrome.i18n.getMessage(key, values);
}

/** @returns {string} the language that the browser chose among ours: en or fr */
export function language() {
  return words("language");
}
