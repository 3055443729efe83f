// The statement: what is written is sealed a moment after the person stops, and exhibits are put in
// at the cursor. Without it the form still keeps versions.

import { isAnyChanged } from "./changed.js";
import { atLast, fieldsOf, Unsealed } from "./last.js";

const PAUSE_MS = 1500;
const form = document.querySelector("#statement");
const saved = document.querySelector("#saved");

/** @type {number | undefined} */
let waiting;
/** @type {HTMLTextAreaElement | null} */
let lastField = null;
let sending = false;
let again = false;

const unsealed = new Unsealed();

/** @type {Promise<unknown>} Until no button of the mouse is held down. */
let released = Promise.resolve();

/** What is pressed must not slide from under the hand: a click needs it to be there at its end too. */
function holdWhilePressed() {
  addEventListener("pointerdown", () => {
    released = new Promise((resolve) => {
      // The click itself comes in the same turn, after its end was told.
      const end = () => setTimeout(resolve);
      for (const name of ["pointerup", "pointercancel"])
        addEventListener(name, end, { once: true });
    });
  });
}

/** Seals the draft; what is typed meanwhile is sealed right after. */
async function seal() {
  if (!(form instanceof HTMLFormElement) || !saved) {
    return;
  }
  if (sending) {
    again = true;
    return;
  }
  sending = true;
  saved.textContent = form.dataset.saving ?? "";
  const body = new URLSearchParams(fieldsOf(form));
  const send = () =>
    fetch(form.dataset.draft ?? "", {
      method: "POST",
      headers: { "X-Keepsake-Form": document.body.dataset.csrf ?? "" },
      body,
      redirect: "error",
    });
  try {
    const told = await unsealed.through(send);
    saved.textContent = told.saved;
    await released;
    for (const [key, part] of Object.entries(told.parts)) {
      showNotes(key, part);
    }
  } catch {
    saved.textContent = form.dataset.failed ?? "";
  }
  sending = false;
  if (again) {
    again = false;
    seal();
  }
}

/**
 * @param {string} key
 * @param {{named: {name: string, about: string, there: boolean}[], hints: string[]}} part
 */
function showNotes(key, part) {
  const notes = document.querySelector(`[data-notes="${key}"]`);
  const named = notes?.querySelector(".named");
  const hints = notes?.querySelector(".hints");
  named?.replaceChildren(...part.named.map(namedLine));
  hints?.replaceChildren(
    ...part.hints.map((hint) => Object.assign(document.createElement("li"), { textContent: hint })),
  );
  named?.toggleAttribute("hidden", part.named.length === 0);
  hints?.toggleAttribute("hidden", part.hints.length === 0);
}

/** @param {{name: string, about: string, there: boolean}} one */
function namedLine(one) {
  const line = document.createElement("li");
  if (one.there) {
    const name = document.createElement("strong");
    name.textContent = one.name;
    line.append(name, ` ${one.about}`);
  } else {
    line.className = "lacks";
    line.textContent = one.about;
  }
  return line;
}

function sealSoon() {
  unsealed.type();
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    waiting = undefined;
    seal();
  }, PAUSE_MS);
}

function sealWhileWriting() {
  form?.addEventListener("input", sealSoon);
  form?.addEventListener("focusin", (event) => {
    if (event.target instanceof HTMLTextAreaElement) {
      lastField = event.target;
    }
  });
  form?.addEventListener("submit", () => {
    unsealed.letGo();
    clearTimeout(waiting);
    waiting = undefined;
  });
  atLast(() => {
    const writing = form instanceof HTMLFormElement && unsealed.goesAlong;
    return writing ? [form.dataset.draft ?? "", fieldsOf(form)] : null;
  });
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && waiting !== undefined) {
      clearTimeout(waiting);
      waiting = undefined;
      seal();
    }
  });
}

/** Shows what a number means before it is put in. */
async function lookUp() {
  const insert = document.querySelector("#insert");
  const meant = document.querySelector("#meant");
  if (!(insert instanceof HTMLFormElement) || !meant) {
    return null;
  }
  const exhibit = /** @type {HTMLInputElement} */ (insert.querySelector("#exhibit")).value;
  const item = /** @type {HTMLInputElement} */ (insert.querySelector("#item")).value.trim();
  const query = new URLSearchParams({ exhibit, item });
  try {
    const answer = await fetch(`${insert.dataset.look}?${query}`, { redirect: "error" });
    const found = await answer.json();
    const about = Object.assign(document.createElement("p"), { textContent: found.about });
    const text = Object.assign(document.createElement("p"), { textContent: found.text });
    text.className = "own-words";
    await released;
    meant.replaceChildren(about, text);
    return found;
  } catch {
    meant.replaceChildren();
    return null;
  }
}

function putIn() {
  const insert = document.querySelector("#insert");
  if (!(insert instanceof HTMLFormElement)) {
    return;
  }
  insert.hidden = false;
  insert.addEventListener("change", lookUp);
  insert.addEventListener("submit", async (event) => {
    event.preventDefault();
    const found = await lookUp();
    const field = lastField ?? form?.querySelector("textarea");
    if (!found?.there || !(field instanceof HTMLTextAreaElement)) {
      return;
    }
    field.focus();
    field.setRangeText(found.name, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  lookUp();
}

holdWhilePressed();
sealWhileWriting();
if (form instanceof HTMLFormElement && isAnyChanged(form)) {
  sealSoon();
}
putIn();
