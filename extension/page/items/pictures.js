// Whether the pictures of items are seen: on their way, still to be asked for by a script, shown as a blur
// first, or painted as the ground of a box.

import { arrivals } from "../view/arrivals.js";
import * as dom from "../view/dom.js";
import * as roots from "../view/roots.js";

const SMALL = 24; // CSS pixels: what is smaller is a sign among words
const HOLLOW = 40; // CSS pixels: what is smaller is a mark or a space between
const HOLDERS = /^(div|span|figure|a|button|section|picture|li|i|canvas)$/;
const BLUR = /blur\((?!0px\))/;
const HOLDERS_OF = 3; // elements around a picture that may blur it
const PARTS = 200; // elements of an item
const IN_VAIN = 2; // times that nothing came into boxes of a kind
const BUFFER = 250; // answers that a browser remembers of a page by itself
const LATE = 3000; // ms
const PAINTED_MS = 500; // from when an image comes until a busy browser has decoded and painted it

/** @typedef {"shown" | "waiting" | "failed" | "none" | "out"} State */

/**
 * @param {Element} element
 * @returns {string} the address of a picture that lies as its ground, "" where there is none
 */
function backgroundOf(element) {
  const written = element.getAttribute("style")?.includes("url(");
  if (!written && !mayHold(element)) return "";
  const { backgroundImage } = dom.styleOf(element);
  const address = /url\(\s*["']?([^"')]+)/.exec(backgroundImage ?? "")?.[1] ?? "";
  try {
    return address && new URL(address, element.baseURI).href;
  } catch {
    return "";
  }
}

/**
 * @param {Element} element
 * @returns {boolean} true for a box without words, as large as a picture
 */
function mayHold(element) {
  if (!HOLDERS.test(element.localName) || element.childElementCount) return false;
  if (element.textContent?.trim() || roots.shadowOf(element)) return false;
  const { width, height } = dom.boxOf(element);
  return width >= HOLLOW && height >= HOLLOW;
}

/**
 * @param {string} address
 * @returns {boolean} true where the browser says that it was asked for and did not come
 */
function failed(address) {
  const [entry] = performance.getEntriesByName(address, "resource");
  const { responseStatus = 0 } = /** @type {{responseStatus?: number}} */ (entry ?? {});
  return responseStatus >= 400;
}

/**
 * @param {KeepsakeSight} sight
 * @param {Element} element
 * @param {string} address
 */
function hasCome(sight, element, address) {
  if (/^(data|blob):/.test(address) || arrivals.has(address)) return !failed(address);
  if (arrivals.size < BUFFER) return false;
  // What came before this began may be remembered no longer.
  const first = sight.pictures.since.get(element) ?? performance.now();
  sight.pictures.since.set(element, first);
  return performance.now() - first > LATE;
}

/** @param {Element} element */
function isBlurred(element) {
  let node = /** @type {Element | null} */ (element);
  for (let n = 0; node && n < HOLDERS_OF; node = dom.parentOf(node), n++)
    if (BLUR.test(dom.styleOf(node).filter)) return true;
  return false;
}

/**
 * @param {KeepsakeSight} sight
 * @param {string} address
 * @returns {boolean} true for what may not have been painted yet when the picture of the click was taken
 */
function isLate(sight, address) {
  if (!sight.pictures.clicked || address.startsWith("data:")) return false;
  const ended = arrivals.get(address);
  return ended === undefined || ended > sight.pictures.clicked - PAINTED_MS;
}

/**
 * @param {KeepsakeBox} box
 * @param {KeepsakeBox} view
 * @returns {boolean} true where half of it is in view, or it fills half of the view
 */
function isSeen(box, view) {
  const across = Math.min(box.x + box.width, view.x + view.width) - Math.max(box.x, view.x);
  const down = Math.min(box.y + box.height, view.y + view.height) - Math.max(box.y, view.y);
  return (
    across >= Math.min(box.width, view.width) / 2 && down >= Math.min(box.height, view.height) / 2
  );
}

/**
 * @param {Element} element
 * @returns {KeepsakeBox | null} where it would be, null where a page gave it no room so far
 */
function roomOf(element) {
  const box = dom.boxOf(element);
  return box.width && box.height ? box : null;
}

/**
 * @param {KeepsakeSight} sight
 * @param {Element} video nothing of which has come
 * @returns {State} of the still that stands for it
 */
function stillOf(sight, video) {
  const { poster } = /** @type {HTMLVideoElement} */ (video);
  if (!poster || failed(poster)) return "failed";
  return hasCome(sight, video, poster) && !isLate(sight, poster) ? "shown" : "waiting";
}

/**
 * @param {KeepsakeSight} sight
 * @param {Element} element
 * @param {KeepsakeMedia} medium as it was read of it
 * @param {KeepsakeBox} view of the pane
 * @returns {State} shown: a picture taken now has it; none: there is nothing to see
 */
function stateOf(sight, element, { kind, src, loaded }, view) {
  if (kind === "audio" || dom.styleOf(element).display === "none") return "none";
  const image = element.localName === "img" ? /** @type {HTMLImageElement} */ (element) : null;
  const over = Boolean(image?.complete && image.currentSrc) && !loaded;
  const coming = image !== null && !loaded && !over;
  const room = coming ? roomOf(element) : dom.boxOf(element);
  if (room && (room.width < SMALL || room.height < SMALL)) return "none";
  if (!isSeen(room ?? dom.boxOf(dom.parentOf(element) ?? element), view)) return "out";
  if (over) return "failed";
  if (kind === "video") return loaded ? "shown" : stillOf(sight, element);
  const there = loaded && (image !== null || hasCome(sight, element, src));
  return there && !isBlurred(element) && !isLate(sight, src) ? "shown" : "waiting";
}

/**
 * @param {Element} element
 * @returns {string} those made alike
 */
const kindOf = (element) => `${element.localName}.${element.getAttribute("class") ?? ""}`;

/**
 * @param {KeepsakeSight} sight
 * @param {Element} element
 * @param {KeepsakeBox} view
 * @returns {boolean} true where a picture is still to come
 */
function isWaiting(sight, element, view) {
  const image = element.localName === "img" ? /** @type {HTMLImageElement} */ (element) : null;
  const film = element.localName === "video" ? /** @type {HTMLVideoElement} */ (element) : null;
  const src = image || film ? "" : backgroundOf(element);
  if (!image && !film && !src) return mayHold(element) && isSeen(dom.boxOf(element), view);
  const loaded = image ? image.complete && image.naturalWidth > 0 : !film || film.readyState >= 2;
  const kind = film ? "video" : "image";
  const medium = {
    kind,
    src: image?.currentSrc ?? src,
    alt: "",
    width: 0,
    height: 0,
    loaded,
  };
  return stateOf(sight, element, medium, view) === "waiting";
}

/**
 * @param {KeepsakeSight} sight
 * @param {KeepsakeNode[]} items in view
 * @param {KeepsakeBox} view
 * @returns {Element[]} what is still to come in them
 */
function waitingIn(sight, items, view) {
  return items.flatMap((item) =>
    "parts" in item
      ? []
      : [item, ...dom.descendants(item, PARTS)].filter((each) => isWaiting(sight, each, view)),
  );
}

/**
 * @param {KeepsakeNode[]} items in view
 * @param {KeepsakeBox} view
 * @returns {HTMLImageElement[]} those in view that have come
 */
function imagesIn(items, view) {
  const elements = items.flatMap((item) =>
    "parts" in item ? [] : [item, ...dom.descendants(item, PARTS)],
  );
  const images = /** @type {HTMLImageElement[]} */ (
    elements.filter(({ localName }) => localName === "img")
  );
  return images.filter(
    (image) => image.complete && image.naturalWidth > 0 && isSeen(dom.boxOf(image), view),
  );
}

/**
 * @param {KeepsakeSight} sight
 * @param {Element[]} elements that are waited for now
 */
function waitFor(sight, elements) {
  for (const each of elements)
    if (!sight.pictures.awaited.has(each)) sight.pictures.awaited.set(each, kindOf(each));
}

/**
 * @param {KeepsakeSight} sight
 * @param {Element[]} elements into which nothing came in good time
 */
function inVain(sight, elements) {
  for (const kind of new Set(elements.map(kindOf)))
    sight.pictures.vain.set(kind, (sight.pictures.vain.get(kind) ?? 0) + 1);
}

/**
 * @param {KeepsakeSight} sight
 * @param {Element} element
 * @returns {boolean} true for a kind of box that is worth waiting for
 */
function isPromising(sight, element) {
  return (sight.pictures.vain.get(kindOf(element)) ?? 0) < IN_VAIN;
}

/**
 * Whether something came of what was waited for, wherever it stands by now. What is made alike is worth waiting for
 * again then: a busy computer or a slow site may be late more than once.
 * @param {KeepsakeSight} sight
 * @returns {boolean}
 */
function cameSince(sight) {
  let came = false;
  for (const [element, kind] of sight.pictures.awaited) {
    const there = element.isConnected;
    if (there && (isWaiting(sight, element, dom.boxOf(element)) || isOver(element))) continue;
    sight.pictures.awaited.delete(element);
    if (there) sight.pictures.vain.delete(kind);
    came ||= there;
  }
  return came;
}

/**
 * @param {Element} element
 * @returns {boolean} true for an image that failed: nothing will come there
 */
function isOver(element) {
  const image = element.localName === "img" ? /** @type {HTMLImageElement} */ (element) : null;
  return Boolean(image?.complete && image.naturalWidth === 0);
}

/**
 * @param {KeepsakeSight} sight
 * @param {number} at when the picture of the click was taken, ms since 1970; 0: that is over
 */
function pictureAt(sight, at) {
  sight.pictures.clicked = at && at - performance.timeOrigin;
}

export {
  backgroundOf,
  cameSince,
  failed,
  imagesIn,
  inVain,
  isPromising,
  isWaiting,
  pictureAt,
  stateOf,
  waitFor,
  waitingIn,
};
