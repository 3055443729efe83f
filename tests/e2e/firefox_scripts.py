"""What is run in a Firefox that is driven: in a page, and in the browser's own window."""

from __future__ import annotations

IN_PAGE = """
const done = arguments[arguments.length - 1];
Promise.resolve().then(() => window.eval(arguments[0])).then(
  (value) => done({ value }), (error) => done({ error: String(error) }));
"""
"""Runs an expression in the page's own world, as a console does."""

UNFOLD = """
const menu = document.getElementById("toolbar-context-menu");
const popup = menu.querySelector(`[id$="-menuitem-_${arguments[0]}"]`)?.parentNode ?? menu;
if (popup !== menu && menu.state === "open") popup.parentNode.openMenu(true);
return popup !== menu;
"""
"""Opens the level of the open menu that an item stands on; gives whether it is a lower one."""

CHOOSE = """
const menu = document.getElementById("toolbar-context-menu");
const item = menu.querySelector(`[id$="-menuitem-_${arguments[0]}"]`);
if (menu.state === "open" && item?.parentNode.state === "open") {
  menu.activateItem(item);
  return true;
}
menu.hidePopup();
return false;
"""
"""Chooses from the open menu of the button; gives whether it was open."""

MOVE = """
for (const other of Services.wm.getEnumerator("navigator:browser")) {
  if (other === window || other.gBrowser.currentURI.spec !== arguments[0]) continue;
  other.gBrowser.adoptTab(gBrowser.selectedTab, { tabIndex: 0, selectTab: true });
  return;
}
throw new Error("no other window shows it");
"""
"""Takes the tab in front to the window that shows an address; its own window goes with it."""

SHOWN = """
const [handle, addon] = arguments;
const handles = ChromeUtils.importESModule("chrome://remote/content/shared/NavigableManager.sys.mjs");
const tab = gBrowser.tabs.find(
  ({ linkedBrowser }) => handles.NavigableManager.getIdForBrowser(linkedBrowser) === handle);
const { Management } = ChromeUtils.importESModule("resource://gre/modules/Extension.sys.mjs");
const { extension } = WebExtensionPolicy.getByID(addon);
const { badgeText, title } =
  Management.global.browserActionFor(extension).action.getContextData(tab);
return [badgeText ?? "", title || extension.name];
"""
"""What the button shows for a tab, or would if it were in front. Not as it is painted: the browser
may paint a new badge a moment before the title that was set before it."""

PAINTED = "return document.getElementById(arguments[0]).getAttribute('badge')"
"""The badge on the button itself, of the tab in front."""

SQUEEZE = "document.documentElement.style.setProperty('--window-min-width', '0')"
"""Lets a window become as narrow as a page is beside the browser's own sidebar."""

END_BACKGROUND = """
const { extension } = WebExtensionPolicy.getByID(arguments[0]);
extension.terminateBackground({ disableResetIdleForTest: true });
"""
"""Ends the background of the extension."""

GRANTED = """
const { permissions, allowedOrigins } = WebExtensionPolicy.getByID(arguments[0]);
const origins = allowedOrigins.patterns.map((each) => each.pattern);
return [permissions, origins.filter((each) => !each.startsWith("moz-extension://"))];
"""
"""Permissions of the extension, and where it may see pages without a click."""

DRAW = """
const [ratio, done] = arguments;
const page = gBrowser.selectedBrowser.browsingContext.currentWindowGlobal;
page.drawSnapshot(null, ratio, "white").then((image) => {
  const canvas = document.createElementNS("http://www.w3.org/1999/xhtml", "canvas");
  Object.assign(canvas, { width: image.width, height: image.height });
  canvas.getContext("2d").drawImage(image, 0, 0);
  done(canvas.toDataURL().split(",")[1]);
});
"""
"""Draws the page in front, with so many pixels in one of CSS, as PNG in Base64."""

SAVE = "Services.prefs.savePrefFile(null)"
"""Writes the settings down, among them the address that each add-on has in this folder."""
