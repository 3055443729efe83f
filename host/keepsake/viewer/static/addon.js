/** Shows by itself when the add-on of a further browser has answered. */

const PAUSE = 2_000; // milliseconds

const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-heard]"));

/** @param {HTMLElement} shown */
async function look(shown) {
  const answer = await fetch(shown.dataset.heard ?? "");
  if (!answer.ok || answer.redirected) return;
  const known = (shown.dataset.known ?? "").split(" ");
  /** @type {string[]} */
  const heard = await answer.json();
  if (heard.some((browser) => !known.includes(browser))) location.reload();
  else setTimeout(() => look(shown), PAUSE);
}

if (place) setTimeout(() => look(place), PAUSE);
