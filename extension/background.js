/** Registers every listener in the worker's first tick and wires the parts. */

import * as menus from "./browser/menus.js";
import { welcome } from "./browser/pages.js";
import { surface } from "./browser/surface.js";
import { countTurns, onClosed, toTab } from "./browser/tabs.js";
import { Captures } from "./capture/captures.js";

const captures = new Captures(surface);

countTurns();
menus.onButton((tab) => captures.command("button", toTab(tab)));
menus.onMenu((item, tab) => captures.command(item, tab ? toTab(tab) : null));
menus.onInstalled((fresh) => {
  menus.makeMenus();
  if (fresh) welcome();
});
menus.onBrowserStart(() => undefined); // the listener alone wakes the worker, which shows a problem not yet seen
onClosed((tab) => captures.closed(tab));
captures.wake();
