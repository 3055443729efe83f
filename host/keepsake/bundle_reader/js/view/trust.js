/** What a page that came with a copy cannot prove, whose roots it used, and how to check with a page that came otherwise. */

import RELEASE from "../../../../../shared/data/release.json";
import { attempt, read } from "../check/findings.js";
import { KEY, NEWEST } from "../check/log.js";
import { openCheckpoint, readVerifierKey } from "../check/note.js";
import { usedRoots } from "../check/pins.js";
import { el } from "../dom.js";
import { object, readJson, text } from "../values.js";
import { counted, localTime, word, zoneName } from "../words.js";

/** @typedef {import("../main.js").Bundle} Bundle */

const TRUST = "trust";

/**
 * Beside the verdict, in one line, with the way to the rest.
 * @returns {HTMLElement}
 */
export function trustLine() {
  const onclick = () => document.getElementById(TRUST)?.scrollIntoView();
  const way = el("button.link", { type: "button", onclick }, word("trust.title"));
  return el("p", {}, `${word("trust.page")} `, way);
}

/**
 * @param {Bundle} bundle
 * @returns {Record<string, unknown>} When and by what the copy was made, as it says itself.
 */
export function madeOf({ files }) {
  const contents = readJson(files.get("data/contents.json"));
  return object(contents.made ?? readJson(files.get("data/summary.json")).made);
}

/**
 * @param {Bundle} bundle
 * @returns {HTMLElement}
 */
export function trust(bundle) {
  const { files, members, pins } = bundle;
  const contents = readJson(files.get("data/contents.json"));
  const made = madeOf(bundle);
  const roots = usedRoots(pins, members.keys()).map(
    ({ name, prints }) => `${name} (${prints.join(", ")})`,
  );
  return el(
    "section.trust",
    { id: TRUST, "aria-label": word("trust.title") },
    el("h2", {}, word("trust.title")),
    el("p", {}, ofWhen(bundle, made)),
    el("p", {}, `${word("trust.page")} ${word("trust.other")}`),
    el("p", {}, ...release(text(contents.program) || text(made.program), text(contents.page))),
    el(
      "p",
      {},
      roots.length > 0
        ? word("trust.roots", { roots: roots.join(word("semicolon")) })
        : word("trust.roots.none"),
    ),
  );
}

/**
 * An older copy is whole and says nothing of what came after it.
 * @param {Bundle} bundle
 * @param {Record<string, unknown>} made
 */
function ofWhen({ files }, made) {
  const key = attempt(() => readVerifierKey(read(files, KEY)));
  const size = key ? attempt(() => openCheckpoint(read(files, NEWEST), key))?.size : undefined;
  const offset = Number(made.offset_minutes ?? 0);
  const time = localTime(text(made.utc), offset);
  if (!time) return word("trust.when.none");
  const when = `${time} (${zoneName(offset, text(made.zone))})`;
  return word("trust.when", { when, records: counted("records", size ?? 0) });
}

/**
 * @param {string} program That made the copy, and this page with it.
 * @param {string} page SHA-256, as the signed list of the copy's contents names it.
 * @returns {(Node | string)[]}
 */
function release(program, page) {
  const where = RELEASE.address ? word("trust.where", RELEASE) : word("trust.where.none");
  const version = program || word("trust.version.none");
  return [
    `${word("trust.release", { version })} ${where} `,
    page ? `${word("trust.hash")} ` : word("trust.hash.none"),
    page ? el("code.hash", {}, page) : "",
  ];
}
