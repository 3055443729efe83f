/** Pictures of an exhibit, and one of them large. */

import { PICTURES } from "../added.js";
import { el } from "../dom.js";
import { bytesOfMember } from "../source.js";
import { spotOn } from "../spots.js";
import { localTime, word } from "../words.js";

/** @typedef {{item: import("../model.js").Item, number: number}} Wanted */

/** @type {Map<string, string>} */
const addresses = new Map();
const PICTURE_BYTES_MAX = 64 * 1024 * 1024;

/**
 * @param {import("../model.js").Part} part
 * @param {string} alt
 * @returns {HTMLElement | null} Null for what this page does not show.
 */
export function picture(part, alt) {
  const { member } = part;
  if (!member || member.size > PICTURE_BYTES_MAX || !PICTURES.has(part.mediaType)) return null;
  const image = /** @type {HTMLImageElement} */ (el("img", { alt, decoding: "async" }));
  const address = addresses.get(part.path);
  if (address) image.src = address;
  else {
    waiting.set(image, part);
    nearing.observe(image);
  }
  return image;
}

/** @type {WeakMap<Element, import("../model.js").Part>} */
const waiting = new WeakMap();

// A picture is read and opened when it comes near: a large copy has thousands of them.
const nearing = new IntersectionObserver(
  (seen) => {
    for (const { target, isIntersecting } of seen) {
      if (!isIntersecting) continue;
      nearing.unobserve(target);
      load(/** @type {HTMLImageElement} */ (target));
    }
  },
  { rootMargin: "1500px" },
);

/**
 * @param {HTMLElement} view
 * @returns {HTMLImageElement[]} The pictures in it that were not read yet.
 */
export function arrivals(view) {
  return [...view.querySelectorAll("img")].filter((image) => waiting.has(image) && !image.src);
}

/**
 * Reads every picture of a view, one after the other.
 * @param {HTMLElement} view
 * @param {(done: number, whole: number) => void} tell
 */
export async function loadAll(view, tell) {
  const images = arrivals(view);
  for (const [done, image] of images.entries()) {
    tell(done, images.length);
    nearing.unobserve(image);
    await load(image);
  }
  // One that cannot be decoded shows its words instead.
  await Promise.allSettled([...view.querySelectorAll("img")].map((image) => image.decode()));
}

/** @param {HTMLImageElement} image */
async function load(image) {
  const part = waiting.get(image);
  if (!part?.member) return;
  try {
    const data = /** @type {BlobPart} */ (await bytesOfMember(part.member));
    const address =
      addresses.get(part.path) ?? URL.createObjectURL(new Blob([data], { type: part.mediaType }));
    addresses.set(part.path, address);
    image.src = address;
  } catch {
    // It does not open, which the checks name.
    image.replaceWith(word("picture.unreadable"));
  }
}

/**
 * @param {import("../model.js").Exhibit} exhibit
 * @returns {HTMLElement}
 */
export function pictureGrid(exhibit) {
  const tiles = exhibit.tiles.map((tile, index) => {
    const number = index + 1;
    const alt = word("picture.of", { number, title: exhibit.title });
    const time = localTime(tile.at, exhibit.offset);
    return el(
      "li",
      {},
      tile.join === "gap" && el("p.gap", {}, word("picture.gap")),
      el(
        "button.tile",
        { type: "button", onclick: () => showPicture(exhibit, index) },
        picture(tile.part, alt) ?? word("picture.unreadable"),
        el("span", {}, `${number}${time ? ` · ${time}` : ""}`),
      ),
    );
  });
  return el("ol.tiles", {}, ...tiles);
}

/**
 * @param {import("../model.js").Exhibit} exhibit
 * @param {number} start
 * @param {Wanted | null} [wanted] The message for which it is opened.
 */
export function showPicture(exhibit, start, wanted = null) {
  let index = start;
  const body = el("div.large");
  const dialog = /** @type {HTMLDialogElement} */ (
    el("dialog", { "aria-label": word("picture.large") })
  );
  const show = (/** @type {number} */ next) => {
    index = Math.max(0, Math.min(exhibit.tiles.length - 1, next));
    const tile = exhibit.tiles[index];
    if (!tile) return;
    const alt = word("picture.of", { number: index + 1, title: exhibit.title });
    const image = picture(tile.part, alt);
    const spot = wanted && spotOn(tile, wanted.item);
    body.replaceChildren(
      image && spot ? framed(image, spot) : (image ?? word("picture.unreadable")),
      el("p", {}, wanted && spot && `${word("picture.marked", { item: wanted.number })} `, alt),
      el("p", {}, "SHA-256 ", el("code", {}, tile.part.sha256)),
    );
    previous.disabled = index === 0;
    following.disabled = index === exhibit.tiles.length - 1;
  };
  const previous = turn("picture.previous", () => show(index - 1));
  const following = turn("picture.next", () => show(index + 1));
  const close = el("button", { type: "button", onclick: () => dialog.close() }, word("close"));
  dialog.append(el("div.row", {}, previous, following, close), body);
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") show(index - 1);
    if (event.key === "ArrowRight") show(index + 1);
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  show(start);
  dialog.showModal();
}

/**
 * @param {HTMLElement} image
 * @param {import("../spots.js").Spot} spot
 * @returns {HTMLElement} The picture with a frame around a message, drawn over it; the picture stays as it is.
 */
function framed(image, spot) {
  const mark = el("span.frame-mark", { "aria-hidden": "true" });
  const place = () => {
    const { naturalWidth: wide, naturalHeight: high } = /** @type {HTMLImageElement} */ (image);
    if (!wide || !high) return;
    const share = (/** @type {number} */ part, /** @type {number} */ whole) =>
      `${(100 * part) / whole}%`;
    mark.style.left = share(spot.left, wide);
    mark.style.top = share(spot.top, high);
    mark.style.width = share(Math.min(spot.width, wide - spot.left), wide);
    mark.style.height = share(Math.min(spot.height, high - spot.top), high);
  };
  image.addEventListener("load", place);
  place();
  return el("div.framed", {}, image, mark);
}

/**
 * @param {string} label
 * @param {() => void} act
 * @returns {HTMLButtonElement}
 */
function turn(label, act) {
  return /** @type {HTMLButtonElement} */ (
    el("button", { type: "button", onclick: act }, word(label))
  );
}
