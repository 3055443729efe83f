/// <reference path="../types.d.ts" />
"use strict";
// A copy of the page as it is now, as one HTML text: no scripts, nothing fetched, nothing changed.
{
  const { dom, copy } = globalThis.keepsakePage;
  const { escapeText, escapeValue, rulesOf, styleTag, Pictures } = copy;
  const VOID = /^(area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/;
  const LEFT_OUT = /^(script|noscript|object|embed|applet|base)$/;
  const RAW = /^(style|textarea|title)$/;
  const FETCHING =
    /^(src|srcset|poster|data|background|href|xlink:href|imagesrcset|action|formaction|ping)$/;
  const DEEPEST_FRAME = 3;
  const MOST = 48 * 1024 * 1024; // characters
  // Opened later, the copy must not ask any site for anything.
  const POLICY =
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; media-src data:; frame-src 'self'";

  /**
   * Attributes as they are, without what runs or fetches; form fields as filled in.
   * @param {Element} node
   * @param {KeepsakePictures} pictures
   */
  function attributesOf(node, pictures) {
    let out = "";
    for (const { name, value } of Array.from(node.attributes)) {
      if (/^on/i.test(name) || name === "nonce" || name === "integrity" || name === "srcdoc")
        continue;
      if (
        FETCHING.test(name) &&
        !(node.localName === "a" || node.localName === "area") &&
        !value.startsWith("#")
      ) {
        out += ` data-kept-${name.replace(":", "-")}="${escapeValue(value)}"`;
      } else if (/^\s*javascript:/i.test(value)) {
        out += ` data-kept-${name}="${escapeValue(value)}"`;
      } else if (
        !(name === "value" || name === "checked" || name === "selected") ||
        node.localName === "li"
      ) {
        out += ` ${name}="${escapeValue(value)}"`;
      }
    }
    return out + stateOf(node) + pictureOf(node, pictures) + scrollOf(node);
  }

  /**
   * @param {Element} node
   */
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

  /**
   * @param {Element} node
   * @param {KeepsakePictures} pictures
   */
  function pictureOf(node, pictures) {
    if (node.localName !== "img") return "";
    const image = /** @type {HTMLImageElement} */ (node);
    const data = pictures.read(image, image.currentSrc || image.src);
    return data ? ` src="${escapeValue(data)}"` : "";
  }

  /** @param {Element} node */
  function scrollOf(node) {
    return node.scrollTop ? ` data-kept-scroll-top="${Math.round(node.scrollTop)}"` : "";
  }

  /**
   * @param {Element} node a link or style element
   */
  function sheetOf(node) {
    const styled = /** @type {HTMLStyleElement | HTMLLinkElement} */ (node);
    const css = styled.sheet ? rulesOf(styled.sheet) : null;
    if (css !== null) return styleTag(css, styled.media);
    if (node.localName === "style") return styleTag(node.textContent ?? "", styled.media);
    const href = /** @type {HTMLLinkElement} */ (node).href;
    return `<!-- not readable: ${escapeText(href).replace(/--/g, "- -")} -->`;
  }

  /**
   * @param {Document | ShadowRoot} root
   */
  function adoptedOf(root) {
    return root.adoptedStyleSheets
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
   * @param {Element} node
   * @param {Writer} to
   */
  function writeElement(node, to) {
    const tag = node.localName;
    if (LEFT_OUT.test(tag) || (tag === "meta" && node.hasAttribute("http-equiv"))) return;
    if (tag === "style" || (tag === "link" && node.matches("[rel~=stylesheet]")))
      return to.put(sheetOf(node));
    if (tag === "link") return;
    if (tag === "canvas")
      return to.put(canvasTag(/** @type {HTMLCanvasElement} */ (node), to.pictures));
    if (tag === "iframe") return writeFrame(/** @type {HTMLIFrameElement} */ (node), to);
    to.put(`<${tag}${attributesOf(node, to.pictures)}>`);
    if (VOID.test(tag)) return;
    if (tag === "head") to.put(to.head);
    if (RAW.test(tag)) {
      const value =
        tag === "textarea"
          ? /** @type {HTMLTextAreaElement} */ (node).value
          : (node.textContent ?? "");
      to.put(escapeText(value));
    } else {
      if (node.shadowRoot) writeShadow(node.shadowRoot, to);
      for (const child of node.childNodes) write(child, to);
    }
    to.put(`</${tag}>`);
  }

  /**
   * @param {ShadowRoot} root
   * @param {Writer} to
   */
  function writeShadow(root, to) {
    to.put(`<template shadowrootmode="open">${adoptedOf(root)}`);
    for (const child of root.childNodes) write(child, to);
    to.put("</template>");
  }

  /**
   * @param {HTMLCanvasElement} node
   * @param {KeepsakePictures} pictures
   */
  function canvasTag(node, pictures) {
    const data = pictures.read(node, "");
    const box = node.getBoundingClientRect();
    const style = `width:${box.width}px;height:${box.height}px;${node.getAttribute("style") ?? ""}`;
    const name = escapeValue(node.className);
    return `<img data-kept-tag="canvas" class="${name}" style="${escapeValue(style)}"${data ? ` src="${data}"` : ""}>`;
  }

  /**
   * @param {HTMLIFrameElement} node
   * @param {Writer} to
   */
  function writeFrame(node, to) {
    const inner = to.depth < DEEPEST_FRAME ? dom.frameDocument(node) : null;
    const copy = inner ? htmlOf(inner, to.pictures, to.depth + 1) : "";
    const source = copy ? ` srcdoc="${escapeValue(copy)}"` : "";
    to.put(`<iframe sandbox${attributesOf(node, to.pictures)}${source}></iframe>`);
  }

  /** Gathers the text of one document. */
  class Writer {
    /**
     * @param {KeepsakePictures} pictures
     * @param {number} depth frames deep
     * @param {string} head what goes first into the head
     */
    constructor(pictures, depth, head) {
      this.pictures = pictures;
      this.depth = depth;
      this.head = head;
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
    const type = of.doctype ? `<!DOCTYPE ${of.doctype.name}>` : "";
    const head =
      `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">` +
      `<meta name="kept-address" content="${escapeValue(of.URL)}">${adoptedOf(of)}`;
    const to = new Writer(pictures, depth, head);
    write(of.documentElement, to);
    return type + to.pieces.join("");
  }

  /**
   * @param {{budget: number}} order budget: ms for drawing pictures
   * @returns {{html: string, inlined: number, named: number, cut: boolean}}
   */
  function snapshot({ budget }) {
    const pictures = new Pictures(budget);
    const html = htmlOf(document, pictures, 0);
    return { html, inlined: pictures.inlined, named: pictures.named, cut: html.length > MOST };
  }

  globalThis.keepsakePage.snapshot = snapshot;
}
