// A part of the page as one canonical HTML text: every tag written, one way to write each thing, so that a
// reader needs no rules of a browser. Never what a person types, nothing that runs. Source: FORMAT.md 4.16.

import * as roots from "../view/roots.js";

const VOID = /^(area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$/;
const LEFT_OUT =
  /^(script|style|noscript|template|head|base|link|noembed|noframes|applet|portal|fencedframe)$/;
const NAME = /^[a-z][\w.-]*$/;
const ATTRIBUTE = /^[a-z_:][\w:.-]*$/;
const NEVER = /^(on.*|nonce|integrity|srcdoc|shadowroot.*|keepsake-.*)$/;
const FIELD = /^(input|textarea)$/;
const PRESSED = /^(button|submit|reset|image|checkbox|radio)$/; // kinds of fields that nobody types into
const TYPED_ROLE = /^(textbox|searchbox|combobox)$/;
/** Of what is typed into, no more than these: pages repeat what is typed in attributes of their own. */
const OF_FIELD =
  /^(type|name|id|class|role|placeholder|aria-label|aria-placeholder|aria-labelledby|contenteditable|disabled|readonly|dir|lang)$/;
const REPEATED = /value/; // names of attributes in which what is typed below is repeated
const SVG = "http://www.w3.org/2000/svg";
const DRAWN = /^(svg|title|desc|text|tspan|textpath|a|use|image|foreignobject)$/;
const PASSED = /^(g|switch)$/;
const OF_DRAWING = /^(id|class|role|lang|href|xlink:href|aria-.*|data-.*)$/;
const LONG = { address: 200, style: 500, any: 4000 }; // characters
const KEPT_OF_ADDRESS = 80;
const DEEPEST_FRAME = 3;
const MOST = 400_000; // characters of one unit

/** @param {string} text */
const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/**
 * @param {Element} element
 * @returns {boolean} true for what a person types into
 */
function isField(element) {
  if (FIELD.test(element.localName)) {
    const { type } = /** @type {HTMLInputElement} */ (element);
    return !PRESSED.test(type);
  }
  if (TYPED_ROLE.test(element.getAttribute("role") ?? ""))
    return element.getAttribute("aria-readonly") !== "true";
  return /** @type {HTMLElement} */ (element).isContentEditable === true;
}

/**
 * @param {string} name
 * @param {string} value
 */
function shortened(name, value) {
  if (/^(data|blob):/i.test(value) && value.length > LONG.address)
    return `${value.slice(0, KEPT_OF_ADDRESS)}…(${value.length})`;
  const most = name === "style" ? LONG.style : LONG.any;
  return value.length > most ? `${value.slice(0, most)}…(${value.length})` : value;
}

/**
 * @param {Element} element
 * @returns {[string, string][]} its attributes as they are recorded
 */
function attributesOf(element) {
  const field = isField(element);
  const drawn = element.namespaceURI === SVG;
  /** @type {[string, string][]} */
  const out = [];
  for (const name of element.getAttributeNames()) {
    const read = name.toLowerCase();
    if (NEVER.test(read) || !ATTRIBUTE.test(read)) continue;
    if ((field && !OF_FIELD.test(read)) || (drawn && !OF_DRAWING.test(read))) continue;
    if (REPEATED.test(read) && holdsField(element)) continue;
    out.push([read, shortened(read, element.getAttribute(name) ?? "")]);
  }
  return out;
}

/** @param {Element} element */
function holdsField(element) {
  const fields = element.querySelectorAll("input,textarea,[contenteditable],[role=textbox]");
  return Array.from(fields).some(isField);
}

/** Gathers the text of one unit, and its elements in the order of their start tags. */
export class Written {
  /** @param {Set<Element>} units others that stand in it are left out, with a mark in their place */
  constructor(units) {
    this.units = units;
    /** @type {string[]} */
    this.pieces = [];
    this.size = 0;
    this.cut = false;
    /** @type {Element[]} */
    this.elements = [];
    /** @type {Set<Element>} fields, and units within */
    this.without = new Set();
  }

  /** @param {string} text */
  put(text) {
    this.pieces.push(text);
    this.size += text.length;
  }

  get html() {
    return this.pieces.join("");
  }
}

/**
 * @param {Node} node
 * @param {Written} to
 * @param {number} depth frames deep
 */
function write(node, to, depth) {
  if (node.nodeType === 3) to.put(escaped(node.nodeValue ?? ""));
  else if (node.nodeType === 1) writeElement(/** @type {Element} */ (node), to, depth);
}

/**
 * @param {Node} node
 * @param {Written} to
 * @param {number} depth
 */
function writeInner(node, to, depth) {
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (to.size > MOST) to.cut = true;
    else write(child, to, depth);
  }
}

