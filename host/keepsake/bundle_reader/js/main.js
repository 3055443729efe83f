/** Opens the copy and moves between its views. */

import { readChecklist } from "./briefing/checklist.js";
import { NOTHING_GATHERED, rebuild } from "./briefing/rebuild.js";
import { failedSteps, NOTHING_CHECKED, neverThrown } from "./check/guard.js";
import { readPins } from "./check/pins.js";
import { checkProofsFirst } from "./check/steps.js";
import { el } from "./dom.js";
import { hold, readExhibits } from "./model.js";
import { carriedPayload } from "./sealed.js";
import { OpenError } from "./source.js";
import { checklist } from "./view/checklist.js";
import { checks } from "./view/checks.js";
import { exhibits } from "./view/exhibits.js";
import { files } from "./view/files.js";
import { frame } from "./view/frame.js";
import { leads } from "./view/leads.js";
import { lockView } from "./view/lock.js";
import { accounts, overview } from "./view/overview.js";
import { itemId, text } from "./view/text.js";
import { currentLanguage, setLanguage, word } from "./words.js";
import { ContainerError, readContainer } from "./zip.js";

/**
 * @typedef {{done: number, whole: number}} Reading How much of the copy was read and compared.
 * @typedef {{plain: import("./source.js").Source, members: import("./source.js").Members, reading: Reading | null,
 *   files: Map<string, Uint8Array>, exhibits: import("./model.js").Exhibit[],
 *   briefing: import("./briefing/shape.js").Briefing, leads: import("./briefing/leads.js").Leads,
 *   checklist: import("./briefing/checklist.js").Checklist, pins: import("./check/pins.js").Pins,
 *   untrue: import("./check/findings.js").Finding[], compared?: import("./check/earlier.js").Compared}
 *   & import("./check/steps.js").Checked} Bundle
 * @typedef {(view: string, exhibit?: number, item?: number) => void} Go
 */

const SHOWN_MS_MAX = 250;
const app = /** @type {HTMLElement} */ (document.getElementById("app"));
const carried = carriedPayload();
/** @type {Bundle | null} */
let bundle = null;
let current = "overview";
let exhibit = 0;
let item = 0;

/**
 * Opens what the page shows and follows the proofs; every file is read and compared after it is on the screen.
 * @param {import("./source.js").Source} plain
 * @returns {Promise<Bundle>}
 */
async function readBundle(plain) {
  /** @type {import("./source.js").Members} */
  const members = new Map();
  try {
    for (const [name, member] of await readContainer(plain)) {
      if (!name.startsWith("bag/")) throw new ContainerError(name);
      members.set(name.slice("bag/".length), member);
    }
  } catch (error) {
    if (!(error instanceof ContainerError)) throw error;
    throw new OpenError("open.container");
  }
  const files = await hold(members);
  const read = readExhibits(files, members);
  const pins = readPins(document.getElementById("roots")?.textContent ?? "[]");
  const { further, ...checked } = await neverThrown(
    () => checkProofsFirst(files, members, read, pins),
    NOTHING_CHECKED,
  );
  const exhibits = read.toSorted((a, b) => a.number - b.number);
  const whole = [...members.values()].reduce((sum, { size }) => sum + size, 0);
  const screen = await neverThrown(() => rebuild(files, read, checked.proven), NOTHING_GATHERED);
  /** @type {Bundle} */
  const opened = {
    ...{ plain, members, files, exhibits, pins, ...checked, ...screen },
    checklist: readChecklist(
      files,
      (path) => members.has(path),
      exhibits.map(({ number }) => number),
    ),
    reading: { done: 0, whole },
  };
  readAll(opened, further);
  return opened;
}

/**
 * @param {Bundle} opened
 * @param {(tell: (done: number) => void) => Promise<import("./check/findings.js").Step[]>} further
 */
async function readAll(opened, further) {
  await shown();
  const whole = opened.reading?.whole ?? 0;
  const tell = (/** @type {number} */ done) => {
    opened.reading = { done, whole };
    for (const bar of document.querySelectorAll(".checking progress")) {
      bar.setAttribute("value", String(done));
    }
  };
  const steps = await neverThrown(() => further(tell), failedSteps());
  opened.steps = steps.map((step) =>
    step.number === 1 ? { ...step, findings: [...step.findings, ...opened.untrue] } : step,
  );
  opened.reading = null;
  // Whoever reads or searches meanwhile is not disturbed; they find the verdict where it belongs.
  if (bundle === opened && ["overview", "checks"].includes(current)) render();
}

/** When what was rendered is on the screen: what takes long begins after it. Also in a window that nobody sees. */
function shown() {
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, SHOWN_MS_MAX);
  });
}

/** @type {Go} */
function go(id, number, message = 0) {
  current = id;
  exhibit = number ?? exhibit;
  item = message;
  render();
  window.scrollTo(0, 0);
  const named = document.getElementById(itemId(exhibit, item));
  named?.scrollIntoView({ block: "center" });
  (named ?? document.getElementById("main"))?.focus({ preventScroll: true });
}

function render() {
  const opened = bundle;
  if (!opened) {
    app.replaceChildren(
      lockView(carried, async (plain) => {
        bundle = await readBundle(plain);
        go("overview");
      }),
    );
    return;
  }
  const views = [
    { id: "overview", render: () => overview(opened, go) },
    { id: "exhibits", render: () => exhibits(opened, { number: exhibit, item }, go) },
    ...(opened.leads.here ? [{ id: "leads", render: () => leads(opened, go) }] : []),
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
    { id: "checks", render: () => checks(opened, render) },
    { id: "files", render: () => files(opened) },
    ...(opened.checklist.here ? [{ id: "checklist", render: () => checklist(opened, go) }] : []),
  ];
  app.replaceChildren(frame(views, current, go));
}

document.addEventListener("language", render);
setLanguage(currentLanguage());
render();
document.getElementById("secret")?.focus();
