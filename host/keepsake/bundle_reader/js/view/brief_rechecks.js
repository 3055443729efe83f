/** What disappeared, and what became of pages that were looked at again. */

import { el } from "../dom.js";
import { localTime, word, wordOr } from "../words.js";

/** @typedef {import("../briefing/shape.js").Briefing} Briefing */
/** @typedef {import("../briefing/shape.js").Said} Said */
/** @typedef {import("./brief.js").Around} Around */

/**
 * @param {Briefing} brief
 * @param {Around} around
 */
export function gone(brief, around) {
  const called = around.bundle.leads.calledDeleted;
  if (brief.gone.length + called.length === 0) return [el("p", {}, word("brief.gone.none"))];
  const lines = brief.gone.map(({ said, since }) =>
    el(
      "li",
      {},
      quoted(said),
      ` ${who(said)}, ${when(said, around)}`,
      since &&
        `${word("semicolon")}${word("brief.gone.since", { time: toTheMinute(since, around.offset) })}`,
      ". ",
      place(said, around),
    ),
  );
  const deleted = called.map((said) =>
    el("li", {}, quoted(said), ` ${who(said)}, ${when(said, around)}. `, place(said, around)),
  );
  return [
    lines.length > 0 && el("ul", {}, ...lines),
    deleted.length > 0 && el("p", {}, word("brief.gone.called")),
    deleted.length > 0 && el("ul", {}, ...deleted),
  ];
}

/**
 * @param {Briefing} brief
 * @param {Around} around
 */
export function again(brief, { offset, go }) {
  if (brief.again.length === 0) return [];
  const lines = brief.again.map(({ exhibit, by, seen, when: at, said }) =>
    el(
      "li",
      {},
      word(by ? "brief.again.shown" : "brief.again.told", {
        exhibit,
        by,
        seen: wordOr(`brief.again.seen.${seen}`, seen),
        when: by ? toTheMinute(at, offset) : at,
      }),
      " ",
      said && el("q", {}, said),
      " ",
      el(
        "button.link",
        { type: "button", onclick: () => go("exhibits", by || exhibit) },
        word("exhibit.named", { number: by || exhibit }),
      ),
    ),
  );
  return [el("h2", {}, word("brief.again")), el("ul", {}, ...lines)];
}

/** @param {Said} said */
export function quoted(said) {
  return el("q", {}, said.text || word("text.no_words"));
}

/**
 * @param {Said} said
 * @returns {string} Who wrote it, and where that name comes from when it did not stand there.
 */
export function who({ author, takenOver }) {
  return author && takenOver ? `${author} (${word("text.author_before")})` : author;
}

/**
 * @param {string} utc
 * @param {number} offset Minutes.
 * @returns {string} A moment as papers say it, too.
 */
export function toTheMinute(utc, offset) {
  return localTime(utc, offset).slice(0, -3);
}

/**
 * @param {Said} said
 * @param {Around} around
 */
export function when(said, { offset }) {
  if (!said.time) return said.timeShown;
  const time = toTheMinute(said.time, offset);
  return said.zoneAssumed ? word("brief.zone_assumed", { time }) : time;
}

/**
 * @param {{exhibit: number, item: number}} said
 * @param {Around} around
 */
export function place({ exhibit, item }, { go }) {
  return el(
    "button.link",
    { type: "button", onclick: () => go("exhibits", exhibit, item) },
    word("brief.place", { exhibit, item }),
  );
}
