/** What the person may allow beyond the five permissions of the installation, and take back. */

/** @typedef {"tabs" | "mhtml"} Optional */

// Measured: a picture of a tab that was not clicked needs exactly <all_urls>; neither "tabs" nor "*://*/*" is enough.
/** @type {Record<Optional, chrome.permissions.Permissions>} */
const OPTIONAL = {
  tabs: { origins: ["<all_urls>"] },
  mhtml: { permissions: ["pageCapture"] },
};

/**
 * @param {Optional} name
 * @returns {boolean} whether this browser has it at all
 */
export function offered(name) {
  const manifest = chrome.runtime.getManifest();
  const listed = [
    ...(manifest.optional_permissions ?? []),
    ...(manifest.optional_host_permissions ?? []),
  ];
  const { permissions = [], origins = [] } = OPTIONAL[name];
  return [...permissions, ...origins].every((each) => listed.includes(each));
}

/**
 * @param {Optional} name
 * @returns {Promise<boolean>}
 */
export async function allowed(name) {
  return offered(name) && chrome.permissions.contains(OPTIONAL[name]);
}

/**
 * Shows the browser's own question. Only from a click or a key of the person.
 * @param {Optional} name
 * @returns {Promise<boolean>}
 */
export function request(name) {
  return chrome.permissions.request(OPTIONAL[name]);
}

/** @param {Optional} name */
export function giveBack(name) {
  return chrome.permissions.remove(OPTIONAL[name]);
}

const EVERYWHERE = "<all_urls>";

/**
 * @param {string} address
 * @returns {chrome.permissions.Permissions} what it takes to read a frame that shows it
 */
function frameOf(address) {
  const { protocol, hostname } = new URL(address);
  return { origins: [`${protocol}//${hostname}/*`] };
}

/**
 * As `request`, for one other site, until a capture is over.
 * @param {string} address
 * @returns {Promise<boolean>}
 */
export function requestFrame(address) {
  return chrome.permissions.request(frameOf(address));
}

/** Gives back every single site; all of them at once are given back in the options. */
export async function giveBackFrames() {
  const { origins = [] } = await chrome.permissions.getAll();
  const single = origins.filter((origin) => origin !== EVERYWHERE);
  if (single.length) await chrome.permissions.remove({ origins: single });
}
