// How a page says that what is there is one part of several: "[1] 2 3", "1–25 of 230", "Next", arrows.

import * as page from "../view/page.js";
import * as leads from "./leads.js";
import * as words from "./words.js";

const PRESSED = "a[href],button,[role=button],[role=link],input[type=submit],input[type=button]";
const PAGER = "[class*=pagina i],[class*=pager i],[id*=pagina i],[aria-label*=pagina i]";
const OFF = "[disabled],[aria-disabled=true]";
const LONGEST = 60; // characters
const PAGED = /page|seite|página|pagina|страниц|페이지|ページ|页|頁|[‹«<←❮]|\p{Nd}/iu;
const ARROW = /^[›»→❯>⟩▶⏵]{1,2}$/;
const ARROWS = /^[\s‹«<←❮⟨◀⏴›»→❯>⟩▶⏵|·•.…()[\]-]+|[\s‹«<←❮⟨◀⏴›»→❯>⟩▶⏵|·•.…()[\]-]+$/gu;
const MOST_WORDS = 3; // that say which way, as "plus anciens" does
/** @type {{list: RegExp, way: -1 | 1, alone: boolean}[]} alone: says so without a word of what */
const LISTS = [
  { list: leads.ON, way: 1, alone: true },
  { list: leads.BACK, way: -1, alone: true },
  { list: leads.ON_WITH, way: 1, alone: false },
  { list: leads.BACK_WITH, way: -1, alone: false },
];
const NUMBER = "(\\p{Nd}{1,3}(?:[.,\\s]\\p{Nd}{3})*|\\p{Nd}+)";
const OF = "(?:\\s?(?:of|out of|von|de|sur|di|van|из)\\s?|\\s/\\s)";
const RANGE = new RegExp(
  `(?:^|[^\\p{L}\\p{N}])${NUMBER}\\s?(?:-|–|—|to|à|bis|al?)\\s?${NUMBER}${OF}${NUMBER}(?:$|[^\\p{N}])`,
  "iu",
);
const SHARE = new RegExp(
  `^(?:page|seite|página|pagina|страница|showing|viewing|displaying)\\s${NUMBER}${OF}${NUMBER}(?:$|[^\\p{N}])`,
  "iu",
);

/** @param {string} said */
const pageNumber = (said) => Number(/^\W?(\d{1,4})\W?$/.exec(said.trim())?.[1] ?? 0);

/** @param {string | undefined} said */
const numberOf = (said = "") => Number(said.replace(/\D/g, "")) || 0;

/**
 * @param {Element} node
 * @returns {boolean} true for a number among others that lead to the other parts of what is there: "[1] 2 3"
 */
function isPageNumber(node) {
  const number = pageNumber(words.label(node));
  if (!number || !node.matches(PRESSED)) return false;
  const beside = node.parentElement?.parentElement ?? node.parentElement;
  const own = Array.from(beside?.children ?? [], (each) => each.textContent ?? "");
  const others = [...own, ...(beside?.textContent ?? "").split(/[\s·•|,›»‹«]+/)].map(pageNumber);
  return others.includes(number - 1) || others.includes(number + 1);
}

/**
 * @param {string} said
 * @returns {boolean} true where it says that fewer are shown than there are
 */
function isPart(said) {
  if (said.length > LONGEST) return false;
  const range = RANGE.exec(said);
  if (range) {
    const [from, to, all] = range.slice(1).map(numberOf);
    return Number(to) >= Number(from) && (Number(to) < Number(all) || Number(from) > 1);
  }
  const share = SHARE.exec(said);
  return share !== null && numberOf(share[1]) < numberOf(share[2]);
}

/**
 * @param {Element} node
 * @returns {string} what a button without words is called for who cannot see; "" for all others
 */
function nameOf(node) {
  if (!node.matches(PRESSED) || words.label(node)) return "";
  const picture = node.querySelector("img[alt],svg[aria-label],svg title");
  const name =
    node.getAttribute("aria-label") ??
    node.getAttribute("title") ??
    node.getAttribute("value") ??
    picture?.getAttribute("alt") ??
    picture?.getAttribute("aria-label") ??
    picture?.textContent;
  return (name ?? "").trim();
}

/**
 * @param {string} said
 * @returns {-1 | 0 | 1} which way it leads where it says nothing else: "Next 50 messages", "Page suivante"
 */
function wayIn(said) {
  if (!said || said.length > LONGEST) return 0;
  const spoken = said
    .replace(ARROWS, "")
    .replace(/['’]/g, " ")
    .split(/[\s,]+/u);
  /** @type {-1 | 0 | 1} */
  let way = 0;
  let thing = false;
  let alone = true;
  for (let at = 0; at < spoken.length; ) {
    const rest = spoken.slice(at);
    const taken = LISTS.map(({ list }) => startOf(rest, list));
    const most = Math.max(...taken);
    const found = most ? LISTS[taken.indexOf(most)] : undefined;
    if (found) [way, alone] = [way || found.way, alone && found.alone];
    else if (!isBeside(rest[0] ?? "")) return 0;
    thing ||= leads.THING.test(rest[0] ?? "");
    at += most || 1;
  }
  return alone || thing ? way : 0;
}

/**
 * @param {string[]} rest
 * @param {RegExp} list
 * @returns {number} how many of the first words are one of the list
 */
function startOf(rest, list) {
  for (let count = Math.min(MOST_WORDS, rest.length); count > 0; count--)
    if (list.test(rest.slice(0, count).join(" "))) return count;
  return 0;
}

/** @param {string} word */
function isBeside(word) {
  return !/\p{L}/u.test(word) || leads.THING.test(word) || leads.BETWEEN.test(word);
}

/**
 * @param {Element} node
 * @param {string} said
 * @returns {-1 | 0 | 1} which way it leads, 0 for none
 */
function wayOf(node, said) {
  if (node.closest(OFF)) return 0;
  if (node.matches("a[rel~=next]")) return 1;
  const name = nameOf(node);
  const way = wayIn(said) || wayIn(name);
  if (way) return way;
  if (!node.matches(PRESSED)) return 0;
  const inPager = node.closest(PAGER) !== null;
  if (inPager && pageNumber(said)) return 1;
  return ARROW.test(said || name) && (inPager || PAGED.test(around(node, said))) ? 1 : 0;
}

/** @returns {boolean} true where the page says in its head that another follows */
function hasNext() {
  return page.isFollowed();
}

/**
 * @param {Element} node
 * @param {string} said
 * @returns {string} what stands beside it; of a whole thread it may be much
 */
function around(node, said) {
  return (node.parentElement?.textContent ?? "").replace(said, "");
}

export { hasNext, isPageNumber, isPart, nameOf, PRESSED, pageNumber, wayIn, wayOf };
