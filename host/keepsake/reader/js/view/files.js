/** Every file of the bag, to save one or all. */

import { el, saveFile, table } from "../dom.js";
import { counted, size, word } from "../words.js";
import { writeContainer } from "../zip.js";

/**
 * @param {import("../main.js").Bundle} bundle
 * @returns {HTMLElement}
 */
export function files(bundle) {
  const rows = [...bundle.files].map(([path, data]) => {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const save = el(
      "button",
      {
        type: "button",
        "aria-label": `${word("save")} ${path}`,
        onclick: () => saveFile(name, [data]),
      },
      word("save"),
    );
    return [el("code", {}, path), size(data.length), save];
  });
  const everything = () => {
    const members = new Map([...bundle.files].map(([path, data]) => [`bag/${path}`, data]));
    saveFile("evidence.zip", writeContainer(members));
  };
  const head = ["file", "size", "save"].map((name) => word(`column.${name}`));
  return el(
    "div",
    {},
    el("h1", {}, word("nav.files")),
    el("p", {}, word("files.what")),
    el("p", {}, el("button.primary", { type: "button", onclick: everything }, word("files.all"))),
    el("p.hint", {}, word("files.plain")),
    el("h2", {}, counted("files", rows.length)),
    table(word("files.title"), head, rows),
  );
}
