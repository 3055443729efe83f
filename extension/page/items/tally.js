// What became of an item, told under it: "❤ 3", "12 likes · Reply", "Delivered". It is no part of what
// somebody wrote, and when it goes on that is no edit.

import * as dom from "../view/dom.js";
import * as apart from "./apart.js";
import * as lines from "./lines.js";
import * as timeWords from "./time_words.js";
import * as words from "./words.js";

const { label } = words;
const LONGEST = 80; // characters
const CONTROL = "button,[role=button],a[href]";
const BUTTON = "button,[role=button]";
const PICTURE = "img,video,audio,canvas,[style*='url(']";
const SIGN =
  "[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\p{Regional_Indicator}♡♥★☆\\u200d\\ufe0f]";
const NUMBER = "\\p{Nd}[\\p{Nd}.,]*(?:\\s?(?:k|m|mio|mil|tsd)\\b\\.?)?";
const DEEDS =
  "likes?|reactions?|comments?|repl(?:y|ies)|shares?|views?|retweets?|reposts?|quotes?|votes?|points?|" +
  "j['’]aime|réactions?|commentaires?|réponses?|partages?|vues?|mentions j['’]aime|gefällt mir|kommentare?|" +
  "antwort(?:en)?|aufrufe|me gusta|comentarios?|respuestas?|vistas|curtidas?|comentários?|respostas?|" +
  "mi piace|commenti|rispost[ae]|visualizzazioni";
const COUNT = `(?:${SIGN}+\\s*${NUMBER}|${NUMBER}\\s*${SIGN}+|${NUMBER}\\s(?:${DEEDS})(?!\\p{L}))`;
const COUNTS = new RegExp(`^(?:(?:${COUNT}|${SIGN}+)[\\s,]*)+$`, "iu");
const COUNTED = new RegExp(COUNT, "iu");
const SIGNS = new RegExp(`^(?:${SIGN}|\\s)+$`, "u");
const DOING =
  /^(reply|like|share|translate|report|répondre|j['’]aime|partager|traduire|signaler|antworten|gefällt mir|teilen|responder|me gusta|compartir|curtir|compartilhar|rispondi|mi piace|condividi|ответить|返信|回复|回覆|답글)$/iu;
const BETWEEN = /\s*[·•|]\s*/;

const PRESSED =
  /like|vote|comment|repl|share|repost|retweet|react|j['’]aime|répon|partag|gefällt|antwort|gusta|curti|respon|piace|rispo/i;
const BARE = new RegExp(`^${NUMBER}$`, "iu");

/** @param {string} part */
const isAside = (part) => COUNTS.test(part) || DOING.test(part) || timeWords.isTime(part);

/**
 * @param {string} said
 * @returns {boolean} true where it counts, and tells nothing beside but when and what can be done; or tells
 *   that it was sent, or read
 */
function counts(said) {
  if (apart.isReceipt(said)) return true;
  const parts = said.split(BETWEEN).filter(Boolean);
  const counted =
    COUNTED.test(said) || (parts.length > 1 && parts.some((each) => DOING.test(each)));
  return counted && parts.every(isAside);
}

/**
 * @param {Element} node
 * @returns {boolean} true for a plain number right beside the button without words that it counts for
 */
function isCounter(node) {
  const before = BARE.test(label(node)) ? node.previousElementSibling : null;
  if (!before || label(before)) return false;
  const button = before.matches(BUTTON) ? before : before.querySelector(BUTTON);
  const name = button?.getAttribute("aria-label") ?? button?.getAttribute("title") ?? "";
  return PRESSED.test(name);
}

/** @param {Element} line */
function lookOf(line) {
  const { fontSize, fontWeight, color } = dom.styleOf(line);
  return `${fontSize} ${fontWeight} ${color}`;
}

/**
 * @param {Element} node
 * @param {Element | null} main the line that says most
 * @returns {boolean} true for what can be pressed, or lies on a ground or in a frame of its own
 */
function isSetOff(node, main) {
  if (node.closest(CONTROL) || node.querySelector(CONTROL)) return true;
  const around = main ? dom.styleOf(main) : null;
  return [node, ...dom.descendants(node, 20)].some((each) => {
    const { backgroundColor, borderTopWidth } = dom.styleOf(each);
    const ground = !/^(transparent|rgba\(.*, 0\))$/.test(backgroundColor);
    const framed = Number.parseFloat(borderTopWidth) > 0;
    if (framed && borderTopWidth !== around?.borderTopWidth) return true;
    return ground && backgroundColor !== around?.backgroundColor;
  });
}

/**
 * @param {Element} node
 * @param {Element} main
 */
function isBefore(node, main) {
  return (node.compareDocumentPosition(main) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}

/**
 * @param {Element[]} all what an item is made of
 * @param {Element[]} heads what of it says who and when
 * @returns {Element[]} what of it only counts; none where nothing else is said or shown
 */
function talliesIn(all, heads) {
  const worded = lines.linesOf(all).filter((each) => !heads.some((head) => dom.holds(head, each)));
  const said = worded.filter((each) => {
    const told = label(each);
    return !counts(told) && !SIGNS.test(told) && each.checkVisibility({ visibilityProperty: true });
  });
  const longest = (/** @type {Element} */ a, /** @type {Element} */ b) =>
    label(b).length > label(a).length ? b : a;
  const main = said.length ? said.reduce(longest) : null;
  if (!main && !all.some((each) => each.matches(PICTURE))) return [];
  /** @type {Element[]} */
  const found = [];
  for (const node of all) {
    const told = label(node);
    if (!told || told.length > LONGEST || found.some((each) => dom.holds(each, node))) continue;
    if (main && (dom.holds(node, main) || dom.holds(main, node))) continue;
    // Before what is said "Received" tells which way it went, as a column of a table does.
    if (main && apart.isReceipt(told) && isBefore(node, main)) continue;
    const [line = node] = lines.linesOf([node, ...dom.descendants(node, 20)]);
    const unlike = isSetOff(node, main) || !main || lookOf(line) !== lookOf(main);
    if (isCounter(node)) found.push(node);
    else if (counts(told) ? unlike : SIGNS.test(told) && main && isSetOff(node, main))
      found.push(node);
  }
  return found;
}

export { talliesIn };
