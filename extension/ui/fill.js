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
 * @returns {HTMLElement}
 * @throws {Error} when the page has no such element
 */
export function byId(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error(id);
  return node;
}

/**
 * @param {string} id
 * @param {string} text shown when not empty
 */
export function show(id, text) {
  const node = byId(id);
  if (node.textContent !== text) node.textContent = text;
  node.hidden = !text && !node.hasAttribute("role");
}

/**
 * @param {string} tag
 * @param {(Node | string)[]} inside
 * @param {string} [look] class
 */
export function make(tag, inside, look = "") {
  const node = document.createElement(tag);
  node.append(...inside);
  if (look) node.className = look;
  return node;
}
