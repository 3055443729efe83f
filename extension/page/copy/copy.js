// Pieces of the page's copy: text made safe, style rules, pictures.

import * as page from "../view/page.js";

const MOST_PIXELS = 16_000_000;

/** @param {string} text */
const escapeText = (text) =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
/** @param {string} text */
const escapeValue = (text) =>
  text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");

/**
 * @param {string} address
 * @param {string} base
 * @returns {string} the whole address, or what stood there when it is none
 */
function whole(address, base) {
  try {
    return new URL(address, base).href;
  } catch {
    return address;
  }
}

/**
 * @param {CSSStyleSheet} sheet
 * @returns {string | null} its rules as text, null when the browser does not let them be read
 */
function rulesOf(sheet) {
  try {
    return named(Array.from(sheet.cssRules, ruleText).join("\n"), sheet.href);
  } catch {
    return null;
  }
}

/**
 * @param {CSSRule} rule
 * @returns {string}
 */
function ruleText(rule) {
  if (!("styleSheet" in rule)) return rule.cssText; // of whatever frame: no instanceof
  const imported = /** @type {CSSImportRule} */ (rule);
  const inner = imported.styleSheet ? rulesOf(imported.styleSheet) : null;
  if (inner === null) return `/* not readable: ${imported.href.replaceAll("*/", "* /")} */`;
  return imported.media.length ? `@media ${imported.media.mediaText} {${inner}}` : inner;
}

/**
 * The rules of a style element: as written, unless a script changed them since.
 * @param {HTMLStyleElement} node
 */
function writtenOrMade(node) {
  const written = node.textContent ?? "";
  const made = node.sheet ? rulesOf(node.sheet) : null;
  if (made === null) return written;
  return sameRules(written, node) ? named(written, node.baseURI) : made;
}

/**
 * @param {string} written
 * @param {HTMLStyleElement} node
 */
function sameRules(written, node) {
  if (!written.trim() || /@import/i.test(written)) return false;
  const fresh = new CSSStyleSheet(); // of ours alone, applied nowhere
  fresh.replaceSync(written);
  const now = Array.from(node.sheet?.cssRules ?? [], (rule) => rule.cssText);
  const then = Array.from(fresh.cssRules, (rule) => rule.cssText);
  return now.length === then.length && now.every((text, i) => text === then[i]);
}

/**
 * Whole addresses in place of short ones, so that what is not in the copy is named; and elements of
 * the page's own kinds count as made, for nothing will make them.
 * @param {string} css
 * @param {string | null} base
 */
function named(css, base) {
  const known = base
    ? css.replace(/url\(\s*(["']?)(?!data:|#)([^"')]+)\1\s*\)/gi, (_, mark, address) => {
        return `url(${mark}${whole(address, base).replaceAll('"', "%22")}${mark})`;
      })
    : css;
  return known.replace(/:defined\b/g, ":is(*)");
}

/**
 * Rules without any `<`: nothing in them can end the element, also not within a drawing, where
 * what stands in it is read as elements.
 * @param {string} css
 * @param {string} media
 */
function styleTag(css, media) {
  const when = media && media !== "all" ? ` media="${escapeValue(media)}"` : "";
  return `<style${when}>${css.replaceAll("<", "\\3c ")}</style>`;
}

/**
 * Pictures the page already holds, as data addresses, while there is time. Drawn again, so the
 * bytes are not those of the file; the file's address stays in data-kept-src.
 */
class Pictures {
  /** @param {number} budget ms */
  constructor(budget) {
    this.until = performance.now() + budget;
    this.inlined = 0;
    this.named = 0;
    /** @type {Map<string, string>} */
    this.known = new Map();
    /** One for all: each would hold its pixels until memory is next tidied. @type {HTMLCanvasElement | null} */
    this.canvas = null;
  }

  /**
   * @param {HTMLImageElement | HTMLCanvasElement | HTMLVideoElement} node
   * @param {string} address
   * @returns {string} a data address, or "" when it cannot be read
   */
  read(node, address) {
    if (address.startsWith("data:")) return address;
    const before = address ? this.known.get(address) : undefined;
    if (before !== undefined) return before;
    const data = performance.now() < this.until ? this.draw(node) : "";
    if (data) this.inlined += 1;
    else this.named += 1;
    if (address) this.known.set(address, data);
    return data;
  }

  /**
   * @param {HTMLImageElement | HTMLCanvasElement | HTMLVideoElement} node
   * @returns {string}
   */
  draw(node) {
    const { width, height, ready } = sizeOf(node);
    if (!ready || !width || !height || width * height > MOST_PIXELS) return "";
    try {
      if ("toDataURL" in node) return node.toDataURL("image/png");
      this.canvas ??= page.canvas();
      const { canvas } = this;
      [canvas.width, canvas.height] = [width, height];
      canvas.getContext("2d", { willReadFrequently: true })?.drawImage(node, 0, 0);
      return canvas.toDataURL(width * height > 250_000 ? "image/webp" : "image/png");
    } catch {
      this.canvas = null; // another site's picture may be shown but not read, nor a canvas it was on
      return "";
    }
  }
}

/**
 * @param {HTMLImageElement | HTMLCanvasElement | HTMLVideoElement} node
 * @returns {{width: number, height: number, ready: boolean}} of the picture itself
 */
function sizeOf(node) {
  if ("naturalWidth" in node)
    return { width: node.naturalWidth, height: node.naturalHeight, ready: node.complete };
  if ("videoWidth" in node)
    return { width: node.videoWidth, height: node.videoHeight, ready: node.readyState >= 2 };
  return { width: node.width, height: node.height, ready: true };
}

export { escapeText, escapeValue, Pictures, rulesOf, styleTag, whole, writtenOrMade };
