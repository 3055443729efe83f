/** Leads: wallets, accounts, numbers and addresses in the messages, each with the way to every message it stands in. */

import { KINDS } from "../briefing/leads.js";
import { copyable, el, table } from "../dom.js";
import { counted, platformName, word, wordOr } from "../words.js";
import { isolated, shortened } from "./brief_phrases.js";
import { place, when, who } from "./brief_rechecks.js";
import { isOwnLead } from "./brief_whom.js";
import { SHOW_ALL } from "./text.js";

/** @typedef {import("../briefing/leads.js").Lead} Lead */
/** @typedef {import("../briefing/leads.js").Place} Place */
/** @typedef {import("./brief.js").Around} Around */

const ROWS_AT_ONCE = 100;
const PLACES_AT_ONCE = 5;
const ASKED = new Set(["wallet", "iban", "card", "phone", "email", "user", "link"]);
const VALUES = 2; // of a kind, on the first screen
const VALUE = 60; // characters of one

/**
 * @param {import("../main.js").Bundle} bundle
 * @param {import("../main.js").Go} go
 * @returns {HTMLElement}
 */
export function leads(bundle, go) {
  const around = { bundle, offset: bundle.exhibits[0]?.offset ?? 0, made: "", go };
  const kinds = byKind(bundle.leads.leads);
  return el(
    "div.leads",
    {},
    el("h1", {}, word("leads.title")),
    el("p", {}, word("leads.what")),
    !bundle.leads.signed && el("p.insisted", {}, word("leads.unsigned")),
    kinds.length === 0 && el("p", {}, word("leads.none")),
    ...kinds.flatMap(([kind, rows]) => [
      el("h2", {}, word(`leads.kind.${kind}`)),
      ofKind(kind, rows, around),
    ]),
  );
}

/**
 * How many of each kind there are, and the way to them: the first screen says it at once.
 * @param {import("../main.js").Bundle} bundle
 * @param {import("../main.js").Go} go
 * @returns {(Node | string)[]} Empty where there are none.
 */
export function leadsLine(bundle, go) {
  const { leads, signed } = bundle.leads;
  if (leads.length === 0) return [];
  const others = leads.filter((lead) => !isOwnLead(lead, bundle.briefing));
  const own = leads.length - others.length;
  const told = byKind(others).map(([kind, rows]) => ofKindAtOnce(kind, rows, signed));
  if (own > 0) told.push(counted("leads.own", own));
  const open = { type: "button", onclick: () => go("leads") };
  return [el("button.link", open, told.join(word("semicolon")))];
}

/**
 * @param {string} kind
 * @param {Lead[]} rows
 * @param {boolean} signed
 * @returns {string} How many there are, and what can be asked about at once.
 */
function ofKindAtOnce(kind, rows, signed) {
  const facts = { kind: word(`leads.kind.${kind}`), count: rows.length };
  const good = rows.filter(
    ({ check, places }) => check !== "fails" && places.some((one) => one.stands()),
  );
  if (!signed || !ASKED.has(kind) || good.length === 0) return word("leads.many", facts);
  const values = good.slice(0, VALUES).map((one) => isolated(shortened(written(one), VALUE)));
  return word("leads.some", { ...facts, values: values.join(", ") });
}

/**
 * @param {Lead} lead
 * @returns {string} As it is written; in its one form where it is written in signs of another script.
 */
function written({ value, normal }) {
  return normal && [...value].some((sign) => sign > "\x7f") ? normal : value;
}

/**
 * @param {Lead[]} all
 * @returns {[string, Lead[]][]} Kinds of which there are some, in their order.
 */
function byKind(all) {
  return KINDS.map(
    (kind) => /** @type {[string, Lead[]]} */ ([kind, all.filter((one) => one.kind === kind)]),
  ).filter(([, rows]) => rows.length > 0);
}

/**
 * @param {string} kind
 * @param {Lead[]} rows
 * @param {Around} around
 */
function ofKind(kind, rows, around) {
  const head = ["value", "known", "messages"].map((name) => word(`leads.column.${name}`));
  const box = el("div", {});
  let shown = ROWS_AT_ONCE;
  const fill = () => {
    const cells = rows.slice(0, shown).map((one) => row(one, around));
    const more = el("button.more", { type: "button" }, word("leads.show_more"));
    const all = (/** @type {number} */ many) => () => {
      shown = many;
      fill();
    };
    more.addEventListener("click", all(shown + ROWS_AT_ONCE));
    more.addEventListener(SHOW_ALL, all(Number.POSITIVE_INFINITY));
    box.replaceChildren(
      table(word(`leads.kind.${kind}`), head, cells),
      ...(rows.length > shown ? [more] : []),
    );
  };
  fill();
  return box;
}

/**
 * @param {Lead} lead
 * @param {Around} around
 */
function row(lead, around) {
  const name = word(`leads.kind.${lead.kind}`);
  const [first, rest] = [
    lead.places.slice(0, PLACES_AT_ONCE),
    lead.places.slice(PLACES_AT_ONCE),
  ].map((places) => places.map((one) => standsIn(one, lead, around)));
  return [
    el("div", {}, copyable(lead.value, name)),
    el(
      "div",
      {},
      lead.normal && el("p", {}, copyable(lead.normal, name)),
      ...known(lead).map((each) => el("p", {}, each)),
      isOwnLead(lead, around.bundle.briefing) && el("p", {}, word("leads.mine")),
    ),
    el(
      "div",
      {},
      ...(first ?? []),
      rest &&
        rest.length > 0 &&
        el(
          "details",
          {},
          el("summary", {}, word("leads.places_left", { count: rest.length })),
          ...rest,
        ),
    ),
  ];
}

/**
 * @param {Lead} lead
 * @returns {string[]} Whose it is, whether its checksum holds, and in which country it was read.
 */
function known({ kind, of, check, assumed }) {
  const checked = check && word(check === "holds" ? "leads.check.holds" : "leads.check.fails");
  return [assumed ? word("leads.assumed", { of }) : whose(kind, of), checked].filter(Boolean);
}

/**
 * @param {string} kind
 * @param {string} of
 */
function whose(kind, of) {
  if (kind === "user") return platformOr(of);
  return of && ["iban", "phone"].includes(kind) ? word("leads.country", { of }) : of;
}

/** @param {string} of A platform, or the host of a server. */
function platformOr(of) {
  return wordOr(`platform.${of}`, "") ? platformName(of) : of;
}

/**
 * @param {Place} one
 * @param {Lead} lead
 * @param {Around} around
 */
function standsIn({ said, written, where, stands }, lead, around) {
  if (!stands()) {
    const { exhibit, item } = said;
    return el("p.insisted", {}, word("leads.absent", { written, exhibit, item }));
  }
  const told = [
    [who(said) || word("text.no_author"), when(said, around)].filter(Boolean).join(", "),
    written !== lead.value && word("leads.written", { written }),
    where !== "text" && wordOr(`leads.where.${where}`, ""),
  ].filter(Boolean);
  return el("p", {}, place(said, around), ` ${told.join(" · ")}`);
}
