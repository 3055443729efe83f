// Elements of the page's copy: attributes without what runs or fetches, fields as filled in, what
// cannot be in a copy as a picture of it or as an empty box with its address, places scrolled to.

import * as dom from "../view/dom.js";
import * as copy from "./copy.js";

const { escapeValue, whole } = copy;
const FETCHING =
  /^(src|srcset|poster|data|background|href|xlink:href|imagesrcset|action|formaction|ping|manifest|longdesc|lowsrc|dynsrc|classid|codebase|attributionsrc)$/;
const ONE_ADDRESS = /^(src|poster|data|background|href|xlink:href|action|formaction)$/;
const LEFT_OUT =
  /^(on.*|data-kept-.*|nonce|integrity|srcdoc|style|sandbox|allow|shadowroot.*|http-equiv|is)$/;
const TOLD = /^(name|property|itemprop|content|charset|lang|id|class)$/;
const STATE = /^(value|checked|selected)$/;
const TOP_LAYER = "position:fixed;inset:0;margin:auto;z-index:2147483647;display:block";

// A page without scripts opens at its beginning. A place to snap to, let go of after a moment,
// brings it where it was; what snaps is an element that is there anyway.
// Not marked as important: what is would hold against the animation that lets go. Chromium looks at
// it again only after a layout; orphans, which show on paper alone, bring one about.
const PANE = "[data-kept-scroll-top]".repeat(4);
const SCROLLED =
  `${PANE}{scroll-snap-type:y mandatory;scroll-behavior:auto!important;scroll-padding:0!important;` +
  "animation:kept-let-go 1ms 1.5s both!important}" +
  "[data-kept-scroll-top] *{scroll-snap-align:none!important}" +
  "@keyframes kept-let-go{from{orphans:2}to{orphans:3;scroll-snap-type:none}}";

/**
 * @param {Element} node
 * @param {KeepsakePictures} pictures
 */
function attributesOf(node, pictures) {
  let out = "";
  // By their names: the browser makes and keeps an object for each attribute that is asked for as one.
  for (const name of node.getAttributeNames()) {
    const value = node.getAttribute(name) ?? "";
    // A page can make names in capitals, which are none when the copy is read.
    const read = name.toLowerCase();
    if (LEFT_OUT.test(read) || !/^[a-z_:][\w:.-]*$/.test(read)) continue;
    if (node.localName.toLowerCase() === "meta" && !TOLD.test(read)) continue;
    if (read === "src" && node.localName === "img") continue; // written as the browser chose it
    out += attribute(node, read, value);
  }
  const image = node.localName === "img" ? /** @type {HTMLImageElement} */ (node) : null;
  const data = image ? pictures.read(image, addressOf(image)) : "";
  return out + stateOf(node) + (image ? sourceOf(image, data) : "") + styleOf(node, !data);
}

/**
 * @param {Element} node
 * @param {string} name
 * @param {string} value
 */
function attribute(node, name, value) {
  const link = /^(a|area)$/.test(node.localName) && name.endsWith("href");
  if (/^\s*javascript:/i.test(value)) return ` data-kept-${plain(name)}="${escapeValue(value)}"`;
  if (STATE.test(name) && node.localName !== "li") return "";
  if (link) return ` ${name}="${escapeValue(reached(node, value))}"`;
  if (!FETCHING.test(name) || value.startsWith("#")) return ` ${name}="${escapeValue(value)}"`;
  const told = ONE_ADDRESS.test(name) ? reached(node, value) : value;
  return ` data-kept-${plain(name)}="${escapeValue(told)}"`;
}

/** @param {string} name */
const plain = (name) => name.replace(":", "-");

/**
 * @param {Element} node
 * @param {string} value
 */
const reached = (node, value) => (value.startsWith("#") ? value : whole(value, node.baseURI));

/** @param {Element} node */
function stateOf(node) {
  if (node.localName === "input") {
    const input = /** @type {HTMLInputElement} */ (node);
    const value = input.type === "password" ? "" : input.value;
    return ` value="${escapeValue(value)}"${input.checked ? " checked" : ""}`;
  }
  if (node.localName === "option") {
    const option = /** @type {HTMLOptionElement} */ (node);
    return ` value="${escapeValue(option.value)}"${option.selected ? " selected" : ""}`;
  }
  const value = node.getAttribute("value");
  return value !== null && node.localName !== "li" ? ` value="${escapeValue(value)}"` : "";
}

/** @param {HTMLImageElement} image */
const addressOf = (image) => image.currentSrc || image.src;

/**
 * @param {HTMLImageElement} image
 * @param {string} data
 */
function sourceOf(image, data) {
  const address = addressOf(image);
  const own = address.startsWith("data:") || !address;
  const told = own ? "" : ` data-kept-src="${escapeValue(address)}"`;
  return data ? `${told} src="${escapeValue(data)}"` : told;
}

