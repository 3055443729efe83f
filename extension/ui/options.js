/** Limits, the case, what was allowed, and how the program is. */

import { readLimits, writeLimits } from "../browser/memory.js";
import { data, language, version, words, wordsOf } from "../browser/pages.js";
import { allowed, giveBack, offered, request } from "../browser/permissions.js";
import { connect } from "../browser/port.js";
import { codeOf } from "../capture/problem.js";
import { openVault } from "../capture/vault.js";
import { LIMITS } from "../capture/walk/plan.js";
import { byId, fillWords, make, show } from "./fill.js";
import { askHealth } from "./health.js";
import { row } from "./marks.js";

const field = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (byId(id));
const FIELDS = [field("tiles"), field("minutes"), field("back")];

async function fillLimits() {
  const { tiles, minutes, back_to, from_here, sweep } = await readLimits();
  field("tiles").value = tiles ? `${tiles}` : "";
  field("minutes").value = minutes ? `${minutes}` : "";
  field("back").value = back_to ?? "";
  field("here").checked = from_here === true;
  field("sweep").checked = sweep !== false;
  const { up, down } = LIMITS;
  show("tilesHint", words("limitTilesHint", [`${up.tiles}`, `${down.tiles}`]));
  show("minutesHint", words("limitMinutesHint", [`${up.minutes}`, `${down.minutes}`]));
}

/** @param {Event} event */
async function saveLimits(event) {
  event.preventDefault();
  for (const each of FIELDS) each.setAttribute("aria-invalid", `${!each.validity.valid}`);
  if (FIELDS.some((each) => !each.validity.valid))
    return show("limitsStatus", words("limitsWrong"));
  const [tiles, minutes] = [Number(field("tiles").value), Number(field("minutes").value)];
  const [from_here, sweep] = [field("here").checked, field("sweep").checked];
  await writeLimits({
    tiles,
    minutes,
    back_to: field("back").value,
    from_here,
    ...(sweep ? {} : { sweep }),
  });
  show("limitsStatus", words("limitsSaved"));
}

/** @param {string} [mend] what is put right before */
async function fillHealth(mend) {
  const list = byId("health");
  // Who pressed a button that goes with its row goes on from the one below.
  if (list.contains(document.activeElement)) byId("again").focus();
  list.setAttribute("aria-busy", "true");
  list.replaceChildren(make("li", [words("healthAsking")]));
  await askHealth((states, ready) => {
    list.replaceChildren(
      ...states.map((state) => row({ ...state, word: markWord(state.mark) }, done(state))),
    );
    if (!ready) return show("case", words("caseUnknown"));
    show("case", ready.case ? words("caseChosen", [ready.case.slice(0, 8)]) : words("caseNone"));
  }, mend);
  list.setAttribute("aria-busy", "false");
}

/**
 * The button that mends it, and what helps only some.
 * @param {import("./health.js").State} state
 */
function done({ mend, folded = [] }) {
  const rest = [];
  if (mend) {
    const button = make("button", [mend.button]);
    button.addEventListener("click", () =>
      mend.byItself ? fillHealth(mend.mend) : open(mend.mend),
    );
    rest.push(button);
  }
  if (folded.length) {
    const more = folded.map((each) => make("p", [each], "more"));
    rest.push(make("details", [make("summary", [words("healthElse")]), ...more]));
  }
  return rest;
}

/** @param {"good" | "waiting" | "problem"} mark */
function markWord(mark) {
  if (mark === "good") return words("markGood");
  return mark === "waiting" ? words("markWaiting") : words("markProblem");
}

/** @param {string} [at] the page of the program's window */
async function open(at) {
  try {
    await openVault(connect(), version(), at);
  } catch (error) {
    const { what, next } = await wordsOf(codeOf(error));
    show("openStatus", `${what} ${next}`);
  }
}

/** @param {import("../browser/permissions.js").Optional} name */
async function permissionRow(name) {
  const text = name === "tabs" ? words("allowTabs") : words("allowMhtml");
  if (!offered(name)) return make("li", [words("allowNoMhtml")]);
  const has = await allowed(name);
  const button = make("button", [has ? words("allowBack") : words("allow")]);
  button.id = `allow-${name}`;
  button.addEventListener("click", async () => {
    await (has ? giveBack(name) : request(name));
    await fillPermissions();
  });
  const state = make("p", [has ? words("allowedYes") : words("allowedNo")], "more");
  const told = name === "mhtml" ? [words("secondWhat"), words("secondHow")] : [];
  const more = told.map((each) => make("p", [each], "more"));
  return make("li", [make("p", [text]), ...more, state, button]);
}

async function fillPermissions() {
  const rows = await Promise.all([permissionRow("tabs"), permissionRow("mhtml")]);
  byId("allow").replaceChildren(...rows);
}

async function fillKnown() {
  /** @type {import("../capture/about/platform.js").PlatformRule[]} */
  const rules = await data("platforms.json");
  const day = new Intl.DateTimeFormat(language(), { dateStyle: "long", timeZone: "UTC" });
  for (const { name = "", reads } of rules) {
    if (!reads) continue;
    const checked = [day.format(new Date(reads.checked))];
    const isLive = reads.seen === "live";
    const told = isLive ? words("knownLive", checked) : words("knownSource", checked);
    byId("known").append(make("li", [make("p", [name]), make("p", [told], "more")]));
  }
}

fillWords();
byId("limits").addEventListener("submit", saveLimits);
byId("again").addEventListener("click", () => fillHealth());
byId("open").addEventListener("click", () => open());
await Promise.all([fillLimits(), fillHealth(), fillPermissions(), fillKnown()]);
