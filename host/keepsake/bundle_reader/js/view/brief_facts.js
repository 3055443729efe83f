/**
 * The first lines of the officer's screen, each the answer to a question: who, whom, where, what was demanded and by when, what
 * vanished, what to ask, since when it is proven, how it was captured.
 */

import { provenSince } from "../check/since.js";
import { el } from "../dom.js";
import { counted, word, wordOr, zoneName } from "../words.js";
import { asksLine } from "./brief_asks.js";
import { markedRows } from "./brief_marked.js";
import {
  alike,
  briefly,
  ended,
  eventText,
  every,
  exact,
  isolated,
  sentence,
  shortened,
  some,
  within,
} from "./brief_phrases.js";
import { toTheMinute, when } from "./brief_rechecks.js";
import { claimed, others, own, partOf, people, reported, reporter, sites } from "./brief_whom.js";
import { held, isWhole } from "./completeness.js";
import { leadsLine } from "./leads.js";

/** @typedef {import("../briefing/shape.js").Briefing} Briefing */
/** @typedef {import("../main.js").Bundle} Bundle */
/** @typedef {import("./brief.js").Around} Around */
/** @typedef {import("./brief_phrases.js").Told} Told */

/**
 * @param {Briefing} brief
 * @param {Around} around
 */
export function facts(brief, around) {
  /** @type {[string, Told[]][]} */
  const rows = [
    [word("brief.reporter"), reporter(brief)],
    [word("brief.case"), brief.claimed.case ? [claimed(brief, isolated(brief.claimed.case))] : []],
    [word("brief.people"), people(brief)],
    [word("brief.reported"), reported(brief)],
    [word("brief.others"), others(brief)],
    [word("brief.own"), own(brief)],
    [word("brief.platforms"), sites(brief)],
    [word("brief.messages"), [range(brief, around)]],
    ...markedRows(brief, around),
    [word("brief.risk"), risk(brief, around)],
    [word("brief.did"), [briefly(partOf(brief, "did")) || word("brief.did.none")]],
    [word("brief.missing"), missing(brief, around)],
    [word("brief.ask.short"), asksLine(brief, around.bundle)],
    [word("brief.police"), police(brief)],
    [word("brief.noted"), noted(brief)],
    [word("brief.leads"), leadsLine(around.bundle, around.go)],
    [word("brief.proven"), [proven(around) || unproven(around.bundle)]],
    [word("brief.captured"), captured(brief, around)],
    [word("brief.times"), [times(around)]],
  ];
  return el(
    "dl.facts",
    {},
    ...rows
      .filter(([, told]) => told.length > 0)
      .flatMap(([name, told]) => [el("dt", {}, name), el("dd", {}, ...told)]),
  );
}

/**
 * @param {Briefing} brief
 * @param {Around} around
 */
function range(brief, around) {
  if (brief.messages === 0) return word("brief.messages.none");
  const count = counted("items", brief.messages);
  if (!brief.first || !brief.last) return word("brief.messages.undated", { count });
  const [first, last] = [when(brief.first, around), when(brief.last, around)];
  return word("brief.messages.range", { count, first, last });
}

/**
 * What the other side may delete, and what of it is gone already.
 * @param {Briefing} brief
 * @param {Around} around
 */
function risk({ gone, again }, around) {
  const called = around.bundle.leads.calledDeleted;
  const messages = [
    ...several(
      "brief.risk.some",
      gone.map(({ said }) => said),
      around,
    ),
    ...several("brief.risk.called", called, around),
  ];
  const pages = alike(again, ({ exhibit }) => `${exhibit}`).flatMap((rows) =>
    pageGone(rows, around),
  );
  const told = [...messages, ...pages];
  const nothing = told.length === 0 && ` ${word("brief.risk.none")}`;
  return [word("brief.risk.online"), ...(nothing ? [nothing] : told)];
}

/**
 * @param {string} key Of what is said of them.
 * @param {import("../briefing/shape.js").Said[]} rows
 * @param {Around} around
 * @returns {Told[]} Empty where there are none.
 */
function several(key, rows, around) {
  if (rows.length === 0) return [];
  const count = counted("items", rows.length);
  return [` ${word(key, { count })} `, ...ended(some(rows.map((said) => exact(said, around))))];
}

/**
 * A page that was gone or other than before when it was last looked at.
 * @param {Briefing["again"]} rows Of one page.
 * @param {Around} around
 * @returns {Told[]}
 */
