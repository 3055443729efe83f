// What one item says: its words as shown, who, when, where it leads, what it pictures.

import * as answers from "../segment/answers.js";
import * as dom from "../view/dom.js";
import * as writing from "./author.js";
import * as habits from "./habits.js";
import * as lines from "./lines.js";
import * as more from "./more.js";
import * as pictures from "./pictures.js";
import * as quotes from "./quotes.js";
import * as tally from "./tally.js";
import * as timeWords from "./time_words.js";
import * as when from "./when.js";
import * as words from "./words.js";

const { label, wordsOf } = words;
const ID_LIKE =
  /(^|[-_])(id|mid|key|uid|urn|guid|uuid|user|author|sender|message|msg|post|comment|thread|peer|permalink)/i;
const SIGNED = /^(.{1,40}?)\s*[·•|]\s*([^·•|]+)$/;
const AFTER_NAME = /^[:：]\s+/;
const HANDLE = /^@[\w.-]+\s*[·•|–-]?$/;
/** @type {WeakMap<KeepsakeMedia[], Element[]>} */
const shownBy = new WeakMap();
const OWN_ID = /(id|author|permalink)$/; // attributes of elements that the site made up itself

/**
 * Pictures, films and voices of an item; a long data address is cut and says so.
 * @param {Element[]} all
 * @returns {KeepsakeMedia[]}
 */
function mediaOf(all) {
  /** @type {KeepsakeMedia[]} */
  const out = [];
  /** @type {Element[]} */
  const elements = [];
  for (const element of all) {
    const alt = element.getAttribute("alt") ?? element.getAttribute("aria-label") ?? "";
    if (element.localName === "img") {
      const image = /** @type {HTMLImageElement} */ (element);
      const loaded = image.complete && image.naturalWidth > 0;
      out.push(
        medium(
          "image",
          image.currentSrc || image.src,
          alt,
          image.naturalWidth,
          image.naturalHeight,
          loaded,
        ),
      );
    } else if (element.localName === "video" || element.localName === "audio") {
      const film = /** @type {HTMLVideoElement} */ (element);
      const [width, height] = [film.videoWidth ?? 0, film.videoHeight ?? 0];
      out.push(
        medium(
          element.localName,
          film.currentSrc || film.src,
          alt,
          width,
          height,
          film.readyState >= 2,
        ),
      );
    } else {
      const address = pictures.backgroundOf(element);
      if (address) out.push(medium("image", address, alt, 0, 0, !pictures.failed(address)));
    }
    if (out.length > elements.length) elements.push(element);
    if (out.length >= 50) break;
  }
  shownBy.set(out, elements);
  return out;
}

/**
 * @param {string} kind
 * @param {string} src
 * @param {string} alt
 * @param {number} width
 * @param {number} height
 * @param {boolean} loaded
 */
function medium(kind, src, alt, width, height, loaded) {
  const short =
    src.startsWith("data:") && src.length > 200 ? `${src.slice(0, 80)}…(${src.length})` : src;
  return { kind, src: short, alt, width, height, loaded };
}

/**
 * @param {Element[]} all the item and its descendants
 * @returns {KeepsakeId[]}
 */
function idsOf(all) {
  /** @type {KeepsakeId[]} */
  const out = [];
  for (const element of all) {
    for (const { name, value } of dom.attributesOf(element)) {
      const own = element.localName.includes("-") && OWN_ID.test(name);
      const marked = name.startsWith("data-") && ID_LIKE.test(name.slice(5));
      if (name !== "id" && !own && !marked) continue;
      if (!value || value.length > 200) continue;
      if (!out.some((each) => each.name === name && each.value === value))
        out.push({ name, value });
      if (out.length >= 20) return out;
    }
  }
  return out;
}

/**
 * @param {Element[]} all the item and its descendants
 */
function linksOf(all) {
  return all
    .filter((each) => each.localName === "a" && each.hasAttribute("href"))
    .slice(0, 50)
    .map((each) => ({ text: label(each), href: /** @type {HTMLAnchorElement} */ (each).href }));
}

/**
 * @param {Element} node
 * @param {Element[]} all
 */
function kindOf(node, all) {
  const marks = `${node.getAttribute("role") ?? ""} ${node.localName} ${node.className} ${node.getAttributeNames().join(" ")}`;
  if (/comment/i.test(marks) || answers.isComment(node)) return "comment";
  if (/message|msg|bubble|chat/i.test(marks)) return "message";
  if (/article|post|tweet|feed/i.test(marks)) return "post";
  return all.some((each) => /message|bubble/i.test(each.className?.toString() ?? ""))
    ? "message"
    : "row";
}

/**
 * Everything one item says. Reads only.
 * @param {Element} node
 * @param {string} idName attribute that identifies items on this page, or ""
 * @param {Element[]} inner items that stand in it
 * @returns {KeepsakeContent}
 */
