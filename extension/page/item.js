/// <reference path="../types.d.ts" />
"use strict";
// What one item says: its words as shown, who, when, where it leads, what it pictures.
{
  const { author: writing, dom, words } = globalThis.keepsakePage;
  const { label, wordsOf } = words;
  const CLOCKED =
    "time,[datetime],[data-timestamp],[data-time],[data-utime],[data-ts],[data-date],abbr[title]," +
    "[created],[created-timestamp],[ts]," +
    "[class*=timestamp i],[class*=time i],[class*=date i],[data-testid*=time i]";
  const ID_LIKE =
    /(^|[-_])(id|mid|key|uid|urn|guid|uuid|user|author|sender|message|msg|post|comment|thread|peer|permalink)/i;
  const OWN_ID = /(id|author|permalink)$/; // attributes of elements that the site made up itself
  const MORE =
    /^(…|\.\.\.)?\s*(see more|show more|read more|voir plus|afficher plus|lire la suite|more|plus)\s*(…|\.\.\.)?$/i;

  /**
   * A moment from an attribute; "" when it does not fix one (no zone, no date).
   * @param {string} value
   * @returns {string}
   */
  function absolute(value) {
    if (/^\d{10}(\.\d+)?$/.test(value)) return new Date(Number(value) * 1000).toISOString();
    if (/^\d{13}$/.test(value)) return new Date(Number(value)).toISOString();
    if (!/\d{4}-\d\d-\d\dT?.*(Z|[+-]\d\d:?\d\d)$/.test(value)) return "";
    const moment = new Date(value);
    return Number.isNaN(moment.getTime()) ? "" : moment.toISOString();
  }

  /**
   * When an item says it was written: as shown, and from its attributes.
   * @param {Element} node
   * @param {Element[]} all
   */
  function timeOf(node, all) {
    const names = [
      "datetime",
      "data-timestamp",
      "data-time",
      "data-utime",
      "data-ts",
      "data-date",
      "created",
      "created-timestamp",
      "ts",
      "title",
      "aria-label",
    ];
    let shown = "";
    /** @type {Element | null} */
    let where = null;
    let source = "";
    for (const element of [node, ...all]) {
      if (!element.matches(CLOCKED)) continue;
      if (element !== node && !shown && label(element) && label(element).length <= 60) {
        [shown, where] = [label(element), element];
      }
      for (const name of names) {
        const value = element.getAttribute(name);
        if (!value || !/\d/.test(value) || value.length > 80) continue;
        if (!source) source = `${name}=${value}`;
        const time = absolute(value);
        if (time) return { shown, where, time, source: `${name}=${value}` };
      }
    }
    return { shown, where, time: "", source };
  }

  /**
   * Pictures, films and voices of an item; a long data address is cut and says so.
   * @param {Element[]} all
   * @returns {KeepsakeMedia[]}
   */
  function mediaOf(all) {
    /** @type {KeepsakeMedia[]} */
    const out = [];
    for (const element of all) {
      const alt = element.getAttribute("alt") ?? element.getAttribute("aria-label") ?? "";
      if (element.localName === "img") {
        const image = /** @type {HTMLImageElement} */ (element);
        const loaded = image.complete && image.naturalWidth > 0;
        out.push(
          medium(
            "image",
            image.currentSrc || image.src,
            alt,
            image.naturalWidth,
            image.naturalHeight,
            loaded,
          ),
        );
      } else if (element.localName === "video" || element.localName === "audio") {
        const film = /** @type {HTMLVideoElement} */ (element);
        const [width, height] = [film.videoWidth ?? 0, film.videoHeight ?? 0];
        out.push(
          medium(
            element.localName,
            film.currentSrc || film.src,
            alt,
            width,
            height,
            film.readyState >= 2,
          ),
        );
      }
      if (out.length >= 50) break;
    }
    return out;
  }

  /**
   * @param {string} kind
   * @param {string} src
   * @param {string} alt
   * @param {number} width
   * @param {number} height
   * @param {boolean} loaded
   */
  function medium(kind, src, alt, width, height, loaded) {
    const short =
      src.startsWith("data:") && src.length > 200 ? `${src.slice(0, 80)}…(${src.length})` : src;
    return { kind, src: short, alt, width, height, loaded };
  }

  /**
   * @param {Element[]} all the item and its descendants
   * @returns {KeepsakeId[]}
   */
  function idsOf(all) {
    /** @type {KeepsakeId[]} */
    const out = [];
    for (const element of all) {
      for (const { name, value } of Array.from(element.attributes)) {
        const own = element.localName.includes("-") && OWN_ID.test(name);
        const marked = name.startsWith("data-") && ID_LIKE.test(name.slice(5));
        if (name !== "id" && !own && !marked) continue;
        if (!value || value.length > 200) continue;
        if (!out.some((each) => each.name === name && each.value === value))
          out.push({ name, value });
        if (out.length >= 20) return out;
      }
    }
    return out;
  }

  /**
   * @param {Element[]} all the item and its descendants
   */
  function linksOf(all) {
    return all
      .filter((each) => each.localName === "a" && each.hasAttribute("href"))
      .slice(0, 50)
      .map((each) => ({ text: label(each), href: /** @type {HTMLAnchorElement} */ (each).href }));
  }

  /**
   * @param {Element} node
   * @param {Element[]} all
   */
  function kindOf(node, all) {
    const marks = `${node.getAttribute("role") ?? ""} ${node.localName} ${node.className} ${Array.from(node.attributes, (each) => each.name).join(" ")}`;
    if (/comment/i.test(marks)) return "comment";
    if (/message|msg|bubble|chat/i.test(marks)) return "message";
    if (/article|post|tweet|feed/i.test(marks)) return "post";
    return all.some((each) => /message|bubble/i.test(each.className?.toString() ?? ""))
      ? "message"
      : "row";
  }

  /**
   * Everything one item says. Reads only.
   * @param {Element} node
   * @param {string} idName attribute that identifies items on this page, or ""
   * @returns {KeepsakeContent}
   */
  function readItem(node, idName) {
    const all = dom.descendants(node, 600);
    const whole = [node, ...all];
    const author = writing.authorOf(node, all);
    const time = timeOf(node, all);
    /** @type {Set<Element>} */
    const without = new Set();
    for (const each of [author.element, time.where]) if (each) without.add(each);
    return {
      kind: kindOf(node, all),
      id: idName ? (node.getAttribute(idName) ?? "") : "",
      text: wordsOf(node, without),
      author: author.name,
      time_shown: time.shown,
      time: time.time,
      time_source: time.source,
      ids: idsOf(whole),
      links: linksOf(whole),
      media: mediaOf(whole),
      collapsed: whole.filter((each) => each.childElementCount === 0 && MORE.test(label(each)))
        .length,
    };
  }

  globalThis.keepsakePage.item = { readItem };
}