function pageGone(rows, { offset, go }) {
  const { exhibit, by, seen, when: at } = /** @type {Briefing["again"][number]} */ (rows.at(-1));
  if (!["gone", "changed"].includes(seen)) return [];
  const facts = {
    exhibit,
    when: by ? toTheMinute(at, offset) : at,
    by: by ? word("brief.risk.by", { by }) : word("brief.risk.says"),
  };
  const onclick = () => go("exhibits", by || exhibit);
  return [
    " ",
    el("button.link", { type: "button", onclick }, word(`brief.risk.page.${seen}`, facts)),
  ];
}

/**
 * What captures lack, that of added files it is not known, and what the person says of it.
 * @param {Briefing} brief
 * @param {Around} around
 */
function missing(brief, { bundle: { exhibits } }) {
  const captured = exhibits.filter(({ added }) => !added);
  const lacks = lacking(captured);
  const says = briefly(partOf(brief, "missing"));
  const nothing = captured.length > 0 || exhibits.length === 0;
  const told = [
    lacks.length > 0 ? sentence(some(lacks).join("")) : nothing && word("brief.missing.none"),
    captured.length < exhibits.length && word("brief.missing.added"),
    says && word("brief.missing.says", { words: says }),
  ];
  return [told.filter(Boolean).join(" ")];
}

/**
 * @param {import("../model.js").Exhibit[]} captured
 * @returns {string[]} What is missing of captures, those that lack the same together.
 */
function lacking(captured) {
  const part = captured
    .filter((one) => !isWhole(one) || one.parts.some(({ member }) => !member))
    .map((one) => ({ number: one.number, words: whyPart(one) }));
  return alike(part, ({ words }) => words).map((all) => {
    const numbers = all.map(({ number }) => number).join(", ");
    const facts = { number: numbers, numbers, words: all[0]?.words ?? "" };
    return word(all.length === 1 ? "brief.missing.exhibit" : "brief.missing.exhibits", facts);
  });
}

/**
 * What of a capture is missing; that something is says its heading.
 * @param {import("../model.js").Exhibit} exhibit
 */
function whyPart(exhibit) {
  const { first, limits } = held(exhibit);
  const part = first === word("complete.part") && limits[0];
  return shortened(part || first).replace(/\.$/, "");
}

/** @param {Briefing} brief */
function police({ contacts }) {
  const told = contacts.toReversed().map(({ when: day, who: whom, file, result }) => {
    const whoAndWhen = [day, whom, file].filter(Boolean).map(isolated).join(", ");
    return [whoAndWhen, wordOr(`brief.result.${result}`, result)].filter(Boolean).join(". ");
  });
  return told.length > 0 ? some(told) : [word("brief.police.none")];
}

/**
 * What happened elsewhere than on a page, as the person noted it.
 * @param {Briefing} brief
 */
function noted({ events }) {
  return some(events.map((one) => `${one.when}${word("colon")}${briefly(eventText(one))}`));
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
 * @param {Around} around
 */
function proven({ bundle, offset }) {
  const { since, also, waits } = provenSince(bundle.exhibits, bundle);
  if (!since) return "";
  const time = toTheMinute(new Date(since.time / 1000).toISOString(), offset);
  const told = [word("brief.proven.by", { authority: since.name, time })];
  if (also.length > 0) told.push(word("brief.proven.also", { authorities: also.join(", ") }));
  told.push(word("brief.proven.roots"));
  if (waits) told.push(word("brief.proven.some"));
  return told.join(word("semicolon"));
}

/**
 * @param {Briefing} brief
 * @param {Around} around
 */
function captured(brief, { bundle }) {
  const told = brief.captured.map(({ by, program, browser, exhibits }) =>
    word("brief.captured.with", {
      how: wordOr(`brief.captured.by.${by}`, word("brief.captured.by.none")),
      program: program && ` ${program}`,
      browser: browserName(browser) || word("brief.captured.browser.none"),
      in: within(exhibits),
    }),
  );
  const added = bundle.exhibits.filter((one) => one.added).map(({ number }) => number);
  const found = told.length > 0 ? [some(told).join("")] : [];
  if (added.length > 0) found.push(word("brief.captured.added", { in: within(added) }));
  return found.length > 0 ? every(found) : [word("brief.captured.none")];
}

/** @param {string} agent As a browser names itself: the last name in it is its own, before what it is like. */
function browserName(agent) {
  const found = /(Firefox|Edg|OPR|(?:Headless)?Chrome)\/(\d+)/.exec(
    /(Edg|OPR)\/\d+/.exec(agent)?.[0] ?? agent,
  );
  const names = /** @type {Record<string, string>} */ ({ Edg: "Edge", OPR: "Opera" });
  return found ? `${names[found[1] ?? ""] ?? found[1]} ${found[2]}` : "";
}

/** @param {Around} around */
function times({ bundle, offset }) {
  return word("brief.times.zone", { zone: zoneName(offset, bundle.exhibits[0]?.zone ?? "") });
}
