/** The button, its shortcut, and the menus. */

/**
 * A browser shows six items of an extension on its button; the rest stands one level down.
 * @type {{id: string, words: string, under?: string}[]}
 */
const ITEMS = [
  { id: "keep", words: "menuKeep" },
  { id: "part", words: "menuPart" },
  { id: "record", words: "menuRecord" },
  { id: "tabs", words: "menuTabs" },
  { id: "stop", words: "menuStop" },
  { id: "more", words: "menuMore" },
  { id: "visible", words: "menuVisible", under: "part" },
  { id: "here", words: "menuHere", under: "part" },
  { id: "today", words: "menuToday", under: "part" },
  { id: "yesterday", words: "menuYesterday", under: "part" },
  { id: "week", words: "menuWeek", under: "part" },
  { id: "month", words: "menuMonth", under: "part" },
  { id: "quarter", words: "menuQuarter", under: "part" },
  { id: "back", words: "menuBack", under: "part" },
  { id: "frame", words: "menuFrame", under: "part" },
  { id: "resume", words: "menuResume", under: "more" },
  { id: "progress", words: "menuProgress", under: "more" },
  { id: "waiting", words: "menuWaiting", under: "more" },
  { id: "know", words: "menuKnow", under: "more" },
  { id: "open", words: "menuOpen", under: "more" },
  { id: "options", words: "menuOptions", under: "more" },
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
  for (const { id, words, under } of ITEMS) {
    chrome.contextMenus.create({
      id,
      title: chrome.i18n.getMessage(words),
      contexts: ["action", "page", "selection", "link", "image", "video", "frame"],
      ...(under ? { parentId: under } : {}),
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
