// How the words of an item lie in it: on which side, on which ground. Where a page names only the
// first of several messages of one person, those that follow lie as that one does.

import * as talk from "../pane/talk.js";
import * as dom from "../view/dom.js";
import * as habits from "./habits.js";
import * as lines from "./lines.js";
import * as timeWords from "./time_words.js";
import * as words from "./words.js";

const { label } = words;
const SAID_BY_SITE = "[role=status],[role=alert],[role=separator],[role=note]";
const FORMAT = /^(a|b|i|u|s|em|strong|code|mark|small|del|ins)$/;
const PICTURE = "img,video,canvas";
const SMALL = 48; // CSS pixels: a face or a sign
const OWN = /(?:^|[-_]|is)(own|mine|self|me|outgoing|sent|out|right)$/i;
const OWN_DATA = /^data-.*(own|mine|self|from-?me|outgoing|direction)/;
const CLEAR = /^(transparent|rgba\(.*, 0\))$/;

/**
 * @param {Element} node an item
 * @param {KeepsakeContent} content what it says
 * @returns {KeepsakeStand | undefined} undefined where nothing can be said of that
 */
function standOf(node, content) {
  const all = dom.descendants(node, 600);
  const apart = node.matches(SAID_BY_SITE) || node.querySelector(SAID_BY_SITE) !== null;
  if (apart || (!content.author && habits.isNote(node, all))) return undefined;
  const line = saidIn(all, content);
  const body = line ? blockOf(line, node) : content.text ? null : pictureIn(all);
  if (!body || isBelow(all, content, body)) return undefined;
  const { x, width } = dom.boxOf(body);
  const kind = line ? lines.kindOf(line, node) : "";
  const { look, far } = lookOf(body, node);
  const right = far !== (dom.styleOf(node).direction === "rtl");
  return { kind, edge: right ? x + width : x, look };
}

/**
 * @param {Element[]} all
 * @param {KeepsakeContent} content
 * @param {Element} body
 * @returns {boolean} true where the name stands under the words: on the last of several, not on the first
 */
function isBelow(all, { author }, body) {
  const by = author ? lines.linesOf(all).find((each) => label(each).startsWith(author)) : null;
  return by ? (body.compareDocumentPosition(by) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0 : false;
}

/**
 * @param {Element[]} all
 * @param {KeepsakeContent} content
 * @returns {Element | null} the longest line that tells neither who nor when
 */
function saidIn(all, { author, time_shown, text }) {
  const told = lines.linesOf(all).filter((each) => {
    const said = label(each);
    return said !== author && said !== time_shown && !timeWords.isTime(said);
  });
  // What only counts, as "❤ 12" under "ok", is not in its text.
  const plain = text.replace(/\s+/g, " ");
  const inText = told.filter((each) => plain.includes(label(each)));
  /** @type {Element | null} */
  let best = null;
  for (const each of inText.length ? inText : told)
    if (label(each).length > (best ? label(best).length : 0)) best = each;
  while (best && FORMAT.test(best.localName)) {
    const up = dom.parentOf(best);
    if (!up || !all.includes(up)) break;
    best = up;
  }
  return best;
}

/**
 * @param {Element} line
 * @param {Element} item
 * @returns {Element | null} what it lies in as a block; null where that is the item itself
 */
function blockOf(line, item) {
  let node = /** @type {Element | null} */ (line);
  while (node && node !== item && dom.styleOf(node).display === "inline") node = dom.parentOf(node);
  return node === item ? null : node;
}

/** @param {Element[]} all */
function pictureIn(all) {
  const large = all.filter((each) => each.matches(PICTURE) && dom.boxOf(each).width > SMALL);
  return large[0] ?? null;
}

/**
 * Which way the words run, the ground they lie on, whether the page calls them its reader's own, and
 * whether they are put on the far side.
 * @param {Element} body
 * @param {Element} item
 * @returns {{look: string, far: boolean}}
 */
function lookOf(body, item) {
  const { textAlign, direction } = dom.styleOf(body);
  let ground = "";
  let far = false;
  const own = [];
  for (let node = /** @type {Element | null} */ (body); node; node = dom.parentOf(node)) {
    const { backgroundColor } = dom.styleOf(node);
    far ||= talk.isFar(node);
    if (!CLEAR.test(backgroundColor)) ground ||= backgroundColor;
    own.push(...Array.from(node.classList).filter((name) => OWN.test(name)));
    for (const { name, value } of dom.attributesOf(node))
      if (OWN_DATA.test(name)) own.push(`${name}=${value}`);
    if (node === item) break;
  }
  return { look: [textAlign, direction, ground, far, ...own].join(" "), far };
}

export { standOf };
