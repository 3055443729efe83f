/**
 * Whether a picture shows what the look at the page says is there. Judged on the picture's own
 * pixels, only where items with words are in view: an empty page may well be white. Pure.
 */

const ITEMS = 12; // looked at, spread over what is in view
const PIXELS = 600_000; // looked at in all
const TALLEST = 120; // CSS pixels of one item
const LEAST = { width: 24, height: 8 }; // CSS pixels
const WORDS = /[\p{L}\p{N}]{2}/u;
const ONE_COLOUR = 10; // of 255: darkest and lightest differ by less
const BLACK = 16; // of 255
const SOFT = 0.22; // steepest step over contrast: letters have edges of over a third of it
const SHARE = 2 / 3; // of the items looked at

/**
 * @typedef {object} Pixels a part of a picture
 * @property {Uint8ClampedArray | Uint8Array} data red, green, blue, alpha
 * @property {number} width
 * @property {number} height
 */

/** @typedef {"" | "blank" | "black" | "blurred"} Seen "" where the picture shows what it should */

/**
 * @param {(box: KeepsakeBox) => Pixels} pixels gives a part of the picture, box in its pixels
 * @param {KeepsakeBox[]} boxes of items with words, CSS pixels
 * @param {number} scale pixels of the picture in a CSS pixel
 * @returns {Seen}
 */
export function judge(pixels, boxes, scale) {
  /** @type {Seen[]} */
  const seen = [];
  let left = PIXELS;
  for (const box of spread(boxes)) {
    const part = scaled(box, scale);
    left -= part.width * part.height;
    if (left < 0 && seen.length) break;
    seen.push(judgePart(pixels(part)));
  }
  for (const bad of /** @type {Seen[]} */ (["black", "blank", "blurred"])) {
    if (seen.length && seen.filter((each) => each === bad).length >= seen.length * SHARE)
      return bad;
  }
  return "";
}

/**
 * Where words should be seen.
 * @param {KeepsakeLook} look
 * @param {(node: number) => KeepsakeContent | undefined} told what was told before of a row
 * @returns {KeepsakeBox[]} as far as they lie in the pane, CSS pixels
 */
export function expected({ rows, pane }, told) {
  const worded = rows.filter(
    ({ visible, content, node }) => visible && WORDS.test((content ?? told(node))?.text ?? ""),
  );
  // The words of one that fills the view stand somewhere in it.
  const tallest = Math.max(TALLEST, pane.height / Math.max(1, worded.length));
  return worded
    .map(({ box }) => inside(box, pane, tallest))
    .filter(({ width, height }) => width >= LEAST.width && height >= LEAST.height);
}

/**
 * @param {KeepsakeBox} box
 * @param {KeepsakeBox} pane
 * @param {number} tallest
 * @returns {KeepsakeBox}
 */
function inside(box, pane, tallest) {
  const x = Math.max(box.x, pane.x);
  const y = Math.max(box.y, pane.y);
  const width = Math.min(box.x + box.width, pane.x + pane.width) - x;
  const height = Math.min(box.y + box.height, pane.y + pane.height) - y;
  return { x, y, width, height: Math.min(height, tallest) };
}

/**
 * @param {KeepsakeBox[]} boxes
 * @returns {KeepsakeBox[]} at most ITEMS of them
 */
function spread(boxes) {
  if (boxes.length <= ITEMS) return boxes;
  return boxes.filter(
    (_, i) =>
      Math.floor((i * ITEMS) / boxes.length) !== Math.floor(((i - 1) * ITEMS) / boxes.length),
  );
}

/**
 * @param {KeepsakeBox} box
 * @param {number} scale
 */
function scaled({ x, y, width, height }, scale) {
  const [left, top] = [Math.round(x * scale), Math.round(y * scale)];
  return {
    x: left,
    y: top,
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/**
 * @param {Pixels} part
 * @returns {Seen}
 */
function judgePart({ data, width, height }) {
  let [darkest, lightest, steepest] = [255, 0, 0];
  for (let row = 0; row < height; row++) {
    let before = -1;
    for (let at = row * width * 4, end = at + width * 4; at < end; at += 4) {
      const light = ((data[at] ?? 0) + 2 * (data[at + 1] ?? 0) + (data[at + 2] ?? 0)) >> 2;
      if (light < darkest) darkest = light;
      if (light > lightest) lightest = light;
      const step = before < 0 ? 0 : Math.abs(light - before);
      if (step > steepest) steepest = step;
      before = light;
    }
  }
  if (lightest - darkest < ONE_COLOUR) return lightest < BLACK ? "black" : "blank";
  return steepest < (lightest - darkest) * SOFT ? "blurred" : "";
}
