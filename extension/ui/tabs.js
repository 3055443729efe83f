/** All tabs of a window: asks for what that needs, and says what came of it. */

import { words } from "../browser/pages.js";
import { request } from "../browser/permissions.js";
import { ask } from "../browser/talk.js";
import { byId, fillWords, make, show } from "./fill.js";

const EVERY_MS = 1000;

/** @param {import("../capture/batch.js").Outcome} series */
function linesOf({ kept, part, waits, failed, asleep, own, stopped }) {
  return [
    words("tabsKept", [`${kept}`]),
    part ? words("tabsPart", [`${part}`]) : "",
    waits ? words("tabsWaiting", [`${waits}`]) : "",
    failed ? words("tabsFailed", [`${failed}`]) : "",
    asleep ? words("tabsSleeping", [`${asleep}`]) : "",
    own ? words("tabsOwn", [`${own}`]) : "",
    stopped ? words("tabsStopped") : "",
  ].filter(Boolean);
}

async function tell() {
  const answer = await ask({ what: "progress" });
  const series = answer?.series;
  if (!series) return show("status", words("tabsNone"));
  const { running, done, all } = series;
  show("status", running ? words("tabsRunning", [`${done + 1}`, `${all}`]) : "");
  const lines = running ? [] : linesOf(series);
  byId("outcome").replaceChildren(...lines.map((line) => make("li", [line])));
  if (running) setTimeout(tell, EVERY_MS);
}

async function start() {
  if (!(await request("tabs"))) return show("status", words("tabsDenied"));
  byId("ask").hidden = true;
  await ask({ what: "tabs", windowId: Number(location.hash.slice(1)) });
  setTimeout(tell, EVERY_MS);
}

fillWords();
if (location.hash === "#done") tell();
else {
  byId("ask").hidden = false;
  byId("allow").addEventListener("click", start);
}
