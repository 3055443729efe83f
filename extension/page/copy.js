/// <reference path="../types.d.ts" />
"use strict";
// Pieces of the page's copy: text made safe, style rules, pictures.
{
  /** @param {string} text */
  const escapeText = (text) =>
    text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  /** @param {string} text */
  const escapeValue = (text) =>
    text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");

  /**
   * @param {CSSStyleSheet} sheet
   * @returns {string | null} its rules as text, null when the browser does not let them be read
   */
  function rulesOf(sheet) {
    try {
      return Array.from(sheet.cssRules, (rule) => ruleText(rule)).join("\n");
    } catch {
      return null;
    }
  }

  /**
   * @param {CSSRule} rule
   * @returns {string}
   */
  function ruleText(rule) {
    if (!(rule instanceof CSSImportRule)) return rule.cssText;
    const inner = rule.styleSheet ? rulesOf(rule.styleSheet) : null;
    if (inner === null) return `/* not readable: ${rule.href} */`;
    return rule.media.length ? `@media ${rule.media.mediaText} {${inner}}` : inner;
  }

  /**
   * @param {string} css
   * @param {string} media
   */
  function styleTag(css, media) {
    const when = media && media !== "all" ? ` media="${escapeValue(media)}"` : "";
    return `<style${when}>${css.replace(/<\/style/gi, "<\\/style")}</style>`;
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
    }

    /**
     * @param {HTMLImageElement | HTMLCanvasElement} node
     * @param {string} address
     * @returns {string} a data address, or "" when it cannot be read
     */
    read(node, address) {
      if (address.startsWith("data:")) return address;
      const before = address ? this.known.get(address) : undefined;
      if (before !== undefined) return before;
      const data = performance.now() < this.until ? draw(node) : "";
      if (data) this.inlined += 1;
      else this.named += 1;
      if (address) this.known.set(address, data);
      return data;
    }
  }

  /**
   * @param {HTMLImageElement | HTMLCanvasElement} node
   * @returns {string}
   */
  function draw(node) {
    const image = node.localName === "img" ? /** @type {HTMLImageElement} */ (node) : null;
    const width = image ? image.naturalWidth : node.width;
    const height = image ? image.naturalHeight : node.height;
    if (!width || !height || width * height > 16_000_000 || (image && !image.complete)) return "";
    try {
      if (!image) return /** @type {HTMLCanvasElement} */ (node).toDataURL("image/png");
      const canvas = document.createElement("canvas"); // never put into the page
      [canvas.width, canvas.height] = [width, height];
      canvas.getContext("2d")?.drawImage(image, 0, 0);
      return canvas.toDataURL(width * height > 250_000 ? "image/webp" : "image/png");
    } catch {
      return ""; // another site's picture may be shown but not read
    }
  }

  globalThis.keepsakePage.copy = { escapeText, escapeValue, rulesOf, styleTag, Pictures };
}
