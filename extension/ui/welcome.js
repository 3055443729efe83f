/** The page shown once, after installation. */

import { isFirefox, version, words, wordsOf } from "../browser/pages.js";
import { allowed, offered, request } from "../browser/permissions.js";
import { connect } from "../browser/port.js";
import { codeOf } from "../capture/problem.js";
import { openVault } from "../capture/vault.js";
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

/** The program begins with a page to practise on, as long as nothing was captured. */
async function practise() {
  try {
    await openVault(connect(), version());
    show("answer", words("welcomeOpened"));
  } catch (error) {
    const { what, next } = await wordsOf(codeOf(error));
    show("answer", `${what} ${next}`);
  }
}

async function allow() {
  const given = await request("mhtml");
  byId("allow").hidden = given;
  show("status", given ? words("allowedYes") : words("allowedNo"));
}

fillWords();
fillDrawing();
byId("practise").addEventListener("click", practise);
if (offered("mhtml") && !(await allowed("mhtml"))) {
  byId("second").hidden = false;
  byId("allow").addEventListener("click", allow);
}
