/**
 * The first lines of the officer's screen, each the answer to a question: who, whom, where, what was demanded and by when, what
 * vanished, what to ask, since when it is proven, how it was captured.
 */

import { provenSince } from "../check/since.js";
import { copyable, el } from "../dom.js";
import { counted, localTime, platformName, word, wordOr, zoneName } from "../words.js";
import { place, quoted, when, who } from "./brief_rechecks.js";
import { isWhole } from "./completeness.js";
import { leadsLine } from "./leads.js";

/** @typedef {import("../briefing/shape.js").Briefing} Briefing */
/** @typedef {import("../briefing/shape.js").Account} Account */
/** @typedef {import("../main.js").Bundle} Bundle */
/** @typedef {import("./brief.js").Around} Around */
/** @typedef {Node | string} Told */

const SHOWN = 2; // of what there may be many of; the rest stands below
const WORDS = 180; // characters of a text
export const ASK = "ask";

/**
 * @param {Briefing} brief
 * @param {Around} around
 */
export function facts(brief, around) {
  /** @type {[string, Told[]][]} */
  const rows = [
    [word("brief.reporter"), reporter(brief)],
    [word("brief.case"), brief.claimed.case ? [claimed(brief, brief.claimed.case)] : []],
    [word("brief.people"), people(brief)],
    [word("brief.reported"), accounts(brief.accounts.filter(({ behind }) => behind.length > 0))],
    [
      word("brief.others"),
      accounts(brief.accounts.filter(({ behind, own }) => behind.length === 0 && !own)),
    ],
    [word("brief.own"), accounts(brief.accounts.filter(({ own }) => own))],
    [word("brief.platforms"), sites(brief)],
    [word("brief.messages"), [range(brief, around)]],
    [word("brief.demand"), demand(brief, around)],
    [word("brief.deadline"), deadlines(brief, around)],
    ...threats(brief, around),
    [word("brief.risk"), risk(brief, around)],
    [word("brief.did"), [shortened(partOf(brief, "did")) || word("brief.did.none")]],
    [word("brief.missing"), missing(brief, around)],
    [word("brief.ask.short"), asks(brief)],
    [word("brief.police"), police(brief)],
    [word("brief.leads"), leadsLine(around.bundle, around.go)],
    [word("brief.proven"), [proven(around) || unproven(around.bundle)]],
    [word("brief.captured"), captured(brief)],
    [word("brief.times"), [times(around)]],
  ];
  return el(
    "dl.facts",
    {},
    ...rows
      .filter(([, told]) => told.length > 0)
      .flatMap(([name, told]) => [el("dt", {}, name), el("dd", { dir: "auto" }, ...told)]),
  );
}

/** @param {Briefing} brief */
function reporter(brief) {
  const name = claimed(brief, brief.claimed.reporter) || word("brief.reporter.none");
  const about = shortened(partOf(brief, "who"));
  return about ? [name, `. ${about}`] : [name];
}

/** @param {Briefing} brief */
function people({ people }) {
  if (people.length === 0) return [word("brief.people.none")];
  const told = people.map(({ name, relation, sure, why }) => {
    const whom = relation ? word("brief.people.relation", { name, relation }) : name;
    const facts = { name: whom, why: shortened(why), sure: wordOr(`brief.sure.${sure}`, sure) };
    return word(why ? "brief.behind.why" : "brief.people.sure", facts);
  });
  return some(told);
}

/** @param {Account[]} accounts */
function accounts(accounts) {
  const told = accounts.map((account) => {
    const { name, permanent, exhibits, own } = account;
    const id = permanent[0]?.value ?? "";
    const facts = { name, id: "\0", sites: sitesOf(account), in: within(exhibits) };
    const [before = "", after] = word(id ? "brief.account.id" : "brief.account.no_id", facts).split(
      "\0",
    );
    const shown =
      after === undefined ? [before] : [before, copyable(id, word("brief.permanent")), after];
    return el("span", {}, ...shown, own && `${word("semicolon")}${word(`brief.own.${own}`)}`);
  });
  return some(told);
}

/** @param {Account} account */
export function sitesOf({ platforms, hosts }) {
  const named = platforms.filter(Boolean).map((each) => platformName(each));
  return (platforms.includes("") || named.length === 0 ? [...named, ...hosts] : named).join(", ");
}

/** @param {Briefing} brief */
function sites(brief) {
  const told = brief.sites.map(({ platform, host, exhibits }) =>
    word("brief.site.exhibits", { site: siteName(platform, host), in: within(exhibits) }),
  );
  return told.length > 0 ? some(told) : [word("platform.none")];
}

/**
 * @param {string} platform
 * @param {string} host
 */
export function siteName(platform, host) {
  return [platform && platformName(platform), host].filter(Boolean).join(", ");
}

/**
 * @param {Briefing} brief
 * @param {Around} around
 */
function range(brief, around) {
  const count = counted("items", brief.messages);
  if (!brief.first || !brief.last) return word("brief.messages.undated", { count });
  const [first, last] = [when(brief.first, around), when(brief.last, around)];
  return word("brief.messages.range", { count, first, last });
}

/**
 * @param {Briefing} brief
 * @param {Around} around
 */
function demand({ pointed }, around) {
  const told = pointed.filter(({ meaning }) => meaning === "demand");
  if (told.length === 0) return [word("brief.demand.none")];
  return some(told.map(({ said }) => exact(said, around)));
}

/**
 * The next ones, each with the message that says it.
 * @param {Briefing} brief
 * @param {Around} around
 */
