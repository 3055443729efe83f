/** Registers every listener in the worker's first tick and wires the parts. */

import * as menus from "./browser/menus.js";
import { welcome } from "./browser/pages.js";
import { surface } from "./browser/surface.js";
import { countTurns, onClosed, toTab } from "./browser/tabs.js";
import { onQuestion } from "./browser/talk.js";
import { Captures } from "./capture/captures.js";
import { CommandRouter } from "./capture/command_router.js";
import { greet } from "./capture/vault.js";

const captures = new Captures(surface);
const hello = () => greet(surface.connect(), surface.version());
const router = new CommandRouter(captures, surface);

countTurns();
menus.onButton((tab) => router.command("button", toTab(tab)));
menus.onMenu((item, tab) => router.command(item, tab ? toTab(tab) : null));
onQuestion((question) => router.answer(question));
menus.onInstalled((fresh) => {
  menus.makeMenus();
  hello();
  if (fresh) welcome();
});
menus.onBrowserStart(hello); // the listener also wakes the worker, which shows a problem not yet seen
onClosed((tab) => captures.closed(tab));
captures.wake();
