/** Pictures of an exhibit, and one of them large. */

import { PICTURES } from "../added.js";
import { el } from "../dom.js";
import { bytesOfMember } from "../source.js";
import { localTime, word } from "../words.js";

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
 */
export function showPicture(exhibit, start) {
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
    body.replaceChildren(
      picture(tile.part, alt) ?? word("picture.unreadable"),
      el("p", {}, `${alt} · SHA-256 `, el("code", {}, tile.part.sha256)),
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
 * @param {string} label
 * @param {() => void} act
 * @returns {HTMLButtonElement}
 */
function turn(label, act) {
  return /** @type {HTMLButtonElement} */ (
    el("button", { type: "button", onclick: act }, word(label))
  );
}
