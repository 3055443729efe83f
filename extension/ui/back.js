/** Asks for the day that a page is to be kept back to. */

import { words } from "../browser/pages.js";
import { ask } from "../browser/talk.js";
import { byId, fillWords, show } from "./fill.js";

const day = /** @type {HTMLInputElement} */ (byId("day"));

/** @param {Event} event */
async function keep(event) {
  event.preventDefault();
  day.setAttribute("aria-invalid", `${!day.validity.valid}`);
  if (!day.validity.valid) return show("status", words("backWrong"));
  const tab = Number(location.hash.slice(1));
  const answer = await ask({ what: "back", tab, day: day.value });
  if (answer?.begun) close();
  else show("status", words("backGone"));
}

fillWords();
byId("ask").addEventListener("submit", keep);
