/** Pictures and sounds as a page loaded them, each with hash, address and the messages that name it. Source: FORMAT.md §6.22. */

import { PICTURES } from "../added.js";
import { digest, hex } from "../bytes.js";
import { copyable, el, saveFile } from "../dom.js";
import { MhtmlError, media } from "../mhtml.js";
import { bytesOfMember, inMemory, OpenError, wholeOf } from "../source.js";
import { size, word } from "../words.js";

/**
 * @typedef {import("../model.js").Exhibit} Exhibit
 * @typedef {Map<string, number[]>} Named Numbers of messages by the addresses that they name.
 */

/**
 * The browser's own page copies of an exhibit, each read when somebody wants to see what is in it.
 * @param {Exhibit} exhibit
 * @param {import("../main.js").Go} go
 * @returns {HTMLElement[]}
 */
export function pageMedia(exhibit, go) {
  const copies = exhibit.parts.filter(({ kind, member }) => kind === "mhtml" && member);
  return copies.flatMap((part) => {
    const list = el("ol.items.media");
    const status = el("p.status", { role: "status" });
    const ontoggle = async (/** @type {{target: HTMLDetailsElement}} */ { target }) => {
      if (!target.open || list.hasChildNodes()) return;
      status.textContent = word("media.reading");
      const told = await rows(exhibit, part, go);
      list.replaceChildren(...told);
      status.textContent = told.length > 0 ? "" : word("media.unread");
    };
    return [
      el("h2", {}, word("media.title")),
      el("p", {}, word("media.note")),
      el("details", { ontoggle }, el("summary", {}, part.name), status, list),
    ];
  });
}

/**
 * @param {Exhibit} exhibit
 * @param {import("../model.js").Part} part
 * @param {import("../main.js").Go} go
 * @returns {Promise<HTMLElement[]>} None where it cannot be read.
 */
async function rows(exhibit, part, go) {
  if (!part.member) return [];
  const named = namedIn(exhibit);
  const told = [];
  const there = new Set();
  try {
    for (const one of media(await bytesOfMember(part.member))) {
      const address = bare(one.address);
      there.add(address);
      const sha256 = hex(await digest("SHA-256", one.data));
      const messages = messagesOf(exhibit, named.get(address) ?? [], go);
      told.push({ first: named.get(address)?.[0], row: row(one, sha256, messages) });
    }
  } catch (error) {
    if (!(error instanceof MhtmlError || error instanceof OpenError)) throw error;
    return [];
  }
  for (const [address, numbers] of named) {
    if (there.has(address)) continue;
    const messages = messagesOf(exhibit, numbers, go);
    const missing = el("p", {}, word("media.not_in_copy"));
    told.push({ first: numbers[0], row: el("li", {}, addressed(address), missing, messages) });
  }
  // Those of messages first, in the order of the page.
  const last = exhibit.items.length + 1;
  told.sort((a, b) => (a.first ?? last) - (b.first ?? last));
  return told.map((one) => one.row);
}

/**
 * @param {import("../mhtml.js").Medium} one
 * @param {string} sha256
 * @param {HTMLElement} messages
 * @returns {HTMLElement}
 */
function row({ place, address, mediaType, data }, sha256, messages) {
  const alt = word("media.alt", { number: place });
  const shown = PICTURES.has(mediaType) && el("img", { alt, decoding: "async", loading: "lazy" });
  if (shown) {
    const blob = new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (data)], { type: mediaType });
    /** @type {HTMLImageElement} */ (shown).src = URL.createObjectURL(blob);
  }
  const name = `${place}-${address.split(/[?#]/)[0]?.split("/").pop() ?? ""}`.replace(
    /[^A-Za-z0-9._-]+/g,
    "_",
  );
  const onclick = () => saveFile(name, wholeOf(inMemory(data)));
  const save = el(
    "button",
    { type: "button", "aria-label": `${word("save")} ${name}`, onclick },
    word("save"),
  );
  return el(
    "li",
    {},
    shown,
    addressed(address),
    el("p", {}, `${mediaType}, ${size(data.length)} `, save),
    el("p", {}, copyable(sha256, word("column.sha256"))),
    messages,
  );
}

/** @param {string} address */
function addressed(address) {
  return el("p", {}, address && copyable(address, word("address")));
}

/**
 * @param {Exhibit} exhibit
 * @param {number[]} numbers
 * @param {import("../main.js").Go} go
 * @returns {HTMLElement}
 */
function messagesOf(exhibit, numbers, go) {
  if (numbers.length === 0) return el("p", {}, word("media.no_message"));
  const buttons = numbers.map((item) =>
    el(
      "button",
      { type: "button", onclick: () => go("exhibits", exhibit.number, item) },
      word("media.message", { item }),
    ),
  );
  return el("p.row", {}, ...buttons);
}

/**
 * @param {Exhibit} exhibit
 * @returns {Named}
 */
function namedIn(exhibit) {
  /** @type {Named} */
  const named = new Map();
  for (const [at, item] of exhibit.items.entries()) {
    for (const address of new Set(item.media.map(bare))) {
      // What stands in the address itself was loaded from nowhere.
      if (!address || address.startsWith("data:")) continue;
      named.set(address, [...(named.get(address) ?? []), at + 1]);
    }
  }
  return named;
}

/** @param {string} address */
function bare(address) {
  return address.split("#", 1)[0] ?? "";
}
