// Groups of elements that look like items where nothing but their place in the page says so.

import * as timeWords from "../items/time_words.js";
import * as words from "../items/words.js";
import * as dom from "../view/dom.js";
import * as answers from "./answers.js";
import * as family from "./family.js";

const { areMessages, hasGround, kindsIn } = family;
const INLINE = /^(span|a|b|i|em|strong|button|label|font|small|u)$/;
const NEVER = /^(br|img|svg|path|p|option|td|th|use|g|dt|style|script|template|input|wbr)$/;
const SHORT = 40; // characters of a name, a time, a button
const HEADS = 0.8; // of what stands in a group beside its messages is as short as that
const MOST = 200; // elements of a block that are looked at
const STRIP = 3; // things side by side
const FITS = 5; // things side by side, all alike, where a wide window shows them all
const HEAP = 0.5; // of the words of a set in one of its elements
const OFTEN = 3; // one group in so many has several messages
const SELDOM = 10; // the same, where each message is a bubble, as no line of one is
const LEAST_SHARE = 0.4; // of the words of a group are its messages'

/**
 * @param {Element} node
 * @returns {boolean} true for what does not stand in lines of its own
 */
function isInline(node) {
  if (NEVER.test(node.localName)) return true;
  return INLINE.test(node.localName) && dom.styleOf(node).display.startsWith("inline");
}

/**
 * @param {Element} node
 * @returns {boolean} true for what holds things side by side and can be moved sideways
 */
function isStrip(node) {
  const { overflowX } = dom.styleOf(node);
  if (overflowX === "visible" || !node.clientWidth) return false;
  const only = node.childElementCount === 1 ? node.firstElementChild : node;
  if (!only || only.childElementCount < STRIP) return false;
  const inner = Array.from(only.children);
  if (!areBeside(inner.slice(0, 2))) return false;
  if (node.scrollWidth >= node.clientWidth * 1.5) return true;
  const alike = inner.length >= FITS && new Set(inner.map(lookOf)).size === 1;
  return alike && /auto|scroll/.test(overflowX) && areBeside(inner);
}

/** @param {Element[]} inner */
function areBeside(inner) {
  const boxes = inner.map(dom.boxOf);
  return boxes.every(({ x, y }, i) => {
    const before = boxes[i - 1];
    return !before || (Math.abs(y - before.y) <= 2 && x !== before.x);
  });
}

/**
 * @param {Element[]} all in the order of the page
 * @returns {Element[]} those that stand in no strip
 */
function outsideStrips(all) {
  const inside = new Set();
  return all.filter((node) => {
    const parent = dom.parentOf(node);
    const out = !inside.has(parent);
    if (!out || isStrip(node)) inside.add(node);
    return out;
  });
}

/**
 * Groups of brothers and sisters of one tag. The lines of an item are few beside each other, the
 * items of a list are many.
 * @param {Element[]} all
 * @returns {Map<string, KeepsakeGroup>} by the path of tags from the pane
 */
function byShape(all) {
  /** @type {Map<Element, string>} */
  const paths = new Map();
  /** @type {Map<string, KeepsakeGroup>} */
  const groups = new Map();
  for (const node of all) {
    const parent = dom.parentOf(node);
    // A frame's body stands in the frame: the root of its document is passed over.
    const above = parent && !paths.has(parent) ? (dom.parentOf(parent) ?? parent) : parent;
    const path = `${above ? (paths.get(above) ?? "") : ""}>${node.localName}`;
    paths.set(node, path);
    if (!parent || isInline(node)) continue;
    /** @type {KeepsakeGroup} */
    const group = groups.get(path) ?? { set: [], family: 0, families: new Map() };
    groups.set(path, group);
    group.set.push(node);
    const family = group.families.get(parent) ?? [];
    group.families.set(parent, family);
    family.push(node);
    group.family = Math.max(group.family, family.length);
  }
  return groups;
}

/**
 * @param {Element[]} all
 * @returns {KeepsakeWorded[]}
 */
function linesOf(all) {
  return all.filter(answers.hasOwnWords).map((node) => {
    const own = dom.nodesOf(node).filter((each) => each.nodeType === 3);
    return { node, length: own.map((each) => (each.nodeValue ?? "").trim()).join("").length };
  });
}

/**
 * The lines that stand in elements of a set.
 * @param {Set<Element>} set
 * @param {KeepsakeWorded[]} lines
 * @param {Element} pane
 */
function linesIn(set, lines, pane) {
  return lines.filter(({ node }) => {
    for (let up = /** @type {Element | null} */ (node); up && up !== pane; up = dom.parentOf(up))
      if (set.has(up)) return true;
    return false;
  });
}

