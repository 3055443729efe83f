/** The page shown once, after installation. */

import { isFirefox, words } from "../browser/pages.js";
import { byId, fillWords, show } from "./fill.js";

function fillDrawing() {
  const browser = isFirefox() ? "firefox" : "chromium";
  const drawing = /** @type {HTMLImageElement} */ (byId("toolbar"));
  const dark = /** @type {HTMLSourceElement} */ (/** @type {unknown} */ (byId("dark")));
  drawing.src = `../pictures/toolbar-${browser}-light.svg`;
  dark.srcset = `../pictures/toolbar-${browser}-dark.svg`;
  drawing.alt = words("welcomeDrawing");
  show("pin", isFirefox() ? words("welcomePinFirefox") : words("welcomePinChromium"));
}

fillWords();
fillDrawing();
