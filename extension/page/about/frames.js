// Frames in view whose content belongs to another site: it is on the pictures, and nobody can read it.

import * as near from "../items/near.js";
import * as dom from "../view/dom.js";
import * as page from "../view/page.js";
import * as roots from "../view/roots.js";

const FRAMES = "iframe,frame,object[data],embed[src],fencedframe";
const PICTURE = /^image\/|\.(png|jpe?g|gif|webp|avif|svg|bmp|ico)([?#]|$)/i;
const LEAST = 150; // CSS pixels either way: what is smaller holds no conversation
const CLIPS = /^(auto|scroll|hidden|clip)$/;
const LONGEST = 2048; // characters of an address

/** @param {Element} node */
function addressOf(node) {
  const address = node.getAttribute("src") ?? node.getAttribute("data") ?? "";
  try {
    return address ? new URL(address, node.baseURI).href : "about:srcdoc";
  } catch {
    return address;
  }
}

/**
 * @param {Element} node
 * @returns {boolean} true for what the browser shows there and gives nobody to read
 */
function isUnread(node) {
  if (roots.isFrame(node)) return roots.frameDocument(node) === null;
  if (PICTURE.test(node.getAttribute("type") ?? addressOf(node))) return false;
  // What stands there because the rest did not come is read as any other part of the page.
  return !Array.from(node.children).some((each) => dom.boxOf(each).height > 0);
}

/**
 * @param {Element} node
 * @returns {KeepsakeBox} what of it is not cut off by what it stands in
 */
function shownPart(node) {
  const own = dom.boxOf(node);
  let [left, top, right, bottom] = [own.x, own.y, own.x + own.width, own.y + own.height];
  for (let up = dom.parentOf(node); up; up = dom.parentOf(up)) {
    const { overflowX, overflowY } = dom.styleOf(up);
    if (!CLIPS.test(overflowX) && !CLIPS.test(overflowY)) continue;
    if (up === up.ownerDocument.scrollingElement || up.localName === "body") continue;
    const box = dom.boxOf(up);
    [left, right] = [Math.max(left, box.x), Math.min(right, box.x + box.width)];
    // What scrolls shows the rest of it at another time.
    if (!/auto|scroll/.test(overflowY))
      [top, bottom] = [Math.max(top, box.y), Math.min(bottom, box.y + box.height)];
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/**
 * @param {Element} node
 * @returns {boolean} false where nothing of it is painted
 */
function isShown(node) {
  for (let at = /** @type {Element | null} */ (node); at; at = dom.parentOf(at)) {
    const { opacity, visibility, display } = dom.styleOf(at);
    if (Number(opacity) === 0 || visibility !== "visible" || display === "none") return false;
  }
  return true;
}

/**
 * @param {KeepsakeSight} sight
 * @returns {KeepsakeFrame[]} those in view at this moment, each with a number that stays with it
 */
function framesInView(sight) {
  // What draws a PDF is the browser's own: it is no part of the page, and can be opened nowhere else.
  if (page.isPdf()) return [];
  return roots.everywhere(FRAMES).flatMap((node) => {
    if (!isUnread(node)) return [];
    const shown = shownPart(node);
    if (shown.width <= LEAST || shown.height <= LEAST || !page.isInViewport(shown)) return [];
    if (!isShown(node)) return [];
    const name = node.getAttribute("title") ?? node.getAttribute("aria-label") ?? "";
    const { width, height } = dom.boxOf(node);
    return [
      {
        n: near.serialOf(sight, node),
        name: (name || (node.getAttribute("name") ?? "")).trim().slice(0, 200),
        address: addressOf(node).slice(0, LONGEST),
        width,
        height,
      },
    ];
  });
}

export { framesInView };
