/** What waits in this browser for the program, and what can be done about it. */

import { language, lines, version, words, wordsOf } from "../browser/pages.js";
import { waitingRoom } from "../browser/shelf.js";
import { ask } from "../browser/talk.js";
import { HOST_GONE, HOST_MISSING } from "../capture/problem.js";
import { drawWords, savedFile, WORDS } from "../capture/waiting/saved_file.js";
import { byId, fillWords, make, show } from "./fill.js";

/** @typedef {import("../capture/waits.js").Told} Told */

/** That nobody answers is said above. */
const GONE = new Set([HOST_MISSING, HOST_GONE]);

/** @type {Told[]} */
let waiting = [];

/** @param {Told} told */
async function rowOf({ from, sealed_to, recorded, pictures, cut, rest, problem }) {
  const time = new Date(from).toLocaleString(language(), { dateStyle: "long", timeStyle: "short" });
  const said = [
    recorded ? words("waitingRecorded") : words("picturesKept", [`${pictures}`]),
    rest ? words("waitingRest") : "",
    cut ? words("waitingCut") : "",
    sealed_to === "vault" ? words("waitingToVault") : words("waitingToBrowser"),
  ];
  const more =
    problem && !GONE.has(problem)
      ? [make("p", [Object.values(await wordsOf(problem)).join(" ")], "more")]
      : [];
  if (!sealed_to) return make("li", [make("p", [words("waitingDamaged")])]);
  return make("li", [make("strong", [time]), make("p", [said.filter(Boolean).join(" ")]), ...more]);
}

/** @param {Told[] | null} told */
async function fill(told) {
  waiting = told ?? [];
  byId("captures").replaceChildren(...(await Promise.all(waiting.map(rowOf))));
  byId("unread").hidden = told !== null;
  byId("none").hidden = told === null || waiting.length > 0;
  byId("some").hidden = waiting.length === 0;
  byId("file").hidden = waiting.length === 0;
  const own = waiting.some(({ sealed_to }) => sealed_to !== "vault");
  show("unsafe", own ? words("waitingUnsafe") : words("waitingUnsafeVault"));
}

async function handOver() {
  show("status", words("waitingAsking"));
  /** @type {Told[] | null} */
  const told = await ask({ what: "handOver" });
  await fill(told);
  const done = told === null ? "" : words("waitingDone");
  show("status", waiting.length ? words("waitingStill") : done);
}

async function save() {
  show("making", words("waitingMaking"));
  const speech = language() === "fr" ? "fr" : "en";
  const list = await lines(speech === "fr" ? "wordlist_fr.txt" : "wordlist.txt");
  const drawn = drawWords(list, WORDS[speech]);
  const captures = waiting.map(({ capture }) => capture);
  const file = await savedFile(waitingRoom(), captures, { version: version(), words: drawn });
  const blob = await new Response(file).blob();
  byId("link").setAttribute("href", URL.createObjectURL(blob));
  show("words", drawn);
  byId("made").hidden = false;
  byId("save").hidden = true;
  show("making", "");
}

fillWords();
byId("now").addEventListener("click", handOver);
byId("save").addEventListener("click", save);
await fill(await ask({ what: "waiting" }));
// A program that was only slow takes it while this is read.
if (waiting.length) {
  const told = await ask({ what: "handOver" });
  await fill(told);
  if (told !== null && !waiting.length) show("status", words("waitingDone"));
}
