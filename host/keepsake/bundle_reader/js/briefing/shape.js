/** What an officer asks first, as the views show it. Source: FORMAT.md §6.8. */

import { count, list, object, text } from "../values.js";

/**
 * @typedef {{exhibit: number, item: number, author: string, text: string, time: string, timeShown: string,
 *   zoneAssumed: boolean, takenOver: boolean, side: string}} Said
 * @typedef {{name: string, value: string, where: string[], platform: string}} Handle
 * @typedef {{platform: string, platforms: string[], name: string, handles: Handle[], permanent: Handle[], addresses: string[],
 *   exhibits: number[], behind: {name: string, sure: string, why: string}[], hosts: string[], own: string}} Account
 * @typedef {{kind: string, note: string, exhibit: number, item: number}} Reason
 * @typedef {{platform: string, wants: Record<string, unknown>, note: Record<string, unknown>, days: number,
 *   source: Record<string, unknown>, checked: string, confirmed: boolean, carrier: boolean}} Ask
 * @typedef {{claimed: {case: string, reporter: string, signed: boolean}, told: {key: string, text: string}[], accounts: Account[],
 *   pointed: {meaning: string, said: Said, note: string, due: string, dueUtc: string}[], gone: {said: Said, since: string}[],
 *   messages: number, first: Said | null, last: Said | null, events: {when: string, text: string, place: string}[],
 *   contacts: {when: string, who: string, file: string, result: string, more: string}[], ask: Ask[],
 *   again: {exhibit: number, by: number, seen: string, when: string, said: string}[],
 *   corrected: {said: Said, author: string, when: string, why: string}[],
 *   people: {name: string, relation: string, sure: string, why: string, accounts: string[], reasons: Reason[]}[],
 *   sites: {platform: string, host: string, exhibits: number[]}[],
 *   captured: {by: string, program: string, browser: string, exhibits: number[]}[],
 *   logins: {exhibit: number, how: string, account: string, shown: string, note: string}[],
 *   eyewitnesses: {name: string, role: string, reach: string, when: string, how: string, saw: string, same: string,
 *     exhibits: number[]}[]}} Briefing
 */

/**
 * @param {Record<string, unknown>} row As it was gathered here.
 * @param {{case: string, reporter: string, signed: boolean}} claimed What no record says.
 * @returns {Briefing}
 */
export function readBriefing(row, claimed) {
  return {
    claimed,
    told: Object.entries(object(row.told)).map(([key, value]) => ({ key, text: text(value) })),
    accounts: list(row.accounts).map(readAccount),
    pointed: each(row.pointed, readPointed),
    gone: each(row.gone, ({ said, since }) => ({ said: readSaid(said), since: text(since) })),
    messages: count(row.messages),
    first: row.first ? readSaid(row.first) : null,
    last: row.last ? readSaid(row.last) : null,
    events: each(row.events, readEvent),
    contacts: list(row.contacts).map(readContact),
    ask: list(row.ask).map(readAsk),
    again: each(row.again, readAgain),
    corrected: each(row.corrected, readCorrected),
    people: each(row.people, readPerson),
    sites: each(row.sites, readSite),
    captured: each(row.captured, readCaptured),
    logins: each(row.logins, readLogin),
    eyewitnesses: each(row.eyewitnesses, readEyewitness),
  };
}

/**
 * @template Read
 * @param {unknown} rows
 * @param {(row: Record<string, unknown>) => Read} read
 * @returns {Read[]}
 */
function each(rows, read) {
  return list(rows).map((row) => read(object(row)));
}

/**
 * @param {Record<string, unknown>} row
 * @returns {Briefing["pointed"][number]}
 */
function readPointed({ meaning, said, note, due, due_utc }) {
  return {
    ...{ meaning: text(meaning), said: readSaid(said), note: text(note) },
    ...{ due: text(due), dueUtc: text(due_utc) },
  };
}

/**
 * @param {Record<string, unknown>} row
 * @returns {Briefing["events"][number]} With the place, where one was said.
 */
function readEvent({ when, text: told, place }) {
  return { when: day(when), text: text(told), place: text(place) };
}

/**
 * @param {Record<string, unknown>} row
 * @returns {Briefing["again"][number]}
 */
function readAgain({ exhibit, by, seen, when, said }) {
  return {
    ...{ exhibit: count(exhibit), by: count(by) },
    ...{ seen: text(seen), when: text(when), said: text(said) },
  };
}

