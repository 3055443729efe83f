/** Who reports whom: the answers about people, their accounts and where these are. */

import { sameName } from "../briefing/sites.js";
import { copyable, el } from "../dom.js";
import { counted, platformName, word, wordOr } from "../words.js";
import {
  alike,
  briefly,
  every,
  followed,
  isolated,
  shortened,
  some,
  within,
} from "./brief_phrases.js";

/** @typedef {import("../briefing/shape.js").Briefing} Briefing */
/** @typedef {import("../briefing/shape.js").Account} Account */
/** @typedef {import("../briefing/shape.js").Said} Said */
/** @typedef {import("./brief_phrases.js").Told} Told */

const REPORTED = 480; // characters of accounts: each that threatens is to be seen
const AGAINST = new Set(["threat", "demand", "deadline"]);
const NAMES = 2;
const ACCOUNTS = 4; // named beside one certainty; the rest stands below

/**
 * Who reports, and what they say of themselves; a name that stands in that stands once.
 * @param {Briefing} brief
 * @returns {Told[]}
 */
export function reporter(brief) {
  const { reporter: name } = brief.claimed;
  const about = briefly(partOf(brief, "who"));
  if (about !== "" && about.toLowerCase().includes(name.toLowerCase())) return [about];
  if (!about) return [name ? claimed(brief, isolated(name)) : word("brief.reporter.none")];
  return [claimed(brief, isolated(name.replace(/\.$/, ""))), `. ${about}`];
}

/**
 * What no record of the log says: it counts where the vault signed the whole copy, else whoever made it wrote it.
 * @param {Briefing} brief
 * @param {string} text
 * @returns {Told}
 */
export function claimed(brief, text) {
  if (!text || brief.claimed.signed) return text;
  return el("span", {}, text, " ", el("span.hint", {}, word("brief.claimed")));
}

/**
 * @param {Briefing} brief
 * @param {string} key
 * @returns {string} A part of the statement, "" where there is none.
 */
export function partOf({ told }, key) {
  return told.find((part) => part.key === key)?.text ?? "";
}

/**
 * Whom the person names, each once, with every reason that they give and for which account.
 * @param {Briefing} brief
 * @returns {Told[]}
 */
export function people(brief) {
  if (brief.people.length === 0) return [word("brief.people.none")];
  const named = alike(brief.people, ({ name }) => name);
  return every(named.flatMap((records) => personTold(records, brief)));
}

/**
 * @param {Briefing["people"]} records Of one person.
 * @param {Briefing} brief
 */
function personTold(records, brief) {
  const name = records[0]?.name ?? "";
  const relation = records.find((one) => one.relation)?.relation;
  const facts = { name: isolated(name), relation: isolated(relation ?? "") };
  const whom = relation ? word("brief.people.relation", facts) : facts.name;
  return records.flatMap((one, at) => {
    const found = theirs(one, brief);
    // An account that is called as the person: once is enough.
    const accounts = records.length === 1 && found === isolated(name) ? "" : found;
    const how = wordOr(`brief.sure.${one.sure}`, one.sure);
    const sure = accounts ? word("brief.sure.for", { sure: how, accounts }) : how;
    const why = isolated(shortened(one.why).replace(/\.$/, ""));
    if (at > 0 && !(why || accounts)) return [];
    const told = at > 0 ? `(${sure})` : word("brief.people.sure", { name: whom, sure });
    return [why ? `${told}${word("colon")}${why}` : told];
  });
}

/**
 * The accounts that a record is about, with their sites where several are called the same.
 * @param {Briefing["people"][number]} one
 * @param {Briefing} brief
 */
function theirs({ name, sure, why, accounts }, brief) {
  const found = brief.accounts.filter(
    (each) =>
      accounts.includes(each.name) &&
      each.behind.some((who) => who.name === name && who.sure === sure && who.why === why),
  );
  const told = new Set(
    found.map((each) =>
      brief.accounts.filter((other) => other.name === each.name).length > 1
        ? word("brief.account.at", { name: isolated(each.name), sites: sitesOf(each) })
        : isolated(each.name),
    ),
  );
  const shown = [...told].slice(0, ACCOUNTS);
  const rest = told.size - shown.length;
  return [...shown, ...(rest > 0 ? [counted("brief.more", rest)] : [])].join(", ");
}

/**
 * @param {Account["behind"][number]} who
 * @returns {string} Who is named behind an account, how surely, and why where a reason was given.
 */