function readItem(node, idName, inner) {
  const all = dom
    .descendants(node, 600)
    .filter((each) => !inner.some((answer) => dom.holds(answer, each)));
  const whole = [node, ...all];
  const own = quotes.outside(node, all);
  const author = writing.authorOf(node, own);
  const time = when.timeOf(node, own, author.element);
  const signed = author.name || time.shown ? null : signatureIn(own);
  const heads = [author.element, time.where, signed?.line ?? null].filter((each) => each !== null);
  const aside = [...heads, ...furnitureOf(all, author), ...inner];
  const tallies = tally.talliesIn(all, aside);
  const folded = more.foldedIn(whole);
  const buttons = saidBeside(own, [...aside, ...tallies], more.buttonsOf(node, folded));
  const text = wordsOf(node, new Set([...aside, ...tallies, ...buttons]));
  const begin = signed ?? (author.name || time.shown ? null : habits.beginOf(text));
  const content = {
    kind: kindOf(node, all),
    id: idName ? (node.getAttribute(idName) ?? "") : "",
    text: author.element ? text.replace(AFTER_NAME, "") : text,
    author: author.name || (begin?.author ?? ""),
    ...(author.source ? { author_source: author.source } : {}),
    time_shown: time.shown || (begin?.time_shown ?? timeOn(author.element, tallies)),
    time: time.time,
    time_source: time.source,
    ids: idsOf(whole),
    links: linksOf(whole),
    media: mediaOf(whole),
    collapsed: folded.length,
  };
  return dividesDays(content) ? { ...content, kind: "divider", text: label(node) } : content;
}

/**
 * @param {Element[]} own what an item is made of, without what it quotes
 * @param {Element[]} aside
 * @param {Element[]} buttons that unfold something
 * @returns {Element[]} the same; none where nothing else is said: then somebody may have said it
 */
function saidBeside(own, aside, buttons) {
  if (!buttons.length) return [];
  const out = [...aside, ...buttons];
  const isOut = (/** @type {Element} */ line) => out.some((each) => dom.holds(each, line));
  return lines.linesOf(own).every(isOut) ? [] : buttons;
}

/**
 * @param {Element[]} all
 * @param {{name: string, element: Element | null}} author
 * @returns {Element[]} what of an item is said by nobody: the face of who wrote it, their handle, buttons
 */
function furnitureOf(all, author) {
  const faces = all.filter((each) => author.name && isFace(each, author));
  const first = lines.firstOf(all);
  const buttons = all.filter(
    (each) => habits.isFurniture(each) && !(first && dom.holds(each, first)),
  );
  const beside = Array.from(author.element?.parentElement?.children ?? []);
  const handles = beside.filter((each) => HANDLE.test(label(each)));
  return [...faces, ...buttons, ...handles, ...writing.headsOf(all)];
}

/**
 * @param {Element | null} name
 * @param {Element[]} tallies
 * @returns {string} when, where that stands on one line with who or with what is counted
 */
function timeOn(name, tallies) {
  const told = [...(name ? [name] : []), ...tallies].map((each) => lines.timeIn(label(each)));
  return told.find(Boolean) ?? "";
}

/**
 * A line beside others that says who and when, and nothing else: "Dorian · 5 min".
 * @param {Element[]} all
 * @returns {{line: Element, author: string, time_shown: string} | null}
 */
function signatureIn(all) {
  const told = lines.linesOf(all);
  for (const line of told.length > 1 ? told : []) {
    const [, author = "", time_shown = ""] = SIGNED.exec(label(line)) ?? [];
    if (
      author &&
      lines.mayBeName(author) &&
      !timeWords.isTime(author) &&
      timeWords.isTime(time_shown)
    )
      return { line, author, time_shown };
  }
  return null;
}

/**
 * @param {Element} node
 * @param {{name: string, element: Element | null}} author
 * @returns {boolean} true for the picture of who wrote an item, by its name, or for the initials in its place
 */
function isFace(node, { name, element }) {
  if (node.localName === "img") return (node.getAttribute("alt") ?? "").includes(name);
  if (!element || node.childElementCount || !lines.isInitials(label(node), name)) return false;
  return (node.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}

/**
 * @param {KeepsakeContent} content
 * @returns {boolean} true when nobody says anything there but what day it is
 */
function dividesDays({ text, author, time_shown, time, links, media }) {
  if (author || time || links.length || media.length) return false;
  return text ? !time_shown && timeWords.isDay(text) : timeWords.isDay(time_shown);
}

/**
 * @param {KeepsakeMedia[]} media as they were just read
 * @param {KeepsakeBox} view of the pane
 * @returns {string[]} whether each is seen
 */
function statesOf(media, view) {
  const elements = shownBy.get(media) ?? [];
  return elements.map((element, i) =>
    pictures.stateOf(element, /** @type {KeepsakeMedia} */ (media[i]), view),
  );
}

export { idsOf, mediaOf, readItem, statesOf };
