/** The first page: asks for the passphrase. */

import { el } from "../dom.js";
import { howToOpen, OpenError, openPlain } from "../sealed.js";
import { inMemory, ofFile } from "../source.js";
import { word } from "../words.js";
import { languageSwitch } from "./frame.js";

/** @typedef {import("../source.js").Source} Source */

// Up to here all of it is opened at once, so that damage is told before anything is shown.
const AT_ONCE_BYTES = 32 * 1024 * 1024;
const HEADER_BYTES = 65536;

/**
 * @param {Uint8Array | null} carried The payload in this page, null when it is beside it.
 * @param {(plain: Source) => Promise<void>} opened
 * @returns {HTMLElement}
 */
export function lockView(carried, opened) {
  let sealed = carried && inMemory(carried);
  const status = el("p.status", { role: "status" });
  const input = secretInput();
  const button = /** @type {HTMLButtonElement} */ (
    el("button.primary", { type: "submit" }, word("lock.open"))
  );
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!sealed) {
      status.textContent = word("lock.choose");
      return;
    }
    await tryToOpen(sealed, input, button, status, opened);
  };
  const form = el(
    "form",
    { onsubmit: submit, novalidate: true },
    carried === null &&
      filePicker((data) => {
        sealed = data;
        status.textContent = "";
      }, status),
    el("label", { for: "secret" }, word("lock.label")),
    input,
    el("p.hint", { id: "hint" }, word("lock.hint")),
    reveal(input),
    button,
    status,
  );
  return el(
    "main.lock",
    {},
    el("div.top", {}, languageSwitch()),
    el("h1", {}, word("lock.title")),
    el("p", {}, word("lock.what")),
    form,
    el("p.hint", {}, word("lock.offline")),
  );
}

/** @returns {HTMLInputElement} */
function secretInput() {
  return /** @type {HTMLInputElement} */ (
    el("input", {
      id: "secret",
      type: "password",
      autocomplete: "off",
      autocapitalize: "none",
      spellcheck: "false",
      "aria-describedby": "hint",
      required: true,
    })
  );
}

/**
 * @param {Source} sealed
 * @param {HTMLInputElement} input
 * @param {HTMLButtonElement} button
 * @param {HTMLElement} status
 * @param {(plain: Source) => Promise<void>} opened
 */
async function tryToOpen(sealed, input, button, status, opened) {
  button.disabled = true;
  status.textContent = word("lock.opening");
  // One frame, so that the words are on the screen before the computing takes it.
  await new Promise((resolve) => setTimeout(resolve, 50));
  try {
    const plain = await openPlain(sealed, input.value);
    status.textContent = word("lock.checking");
    const small = plain.size <= AT_ONCE_BYTES;
    await opened(small ? inMemory(await plain.read(0, plain.size)) : plain);
  } catch (error) {
    if (!(error instanceof OpenError)) throw error;
    status.textContent = word(error.word);
    input.focus();
    input.select();
  } finally {
    button.disabled = false;
  }
}

/**
 * @param {HTMLInputElement} input
 * @returns {HTMLElement}
 */
function reveal(input) {
  const box = el("input", {
    type: "checkbox",
    onchange: (/** @type {{target: HTMLInputElement}} */ { target }) => {
      input.type = target.checked ? "text" : "password";
    },
  });
  return el("label.check", {}, box, ` ${word("lock.show")}`);
}

/**
 * @param {(sealed: Source) => void} chosen
 * @param {HTMLElement} status
 * @returns {HTMLElement}
 */
function filePicker(chosen, status) {
  const take = async (/** @type {File | undefined} */ file) => {
    if (!file) return;
    const source = ofFile(file);
    try {
      howToOpen(await source.read(0, Math.min(file.size, HEADER_BYTES)));
      chosen(source);
      name.textContent = file.name;
    } catch (error) {
      if (!(error instanceof OpenError)) throw error;
      status.textContent = word(error.word);
    }
  };
  const name = el("span.name");
  const input = el("input", {
    type: "file",
    id: "file",
    accept: ".age",
    onchange: (/** @type {{target: HTMLInputElement}} */ { target }) => take(target.files?.[0]),
  });
  return el(
    "div.drop",
    {
      ondragover: (/** @type {Event} */ event) => event.preventDefault(),
      ondrop: (/** @type {DragEvent} */ event) => {
        event.preventDefault();
        take(event.dataTransfer?.files[0]);
      },
    },
    el("label", { for: "file" }, word("lock.file")),
    input,
    name,
  );
}
