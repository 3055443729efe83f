/** Makes elements. Text is always text: nothing here reads markup. */

import { word } from "./words.js";

/**
 * @typedef {Node | string | null | false | undefined} Child
 * @typedef {Record<string, string | number | boolean | ((event: any) => void) | undefined>} Properties
 */

/**
 * @param {string} name Of the element, with classes: `p.note`.
 * @param {Properties} [properties] Attributes; `onclick` and the like are listeners.
 * @param {...Child} children
 * @returns {HTMLElement}
 */
export function el(name, properties = {}, ...children) {
  const [tag = "div", ...classes] = name.split(".");
  const element = document.createElement(tag);
  if (classes.length > 0) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== undefined) element.setAttribute(key, String(value));
  }
  element.append(
    ...children.filter((child) => child !== null && child !== false && child !== undefined),
  );
  return element;
}

/**
 * Offers bytes as a file.
 * @param {string} name
 * @param {Uint8Array[]} pieces
 */
export function saveFile(name, pieces) {
  // Never with its own type: a captured page must be saved, not shown.
  const blob = new Blob(/** @type {BlobPart[]} */ (pieces), { type: "application/octet-stream" });
  const address = URL.createObjectURL(blob);
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/**
 * A text with a button that copies it.
 * @param {string} text
 * @param {string} what What it is, for those who hear the page.
 * @returns {HTMLElement}
 */
export function copyable(text, what) {
  const button = el(
    "button.copy",
    {
      type: "button",
      "aria-label": `${word("copy")} ${what}`,
      onclick: () => {
        navigator.clipboard.writeText(text).then(
          () => flash(button, word("copied")),
          () => flash(button, word("copy.failed")),
        );
      },
    },
    word("copy"),
  );
  return el("span.copyable", {}, el("code", {}, text), button);
}

/**
 * @param {HTMLElement} button
 * @param {string} text
 */
function flash(button, text) {
  const before = button.textContent ?? "";
  button.textContent = text;
  setTimeout(() => {
    button.textContent = before;
  }, 1500);
}

/**
 * A state as a word with a mark, never colour alone.
 * @param {import("./check/findings.js").Outcome} outcome
 * @returns {HTMLElement}
 */
export function mark(outcome) {
  const sign = { valid: "✓", invalid: "✕", not_checked: "–" }[outcome];
  const symbol = el("span", { "aria-hidden": "true" }, sign);
  return el(`span.mark.${outcome}`, {}, symbol, ` ${word(`outcome.${outcome}`)}`);
}

/**
 * A table whose columns have names.
 * @param {string} caption
 * @param {string[]} head
 * @param {Child[][]} rows
 * @returns {HTMLElement}
 */
export function table(caption, head, rows) {
  return el(
    "div.scroll",
    { tabindex: 0, role: "region", "aria-label": caption },
    el(
      "table",
      {},
      el("caption", {}, caption),
      el("thead", {}, el("tr", {}, ...head.map((name) => el("th", { scope: "col" }, name)))),
      el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map((cell) => el("td", {}, cell))))),
    ),
  );
}
