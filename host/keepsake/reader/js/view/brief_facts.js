/** The first lines of the officer's screen: who, what, by when it runs out, what may be lost, since when proven. */

import { same } from "../bytes.js";
import { el } from "../dom.js";
import { counted, localTime, platformName, word, zoneName } from "../words.js";
import { notSo, when } from "./brief_again.js";
import { standsSo } from "./brief_true.js";

/** @typedef {import("../briefing.js").Briefing} Briefing */
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
  const ends = [brief.first, brief.last].filter((said) => said !== null);
  const borne = ends.every((said) => standsSo(said, bundle.exhibits));
  const names = [...new Set(brief.accounts.map(({ platform }) => platformName(platform)))];
  const rows = [
    [word("brief.reporter"), brief.reporter || word("brief.reporter.none")],
    [word("brief.case"), brief.case],
    [word("brief.platforms"), names.join(", ") || word("platform.none")],
    [word("brief.messages"), borne ? range : el("span", {}, range, " ", notSo())],
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
 * By when each authority had stamped what it stamped; only stamps that were found good count.
 * @param {Bundle} bundle
 * @param {number} offset
 */
function proven(bundle, offset) {
  /** @type {Map<string, number>} */
  const times = new Map();
  for (const { name, time } of bundle.tokens) times.set(name, Math.max(time, times.get(name) ?? 0));
  const told = [...times].map(([authority, time]) =>
    word("brief.proven.by", {
      authority,
      time: localTime(new Date(time / 1000).toISOString(), offset),
    }),
  );
  const waits = bundle.exhibits.some(({ entry }) => {
    const head = bundle.proven.get(entry);
    return !head || !bundle.tokens.some(({ checkpoint }) => same(checkpoint, head));
  });
  if (told.length > 0 && waits) told.push(word("brief.proven.some"));
  return told.join(word("semicolon"));
}
