/** Puts the words of the person's language into a page of the extension. */

import { language, words } from "../browser/pages.js";

export function fillWords() {
  document.documentElement.lang = language();
  for (const node of document.querySelectorAll("[data-words]")) {
    node.textContent = words(node.getAttribute("data-words") ?? "");
  }
}

/**
 * @param {string} id
 * @param {string} text shown when not empty
 */
export function show(id, text) {
  const node = document.getElementById(id);
  if (!node || !text) return;
  node.textContent = text;
  node.hidden = false;
}
