// Groups of elements that look like items where nothing but their place in the page says so.

import * as dom from "../view/dom.js";
import * as answers from "./answers.js";

const INLINE = /^(span|a|b|i|em|strong|button|label|font|small|u)$/;
const NEVER = /^(br|img|svg|path|p|option|td|th|use|g|dt|head|style|script|template|input|wbr)$/;
const MOST = 200; // elements of a block that are looked at
const STRIP = 3; // things side by side
const FITS = 5; // things side by side, all alike, where a wide window shows them all

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
    const path = `${above ? (paths.get(above) ?? "") : ""}>${CSS.escape(node.localName)}`;
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

export { blocksIn, byShape, isInline, isStrip, linesOf, lookOf, outsideStrips };
