/** Registers every listener in the worker's first tick and wires the parts. */

import * as menus from "./browser/menus.js";
import { welcome } from "./browser/pages.js";
import { surface } from "./browser/surface.js";
import { countTurns, onClosed, toTab } from "./browser/tabs.js";
import { onQuestion } from "./browser/talk.js";
import { Captures } from "./capture/captures.js";
import { Ways } from "./capture/ways.js";

const captures = new Captures(surface);
const ways = new Ways(captures, surface);

countTurns();
menus.onButton((tab) => ways.command("button", toTab(tab)));
menus.onMenu((item, tab) => ways.command(item, tab ? toTab(tab) : null));
onQuestion((question) => ways.answer(question));
menus.onInstalled((fresh) => {
  menus.makeMenus();
  if (fresh) welcome();
});
menus.onBrowserStart(() => undefined); // the listener alone wakes the worker, which shows a problem not yet seen
onClosed((tab) => captures.closed(tab));
captures.wake();
