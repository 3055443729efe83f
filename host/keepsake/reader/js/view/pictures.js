/** Pictures of an exhibit, and one of them large. */

import { el } from "../dom.js";
import { localTime, word } from "../words.js";

/** @type {Map<string, string>} */
const addresses = new Map();
const SHOWN = new Set(["image/png", "image/jpeg", "image/webp"]);

/**
 * @param {import("../model.js").Part} part
 * @param {string} alt
 * @returns {HTMLElement | null} Null for what this page does not show.
 */
export function picture(part, alt) {
  if (!part.data || !SHOWN.has(part.mediaType)) return null;
  let address = addresses.get(part.path);
  if (!address) {
    const data = /** @type {BlobPart} */ (part.data);
    address = URL.createObjectURL(new Blob([data], { type: part.mediaType }));
    addresses.set(part.path, address);
  }
  return el("img", { src: address, alt, loading: "lazy", decoding: "async" });
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