/**
 * The element's own style; a picture that is not in the copy keeps its room.
 * @param {Element} node
 * @param {boolean} missing of a picture: it could not be read
 */
function styleOf(node, missing) {
  let style = node.getAttribute("style") ?? "";
  if (node.localName === "img" && missing) style = `${style};${roomOf(node)}`;
  if (node.matches(":modal,:popover-open")) style = `${style};${TOP_LAYER}`;
  return style ? ` style="${escapeValue(style)}"` : "";
}

/** @param {Element} node */
function roomOf(node) {
  const { width, height } = node.getBoundingClientRect();
  return `width:${width}px;height:${height}px;box-sizing:border-box`;
}

/**
 * A canvas or film as a picture of what it shows; what else is embedded as its room and address.
 * @param {HTMLElement} node
 * @param {KeepsakePictures} pictures
 */
function replacement(node, pictures) {
  const tag = node.localName;
  const drawn = tag === "canvas" || tag === "video";
  const film = /** @type {HTMLVideoElement} */ (node);
  const address = tag === "video" ? film.currentSrc || film.src : "";
  const data = drawn ? pictures.read(/** @type {HTMLCanvasElement} */ (node), "") : "";
  const { display, objectFit, backgroundColor } = dom.styleOf(node);
  const shown = display === "inline" ? "inline-block" : display;
  const fit = `object-fit:${objectFit};background-color:${backgroundColor}`;
  const style = `${node.getAttribute("style") ?? ""};${roomOf(node)};display:${shown};${fit}`;
  const name = node.className ? ` class="${escapeValue(node.className)}"` : "";
  const id = node.id ? ` id="${escapeValue(node.id)}"` : "";
  const other = node.getAttribute("src") ?? node.getAttribute("data") ?? "";
  const told = address || (other ? whole(other, node.baseURI) : "");
  const from = told ? ` data-kept-src="${escapeValue(told)}"` : "";
  const about = `data-kept-tag="${tag}"${id}${name}${from} style="${escapeValue(style)}"`;
  return data ? `<img ${about} src="${data}">` : `<span ${about}></span>`;
}

/**
 * Marks what is scrolled in a document or shadow root, and what lies at its upper edge.
 * @param {Document | ShadowRoot} root
 * @param {Map<Element, string>} marks attributes to add, by element
 * @returns {string} the rules that bring it there; "" where nothing is scrolled
 */
function scrolledOf(root, marks) {
  let rules = "";
  for (const pane of root.querySelectorAll("*")) {
    const top = Math.round(pane.scrollTop);
    const there = top ? atEdge(pane) : null;
    if (!there) continue;
    const number = marks.size;
    add(marks, pane, ` data-kept-scroll-top="${top}"`);
    add(marks, there.node, ` data-kept-here="${number}"`);
    rules +=
      `[data-kept-scroll-top] [data-kept-here="${number}"]{scroll-snap-align:start!important;` +
      `scroll-margin:${there.off}px 0 0!important}`;
  }
  return rules && SCROLLED + rules;
}

/**
 * @param {Map<Element, string>} marks
 * @param {Element} node
 * @param {string} mark
 */
function add(marks, node, mark) {
  marks.set(node, (marks.get(node) ?? "") + mark);
}

/**
 * The element of a pane that reaches across its upper edge, as deep as there is a block.
 * @param {Element} pane
 * @returns {{node: Element, off: number} | null} off: how far its top is below the edge, CSS pixels
 */
function atEdge(pane) {
  const isRoot = pane === pane.ownerDocument.scrollingElement;
  const edge = isRoot ? 0 : pane.getBoundingClientRect().top + pane.clientTop;
  /** @type {{node: Element, off: number} | null} */
  let found = null;
  for (let level = blocksOf(pane); level.length; ) {
    const next = level.find((child) => reachesAcross(child, edge));
    if (!next) break;
    found = { node: next, off: next.getBoundingClientRect().top - edge };
    level = next.scrollTop ? [] : blocksOf(next);
  }
  return found;
}

/**
 * @param {Element} node
 * @returns {Element[]} what stands in it in lines of its own; elements of the page's own kinds often
 *   stand in none and hold what does
 */
function blocksOf(node) {
  return Array.from(node.children).flatMap((child) => {
    const { display } = dom.styleOf(child);
    return /^(inline|contents)$/.test(display) && child.childElementCount ? blocksOf(child) : child;
  });
}

/**
 * @param {Element} node
 * @param {number} edge
 */
function reachesAcross(node, edge) {
  const { position, display } = dom.styleOf(node);
  if (/fixed|sticky/.test(position) || /^(inline|contents|none)$/.test(display)) return false;
  const box = node.getBoundingClientRect();
  return box.height > 0 && box.bottom > edge + 1;
}

export { attributesOf, replacement, scrolledOf };
