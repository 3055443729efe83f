// A copy of the page as it is now, as one HTML text: no scripts, nothing fetched, nothing changed.

import * as dom from "../view/dom.js";
import * as page from "../view/page.js";
import * as roots from "../view/roots.js";
import * as copy from "./copy.js";
import * as kept from "./kept.js";

const { escapeText, escapeValue, rulesOf, styleTag, whole, writtenOrMade, Pictures } = copy;
const { attributesOf, replacement, scrolledOf } = kept;
const VOID = /^(area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/;
const LEFT_OUT =
  /^(script|noscript|applet|base|noembed|noframes|frame|frameset|portal|fencedframe)$/;
// What stands in these would be read as text when the copy is opened.
const WRITTEN_AS = new Map([
  ["plaintext", "pre"],
  ["xmp", "pre"],
  ["listing", "pre"],
]);
const NAME = /^[a-z][\w.:-]*$/;
const REPLACED = /^(canvas|video|object|embed)$/;
const RAW = /^(textarea|title)$/;
const DEEPEST_FRAME = 3;
const MOST = 48 * 1024 * 1024; // characters
// Opened later, the copy must not ask any site for anything.
const POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; media-src data:; " +
  "frame-src 'self'; form-action 'none'; base-uri 'none'";

/**
 * @param {Element} node a link or style element
 */
function sheetOf(node) {
  const styled = /** @type {HTMLStyleElement | HTMLLinkElement} */ (node);
  if (styled.sheet?.disabled) return "";
  if (node.localName === "style")
    return styleTag(writtenOrMade(/** @type {HTMLStyleElement} */ (node)), styled.media);
  const css = styled.sheet ? rulesOf(styled.sheet) : null;
  if (css !== null) return styleTag(css, styled.media);
  const href = /** @type {HTMLLinkElement} */ (node).href;
  return `<!-- not readable: ${escapeText(href).replace(/--/g, "- -")} -->`;
}

/**
 * Rules that scripts gave to a document or a shadow root; they come after all others.
 * @param {Document | ShadowRoot} root
 */
function adoptedOf(root) {
  return Array.from(root.adoptedStyleSheets)
    .filter((sheet) => !sheet.disabled)
    .map((sheet) => styleTag(rulesOf(sheet) ?? "", sheet.media.mediaText))
    .join("");
}

/**
 * @param {Node} node
 * @param {Writer} to
 */
function write(node, to) {
  if (to.size > MOST) return;
  if (node.nodeType === 3) return to.put(escapeText(node.nodeValue ?? ""));
  if (node.nodeType === 1) writeElement(/** @type {Element} */ (node), to);
}

/**
 * What stands in a node. From one to the next: a list of each would be kept by the browser for a while.
 * @param {Node} node
 * @param {Writer} to
 */
function writeAll(node, to) {
  for (let child = node.firstChild; child; child = child.nextSibling) write(child, to);
}

/**
 * @param {Element} node
 * @param {Writer} to
 */
function writeElement(node, to) {
  const tag = WRITTEN_AS.get(node.localName.toLowerCase()) ?? node.localName.toLowerCase();
  if (!NAME.test(tag)) return writeAll(node, to);
  if (LEFT_OUT.test(tag) || (tag === "meta" && node.hasAttribute("http-equiv"))) return;
  if (tag === "style" || (tag === "link" && node.matches("[rel~=stylesheet]")))
    return to.put(sheetOf(node));
  if (tag === "link") return;
  if (REPLACED.test(tag))
    return to.put(replacement(/** @type {HTMLElement} */ (node), to.pictures));
  if (tag === "iframe") return writeFrame(/** @type {HTMLIFrameElement} */ (node), to);
  to.put(`<${tag}${attributesOf(node, to.pictures)}${to.scrolled.get(node) ?? ""}>`);
  if (VOID.test(tag)) return;
  if (RAW.test(tag) || tag === "pre") to.put("\n"); // a reader leaves out the first line break
  if (RAW.test(tag)) {
    const field = /** @type {HTMLTextAreaElement} */ (node);
    to.put(escapeText(tag === "textarea" ? field.value : (node.textContent ?? "")));
  } else {
    const inner = roots.shadowOf(node);
    if (inner) writeShadow(inner, to);
    writeAll(node, to);
  }
  to.put(`</${tag}>`);
}

/**
 * The whole document. The policy comes first of all, whatever the page made of its own head.
 * @param {Element | null} root
 * @param {Writer} to
 */
function writeRoot(root, to) {
  const own = root?.localName === "html" ? root : null;
  const marks = own ? attributesOf(own, to.pictures) + (to.scrolled.get(own) ?? "") : "";
  to.put(`<html${marks}><head>${to.head}`);
  const head = own?.firstElementChild?.localName === "head" ? own.firstElementChild : null;
  if (head) writeAll(head, to);
  to.put("</head>");
  if (!own && root) write(root, to);
  for (let child = own?.firstChild; child; child = child.nextSibling)
    if (child !== head) write(child, to);
  to.put(`${to.foot}</html>`);
}

/**
 * @param {ShadowRoot} root
 * @param {Writer} to
 */
function writeShadow(root, to) {
  const scrolled = scrolledOf(root, to.scrolled);
  to.put('<template shadowrootmode="open">');
  writeAll(root, to);
  to.put(`${adoptedOf(root)}${scrolled && styleTag(scrolled, "")}</template>`);
}

/**
 * @param {HTMLIFrameElement} node
 * @param {Writer} to
 */
function writeFrame(node, to) {
  const inner = to.depth < DEEPEST_FRAME ? dom.frameDocument(node) : null;
  const text = inner ? htmlOf(inner, to.pictures, to.depth + 1) : "";
  const source = text ? ` srcdoc="${escapeValue(text)}"` : "";
  to.put(`<iframe sandbox${attributesOf(node, to.pictures)}${source}></iframe>`);
}

/** Gathers the text of one document. */
class Writer {
  /**
   * @param {KeepsakePictures} pictures
   * @param {number} depth frames deep
   * @param {{head: string, foot: string, scrolled: Map<Element, string>}} around what goes first into
   *   the head and last into the body, and the marks of what was scrolled
   */
  constructor(pictures, depth, { head, foot, scrolled }) {
    this.pictures = pictures;
    this.depth = depth;
    this.head = head;
    this.foot = foot;
    this.scrolled = scrolled;
    this.size = 0;
    /** @type {string[]} */
    this.pieces = [];
  }

  /** @param {string} text */
  put(text) {
    this.pieces.push(text);
    this.size += text.length;
  }
}

/**
 * @param {Document} of
 * @param {KeepsakePictures} pictures
 * @param {number} depth
 */
function htmlOf(of, pictures, depth) {
  const type = of.doctype ? "<!DOCTYPE html>" : "";
  const scrolled = new Map();
  const rules = scrolledOf(of, scrolled);
  const head =
    `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">` +
    '<meta http-equiv="x-dns-prefetch-control" content="off">' +
    `<meta name="kept-address" content="${escapeValue(whole(of.URL, of.baseURI))}">`;
  const foot = `${adoptedOf(of)}${rules && styleTag(rules, "")}`;
  const to = new Writer(pictures, depth, { head, foot, scrolled });
  writeRoot(of.documentElement, to);
  return type + to.pieces.join("");
}

/**
 * @param {{budget: number}} order budget: ms for drawing pictures
 * @returns {{html: string, inlined: number, named: number, cut: boolean}}
 */
function snapshot({ budget }) {
  const pictures = new Pictures(budget);
  const html = htmlOf(page.ownDocument(), pictures, 0);
  return { html, inlined: pictures.inlined, named: pictures.named, cut: html.length > MOST };
}

export { snapshot };
