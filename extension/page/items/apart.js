// What stands where items stand and is none: names of columns, places kept free, spinners, "Seen"
// under the last message, "Loading", "Nora is writing".

import * as shape from "../segment/shape.js";
import * as dom from "../view/dom.js";
import * as roots from "../view/roots.js";
import * as lines from "./lines.js";
import * as more from "./more.js";
import * as timeWords from "./time_words.js";
import * as words from "./words.js";

const PICTURED = "img,video,audio,canvas,svg,object,embed,[style*='url(']";
const LOADING =
  "[role=progressbar],[aria-busy=true],[class*=spinner i],[class*=skeleton i],[class*=shimmer i]," +
  "[class*=loader i],[class*=loading i],[data-testid*=loading i],[data-testid*=spinner i]";
const BAR = { low: 6, high: 40, wide: 60 }; // CSS pixels
const BARS = 2; // a name and a line, at least
const PASSWORD = "input[type=password]";
const FORM = 0.8; // of what an element says stands in a form: it is that
const HEADING = "h1,h2,[role=heading]";
const SHORT = 40; // characters of what a spinner says
const LONGEST = 80; // characters of what is said of a message
const SMALLER = 0.5; // CSS pixels
const FEW = 40; // elements of what nobody sees
const USUAL = 3; // items that are made alike
const STATE =
  "sent|delivered|read|seen|viewed|opened|received|sending|not delivered|failed to send|envoyé|" +
  "distribué|remis|lu|vu|reçu|envoi en cours|non envoyé|gesendet|zugestellt|gelesen|gesehen|enviado|" +
  "entregado|entregue|leído|visto|lido|inviato|consegnato|letto|visualizzato|доставлено|прочитано|" +
  "отправлено|既読|送信済み|已读|已讀|已送达|읽음|전송됨";
