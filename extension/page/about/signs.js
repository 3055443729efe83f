// What a page shows where it shows no evidence: signs of a sign-in wall, of something gone, an error, a wait.

import * as near from "../items/near.js";
import { outside } from "../items/outside.js";
import * as words from "../items/words.js";
import * as dom from "../view/dom.js";
import * as page from "../view/page.js";
import * as roots from "../view/roots.js";
import * as frames from "./frames.js";
import { response } from "./response.js";

const ITEM =
  "article,[role=article],[role=row],[role=listitem],[role=comment],[role=log],[role=feed],li,blockquote,q,time";
const FRAME = "nav,aside,footer,[role=navigation],[role=complementary],[role=contentinfo]";
const FOOT =
  "nav,footer,[role=navigation],[role=contentinfo],[class~=footer],[class~=Footer],[id=footer]";
const LEADS = "a[href],button,[role=link],[role=button]";
const PICTURED = "img,video,canvas,svg";
const PASSWORD = "input[type=password]";
const LINES = "h1,h2,h3,h4,p,span,div,b,strong,label,button,a,[role=heading],[role=alert]";
const WRITE =
  "textarea,[contenteditable=''],[contenteditable=true],[contenteditable=plaintext-only]";
const HEAD = "h1,h2,h3,[role=heading],[role=alert]";
const CLOCK = /^\W*(\d{1,2}[:h.]\d{2}(\s*[ap]\.?m\.?)?|\d+\s?(s|m|h|d|w|min|j|sem)\.?( ago)?)\W*$/i;
const BUSY = "[role=progressbar],[aria-busy=true],progress";
const ENOUGH = 3; // items
const MOST = 4000; // elements looked at
const LONG = 160; // characters of a line that says what a page is
const MOST_LINES = 60;
const FEW = 60; // elements of a row
const REFUSED = 400; // the first status that says so

/** @param {Element} node */
function shown(node) {
  const box = dom.boxOf(node);
  const style = dom.styleOf(node);
  return (
    box.width > 3 &&
    box.height > 3 &&
    box.y < 2 * page.viewport().height &&
    style.visibility !== "hidden" &&
    style.opacity !== "0"
  );
}

/**
 * @param {Element} node
 * @param {string} selector
 */
function within(node, selector) {
  for (let up = /** @type {Element | null} */ (node); up; up = dom.parentOf(up))
    if (up.matches(selector) || /-(comment|post|message|event)$/.test(up.localName)) return true;
  return false;
}

/**
 * The short lines that a page says outside of what others wrote and of its own frame.
 * @param {Element[]} all
 * @param {string} selector
 * @returns {string[]}
 */
function linesOf(all, selector) {
  const lines = new Set();
  for (const node of all) {
    if (!node.matches(selector)) continue;
    const text = (node.textContent ?? "").replace(/\s+/g, " ").trim();
    if (!text || text.length > LONG || lines.has(text)) continue;
    if (within(node, `${ITEM},${FRAME}`) || !shown(node)) continue;
    lines.add(text);
    if (lines.size >= MOST_LINES) break;
  }
  return Array.from(lines);
}

/**
 * @param {Element[]} all
 * @returns {number} characters of text shown outside of the page's own frame
 */
function amount(all) {
  const own = all.filter((node) => node.matches(FRAME));
  const frame = own.filter((node) => !within(dom.parentOf(node) ?? page.body(), FRAME));
  const length = (/** @type {Element} */ node) => words.wordsOf(node, new Set()).length;
  const inside = frame.reduce((sum, node) => sum + length(node), 0);
  return Math.max(0, length(page.body()) - inside);
}

/**
 * How many parts of the page are brothers and sisters that each say two things or more: a name
 * and a message, for instance.
 * @param {Element[]} all
 * @returns {number}
 */
function alikeIn(all) {
  /** @type {Map<Element, number>} */
  const said = new Map();
  for (const node of all) {
    const own = Array.from(node.childNodes).some(
      (each) => each.nodeType === 3 && each.nodeValue?.trim(),
    );
    if (!own || !shown(node) || within(node, FRAME)) continue;
    for (let up = dom.parentOf(node); up; up = dom.parentOf(up))
      said.set(up, (said.get(up) ?? 0) + 1);
  }
  /** @type {Map<Element | null, number>} */
  const families = new Map();
  for (const [node, count] of said) {
    const parent = dom.parentOf(node);
    if (count > 1) families.set(parent, (families.get(parent) ?? 0) + 1);
  }
  return Math.max(0, ...families.values());
}

/** @param {Element} node */
function tellsTime(node) {
  const own = node.childElementCount === 0 && CLOCK.test(node.textContent ?? "");
  return (own || node.matches("time,[datetime]")) && shown(node);
}

/**
 * @param {Element} node a row
 * @returns {boolean} true where it says nothing but where it leads to, or stands in the foot of the page
 */
function isLink(node) {
  if (within(node, FOOT)) return true;
  if (node.matches(PICTURED) || node.querySelector(PICTURED)) return false;
  const lines = [node, ...dom.descendants(node, FEW)].filter((each) =>
    dom.nodesOf(each).some(({ nodeType, nodeValue }) => nodeType === 3 && nodeValue?.trim()),
  );
  return lines.length > 0 && lines.every((each) => each.closest(LEADS));
}

/**
 * @param {KeepsakeNode} node
 * @returns {boolean} true for a row that says something
 */
function isEvidence(node) {
  return "parts" in node || !isLink(node);
}

/** @returns {boolean} whether a field for a password is seen anywhere on the page */
function asksPassword() {
  return roots.everywhere(PASSWORD).some(shown);
}

/**
 * Reads only; what follows from it is decided elsewhere.
 * @param {KeepsakeSight} sight
 * @returns {KeepsakeSigns}
 */
function signs(sight) {
  const root = page.body();
  const rows = near
    .nodesNear(sight, dom.boxOf(sight.pane))
    .filter(({ node, divider }) => !divider && isEvidence(node));
  const items = sight.rule.structural || !sight.rule.selector ? 0 : rows.length;
  const [{ status }, password] = [response(), asksPassword()];
  // A page with items is what it is kept for, and nothing more has to be known of it; unless its site
  // refused it, or asks who wants to see it.
  const plain = items >= ENOUGH && status < REFUSED && !password;
  const all = plain ? [] : dom.descendants(root, MOST);
  return {
    at: new Date().toISOString(),
    address: page.address(),
    title: page.title(),
    status,
    items,
    text: all.length ? amount(all) : 0,
    heads: linesOf(all, HEAD),
    lines: linesOf(all, LINES),
    times: all.filter(tellsTime).length,
    alike: alikeIn(all),
    password,
    composer: all.some((node) => node.matches(WRITE) && shown(node)),
    busy: all.some((node) => node.matches(BUSY) && shown(node)),
    frames: frames.framesInView(sight),
    closed: roots.closedParts(),
    outside: outside(sight),
    pictures: all.filter((node) => node.matches(PICTURED) && shown(node)).length,
  };
}

export { asksPassword, signs };
