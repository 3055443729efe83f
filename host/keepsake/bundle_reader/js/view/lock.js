/** The first page: asks for the passphrase. */

import { el } from "../dom.js";
import { howToOpen, keysIn, openPlain } from "../sealed.js";
import { inMemory, OpenError, ofFile } from "../source.js";
import { word } from "../words.js";
import { languageSwitch } from "./frame.js";

/** @typedef {import("../source.js").Source} Source */

// Up to here all of it is opened at once, so that damage is told before anything is shown.
const AT_ONCE_BYTES = 4 * 1024 * 1024;
const HEADER_BYTES = 65536;
const KEY_FILE_BYTES_MAX = 65536;

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
  const asked = asking(input, status);
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!sealed) {
      status.textContent = word("lock.choose");
      return;
    }
    await tryToOpen(sealed, input, button, status, opened);
  };
  const picker =
    carried === null &&
    filePicker((data, kind) => {
      sealed = data;
      status.textContent = "";
      asked.askFor(kind);
    }, status);
  const { label, hint, keyFile, what } = asked;
  if (carried) asked.askFor(kindOf(carried.subarray(0, HEADER_BYTES), status));
  const asks = [label, input, hint, keyFile, reveal(input), button, status];
  return el(
    "main.lock",
    {},
    el("div.top", {}, languageSwitch()),
    el("h1", {}, word("lock.title")),
    what,
    el("form", { onsubmit: submit, novalidate: true }, picker, ...asks),
    el("p.hint", {}, word("lock.offline")),
  );
}

/**
 * What opens a copy is said by its first bytes: the words for it follow them.
 * @param {HTMLInputElement} input
 * @param {HTMLElement} status
 */
function asking(input, status) {
  const [label, hint, what] = [
    el("label", { for: "secret" }),
    el("p.hint", { id: "hint" }),
    el("p", {}),
  ];
  const keyFile = keyPicker(input, status);
  const askFor = (/** @type {"passphrase" | "key" | "either"} */ kind) => {
    const of = kind === "passphrase" ? "" : `.${kind}`;
    label.textContent = word(`lock.label${of}`);
    hint.textContent = word(`lock.hint${of}`);
    what.textContent = word(`lock.what${of}`);
    keyFile.hidden = kind !== "key";
  };
  // Until a file is chosen nothing says what opens it.
  askFor("either");
  return { label, hint, what, keyFile, askFor };
}

/**
 * @param {Uint8Array} head
 * @param {HTMLElement} status
 * @returns {"passphrase" | "key"}
 */
function kindOf(head, status) {
  try {
    return howToOpen(head);
  } catch (error) {
    if (!(error instanceof OpenError)) throw error;
    status.textContent = word(error.word);
    return "passphrase";
  }
}

/**
 * A key is long, and kept in a file: that is read here and goes nowhere.
 * @param {HTMLInputElement} into
 * @param {HTMLElement} status
 */
function keyPicker(into, status) {
  const take = async (/** @type {File | undefined} */ file) => {
    if (!file) return;
    const small = file.size <= KEY_FILE_BYTES_MAX;
    into.value = small ? keysIn(await file.text()).join(" ") : "";
    status.textContent = into.value ? "" : word("open.wrong_key");
  };
  const onchange = (/** @type {{target: HTMLInputElement}} */ { target }) =>
    take(target.files?.[0]);
  return el(
    "p",
    {},
    el("label", { for: "key-file" }, word("lock.key_file")),
    el("input", { type: "file", id: "key-file", onchange }),
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
    // Whatever is in it: nobody is left waiting, and what this page cannot read is not called right.
    status.textContent = word(error instanceof OpenError ? error.word : "open.unreadable");
    if (!(error instanceof OpenError)) console.error(error);
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
 * @param {(sealed: Source, kind: "passphrase" | "key") => void} chosen
 * @param {HTMLElement} status
 * @returns {HTMLElement}
 */
function filePicker(chosen, status) {
  const take = async (/** @type {File | undefined} */ file) => {
    if (!file) return;
    const source = ofFile(file);
    try {
      const kind = howToOpen(await source.read(0, Math.min(file.size, HEADER_BYTES)));
      chosen(source, kind);
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