/** @param {KeepsakeWorded[]} lines */
const charactersIn = (lines) => lines.reduce((sum, { length }) => sum + length, 0);

/**
 * @param {Element[]} set
 * @param {KeepsakeWorded[]} lines
 * @param {Element} pane
 * @returns {number} how much of the words around stands in these elements, 0 to 1
 */
function wordShare(set, lines, pane) {
  const all = charactersIn(lines);
  return all ? charactersIn(linesIn(new Set(set), lines, pane)) / all : 1;
}

/**
 * @param {Element[]} set
 * @param {KeepsakeWorded[]} lines
 * @param {Element} pane
 * @returns {number} how much of its words stands in one element that is unlike the others and says
 *   when again and again: it is no item beside them, it holds items; 0 to 1
 */
function heapIn(set, lines, pane) {
  const told = set.map((node) => charactersIn(linesIn(new Set([node]), lines, pane)));
  const most = Math.max(...told);
  const heap = set[told.indexOf(most)];
  const share = most / Math.max(1, charactersIn(linesIn(new Set(set), lines, pane)));
  if (!heap || share < HEAP || set.some((each) => each !== heap && lookOf(each) === lookOf(heap)))
    return 0;
  const leaves = dom.descendants(heap, MOST).filter((each) => !each.childElementCount);
  return leaves.filter((each) => timeWords.isTime(words.label(each))).length >= STRIP ? share : 0;
}

/**
 * Where each element of a set holds several messages under one name: the path of those.
 * @param {Map<string, KeepsakeGroup>} groups
 * @param {string} outer path of the set
 * @param {KeepsakeWorded[]} lines
 * @param {Element} pane
 * @returns {string} "" where its elements are the items
 */
function membersOf(groups, outer, lines, pane) {
  const around = groups.get(outer);
  if (!around) return "";
  const led = around.set.filter((node) => answers.besideIn(node).length > 0);
  if (led.length * 3 >= around.set.length) return ""; // what answers them is theirs
  const inside = linesIn(new Set(around.set), lines, pane);
  /** @type {{path: string, share: number}[]} */
  const found = [];
  for (const [path, group] of groups) {
    if (!path.startsWith(`${outer}>`) || group.set.length < around.set.length) continue;
    for (const { name, families } of kindsIn(group)) {
      const several = families.filter(({ length }) => length > 1);
      const most = several.flat().every(hasGround) ? SELDOM : OFTEN;
      if (!several.length || several.length * most < families.length) continue;
      if (!several.every(areMessages)) continue;
      const set = families.flat();
      if (set.length < around.set.length) continue;
      const own = linesIn(new Set(set), inside, pane);
      const share = charactersIn(own) / Math.max(1, charactersIn(inside));
      const known = new Set(own);
      const rest = inside.filter((line) => !known.has(line));
      const heads = rest.filter(({ length }) => length <= SHORT).length;
      if (share >= LEAST_SHARE && heads >= rest.length * HEADS)
        found.push({ path: path + name, share });
    }
  }
  found.sort((a, b) => b.share - a.share || a.path.length - b.path.length);
  return found[0]?.path ?? "";
}

/**
 * @param {Element} node
 * @returns {string} the same for what is made alike
 */
function lookOf(node) {
  const inner = node.firstElementChild;
  return `${node.localName} ${node.className} ${inner?.localName} ${inner?.className}`;
}

/**
 * Elements of a pane that hold words or a picture and no block that does, near the part in view.
 * @param {Element} pane
 * @param {KeepsakeBox} box
 * @returns {Element[]}
 */
function blocksIn(pane, box) {
  /** @type {Element[]} */
  const out = [];
  /** @param {Element} node */
  const visit = (node) => {
    const before = out.length;
    for (const child of dom.childrenNear(node, box)) if (!isInline(child)) visit(child);
    if (node !== pane && out.length === before && saysSomething(node)) out.push(node);
  };
  visit(pane);
  return out;
}

/** @param {Element} node */
function saysSomething(node) {
  if (/^(nav|form|footer|header|textarea|select)$/.test(node.localName)) return false;
  const worded = [node, ...dom.descendants(node, MOST)].some(answers.hasOwnWords);
  return worded || node.querySelector("img,video,audio") !== null;
}

export {
  blocksIn,
  byShape,
  heapIn,
  isInline,
  isStrip,
  linesOf,
  lookOf,
  membersOf,
  outsideStrips,
  wordShare,
};
