/** The first lines of the officer's screen: who, what, by when it runs out, what may be lost, since when proven. */

import { provenSince } from "../check/since.js";
import { el } from "../dom.js";
import { counted, localTime, platformName, word, zoneName } from "../words.js";
import { when } from "./brief_rechecks.js";

/** @typedef {import("../briefing/shape.js").Briefing} Briefing */
/** @typedef {import("../main.js").Bundle} Bundle */
/** @typedef {import("./brief.js").Around} Around */

const DEADLINES_SHOWN = 3;

/**
 * @param {Briefing} brief
 * @param {Around} around
 */
export function facts(brief, around) {
  const { bundle, offset } = around;
  const zone = zoneName(offset, bundle.exhibits[0]?.zone ?? "");
  const many = counted("items", brief.messages);
  const range =
    brief.first && brief.last
      ? word("brief.messages.range", {
          count: many,
          first: when(brief.first, around),
          last: when(brief.last, around),
        })
      : word("brief.messages.undated", { count: many });
  const platforms = brief.accounts.flatMap((account) => account.platforms);
  const names = [...new Set(platforms)].map((each) => platformName(each));
  const rows = [
    [word("brief.reporter"), claimed(brief, brief.claimed.reporter) || word("brief.reporter.none")],
    [word("brief.case"), claimed(brief, brief.claimed.case)],
    [word("brief.platforms"), names.join(", ") || word("platform.none")],
    [word("brief.messages"), range],
    [word("brief.deadline"), deadlines(brief)],
    [word("brief.risk"), risk(brief)],
    [word("brief.proven"), proven(bundle, offset) || unproven(bundle)],
    [word("brief.times"), word("brief.times.zone", { zone })],
  ].filter(([, value]) => value);
  return el(
    "dl.facts",
    {},
    ...rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]),
  );
}

/**
 * The next ones, each with the message that says it.
 * @param {Briefing} brief
 */
function deadlines(brief) {
  const due = brief.pointed
    .filter((one) => one.due)
    .toSorted((a, b) => (a.due < b.due ? -1 : 1))
    .slice(0, DEADLINES_SHOWN);
  const told = due.map((one) =>
    word("brief.deadline.at", {
      due: one.due,
      place: word("brief.place", { exhibit: one.said.exhibit, item: one.said.item }),
    }),
  );
  return told.join(word("semicolon"));
}

/**
 * What the other side may delete, and how much of it is gone already.
 * @param {Briefing} brief
 */
function risk(brief) {
  if (brief.gone.length === 0) return word("brief.risk.none");
  return word("brief.risk.some", { count: counted("items", brief.gone.length) });
}

/**
 * Stamps that are there and not good here, such as those of an authority that the page does not know, are not none.
 * @param {Bundle} bundle
 */
function unproven({ members }) {
  const stamped = [...members.keys()].some((name) => /^data\/log\/stamps\/.*\.tsr$/.test(name));
  return word(stamped ? "brief.proven.unchecked" : "brief.proven.none");
}

/**
 * The one moment since when all of it is proven to exist; only stamps that were found good count.
 * @param {Bundle} bundle
 * @param {number} offset
 */
function proven(bundle, offset) {
  const { since, also, waits } = provenSince(bundle.exhibits, bundle);
  if (!since) return "";
  const time = localTime(new Date(since.time / 1000).toISOString(), offset);
  const told = [word("brief.proven.by", { authority: since.name, time })];
  if (also.length > 0) told.push(word("brief.proven.also", { authorities: also.join(", ") }));
  if (waits) told.push(word("brief.proven.some"));
  return told.join(word("semicolon"));
}

/**
 * What no record of the log says: it counts where the vault signed the whole copy, else whoever made it wrote it.
 * @param {Briefing} brief
 * @param {string} text
 */
function claimed(brief, text) {
  if (!text || brief.claimed.signed) return text;
  return el("span", {}, text, " ", el("span.hint", {}, word("brief.claimed")));
}
