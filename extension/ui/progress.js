/** What is being kept now: pictures, items, time, and a way to stop. */

import { words } from "../browser/pages.js";
import { ask } from "../browser/talk.js";
import { byId, fillWords, make, show } from "./fill.js";

const EVERY_MS = 1000;

/** @param {number} seconds */
function clockOf(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** @param {import("../capture/estimate.js").Progress} progress */
function leftOf({ left, growing }) {
  if (growing) return words("leftGrowing");
  if (left === null) return words("leftUnknown");
  return left < 60 ? words("leftSoon") : words("leftMinutes", [`${Math.ceil(left / 60)}`]);
}

/**
 * @param {number} tab
 * @param {number} number
 */
function block(tab, number) {
  const facts = ["progressPictures", "progressItems", "progressSince", "progressLeft"];
  const names = {
    progressPictures: words("progressPictures"),
    progressItems: words("progressItems"),
    progressSince: words("progressSince"),
    progressLeft: words("progressLeft"),
  };
  const list = make(
    "dl",
    facts.flatMap((name) => [
      make("dt", [names[/** @type {keyof typeof names} */ (name)]]),
      make("dd", []),
    ]),
  );
  const stop = make("button", [words("progressStop")]);
  stop.addEventListener("click", () => ask({ what: "stop", tab }));
  const heading = make("h2", [words("progressPage", [`${number}`])]);
  const section = make("section", [heading, list, stop]);
  section.dataset.tab = `${tab}`;
  return section;
}

/** @param {import("../capture/estimate.js").Progress[]} captures */
function draw(captures) {
  const area = byId("captures");
  const known = Array.from(area.children, (each) => /** @type {HTMLElement} */ (each));
  for (const section of known)
    if (!captures.some(({ tab }) => `${tab}` === section.dataset.tab)) section.remove();
  captures.forEach((progress, i) => {
    const { tab, kept, items, seconds } = progress;
    const section =
      known.find((each) => each.dataset.tab === `${tab}` && each.isConnected) ?? block(tab, i + 1);
    if (!section.isConnected) area.append(section);
    const shown = [`${kept}`, `${items}`, clockOf(seconds), leftOf(progress)];
    section.querySelectorAll("dd").forEach((value, n) => {
      value.textContent = shown[n] ?? "";
    });
  });
}

async function tell() {
  const { captures = [], series = null } = (await ask({ what: "progress" })) ?? {};
  draw(captures);
  const none = !captures.length && !series?.running;
  show("status", none ? words("progressNone") : "");
  byId("safe").hidden = none;
  const running = series?.running ? [`${series.done + 1}`, `${series.all}`] : null;
  show("series", running ? words("tabsRunning", running) : "");
  setTimeout(tell, EVERY_MS);
}

fillWords();
tell();
