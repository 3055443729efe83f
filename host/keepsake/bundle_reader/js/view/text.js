/** The words of pages, in page order, with a search. */

import { recordsOf } from "../check/readings.js";
import { el } from "../dom.js";
import { anyAdded } from "../model.js";
import { bestPicture } from "../spots.js";
import { text as textOf } from "../values.js";
import { counted, localTime, word, wordOr, zoneName } from "../words.js";
import { showPicture } from "./pictures.js";

const ROWS_AT_ONCE = 500;

/** What the button for more listens to besides: all the rows at once, as paper needs them. */
export const SHOW_ALL = "showall";

/**
 * @param {import("../main.js").Bundle} bundle
 * @returns {HTMLElement}
 */
export function text(bundle) {
  return el(
    "div",
    {},
    el("h1", {}, word("nav.text")),
    el("p", {}, word("text.what")),
    anyAdded(bundle.exhibits) && el("p", {}, word("text.what_added")),
    itemList(bundle.exhibits),
  );
}

/**
 * @param {number} exhibit
 * @param {number} number
 * @returns {string} Of the element that shows a message.
 */
export function itemId(exhibit, number) {
  return `item-${exhibit}-${number}`;
}

/**
 * @param {import("../model.js").Exhibit[]} exhibits
 * @param {number} [wanted] A message that is to be among the first ones.
 * @returns {HTMLElement}
 */
export function itemList(exhibits, wanted = 0) {
  const all = exhibits.flatMap((exhibit) =>
    exhibit.items.map((item, at) => ({ exhibit, item, number: at + 1 })),
  );
  if (all.length === 0) return el("p", {}, word("text.none"));
  const rows = el("ol.items");
  const status = el("p.status", { role: "status" });
  const more = el("button.more", { type: "button" }, word("text.more"));
  let shown = Math.max(ROWS_AT_ONCE, wanted);
  const zones = new Set(all.map(({ exhibit }) => zoneName(exhibit.offset, exhibit.zone)));
  const told = { exhibit: exhibits.length > 1, zone: zones.size > 1 };
  const fill = (/** @type {string} */ query) => {
    const wanted = query.trim().toLowerCase();
    const found = all.filter(({ item }) =>
      `${item.author}\n${item.quote}\n${item.text}`.toLowerCase().includes(wanted),
    );
    rows.replaceChildren(...found.slice(0, shown).map((one) => row(one, told)));
    status.textContent = wanted ? counted("text.found", found.length) : "";
    more.hidden = found.length <= shown;
  };
  const search = /** @type {HTMLInputElement} */ (
    el("input", {
      type: "search",
      "aria-label": word("text.search"),
      placeholder: word("text.search"),
      oninput: () => fill(search.value),
    })
  );
  more.addEventListener("click", () => {
    shown += ROWS_AT_ONCE;
    fill(search.value);
  });
  more.addEventListener(SHOW_ALL, () => {
    shown = Number.POSITIVE_INFINITY;
    if (!more.hidden) fill(search.value);
  });
  fill("");
  const zone = el("p.hint", {}, word("text.zone", { zone: [...zones].join(word("semicolon")) }));
  return el("div", {}, el("div.search", {}, search), zone, status, rows, more);
}

/**
 * @param {{exhibit: import("../model.js").Exhibit, item: import("../model.js").Item, number: number}} one
 * @param {{exhibit: boolean, zone: boolean}} told What differs between rows, and so stands in each.
 * @returns {HTMLElement}
 */
function row({ exhibit, item, number }, told) {
  const tile = bestPicture(exhibit, item);
  const time = localTime(item.time, exhibit.offset);
  const zone = zoneName(exhibit.offset, exhibit.zone);
  return el(
    `li.${item.state === "shown" ? "item" : "item.special"}`,
    { id: itemId(exhibit.number, number), tabindex: -1 },
    el(
      "p.meta",
      {},
      told.exhibit && `${word("text.exhibit", { number: exhibit.number })} · `,
      ...whose(item, number),
      item.takenOver && el("span.shown", {}, ` (${word("text.author_before")})`),
      item.side && el("span.shown", {}, ` (${wordOr(`text.side.${item.side}`, item.side)})`),
      time &&
        el(
          "time",
          { datetime: item.time, title: zone },
          told.zone ? ` ${time} (${zone})` : ` ${time}`,
        ),
      item.timeShown &&
        el("span.shown", {}, ` ${word(timeShown(exhibit), { time: item.timeShown })}`),
      item.state !== "shown" &&
        el("span.state", {}, ` ${wordOr(`state.${item.state}`, item.state)}`),
    ),
    item.quote && el("p.quoted", { dir: "auto" }, word("text.quote", { text: item.quote })),
    el("p.words", { dir: "auto" }, item.text || word("text.no_words")),
    item.beside.length > 0 &&
      el("p.quoted", { dir: "auto" }, word("text.beside", { words: item.beside.join(" · ") })),
    ...item.earlier.map((was) =>
      el("p.earlier", { dir: "auto" }, word("text.earlier", { text: was })),
    ),
    ...item.links.filter(Boolean).map((link) => el("p.address", {}, el("code", {}, link))),
    item.views.length > 0 && asSeen(exhibit, item),
    tile >= 0 &&
      el(
        "button.link",
        { type: "button", onclick: () => showPicture(exhibit, tile, { item, number }) },
        word("text.picture", { number: tile + 1 }),
      ),
  );
}

/**
 * @param {import("../model.js").Item} item
 * @param {number} number
 * @returns {(string | HTMLElement)[]} a day between messages has no author who could lack a name
 */
function whose(item, number) {
  if (item.kind === "divider") return [word("text.line", { number })];
  const name = el("strong", { dir: "auto" }, item.author || word("text.no_author"));
  return [`${word("text.number", { number })} · `, name];
}

/**
 * The page's own code of a message, as text; what holds it is opened only when it is asked for.
 * @param {import("../model.js").Exhibit} exhibit
 * @param {import("../model.js").Item} item
 * @returns {HTMLElement}
 */
function asSeen(exhibit, item) {
  const shown = el("div", {});
  const details = /** @type {HTMLDetailsElement} */ (
    el("details", {}, el("summary", {}, word("text.seen")), shown)
  );
  details.addEventListener("toggle", async () => {
    if (!details.open || shown.childElementCount > 0) return;
    const records = await recordsOf(exhibit).catch(() => null);
    const code = item.views
      .map((view) => textOf(records?.get(view)?.html))
      .filter(Boolean)
      .map((html) => el("pre", { dir: "ltr", tabindex: 0 }, html));
    shown.replaceChildren(...(code.length > 0 ? code : [el("p", {}, word("text.seen.none"))]));
  });
  return details;
}

/**
 * @param {import("../model.js").Exhibit} exhibit
 * @returns {string} Of the words for a time as it stood where it was read.
 */
function timeShown(exhibit) {
  return exhibit.added ? "text.time_in_file" : "text.time_shown";
}