function deadlines({ pointed }, around) {
  const due = pointed.filter((one) => one.due).toSorted((a, b) => (a.dueUtc < b.dueUtc ? -1 : 1));
  const told = due.map((one) => {
    const at = localTime(one.dueUtc, around.offset).slice(0, -3);
    const facts = { due: at, noted: one.due };
    const both = at && !one.due.startsWith(at) ? word("brief.deadline.zone", facts) : one.due;
    const passed = one.dueUtc && one.dueUtc < around.made;
    const said = passed ? word("brief.deadline.passed", { due: both }) : both;
    return el("span", {}, `${said} (`, place(one.said, around), ")");
  });
  return some(told);
}

/**
 * @param {Briefing} brief
 * @param {Around} around
 * @returns {[string, Told[]][]}
 */
function threats({ pointed }, around) {
  const told = pointed
    .filter(({ meaning }) => meaning === "threat")
    .map(({ said }) => said)
    .toSorted((a, b) => (a.time < b.time ? -1 : 1));
  const [first, last] = [told[0], told.length > 1 ? told.at(-1) : undefined];
  if (!first) return [[word("brief.first_threat"), [word("brief.threat.none")]]];
  return [
    [word("brief.first_threat"), [exact(first, around)]],
    [word("brief.last_threat"), last ? [exact(last, around)] : []],
  ];
}

/**
 * @param {import("../briefing/shape.js").Said} said
 * @param {Around} around
 */
function exact(said, around) {
  const of = [who(said), when(said, around)].filter(Boolean).join(", ");
  const words = quoted({ ...said, text: shortened(said.text) });
  return el("span", {}, words, ` ${of}. `, place(said, around));
}

/**
 * What the other side may delete, and what of it is gone already.
 * @param {Briefing} brief
 * @param {Around} around
 */
function risk({ gone }, around) {
  if (gone.length === 0) return [word("brief.risk.none")];
  const told = word("brief.risk.some", { count: counted("items", gone.length) });
  return [`${told} `, ...some(gone.map(({ said }) => exact(said, around)))];
}

/**
 * @param {Briefing} brief
 * @param {Around} around
 */
function missing(brief, { bundle }) {
  const part = bundle.exhibits.filter(
    (one) => !one.added && (!isWhole(one) || one.parts.some(({ member }) => !member)),
  );
  const says = shortened(partOf(brief, "missing"));
  const numbers = part.map(({ number }) => number);
  const known =
    part.length > 0
      ? word("brief.missing.exhibits", { in: within(numbers) })
      : word("brief.missing.none");
  return [known, says && ` ${word("brief.missing.says", { words: says })}`].filter(Boolean);
}

/** @param {Briefing} brief */
function asks(brief) {
  const onclick = () => document.getElementById(ASK)?.scrollIntoView();
  const names = [
    ...brief.ask.map(({ platform }) => platformName(platform)),
    ...unlisted(brief).map(({ host }) => host),
  ];
  const told = names.map((site) =>
    el("button.link", { type: "button", onclick }, word("brief.ask.keep", { site })),
  );
  return told.length > 0 ? some(told) : [word("brief.ask.none")];
}

/**
 * @param {Briefing} brief
 * @returns {Briefing["sites"]} Sites of which it is not known here what they ask for.
 */
export function unlisted({ ask, sites }) {
  const known = new Set(ask.map(({ platform }) => platform));
  return sites.filter(({ platform, host }) => host && !known.has(platform));
}

/** @param {Briefing} brief */
function police({ contacts }) {
  const told = contacts
    .toReversed()
    .map(({ when: day, who: whom, file, result }) =>
      [day, whom, file, wordOr(`brief.result.${result}`, result)].filter(Boolean).join(", "),
    );
  return told.length > 0 ? some(told) : [];
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
  const time = localTime(new Date(since.time / 1000).toISOString(), offset);
  const told = [word("brief.proven.by", { authority: since.name, time })];
  if (also.length > 0) told.push(word("brief.proven.also", { authorities: also.join(", ") }));
  told.push(word("brief.proven.roots"));
  if (waits) told.push(word("brief.proven.some"));
  return told.join(word("semicolon"));
}

/** @param {Briefing} brief */
function captured(brief) {
  const told = brief.captured.map(({ by, program, browser, exhibits }) =>
    word("brief.captured.with", {
      how: wordOr(`brief.captured.by.${by}`, word("brief.captured.by.none")),
      program,
      browser: browserName(browser) || word("brief.captured.browser.none"),
      in: within(exhibits),
    }),
  );
  return told.length > 0 ? some(told) : [word("brief.captured.none")];
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

/**
 * @param {Briefing} brief
 * @param {string} key
 * @returns {string} A part of the statement, "" where there is none.
 */
function partOf({ told }, key) {
  return told.find((part) => part.key === key)?.text ?? "";
}

/** @param {number[]} exhibits */
function within(exhibits) {
  return counted("brief.in", exhibits.length, { list: exhibits.join(", ") });
}

/** @param {string} text */
function shortened(text) {
  return text.length > WORDS ? `${text.slice(0, WORDS).trimEnd()} […]` : text;
}

/**
 * @param {Told[]} told
 * @returns {Told[]} The first of them, and how many more there are.
 */
function some(told) {
  const rest = told.length - SHOWN;
  const more = rest > 0 ? [word("brief.more", { count: rest })] : [];
  return joined([...told.slice(0, SHOWN), ...more]);
}

/**
 * @param {Told[]} told
 * @returns {Told[]}
 */
function joined(told) {
  return told.flatMap((one, at) => (at > 0 ? [word("semicolon"), one] : [one]));
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
