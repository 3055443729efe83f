/** Redacted working copies of an exhibit, each labelled as what it is, under the originals. */

import { el, saveFile } from "../dom.js";
import { readRedacted } from "../redacted.js";
import { bytesOfMember } from "../source.js";
import { counted, word } from "../words.js";
import { picture } from "./pictures.js";

const TEXT_BYTES_MAX = 4 * 1024 * 1024;

/**
 * @param {import("../main.js").Bundle} bundle
 * @param {import("../model.js").Exhibit} exhibit
 * @returns {HTMLElement | false} False where the exhibit has none.
 */
export function workingCopies(bundle, exhibit) {
  const rows = readRedacted(bundle.files, bundle.members).filter(
    (row) => row.exhibit === exhibit.number,
  );
  if (rows.length === 0) return false;
  return el(
    "section.working",
    {},
    el("h2", {}, counted("redacted", rows.length)),
    el("p", {}, word("redacted.lead")),
    ...rows.map((row) => workingCopy(row, exhibit)),
  );
}

/**
 * @param {import("../redacted.js").WorkingCopy} row
 * @param {import("../model.js").Exhibit} exhibit
 * @returns {HTMLElement}
 */
function workingCopy(row, exhibit) {
  const name = row.path.slice(row.path.lastIndexOf("/") + 1);
  const original = exhibit.parts.find((part) => part.sha256 === row.original && part.member);
  const of = original
    ? word("redacted.of", {
        file: original.path.slice(original.path.lastIndexOf("/") + 1),
      })
    : word("redacted.no_original");
  const { member } = row;
  return el(
    "details",
    {},
    el("summary", {}, `${word("redacted.copy")}${word("colon")}${name}`),
    el(
      "p",
      {},
      el("strong", {}, word("redacted.copy")),
      ` ${of} SHA-256 `,
      el("code", {}, row.original),
    ),
    el("p", { dir: "auto" }, word("redacted.why", { why: row.why })),
    member ? shown(row, member) : el("p", {}, word("missing")),
    member &&
      el(
        "button",
        {
          type: "button",
          "aria-label": `${word("save")} ${name}`,
          onclick: () => saveFile(name, member),
        },
        word("save"),
      ),
  );
}

/**
 * @param {import("../redacted.js").WorkingCopy} row
 * @param {import("../source.js").Member} member
 * @returns {HTMLElement | null}
 */
function shown(row, member) {
  if (row.form === "png") {
    const { path, mediaType, sha256 } = row;
    const part = {
      part: -1,
      kind: "redacted",
      name: path,
      bytes: member.size,
      data: undefined,
    };
    const image = picture({ ...part, path, mediaType, sha256, member }, word("redacted.copy"));
    return image && el("p.redacted", {}, image);
  }
  if (row.form !== "text" || member.size > TEXT_BYTES_MAX) return null;
  const place = el("pre.redacted", {
    tabindex: "0",
    "aria-label": word("redacted.copy"),
  });
  bytesOfMember(member).then(
    (data) => {
      place.textContent = new TextDecoder().decode(data);
    },
    () => {
      place.textContent = word("picture.unreadable");
    },
  );
  return place;
}
