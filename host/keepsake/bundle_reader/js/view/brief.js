/** The officer's first screen: who, which accounts, what was said and demanded, what to ask whom. */

import { copyable, el, table } from "../dom.js";
import { text } from "../values.js";
import { word, wordOr } from "../words.js";
import { ASK, asks } from "./brief_asks.js";
import { facts } from "./brief_facts.js";
import { withWays } from "./brief_named.js";
import { alike, eventText } from "./brief_phrases.js";
import { again, gone, place, quoted, when, who } from "./brief_rechecks.js";
import { behindTold, byMarks, sitesOf, withoutId } from "./brief_whom.js";
import { completeness, isWhole } from "./completeness.js";
import { eyewitnesses, logins, reasons } from "./corroboration.js";
import { madeOf } from "./trust.js";

/** @typedef {import("../briefing/shape.js").Briefing} Briefing */
/** @typedef {import("../briefing/shape.js").Said} Said */
/** @typedef {import("../main.js").Bundle} Bundle */
/** @typedef {{bundle: Bundle, offset: number, made: string, go: import("../main.js").Go}} Around */

const TOLD_CHARACTERS = 900;

/**
 * @param {Briefing} brief
 * @param {Bundle} bundle
 * @param {import("../main.js").Go} go
 * @returns {HTMLElement}
 */
export function briefing(brief, bundle, go) {
  const offset = bundle.exhibits[0]?.offset ?? 0;
  const around = { bundle, offset, made: text(madeOf(bundle).utc), go };
  return el(
    "div.brief",
    {},
    facts(brief, around),
    el("h2", {}, word("brief.told")),
    ...told(brief, around),
    el("h2", {}, word("brief.accounts")),
    ...accounts(brief),
    el("h2", { id: ASK }, word("brief.ask")),
    ...asks(brief, bundle),
    el("h2", {}, word("brief.gone")),
    ...gone(brief, around),
    ...again(brief, around),
    el("h2", { id: "missing" }, word("brief.missing")),
    ...missing(bundle),
    el("h2", {}, word("brief.pointed")),
    pointed(brief, around),
    ...corrected(brief, around),
    ...contacts(brief),
    ...events(brief, around),
    ...reasons(brief, around),
    ...logins(brief),
    ...eyewitnesses(brief),
  );
}

/**
 * The statement: what happened is read first, and every other part of it is there too.
 * @param {Briefing} brief
 * @param {Around} around
 */
function told(brief, around) {
  if (brief.told.length === 0) return [el("p", {}, word("brief.told.none"))];
  const what = brief.told.find(({ key }) => key === "what")?.text ?? "";
  const shown =
    what.length > TOLD_CHARACTERS ? `${what.slice(0, TOLD_CHARACTERS).trimEnd()} […]` : what;
  const rest = brief.told.filter(({ key, text }) => key !== "what" || text !== shown);
  const parts = rest.flatMap(({ key, text }) => [
    el("h3", {}, wordOr(`brief.part.${key}`, word("brief.part.other"))),
    el("p.told", { dir: "auto" }, ...withWays(text, around)),
  ]);
  return [
    shown
      ? el("p.told", { dir: "auto" }, ...withWays(shown, around))
      : el("p", {}, word("brief.told.not_here")),
    rest.length > 0 && el("details", {}, el("summary", {}, word("brief.told.rest")), ...parts),
  ];
}

/** @param {Briefing} brief */
function accounts(brief) {
  if (brief.accounts.length === 0) return [el("p", {}, word("brief.accounts.none"))];
  return [
    ...byMarks(brief).map((account) =>
      el(
        "article.account",
        {},
        el("h3", {}, `${sitesOf(account)} · ${account.name}`),
        ...account.permanent.map(({ value, where }) =>
          line(
            word("brief.permanent"),
            copyable(value, word("brief.permanent")),
            " ",
            el("span.hint", {}, foundIn(where)),
          ),
        ),
        account.permanent.length === 0 &&
          withoutId(account) &&
          line(word("brief.permanent"), withoutId(account)),
        ...account.handles.map(({ name, value }) => {
          const what = word(name === "name" ? "brief.name" : "brief.account");
          return line(what, copyable(value, what));
        }),
        ...account.addresses.map((address) =>
          line(word("brief.profile"), copyable(address, word("brief.profile"))),
        ),
        ...account.behind.map((who) => line(word("brief.behind"), behindTold(who))),
        account.own && el("p.line", {}, word(`brief.own.${account.own}`)),
        line(word("brief.exhibits"), account.exhibits.join(", ")),
      ),
    ),
    el("p.hint", {}, word("brief.accounts.note")),
  ];
}