export function behindTold({ name, sure, why }) {
  const told = { name, why, sure: wordOr(`brief.sure.${sure}`, sure) };
  return word(why ? "brief.behind.why" : "brief.people.sure", told);
}

/**
 * Accounts of those named, and all that wrote what the person marked as against them.
 * @param {Briefing} brief
 */
export function reported(brief) {
  const found = byMarks(brief).filter((one) => isReported(one, brief));
  const told = [
    some(
      found.map((one) => account(one, brief)),
      REPORTED,
    ),
    some(namesAlone(brief)),
  ];
  return told
    .filter((each) => each.length > 0)
    .flatMap((each, at) => (at > 0 ? [word("semicolon"), ...each] : each));
}

/**
 * Accounts of which nothing is said.
 * @param {Briefing} brief
 */
export function others(brief) {
  const found = brief.accounts.filter((one) => !one.own && !isReported(one, brief));
  return some(found.map((one) => account(one, brief)));
}

/**
 * Accounts of the person who reports; by what that is known is said once of all of a kind.
 * @param {Briefing} brief
 */
export function own(brief) {
  const told = ["said", "shown"].map((how) => {
    const found = brief.accounts.filter((one) => one.own === how);
    const label = word(`brief.own.${how}${found.length > 1 ? ".many" : ""}`);
    const accounts = some(found.map((one) => account(one, brief)));
    return found.length > 0 ? el("span", {}, ...accounts, word("semicolon"), label) : "";
  });
  return every(told.filter(Boolean));
}

/**
 * @param {Account} one
 * @param {Briefing} brief
 */
export function isReported(one, brief) {
  return one.behind.length > 0 || wrote(one, brief) > 0;
}

/**
 * @param {Account} one
 * @param {Briefing} brief
 * @returns {number} How many of the messages that were marked as against the person it wrote.
 */
function wrote(one, brief) {
  return one.own ? 0 : against(brief).filter((said) => isOf(said, one, brief)).length;
}

/**
 * Whether a message stands under what an account is called, on a page that shows both. Where none there is called so, it may be the
 * name of whom the person named behind one of them.
 * @param {Said} said
 * @param {Account} one
 * @param {Briefing} brief
 */
function isOf({ author, exhibit }, one, { accounts }) {
  const name = sameName(author);
  if (name === "") return false;
  const here = accounts.filter(({ exhibits }) => exhibits.includes(exhibit));
  const called = here.filter(({ handles }) =>
    handles.some((each) => sameName(each.value) === name),
  );
  if (called.length > 0) return called.includes(one);
  const named = here.filter(({ behind }) => behind.some((who) => sameName(who.name) === name));
  return named.length === 1 && named[0] === one;
}

/**
 * @param {import("../briefing/leads.js").Lead} lead
 * @param {Briefing} brief
 * @returns {boolean} Whether only the person's own messages have a value, or it is one of their accounts.
 */
export function isOwnLead({ value, normal, places }, brief) {
  const plain = (/** @type {string} */ name) => name.toLowerCase().replace(/^@/, "");
  const called = plain(normal || value);
  const isAccount = brief.accounts.some(
    ({ own, handles, permanent }) =>
      own && [...handles, ...permanent].some((each) => plain(each.value) === called),
  );
  return isAccount || places.every(({ said }) => wroteThemselves(said, brief));
}

/**
 * @param {Said} said
 * @param {Briefing} brief
 * @returns {boolean} Whether a message is the person's own: by its side, or by the account that it stands under.
 */
export function wroteThemselves(said, brief) {
  if (said.side) return said.side === "own";
  return brief.accounts.some((one) => one.own && isOf(said, one, brief));
}

/**
 * @param {Briefing} brief
 * @returns {Said[]} Messages of others that were marked as a threat or a demand, each once.
 */
function against(brief) {
  const found = brief.pointed.filter(
    ({ meaning, said }) => AGAINST.has(meaning) && !wroteThemselves(said, brief),
  );
  return [...new Map(found.map(({ said }) => [`${said.exhibit}/${said.item}`, said])).values()];
}

/**
 * Names beside such messages where the page shows no account of that name.
 * @param {Briefing} brief
 */
