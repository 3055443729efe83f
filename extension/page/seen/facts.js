// What only a browser knows of an element: where it lies, how it is drawn, what it pictures.

import * as pictures from "../items/pictures.js";
import * as words from "../items/words.js";
import * as dom from "../view/dom.js";

/** What is not told. Source: FORMAT.md 4.16. */
const USUAL = {
  display: "block",
  font_size: 16,
  font_weight: 400,
  italic: false,
  color: "rgb(0, 0, 0)",
  background: "rgba(0, 0, 0, 0)",
  border: 0,
  edge: "",
  radius: 0,
  align: "start",
  justify: "normal",
  float: "none",
  direction: "ltr",
  position: "static",
  white_space: "normal",
  transform: "none",
  line: "none",
  visible: true,
  opacity: 1,
  unseen: false,
};
const LEVEL = /^matrix\(1, 0, 0, 1,/;
const LINEAR = /^matrix\(([^,]+), ([^,]+), ([^,]+), ([^,]+),/;
const GROUND = 120; // characters of a ground that is a run of colours
const SHORT = 200; // characters of an address that holds what it leads to
const KEPT = 80;
const SIDES = ["top", "right", "bottom", "left"];

/** @typedef {Record<string, string | number | boolean>} Style */

/**
 * @param {string} transform
 * @returns {string} without where it moves things to, which the box tells
 */
function turned(transform) {
  if (!transform || LEVEL.test(transform)) return "none";
  const [, ...four] = LINEAR.exec(transform) ?? [];
  return four.length ? `matrix(${four.join(", ")})` : transform.slice(0, SHORT);
}

/**
 * @param {CSSStyleDeclaration} style
 * @returns {{border: number, edge: string}} edge: the one side that has it, "" where more have
 */
function borderOf(style) {
  const widths = [
    style.borderTopWidth,
    style.borderRightWidth,
    style.borderBottomWidth,
    style.borderLeftWidth,
  ].map((each) => Math.round(Number.parseFloat(each) || 0));
  const drawn = SIDES.filter((_, i) => widths[i]);
  return { border: Math.max(...widths), edge: drawn.length === 1 ? (drawn[0] ?? "") : "" };
}

/**
 * @param {CSSStyleDeclaration} style
 * @returns {string}
 */
function groundOf({ backgroundColor, backgroundImage }) {
  return backgroundImage.includes("gradient(") ? backgroundImage.slice(0, GROUND) : backgroundColor;
}

/**
 * @param {Element} element
 * @returns {Style} how it is drawn, without what is usual
 */
function styleOf(element) {
  const style = dom.styleOf(element);
  /** @type {Style} */
  const all = {
    display: style.display,
    font_size: Math.round(Number.parseFloat(style.fontSize) * 10) / 10 || 0,
    font_weight: Number(style.fontWeight) || 400,
    italic: style.fontStyle === "italic",
    color: style.color,
    background: groundOf(style),
    ...borderOf(style),
    radius: Math.round(Number.parseFloat(style.borderTopLeftRadius) || 0),
    align: style.textAlign,
    justify: style.justifyContent,
    float: style.cssFloat,
    direction: style.direction,
    position: style.position,
    white_space: style.whiteSpace,
    transform: turned(style.transform),
    line: style.textDecorationLine,
    visible: style.visibility === "visible",
    opacity: Math.round(Number(style.opacity) * 10) / 10,
    unseen: words.isUnseen(element, style),
  };
  const told = Object.entries(all).filter(
    ([name, value]) => value !== /** @type {Style} */ (USUAL)[name],
  );
  return Object.fromEntries(told);
}

/**
 * @param {Element} element
 * @returns {[number, number, number, number]} CSS pixels of the tab's viewport
 */
function placeOf(element) {
  const { x, y, width, height } = dom.boxOf(element);
  return [x, y, width, height];
}

/**
 * @param {Element} element
 * @returns {KeepsakeShown | null} what it pictures, null where it pictures nothing
 */
function mediumOf(element) {
  const tag = element.localName;
  if (tag === "img") {
    const image = /** @type {HTMLImageElement} */ (element);
    const { naturalWidth: width, naturalHeight: height, complete } = image;
    const loaded = complete && width > 0;
    return { kind: "image", src: short(image.currentSrc || image.src), width, height, loaded };
  }
  if (tag === "video" || tag === "audio") {
    const film = /** @type {HTMLVideoElement} */ (element);
    const { videoWidth: width = 0, videoHeight: height = 0, readyState } = film;
    const src = short(film.currentSrc || film.src);
    return { kind: tag, src, width, height, loaded: readyState >= 2 };
  }
  const address = pictures.backgroundOf(element);
  if (!address) return null;
  const loaded = !pictures.failed(address);
  return { kind: "background", src: short(address), width: 0, height: 0, loaded };
}

/** @param {string} address */
function short(address) {
  return /^(data|blob):/.test(address) && address.length > SHORT
    ? `${address.slice(0, KEPT)}…(${address.length})`
    : address;
}

export { mediumOf, placeOf, styleOf };
