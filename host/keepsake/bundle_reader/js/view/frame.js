/** The frame around every view: where to go, language, print. */

import { el, mark } from "../dom.js";
import { currentLanguage, setLanguage, word } from "../words.js";
import { printView } from "./print.js";

/** @typedef {{id: string, render: () => HTMLElement}} View */

/** @returns {HTMLElement} Announces `language` when the other language is chosen. */
export function languageSwitch() {
  const other = currentLanguage() === "en" ? "fr" : "en";
  return el(
    "button.quiet",
    {
      type: "button",
      lang: other,
      onclick: () => {
        setLanguage(other);
        document.dispatchEvent(new Event("language"));
      },
    },
    other === "fr" ? "Français" : "English",
  );
}

/**
 * @param {View[]} views
 * @param {string} current
 * @param {(id: string) => void} go
 * @returns {HTMLElement}
 */
export function frame(views, current, go) {
  const view = views.find((candidate) => candidate.id === current) ?? views[0];
  const links = views.map(({ id }) =>
    el(
      "button",
      {
        type: "button",
        "data-view": id,
        "aria-current": id === view?.id ? "page" : undefined,
        onclick: () => go(id),
      },
      word(`nav.${id}`),
    ),
  );
  return el(
    "div.frame",
    {},
    el(
      "header",
      {},
      el("p.brand", {}, "Keepsake"),
      el("nav", { "aria-label": word("nav") }, ...links),
      el("div.tools", {}, languageSwitch(), printButton()),
    ),
    el(
      `main.${view?.id === "overview" ? "answers" : "view"}`,
      { id: "main", tabindex: -1 },
      view && shown(view),
    ),
  );
}

/**
 * A part of the copy that cannot be shown takes nothing else with it, and is not passed over in silence.
 * @param {View} view
 * @returns {HTMLElement}
 */
function shown(view) {
  try {
    return view.render();
  } catch (error) {
    console.error(error);
    return el("p.insisted", {}, mark("invalid"), " ", word("view.failed"));
  }
}

/** @returns {HTMLElement} */
function printButton() {
  const status = el("p.hint", { role: "status" });
  const print = async (/** @type {{target: HTMLButtonElement}} */ { target }) => {
    target.disabled = true;
    await printView(status);
    target.disabled = false;
  };
  return el(
    "div",
    {},
    el("button.quiet", { type: "button", onclick: print }, word("print")),
    status,
  );
}
