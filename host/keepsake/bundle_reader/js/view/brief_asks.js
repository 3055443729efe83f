/** Whom to ask what, today: platforms, other sites, hosts of mail, phone companies, banks. */

import { el } from "../dom.js";
import { text } from "../values.js";
import { currentLanguage, platformName, word } from "../words.js";
import { alike, some } from "./brief_phrases.js";
import { isOwnLead, isReported, siteName } from "./brief_whom.js";

/** @typedef {import("../briefing/shape.js").Briefing} Briefing */
/** @typedef {import("../main.js").Bundle} Bundle */

export const ASK = "ask";

/**
 * @param {Briefing} brief
 * @param {Bundle} bundle
 * @returns {import("./brief_phrases.js").Told[]} All of it in one line.
 */
export function asksLine(brief, bundle) {
  const onclick = () => document.getElementById(ASK)?.scrollIntoView();
  const sites = [
    ...unlisted(brief).map(({ host }) => host),
    ...mailHosts(brief).map(([host]) => host),
  ];
  const requests = [
    ...brief.ask.flatMap((row) => firstStep(row, brief)),
    ...sites.map((site) => word("brief.ask.keep", { site })),
    ...ibans(bundle)
      .filter(({ own }) => !own)
      .map(({ iban }) => word("brief.ask.bank", { iban })),
  ];
  const told = requests.map((each) => el("button.link", { type: "button", onclick }, each));
  return told.length > 0 ? some(told) : [word("brief.ask.none")];
}

/**
 * @param {Briefing["ask"][number]} row
 * @param {Briefing} brief
 * @returns {string[]} What to ask a platform at once; one that only passes on what a phone holds cannot keep it.
 */
function firstStep({ platform, carrier }, brief) {
  if (!carrier) return [word("brief.ask.keep", { site: platformName(platform) })];
  const found = handlesOf(brief, "phone").filter((one) => one.platform === platform);
  const numbers = [...new Set(found.map(({ value }) => value))];
  return numbers.length > 0
    ? numbers.map((number) => word("brief.ask.carrier", { number }))
    : [word("brief.ask.carrier.none")];
}

/**
 * @param {Briefing} brief
 * @param {string} kind
 * @returns {Briefing["accounts"][number]["handles"]} Of accounts that are reported; where none is, of all that are not the person's own.
 */
function handlesOf(brief, kind) {
  const others = brief.accounts.filter(({ own }) => !own);
  const reported = others.filter((one) => isReported(one, brief));
  return (reported.length > 0 ? reported : others)
    .flatMap(({ handles }) => handles)
    .filter(({ name }) => name === kind);
}

/**
 * @param {Briefing} brief
 * @returns {Briefing["sites"]} Sites of which it is not known here what they ask for.
 */
function unlisted({ ask, sites }) {
  const known = new Set(ask.map(({ platform }) => platform));
  return sites.filter(({ platform, host }) => host && !known.has(platform));
}

/**
 * @param {Briefing} brief
 * @returns {[string, string[]][]} Who runs the addresses of email that are asked about, with these.
 */
function mailHosts(brief) {
  const found = handlesOf(brief, "email").map(({ value }) => value);
  const host = (/** @type {string} */ address) =>
    address.slice(address.lastIndexOf("@") + 1).toLowerCase();
  return alike(found.filter(host), host).map((addresses) => [host(addresses[0] ?? ""), addresses]);
}

/**
 * @param {Bundle} bundle
 * @returns {{iban: string, own: boolean}[]} Bank accounts in the messages whose check digits are right, and whether only as one's own.
 */
function ibans({ leads: { leads, signed }, briefing }) {
  return leads
    .filter(({ kind, check }) => signed && kind === "iban" && check === "holds")
    .filter(({ places }) => places.some((one) => one.stands()))
    .map((lead) => ({ iban: lead.value, own: isOwnLead(lead, briefing) }));
}

/**
 * @param {Briefing} brief
 * @param {Bundle} bundle
 * @returns {HTMLElement[]} Each with what it asks for, as far as that is known, and where it was read.
 */
export function asks(brief, bundle) {
  const lines = [...brief.ask.map(listed), ...general(brief, bundle)];
  return [
    el("p", {}, word("brief.ask.today")),
    ...(lines.length > 0 ? lines : [el("p", {}, word("brief.ask.none"))]),
  ];
}

/** @param {Briefing["ask"][number]} row */
function listed(row) {
  const language = currentLanguage();
  const source = word("brief.ask.source", {
    source: text(row.source[language]),
    checked: row.checked,
  });
  const sure = row.confirmed
    ? source
    : `${source}${word("semicolon")}${word("brief.not_confirmed")}`;
  const days = row.days > 0 ? word("brief.ask.days", { days: row.days }) : "";
  return el(
    "p",
    {},
    el("strong", {}, platformName(row.platform)),
    `. ${row.wants[language] ?? ""} ${row.note[language] ?? ""} ${days} `,
    el("span.hint", {}, `(${sure})`),
  );
}

/**
 * What to ask of whoever is in no list: the same of each of a kind.
 * @param {Briefing} brief
 * @param {Bundle} bundle
 */
function general(brief, bundle) {
  const sites = unlisted(brief).map(({ platform, host, exhibits }) =>
    asked(
      siteName(platform, host),
      word("brief.ask.general", { host, addresses: addressesOf(exhibits, bundle) }),
    ),
  );
  const addressed = mailHosts(brief).map(([host, all]) =>
    asked(host, word("brief.ask.mail", { host, addresses: all.join(", ") })),
  );
  const banks = ibans(bundle).map(({ iban, own }) =>
    asked(
      word("brief.ask.bank.title"),
      word(own ? "brief.ask.iban.own" : "brief.ask.iban", { iban }),
    ),
  );
  return [...sites, ...addressed, ...banks];
}

/**
 * @param {number[]} exhibits
 * @param {Bundle} bundle
 */
function addressesOf(exhibits, bundle) {
  const found = bundle.exhibits.filter(({ number }) => exhibits.includes(number));
  return [...new Set(found.map(({ url }) => url))].join(", ");
}

/**
 * @param {string} whom
 * @param {string} what
 */
function asked(whom, what) {
  return el("p", {}, el("strong", {}, whom), `. ${what}`);
}
