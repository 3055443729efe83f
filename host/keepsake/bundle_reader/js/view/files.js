/** Every file of the bag, to save one or all. */

import { el, saveFile, table } from "../dom.js";
import { wholeOf } from "../source.js";
import { counted, size, word } from "../words.js";
import { document_ } from "./checks.js";

// A second record stands before a tenth.
const IN_ORDER = new Intl.Collator("en", { numeric: true });

const PAPERS = ["data/report.pdf", "data/statement.pdf"];

/**
 * @param {import("../main.js").Bundle} bundle
 * @returns {HTMLElement}
 */
export function files(bundle) {
  const listed = [...bundle.members].sort(([a], [b]) => IN_ORDER.compare(a, b));
  const rows = listed.map(([path, member]) => {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const save = el(
      "button",
      {
        type: "button",
        "aria-label": `${word("save")} ${path}`,
        onclick: () => saveFile(name, member),
      },
      word("save"),
    );
    return [el("code", {}, path), size(member.size), save];
  });
  const everything = () => saveFile("evidence.zip", wholeOf(bundle.plain));
  const head = ["file", "size", "save"].map((name) => word(`column.${name}`));
  return el(
    "div",
    {},
    el("h1", {}, word("nav.files")),
    el("p", {}, word("files.what")),
    el("p", {}, el("button.primary", { type: "button", onclick: everything }, word("files.all"))),
    el("p.hint", {}, word("files.plain")),
    el("h2", {}, word("files.paper")),
    el("p.row", {}, ...PAPERS.map((path) => document_(bundle, path))),
    el("h2", {}, counted("files", rows.length)),
    table(word("files.title"), head, rows),
  );
}
