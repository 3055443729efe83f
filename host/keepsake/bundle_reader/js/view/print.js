/** Prints a view as it is read: with every picture, every message and what is folded. */

import { word } from "../words.js";
import { arrivals, loadAll } from "./pictures.js";
import { SHOW_ALL } from "./text.js";

/**
 * Waits for the pictures that nobody scrolled to yet, then prints.
 * @param {HTMLElement} status
 */
export async function printView(status) {
  const view = document.getElementById("main");
  if (!view) return;
  await loadAll(view, (done, whole) => {
    status.textContent = word("print.loading", { done, whole });
  });
  status.textContent = "";
  // Whoever went on meanwhile does not want that view on paper any more.
  if (view.isConnected) window.print();
}

/** Nothing can wait here: what is still missing is told on the paper. */
function before() {
  const view = document.getElementById("main");
  if (!view) return;
  for (const more of view.querySelectorAll(".more")) more.dispatchEvent(new Event(SHOW_ALL));
  for (const fold of view.querySelectorAll("details:not([open])")) {
    fold.setAttribute("open", "");
    fold.classList.add("unfolded");
  }
  const missing = arrivals(view).length;
  if (missing === 0) return;
  const told = document.createElement("p");
  told.className = "unprinted";
  told.textContent = word("print.missing", { count: missing });
  view.prepend(told);
}

function after() {
  for (const told of document.querySelectorAll(".unprinted")) told.remove();
  for (const fold of document.querySelectorAll("details.unfolded")) {
    fold.removeAttribute("open");
    fold.classList.remove("unfolded");
  }
}

window.addEventListener("beforeprint", before);
window.addEventListener("afterprint", after);