/**
 * @param {Element} element
 * @param {Written} to
 * @param {number} depth
 */
function writeElement(element, to, depth) {
  const tag = element.localName.toLowerCase();
  if (LEFT_OUT.test(tag) && !(tag === "link" && element.hasAttribute("itemprop"))) return;
  if (tag === "meta" && element.hasAttribute("http-equiv")) return;
  if (to.units.has(element) && to.elements.length) {
    to.without.add(element);
    return to.put("<template keepsake-unit></template>");
  }
  if (element.namespaceURI === SVG && !DRAWN.test(tag)) {
    if (PASSED.test(tag)) writeInner(element, to, depth);
    return;
  }
  if (!NAME.test(tag)) return writeInner(element, to, depth);
  open(element, to);
  if (VOID.test(tag)) return;
  if (isField(element)) to.without.add(element);
  else writeWithin(element, to, depth);
  to.put(`</${tag}>`);
}

/**
 * @param {Element} element
 * @param {Written} to
 */
function open(element, to) {
  const tag = element.localName.toLowerCase();
  const marks = attributesOf(element).map(
    ([name, value]) => ` ${name}="${escaped(value).replace(/"/g, "&quot;")}"`,
  );
  to.elements.push(element);
  to.put(`<${tag}${marks.join("")}>`);
}

/**
 * What stands in an element: first its shadow root, or the frame's own document.
 * @param {Element} element
 * @param {Written} to
 * @param {number} depth
 */
function writeWithin(element, to, depth) {
  const root = roots.shadowOf(element);
  if (root) {
    to.put(`<template shadowrootmode="${root.mode}">`);
    writeInner(root, to, depth);
    to.put("</template>");
  }
  const body =
    roots.isFrame(element) && depth < DEEPEST_FRAME ? roots.frameDocument(element)?.body : null;
  if (body) {
    to.put("<template keepsake-frame>");
    write(body, to, depth + 1);
    to.put("</template>");
  }
  writeInner(element, to, depth);
}

/**
 * @param {Element} element
 * @param {Set<Element>} units
 * @param {Element[]} inner items that stand in it, also those that are far from the view
 * @returns {Written}
 */
function writtenOf(element, units, inner) {
  const to = new Written(new Set([...units, ...inner]));
  writeElement(element, to, 0);
  return to;
}

/**
 * A line of a log, which no element holds: what it stands in is written around its words.
 * @param {KeepsakeLogLine} line
 * @param {Element} log
 * @returns {Written}
 */
function writtenLine({ parts, run }, log) {
  const to = new Written(new Set());
  to.elements.push(log);
  to.put("<keepsake-line>");
  if (run) for (const node of run) write(node, to, 0);
  /** @type {Element[]} */
  let around = [];
  for (const { node, from, to: end } of run ? [] : parts) {
    const now = [];
    for (let up = node.parentElement; up && up !== log; up = up.parentElement) now.unshift(up);
    let same = 0;
    while (same < around.length && around[same] === now[same]) same += 1;
    close(around.slice(same), to);
    for (const element of now.slice(same)) open(element, to);
    to.put(escaped(node.data.slice(from, end)));
    around = now;
  }
  close(around, to);
  to.put("</keepsake-line>");
  return to;
}

/**
 * @param {Element[]} elements outermost first
 * @param {Written} to
 */
function close(elements, to) {
  for (const { localName } of elements.toReversed()) to.put(`</${localName.toLowerCase()}>`);
}

export { attributesOf, isField, writtenLine, writtenOf };
