/** The button, its shortcut, and the menus. */

/** @type {{id: string, words: string}[]} */
const ITEMS = [
  { id: "keep", words: "menuKeep" },
  { id: "visible", words: "menuVisible" },
  { id: "stop", words: "menuStop" },
  { id: "open", words: "menuOpen" },
];

/** @param {(tab: chrome.tabs.Tab) => void} handler also called for the shortcut */
export function onButton(handler) {
  chrome.action.onClicked.addListener(handler);
}

/** @param {(item: string, tab: chrome.tabs.Tab | undefined) => void} handler */
export function onMenu(handler) {
  chrome.contextMenus.onClicked.addListener(({ menuItemId }, tab) =>
    handler(String(menuItemId), tab),
  );
}

/** Makes the menus. They stay until the next installation. */
export async function makeMenus() {
  await chrome.contextMenus.removeAll();
  for (const { id, words } of ITEMS) {
    chrome.contextMenus.create({
      id,
      title: chrome.i18n.getMessage(words),
      contexts: ["action", "page", "selection", "link", "image", "video", "frame"],
    });
  }
}

/** @param {(fresh: boolean) => void} handler fresh: installed for the first time */
export function onInstalled(handler) {
  chrome.runtime.onInstalled.addListener(({ reason }) => handler(reason === "install"));
}

/** @param {() => void} handler */
export function onBrowserStart(handler) {
  chrome.runtime.onStartup.addListener(handler);
}
