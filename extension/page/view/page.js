// The page as a whole and the window that it is seen in, each as it is when it is asked for.

/** @returns {string} where it is, with what follows a `#` */
const address = () => location.href;

/** @returns {string} */
const title = () => document.title;

/** @returns {string} as the page says it, "" where it does not */
const language = () => document.documentElement.lang;

/** @returns {Document} */
const ownDocument = () => document;

/** @returns {HTMLCanvasElement} to draw on; it is never put into the page */
const canvas = () => document.createElement("canvas");

/** @returns {Element} */
const root = () => document.documentElement;

/** @returns {Element} what holds all that is shown */
const body = () => document.body ?? document.documentElement;

/** @returns {Element | null} what the window itself scrolls */
const scroller = () => document.scrollingElement;

/** @returns {boolean} true where the browser's own viewer stands in the place of a page */
const isPdf = () => document.contentType === "application/pdf";

/** @returns {boolean} true where the page's head says that another page follows */
const isFollowed = () => document.head?.querySelector("link[rel~=next][href]") != null;

/** @returns {boolean} false for a tab behind another one and for a window that is put away */
const isSeen = () => document.visibilityState === "visible";

/**
 * @param {() => void} listener called each time the page goes out of sight
 * @returns {() => void} lets go of it
 */
function whenHidden(listener) {
  const changed = () => {
    if (!isSeen()) listener();
  };
  document.addEventListener("visibilitychange", changed);
  return () => document.removeEventListener("visibilitychange", changed);
}

/** @returns {{width: number, height: number}} of the window's inside, CSS pixels */
const viewport = () => ({ width: innerWidth, height: innerHeight });

/**
 * @param {KeepsakeBox} box
 * @returns {boolean} true when any of it lies in the window
 */
function isInViewport({ x, y, width, height }) {
  return x < innerWidth && x + width > 0 && y < innerHeight && y + height > 0;
}

export {
  address,
  body,
  canvas,
  isFollowed,
  isInViewport,
  isPdf,
  isSeen,
  language,
  ownDocument,
  root,
  scroller,
  title,
  viewport,
  whenHidden,
};