function namesAlone(brief) {
  const alone = against(brief).filter(
    (said) => said.author && !brief.accounts.some((one) => isOf(said, one, brief)),
  );
  const found = alike(alone, ({ author, exhibit }) => JSON.stringify([exhibit, author]));
  return found.map((messages) => {
    const { author = "", exhibit = 0 } = messages[0] ?? {};
    const sites = brief.sites
      .filter(({ exhibits }) => exhibits.includes(exhibit))
      .map(({ platform, host }) => siteName(platform, host));
    const told = word("brief.account.name", {
      name: isolated(author),
      sites: sites.join(", ") || word("platform.none"),
      in: within([exhibit]),
    });
    const wrote = `${told}, ${counted("brief.wrote", messages.length)}`;
    const said = byWord(author, exhibit, brief);
    return said ? `${wrote} (${said})` : wrote;
  });
}

/**
 * Of which account such a name is by the person's word alone: no page shows it.
 * @param {string} name
 * @param {number} exhibit
 * @param {Briefing} brief
 */
function byWord(name, exhibit, { accounts }) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const one of accounts.filter(({ exhibits }) => exhibits.includes(exhibit)))
    for (const who of one.behind.filter((each) => sameName(each.name) === sameName(name)))
      found.set(one.name, who.sure);
  const told = [...found].map(([account, sure]) =>
    word("brief.account.word", { account, sure: wordOr(`brief.sure.${sure}`, sure) }),
  );
  return told.join(word("semicolon"));
}

/**
 * @param {Account} one
 * @returns {string[]} What pages and files call an account beside its handle.
 */
function namesShown({ name: known, handles }) {
  const names = handles.filter(({ name, value }) => name === "name" && value !== known);
  return names.map(({ value }) => value);
}

/**
 * @param {Account} one
 * @returns {string} What is said where no permanent id is known; of an address of email nothing lacks.
 */
export function withoutId({ platform, handles }) {
  if (platform === "email") return "";
  const byName = handles.every(
    ({ name, where }) => name === "name" && where.length === 1 && where[0] === "file",
  );
  return word(byName ? "brief.permanent.name" : "brief.permanent.none");
}

/**
 * @param {Account} one
 * @param {Briefing} brief
 */
function account(one, brief) {
  const id = one.permanent[0]?.value ?? "";
  const called = namesShown(one)
    .slice(0, NAMES)
    .map((name) => word("brief.account.called", { name: isolated(name) }));
  const name = isolated(one.name);
  const facts = {
    name: called.length > 0 ? `${name} (${called.join(", ")})` : name,
    id: "\0",
    sites: sitesOf(one),
    in: within(one.exhibits),
  };
  const key = id === "" ? "no_id" : id === one.name && called.length === 0 ? "id_alone" : "id";
  const [before = "", after] = word(`brief.account.${key}`, facts).split("\0");
  const shown =
    after === undefined
      ? [before]
      : [
          before,
          ...followed(copyable(id, word("brief.permanent")), after.slice(0, 1)),
          after.slice(1),
        ];
  const names = [...new Set(one.behind.map(({ name: whom }) => isolated(whom)))].join(", ");
  const count = wrote(one, brief);
  return el(
    "span",
    {},
    ...shown,
    names && `, ${word("brief.account.behind", { names })}`,
    count > 0 && `, ${counted("brief.wrote", count)}`,
  );
}

/**
 * @param {Briefing} brief
 * @returns {Account[]} Those behind which somebody is named, then those that wrote most of what was marked.
 */
export function byMarks(brief) {
  const rank = (/** @type {Account} */ one) => [
    one.behind.length > 0 ? 0 : 1,
    one.own ? 1 : 0,
    -wrote(one, brief),
  ];
  const ranked = brief.accounts.map((one) => ({ one, rank: rank(one) }));
  const order = ranked.toSorted((a, b) => {
    const at = a.rank.findIndex((each, n) => each !== b.rank[n]);
    return at < 0 ? 0 : (a.rank[at] ?? 0) - (b.rank[at] ?? 0);
  });
  return order.map(({ one }) => one);
}

/** @param {Account} account */
export function sitesOf({ platforms, hosts }) {
  const named = platforms.filter(Boolean).map((each) => platformName(each));
  return (platforms.includes("") || named.length === 0 ? [...named, ...hosts] : named).join(", ");
}

/** @param {Briefing} brief */
export function sites(brief) {
  const told = brief.sites.map(({ platform, host, exhibits }) =>
    word("brief.site.exhibits", { site: siteName(platform, host), in: within(exhibits) }),
  );
  return told.length > 0 ? every(told) : [word("platform.none")];
}

/**
 * @param {string} platform
 * @param {string} host
 */
export function siteName(platform, host) {
  return [platform && platformName(platform), host].filter(Boolean).join(", ");
}
