/** The extension's own pages, its data and its words. */

/** @type {Map<string, Promise<any>>} */
const read = new Map();

/**
 * @param {string} name a file of shared/data, copied into the product
 * @returns {Promise<any>}
 */
export function data(name) {
  const known = read.get(name) ?? fetch(chrome.runtime.getURL(`data/${name}`)).then((file) => file.json());
  read.set(name, known);
  return known;
}

/** @param {"problem" | "welcome"} name */
export async function openPage(name) {
  await chrome.tabs.create({ url: chrome.runtime.getURL(`ui/${name}.html`) });
}

/** Shows how to begin, once, to a person; not where a developer or a test loads the extension. */
export async function welcome() {
  const { installType } = await chrome.management.getSelf();
  if (installType !== "development") await openPage("welcome");
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

/** @returns {string} for instance fr-CA */
export function language() {
  return chrome.i18n.getUILanguage();
}