const RECEIPT = new RegExp(`^[\\s✓✔☑·•]*(?:${STATE})(?=$|[^\\p{L}])`, "iu");
const BY = /^(by|par|von|por|da)\s\S/i;
const LEADING = /^[\s·•,:–-]*(?:(?:at|on|à|le|um|am|a las|às|alle)\s)?/iu;
const WRITING =
  /^(.{1,60}\s)?(is|are|est|sont)\s(typing|writing|recording|en train d['’]écrire)\b.{0,3}$/i;
const WAITING =
  /^(loading|please wait|chargement|veuillez patienter|wird geladen|cargando|carregando|caricamento|загрузка)\b(\s\p{L}+){0,3}\s?(…|\.{1,3})?$/iu;

/**
 * The line of an item that says most.
 * @param {Element} node
 */
function mostOf(node) {
  const all = lines.linesOf([node, ...dom.descendants(node, 200)]);
  const longest = (/** @type {Element} */ a, /** @type {Element} */ b) =>
    words.label(b).length > words.label(a).length ? b : a;
  return all.length ? all.reduce(longest) : null;
}

/** @param {Element} line */
const sizeOf = (line) => Number.parseFloat(dom.styleOf(line).fontSize) || 0;

/**
 * Learns what the items of a page look like.
 * @param {KeepsakeSight} sight
 * @param {Element[]} items
 */
function learn(sight, items) {
  /** @type {Map<string, number>} */
  const kinds = new Map();
  const sizes = [];
  for (const node of items.slice(0, 60)) {
    const line = mostOf(node);
    if (!line) continue;
    const kind = lines.kindOf(line, node);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    sizes.push(sizeOf(line));
  }
  sight.habits = { kinds, size: sizes.sort((a, b) => a - b)[sizes.length >> 1] ?? 0 };
}

/**
 * @param {KeepsakeSight} sight
 * @param {Element} node
 * @returns {boolean} true for what is made in another way than the items are: somebody may well write "Seen"
 */
function isUnlike(sight, node) {
  const { kinds, size } = sight.habits;
  const line = mostOf(node);
  if (!line || node.querySelector(PICTURED)) return false;
  if (sizeOf(line) < size - SMALLER) return true;
  return Math.max(0, ...kinds.values()) >= USUAL && (kinds.get(lines.kindOf(line, node)) ?? 0) < 2;
}

/**
 * @param {string} said
 * @returns {boolean} true for what became of a message, by whom and when, and nothing else
 */
function isReceipt(said) {
  const state = RECEIPT.exec(said)?.[0];
  if (!state || said.length > LONGEST) return false;
  const rest = said.slice(state.length).replace(LEADING, "").trim();
  return !rest || BY.test(rest) || timeWords.isTime(rest);
}

/**
 * @param {KeepsakeSight} sight
 * @param {Element} node
 * @returns {boolean} true for a row in which the page speaks of its items and of itself
 */
function isNote(sight, node) {
  const said = words.label(node);
  if (said.length > LONGEST) return node.matches(HEADING) && isUnlike(sight, node);
  if (more.offers(node) || isWaiting(sight, node)) return true;
  const aside =
    more.hasFailed(node) ||
    more.saysRest(node) ||
    isReceipt(said) ||
    WRITING.test(said) ||
    timeWords.isTime(said) ||
    node.matches(HEADING);
  return aside && isUnlike(sight, node);
}

/**
 * @param {KeepsakeSight} sight
 * @param {Element} node
 * @returns {boolean} true for a row that stands there only until more has come
 */
function isWaiting(sight, node) {
  return more.isWaiting(node) || (WAITING.test(words.label(node)) && isUnlike(sight, node));
}

/**
 * @param {Element} node
 * @returns {boolean} true for the names of columns
 */
function isHead(node) {
  if (node.closest("thead")) return true;
  if (!node.matches("tr,[role=row]") || node.querySelector("td,[role=cell],[role=gridcell]"))
    return false;
  return node.localName === "tr" || node.querySelector("th,[role=columnheader]") !== null;
}

/**
 * @param {Element} node
 * @param {Element} line
 */
function isUnseenIn(node, line) {
  for (let at = /** @type {Element | null} */ (line); at; at = dom.parentOf(at)) {
    if (words.isUnseen(at)) return true;
    if (at === node) break;
  }
  return false;
}

/**
 * @param {Element} node
 * @returns {boolean} true where nothing of it is shown: it is said to who hears the page read out
 */
function isUnseen(node) {
  const inner = dom.descendants(node, FEW);
  const first = lines.isLine(node) ? node : inner.find(lines.isLine);
  if (first && !isUnseenIn(node, first)) return false; // most often that is all there is to ask
  const all = [node, ...inner];
  const hidden = all.filter((each) => words.isUnseen(each));
  if (!hidden.length || all.some((each) => each.matches(PICTURED))) return false;
  return lines.linesOf(all).every((each) => hidden.some((one) => dom.holds(one, each)));
}

/**
 * @param {Element} node
 * @returns {boolean} true for what asks who one is, and says little else
 */
function asksPassword(node) {
  const fields = [node, roots.shadowOf(node)].map((root) => root?.querySelector(PASSWORD));
  const form = fields.find(Boolean)?.closest("form");
  return form ? words.label(form).length >= words.label(node).length * FORM : false;
}

/**
 * What stands among the items and is none: a scroll bar made of elements, a place kept free, a
 * spinner, a strip that scrolls sideways, a form to sign in by.
 * @param {Element} node
 */
function isNoItem(node) {
  if (isHead(node) || asksPassword(node)) return true;
  const said = words.label(node);
  if (said && node.matches(LOADING)) return said.length <= SHORT;
  if (said) return shape.isStrip(node) || isUnseen(node);
  return (
    !node.matches(PICTURED) && !dom.descendants(node, 200).some((each) => each.matches(PICTURED))
  );
}

/**
 * @param {Element} node an item without words and pictures
 * @returns {boolean} true for one drawn as bars in the place of what it will say
 */
function isDrawn(node) {
  const leaves = dom.descendants(node, 60).filter((each) => !each.childElementCount);
  const bars = leaves.filter((each) => {
    const { width, height } = dom.boxOf(each);
    if (height < BAR.low || height > BAR.high || width < BAR.wide) return false;
    const { backgroundColor, backgroundImage } = dom.styleOf(each);
    return (
      backgroundImage.includes("gradient(") ||
      !/^(transparent|rgba\(.*, 0\))$/.test(backgroundColor)
    );
  });
  return bars.length >= BARS;
}

export { isDrawn, isNoItem, isNote, isReceipt, isWaiting, LOADING, learn };
