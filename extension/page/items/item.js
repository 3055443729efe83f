// What one item shows: its words, the moment an attribute fixes, where it leads, what it pictures. Who wrote it and when
// is no question here.

import * as answers from "../segment/answers.js";
import * as dom from "../view/dom.js";
import { controlsIn } from "./controls.js";
import * as lines from "./lines.js";
import { momentIn } from "./moments.js";
import * as more from "./more.js";
import * as pictures from "./pictures.js";
import * as steady from "./steady.js";
import * as tally from "./tally.js";
import * as timeWords from "./time_words.js";
import { label, paintedOn, wordsOf } from "./words.js";

const ID_LIKE =
  /(^|[-_])(id|mid|key|uid|urn|guid|uuid|user|author|sender|message|msg|post|comment|thread|peer|permalink)/i;
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
 * @param {Element[]} all what an item is made of
 * @returns {Element[]} of its innermost elements those that say nothing but what passes
 */
function passingIn(all) {
  return all.filter((each) => !each.childElementCount && label(each) && steady.passes(label(each)));
}

/**
 * @param {Element[]} all what an item is made of
 * @returns {string} the time of day that it shows, the last where several are shown, "" for none
 */
function clockIn(all) {
  const leaves = all.filter((each) => !each.childElementCount || paintedOn(each));
  const clocks = leaves
    .filter((each) => timeWords.isTime(label(each)))
    .map((each) => timeWords.clockOf(label(each)));
  return clocks.findLast(Boolean) ?? "";
}

/**
 * @param {Element} item
 * @param {Element[]} all what it is made of
 * @param {Element[]} without
 * @returns {{text: string, steady: string}} its words as shown, and those that stay
 */
function wordsIn(item, all, without) {
  const text = wordsOf(item, new Set(without));
  const passing = passingIn(all);
  if (!passing.length) return { text, steady: steady.steadyOf(text) };
  const rest = wordsOf(item, new Set([...without, ...passing]));
  return { text, steady: steady.steadyOf(rest || text) };
}

/**
 * Everything one item shows. Reads only.
 * @param {Element} node
 * @param {string} idName attribute that identifies items on this page, or ""
 * @param {Element[]} inner items that stand in it
 * @param {Set<string>} controls what the buttons say that most items have
 * @returns {KeepsakeContent}
 */
function readItem(node, idName, inner, controls) {
  const all = dom
    .descendants(node, 600)
    .filter((each) => !inner.some((answer) => dom.holds(answer, each)));
  const whole = [node, ...all];
  const aside = [...inner, ...tally.talliesIn(all, inner)];
  const folded = more.foldedIn(whole);
  const buttons = [...controlsIn(all, controls), ...more.buttonsOf(node, folded)];
  const said = wordsIn(node, whole, [...aside, ...saidBeside(whole, aside, buttons)]);
  const content = {
    kind: kindOf(node, all),
    id: idName ? (node.getAttribute(idName) ?? "") : "",
    ...said,
    clock: clockIn(whole),
    ...momentIn(whole),
    ids: idsOf(whole),
    links: linksOf(whole),
    media: mediaOf(whole),
    collapsed: folded.length,
  };
  return dividesDays(content) ? { ...content, kind: "divider" } : content;
}

/**
 * @param {Element[]} own what an item is made of
 * @param {Element[]} aside
 * @param {Element[]} buttons
 * @returns {Element[]} the same; none where nothing else is said: then somebody may have said it
 */
function saidBeside(own, aside, buttons) {
  if (!buttons.length) return [];
  const out = [...aside, ...buttons];
  const isOut = (/** @type {Element} */ line) => out.some((each) => dom.holds(each, line));
  return lines.linesOf(own).every(isOut) ? [] : buttons;
}

/**
 * @param {KeepsakeContent} content
 * @returns {boolean} true when it says what day it is, and nothing else
 */
function dividesDays({ text, time, links, media }) {
  return !time && !links.length && !media.length && timeWords.isDay(text);
}

/**
 * @param {KeepsakeSight} sight
 * @param {KeepsakeMedia[]} media as they were just read
 * @param {KeepsakeBox} view of the pane
 * @returns {string[]} whether each is seen
 */
function statesOf(sight, media, view) {
  const elements = shownBy.get(media) ?? [];
  return elements.map((element, i) =>
    pictures.stateOf(sight, element, /** @type {KeepsakeMedia} */ (media[i]), view),
  );
}

export { idsOf, mediaOf, readItem, statesOf };