/**
 * @param {Record<string, unknown>} row
 * @returns {Briefing["corrected"][number]}
 */
function readCorrected({ said, author, when, why }) {
  return { said: readSaid(said), author: text(author), when: text(when), why: text(why) };
}

/**
 * @param {Record<string, unknown>} row
 * @returns {Briefing["people"][number]}
 */
function readPerson({ name, relation, sure, why, accounts, reasons }) {
  const who = { name: text(name), relation: text(relation), sure: text(sure), why: text(why) };
  return { ...who, accounts: list(accounts).map(text), reasons: each(reasons, readReason) };
}

/**
 * @param {Record<string, unknown>} row
 * @returns {Reason}
 */
function readReason({ kind, note, exhibit, item }) {
  return { kind: text(kind), note: text(note), exhibit: count(exhibit), item: count(item) };
}

/**
 * @param {Record<string, unknown>} row
 * @returns {Briefing["logins"][number]}
 */
function readLogin({ exhibit, how, account, shown, note }) {
  const said = { how: text(how), account: text(account), note: text(note) };
  return { exhibit: count(exhibit), shown: text(shown), ...said };
}

/**
 * @param {Record<string, unknown>} row
 * @returns {Briefing["eyewitnesses"][number]}
 */
function readEyewitness({ name, role, reach, when, how, saw, same, exhibits }) {
  return {
    ...{ name: text(name), role: text(role), reach: text(reach), when: text(when) },
    ...{ how: text(how), saw: text(saw), same: text(same), exhibits: list(exhibits).map(count) },
  };
}

/**
 * @param {Record<string, unknown>} row
 * @returns {Briefing["sites"][number]}
 */
function readSite({ platform, host, exhibits }) {
  return { platform: text(platform), host: text(host), exhibits: list(exhibits).map(count) };
}

/**
 * @param {Record<string, unknown>} row
 * @returns {Briefing["captured"][number]}
 */
function readCaptured({ by, program, browser, exhibits }) {
  return {
    ...{ by: text(by), program: text(program), browser: text(browser) },
    exhibits: list(exhibits).map(count),
  };
}

/**
 * @param {unknown} value
 * @returns {Said}
 */
function readSaid(value) {
  const row = object(value);
  return {
    exhibit: count(row.exhibit),
    item: count(row.item),
    author: text(row.author),
    text: text(row.text),
    time: text(row.time),
    timeShown: text(row.time_shown),
    zoneAssumed: row.zone_assumed === true,
    takenOver: text(row.author_source) === "before",
    side: text(row.side),
  };
}

/**
 * @param {unknown} value
 * @returns {Account}
 */
function readAccount(value) {
  const row = object(value);
  return {
    platform: text(row.platform),
    platforms: list(row.platforms).map(text),
    name: text(row.name),
    handles: list(row.handles).map(readHandle),
    permanent: list(row.permanent).map(readHandle),
    addresses: list(row.addresses).map(text),
    exhibits: list(row.exhibits).map(count),
    behind: list(row.behind)
      .map(object)
      .map((each) => ({ name: text(each.name), sure: text(each.sure), why: text(each.why) })),
    hosts: list(row.hosts).map(text),
    own: text(row.own),
  };
}

/**
 * @param {unknown} value
 * @returns {Handle}
 */
function readHandle(value) {
  const row = object(value);
  const facts = { name: text(row.name), value: text(row.value), platform: text(row.platform) };
  return { ...facts, where: list(row.where).map(text) };
}

/** @param {unknown} value */
function readContact(value) {
  const row = object(value);
  const person = [row.rank, row.person, row.badge].map(text).filter(Boolean).join(" ");
  const who = [person, text(row.agency), text(row.number)];
  return {
    when: day(row.when),
    who: who.filter(Boolean).join(", "),
    file: text(row.file_number),
    result: text(row.result),
    more: [row.reason, row.promised].map(text).filter(Boolean).join(". "),
  };
}

/**
 * @param {unknown} value
 * @returns {Ask}
 */
function readAsk(value) {
  const row = object(value);
  return {
    platform: text(row.platform),
    wants: object(row.wants),
    note: object(row.note),
    days: count(row.days),
    source: object(row.source),
    checked: text(row.checked),
    confirmed: row.confirmed === true,
    carrier: row.carrier === true,
  };
}

/** @param {unknown} value */
function day(value) {
  const { date, clock } = object(value);
  return [date, clock].map(text).filter(Boolean).join(" ");
}
