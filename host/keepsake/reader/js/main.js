/** Opens the copy and moves between its views. */

import { readBriefing } from "./briefing.js";
import { readPins } from "./check/pins.js";
import { checkAll } from "./check/steps.js";
import { el } from "./dom.js";
import { readExhibits } from "./model.js";
import { carriedPayload, OpenError } from "./sealed.js";
import { checks } from "./view/checks.js";
import { exhibits } from "./view/exhibits.js";
import { files } from "./view/files.js";
import { frame } from "./view/frame.js";
import { lockView } from "./view/lock.js";
import { accounts, overview } from "./view/overview.js";
import { text } from "./view/text.js";
import { currentLanguage, setLanguage, word } from "./words.js";
import { ContainerError, readContainer } from "./zip.js";

/**
 * @typedef {{files: Map<string, Uint8Array>, exhibits: import("./model.js").Exhibit[],
 *   briefing: import("./briefing.js").Briefing | null}
 *   & import("./check/steps.js").Checked} Bundle
 */

const app = /** @type {HTMLElement} */ (document.getElementById("app"));
const carried = carriedPayload();
/** @type {Bundle | null} */
let bundle = null;
let current = "overview";
let exhibit = 0;

/**
 * @param {Uint8Array} plaintext
 * @returns {Promise<Bundle>}
 */
async function readBundle(plaintext) {
  /** @type {Map<string, Uint8Array>} */
  const found = new Map();
  try {
    for (const [name, data] of readContainer(plaintext)) {
      if (!name.startsWith("bag/")) throw new ContainerError(name);
      found.set(name.slice("bag/".length), data);
    }
  } catch (error) {
    if (!(error instanceof ContainerError)) throw error;
    throw new OpenError("open.container");
  }
  const read = readExhibits(found);
  const pins = readPins(document.getElementById("roots")?.textContent ?? "[]");
  const checked = await checkAll(found, read, pins);
  const shown = read.toSorted((a, b) => a.number - b.number);
  return { files: found, exhibits: shown, briefing: readBriefing(found), ...checked };
}

/**
 * @param {string} id
 * @param {number} [number]
 */
function go(id, number) {
  current = id;
  exhibit = number ?? exhibit;
  render();
  window.scrollTo(0, 0);
  document.getElementById("main")?.focus({ preventScroll: true });
}

function render() {
  const opened = bundle;
  if (!opened) {
    app.replaceChildren(
      lockView(carried, async (plaintext) => {
        bundle = await readBundle(plaintext);
        go("overview");
      }),
    );
    return;
  }
  const views = [
    { id: "overview", render: () => overview(opened, go) },
    { id: "exhibits", render: () => exhibits(opened, exhibit, go) },
    {
      id: "accounts",
      render: () =>
        el(
          "div",
          {},
          el("h1", {}, word("nav.accounts")),
          el("p", {}, word("accounts.what")),
          accounts(opened),
        ),
    },
    { id: "text", render: () => text(opened) },
    { id: "checks", render: () => checks(opened) },
    { id: "files", render: () => files(opened) },
  ];
  app.replaceChildren(frame(views, current, go));
}

document.addEventListener("language", render);
setLanguage(currentLanguage());
render();
document.getElementById("secret")?.focus();
