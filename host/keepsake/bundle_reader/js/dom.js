/** Makes elements. Text is always text: nothing here reads markup. */

import { piecesOf } from "./source.js";
import { word } from "./words.js";

// A moment, and the files of a copy that have a hyphen in their names.
const WHOLE =
  /(\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?|(?:OPEN-ME|CHECK-BY-HAND(?:-FULL)?)\.(?:html|txt))/;

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
    ...children
      .filter((child) => child !== null && child !== false && child !== undefined)
      .flatMap(unbroken),
  );
  return element;
}

/**
 * @param {Node | string} child
 * @returns {(Node | string)[]} The same; a moment and the name of a file of a copy stay on one line.
 */
function unbroken(child) {
  if (typeof child !== "string") return [child];
  const parts = child.split(WHOLE).map((part, at) => {
    if (at % 2 === 0) return part;
    const whole = document.createElement("span");
    whole.className = "whole";
    whole.append(part);
    return whole;
  });
  return parts.filter((part) => part !== "");
}

/**
 * Offers a file of the copy to be saved.
 * @param {string} name
 * @param {import("./source.js").Member} member
 */
export async function saveFile(name, member) {
  /** @type {Blob[]} */
  const pieces = [];
  for await (const piece of piecesOf(member)) {
    pieces.push(new Blob([/** @type {BlobPart} */ (piece)]));
  }
  // Never with its own type: a captured page must be saved, not shown.
  const blob = new Blob(pieces, { type: "application/octet-stream" });
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
    // Roles by name: on a narrow screen each row is a block, which would end its being one of a table.
    el(
      "table",
      { role: "table" },
      el("caption", {}, caption),
      el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, ...head.map(headed))),
      el(
        "tbody",
        { role: "rowgroup" },
        ...rows.map((row) =>
          el("tr", { role: "row" }, ...row.map((cell, at) => celled(cell, head[at] ?? ""))),
        ),
      ),
    ),
  );
}

/** @param {string} name */
function headed(name) {
  return el("th", { scope: "col", role: "columnheader" }, name);
}

/**
 * A cell that bears the name of its column along, unless it says the same itself.
 * @param {Child} cell
 * @param {string} column
 */
function celled(cell, column) {
  const own = cell instanceof HTMLElement && cell.textContent === column;
  // On a narrow screen the name of a column is not shown where nothing stands under it.
  const empty = cell instanceof HTMLElement && !cell.textContent && !cell.firstElementChild;
  return el("td", { role: "cell", "data-column": own ? undefined : column }, !empty && cell);
}