/** @param {string[]} where */
function foundIn(where) {
  const places = where.map((place) => wordOr(`where.${place}`, place));
  return word("brief.found", { where: places.join(", ") });
}

/**
 * @param {Briefing} brief
 * @param {Around} around
 */
function pointed(brief, around) {
  if (brief.pointed.length === 0) return el("p", {}, word("brief.pointed.none"));
  const head = ["as", "words", "who_when", "where"].map((name) => word(`brief.${name}`));
  const rows = alike(brief.pointed, ({ said }) => `${said.exhibit}/${said.item}`).map((marks) =>
    pointedRow(marks, around),
  );
  return table(word("brief.pointed"), head, rows);
}

/**
 * @param {Briefing["pointed"]} marks Of one message.
 * @param {Around} around
 * @returns {(Node | string)[]}
 */
function pointedRow(marks, around) {
  const said = /** @type {Said} */ (marks[0]?.said);
  const each = (/** @type {string[]} */ told) => [...new Set(told.filter(Boolean))];
  const meanings = marks.map(({ meaning }) => wordOr(`brief.meaning.${meaning}`, meaning));
  const due = marks.map((one) => (one.due ? word("brief.due", { due: one.due }) : ""));
  return [
    el("strong", {}, each(meanings).join(", ")),
    el(
      "div",
      {},
      quoted(said),
      ...each(due).map((one) => el("p.due", {}, one)),
      ...each(marks.map(({ note }) => note)).map((one) => el("p.hint", {}, one)),
    ),
    [who(said), when(said, around)].filter(Boolean).join(", "),
    place(said, around),
  ];
}

/**
 * @param {Briefing} brief
 * @param {Around} around
 */
function corrected(brief, around) {
  if (brief.corrected.length === 0) return [];
  const head = [
    word("brief.words"),
    word("brief.corrected.read"),
    word("brief.corrected.says"),
    word("brief.where"),
  ];
  const rows = brief.corrected.map(({ said, author, when: written, why }) => [
    quoted(said),
    [who(said), when(said, around)].filter(Boolean).join(", "),
    el(
      "div",
      {},
      author && el("p", {}, word("brief.corrected.author", { author })),
      written && el("p", {}, word("brief.corrected.when", { when: written })),
      why && el("p.hint", {}, why),
    ),
    place(said, around),
  ]);
  return [
    el("h2", {}, word("brief.corrected")),
    el("p.hint", {}, word("brief.corrected.what")),
    table(word("brief.corrected"), head, rows),
  ];
}

/**
 * What is missing of captures; of added files it is not known.
 * @param {Bundle} bundle
 */
function missing({ exhibits }) {
  const captured = exhibits.filter(({ added }) => !added);
  const part = exhibits.filter(
    (one) => !(isWhole(one) || one.added) || one.waited || one.parts.some(({ member }) => !member),
  );
  const told = part.map((one) =>
    el("div", {}, el("h3", {}, word("exhibit.named", { number: one.number })), completeness(one)),
  );
  const whole = part.length === 0 && (captured.length > 0 || exhibits.length === 0);
  return [
    ...told,
    whole && el("p", {}, word("brief.missing.none")),
    captured.length < exhibits.length && el("p", {}, word("brief.missing.added")),
  ];
}

/** @param {Briefing} brief */
function contacts(brief) {
  if (brief.contacts.length === 0) return [];
  const head = ["date", "with", "file_number", "result"].map((name) => word(`brief.${name}`));
  const rows = brief.contacts.map(({ when: day, who, file, result, more }) => [
    day,
    who,
    file,
    [wordOr(`brief.result.${result}`, result), more].filter(Boolean).join(". "),
  ]);
  return [el("h2", {}, word("brief.contacts")), table(word("brief.contacts"), head, rows)];
}

/**
 * @param {Briefing} brief
 * @param {Around} around
 */
function events(brief, around) {
  if (brief.events.length === 0) return [];
  const head = ["date", "event"].map((name) => word(`brief.${name}`));
  const rows = brief.events.map((one) => [
    one.when,
    el("span", {}, ...withWays(eventText(one), around)),
  ]);
  return [el("h2", {}, word("brief.events")), table(word("brief.events"), head, rows)];
}

/**
 * @param {string} name
 * @param {...(Node | string)} value
 */
function line(name, ...value) {
  return el("p.line", {}, el("span.name", {}, `${name}${word("colon")}`), ...value);
}
