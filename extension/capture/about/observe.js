/** Whether a page shows no evidence but a wall, something gone, an error or a wait. Pure, by shared/data/platforms/any_site.json. */

import { ruleFor } from "./platform.js";

/**
 * @typedef {object} KindData how a kind of page is recognised
 * @property {string[]} addresses expressions, of addresses
 * @property {string[]} words expressions, of whole lines, in several languages
 */

/** @typedef {import("../../../shared/schemas/manifest").Observation} Observation */
/** @typedef {Observation["kind"]} PageKind */
/** @typedef {Record<PageKind, KindData>} PageKinds */

const FEW_ITEMS = 3; // from so many on a page is taken for what it holds
const SHORT = 900; // characters: a page that only says that something is not there
const SHORT_WALL = 2500; // walls carry small print
const TERSE = 350; // characters: a page that says so without a heading
const PHRASE = 12; // characters: "log in" is also on pages that need none
const NOTHING = 60; // characters: as good as no text

/**
 * @param {Partial<PageKinds>} kinds
 * @param {PageKind} kind
 * @param {string[]} lines
 * @returns {string} the first that such a page says; "" where none does
 */
function lineOf(kinds, kind, lines) {
  const words = (kinds[kind]?.words ?? []).map((each) => new RegExp(`^(?:${each})$`, "iu"));
  return lines.find((line) => words.some((word) => word.test(line))) ?? "";
}

/**
 * @param {Partial<PageKinds>} kinds `page_kinds` of shared/data/platforms/any_site.json
 * @param {KeepsakeSigns} signs
 * @returns {Observation | null} null where the page may well be what it is kept for
 */
export function observe(kinds, signs) {
  // What the site itself answered, and a field for a password, weigh more than rows: those may be links.
  const bare = signs.items < FEW_ITEMS;
  const walled = bare || (signs.password && signs.alike < FEW_ITEMS);
  const seen = () =>
    (bare ? wall(kinds, signs, "locked") : null) ??
    (walled ? wall(kinds, signs, "sign_in") : null) ??
    (bare ? (notThere(kinds, signs) ?? waiting(kinds, signs)) : null);
  const found = byStatus(signs) ?? (signs.composer ? null : seen());
  if (!found) return null;
  const { kind, certain, reasons } = found;
  const said = lineOf(kinds, kind, [...signs.heads, ...signs.lines, titleOf(signs.title)]);
  return { kind, at: signs.at, confidence: certain ? "certain" : "likely", reasons, said };
}

/** @param {string} title without the name of the site behind it */
function titleOf(title) {
  return title.split(/\s+[|•·–—-]\s+/)[0]?.trim() ?? "";
}

/**
 * @typedef {{kind: PageKind, certain: boolean, reasons: string[]} | null} Finding
 */

/**
 * @param {KeepsakeSigns} signs
 * @returns {Finding}
 */
function byStatus({ status, composer, times, alike }) {
  if (composer && (times > 0 || alike > 1)) return null; // sites answer so that paint talk all the same
  const reasons = [`status_${status}`];
  if (status === 404 || status === 410) return { kind: "gone", certain: true, reasons };
  if (status === 401) return { kind: "sign_in", certain: true, reasons };
  return status >= 400 ? { kind: "error", certain: true, reasons } : null;
}

/**
 * @param {Partial<PageKinds>} kinds
 * @param {KeepsakeSigns} signs
 * @param {"locked" | "sign_in"} kind what the wall asks for: a code of the messages alone, or who wants to see them
 * @returns {Finding}
 */
function wall(kinds, { address, password, text, lines, times }, kind) {
  if (text > SHORT_WALL || times > 1) return null;
  const field = password && kind === "sign_in";
  const at = (kinds[kind]?.addresses ?? []).some((each) => new RegExp(each, "i").test(address));
  const said = lineOf(kinds, kind, lines);
  const reasons = [
    ...(field ? ["password_field"] : []),
    ...(at ? ["address"] : []),
    ...(said ? ["words"] : []),
  ];
  const alone = text < SHORT && (field || said.length > PHRASE);
  if (reasons.length < 2 && !alone) return null;
  const certain = (field || kind === "locked") && reasons.length > 1;
  return { kind, certain, reasons: [...reasons, "few_items"] };
}

/**
 * @param {Partial<PageKinds>} kinds
 * @param {KeepsakeSigns} signs
 * @returns {Finding}
 */
function notThere(kinds, { text, title, heads, lines, times, alike }) {
  for (const kind of /** @type {PageKind[]} */ (["gone", "error"])) {
    const head = lineOf(kinds, kind, heads) !== "" && times < 2 && text < SHORT;
    const talk = times > 0 || alike > 1;
    const line = lineOf(kinds, kind, lines) !== "" && !talk && text < TERSE;
    if (!head && !line) continue;
    const titled = lineOf(kinds, kind, [titleOf(title)]) !== "";
    const reasons = [head ? "heading" : "words", ...(titled ? ["title"] : []), "few_items"];
    return { kind, certain: titled, reasons };
  }
  return null;
}

/**
 * @param {Partial<PageKinds>} kinds
 * @param {KeepsakeSigns} signs
 * @returns {Finding}
 */
function waiting(kinds, { busy, pictures, text, lines, items }) {
  const worded = lineOf(kinds, "loading", lines) !== "";
  const bare = text === 0 && pictures < 3;
  if (items > 0 || text > NOTHING || !(busy || worded || bare)) return null;
  const reasons = [
    ...(busy ? ["busy"] : []),
    ...(worded ? ["words"] : []),
    ...(bare ? ["no_text"] : []),
  ];
  return { kind: "loading", certain: false, reasons: [...reasons, "no_items"] };
}

/** What a page was seen to be over one capture, as a dated record. */
export class Observed {
  /** @param {import("./platform.js").PlatformRule[]} rules */
  constructor(rules) {
    this.kinds = ruleFor(rules, "")?.page_kinds ?? {};
    /** @type {Observation[]} */
    this.record = [];
    this.address = "";
  }

  /** @param {KeepsakeSigns | undefined} signs of a later look than the one before */
  see(signs) {
    if (!signs) return;
    this.address ||= signs.address;
    if (signs.address !== this.address) return; // another page
    const now = observe(this.kinds, signs);
    const before = this.record.at(-1);
    if (before && !before.until) {
      if (before.kind === now?.kind) return;
      before.until = signs.at;
    }
    if (now) this.record.push(now);
  }

  /** @returns {PageKind | ""} what the page was when it was last looked at, "" where it may be evidence */
  get now() {
    const last = this.record.at(-1);
    return last && !last.until ? last.kind : "";
  }
}
