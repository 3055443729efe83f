// What is typed into a longer form is sealed at each pause, so that the lock, the quick exit and the
// end of the program lose none of it; when the form is opened again it stands there as it was.
// Without this the forms work all the same.

import { isAnyChanged, isChanged } from "./changed.js";
import { atLast, fieldsOf, Unsealed } from "./last.js";
import "./now.js";

const PAUSE_MS = 1500;
// What browsers send on behalf of a page that is going away.
const MOST_KEPT_ALIVE = 60_000;

/** One form that holds what was typed. */
class Holder {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.at = form.dataset.typed ?? "";
    /** Whether the form came with what is in it. */
    this.filled = form.hasAttribute("data-filled");
    this.address = `${document.body.dataset.root ?? ""}/typed?at=${encodeURIComponent(this.at)}`;
    /** @type {number | undefined} */
    this.waiting = undefined;
    this.unsealed = new Unsealed();
    this.status = document.createElement("p");
    this.status.className = "aside-text held";
    this.status.setAttribute("role", "status");
    form.querySelector(".ends")?.after(this.status);
  }

  listen() {
    this.form.addEventListener("input", () => this.sealSoon());
    this.form.addEventListener("submit", () => {
      this.unsealed.letGo();
      clearTimeout(this.waiting);
    });
    // Another tab or window may close the door from here on.
    for (const kind of ["visibilitychange", "blur"]) {
      addEventListener(kind, () => {
        if (this.unsealed.isToSend && (kind === "blur" || document.visibilityState === "hidden")) {
          this.seal();
        }
      });
    }
    atLast(() => (this.unsealed.goesAlong ? [this.at, fieldsOf(this.form)] : null));
    if (isAnyChanged(this.form)) {
      this.sealSoon();
    }
  }

  sealSoon() {
    this.unsealed.type();
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.seal(), PAUSE_MS);
  }

  async seal() {
    clearTimeout(this.waiting);
    const body = JSON.stringify(fieldsOf(this.form));
    const send = () =>
      fetch(this.address, {
        method: "POST",
        headers: { "X-Keepsake-Form": document.body.dataset.csrf ?? "" },
        body: new Blob([body], { type: "text/plain" }),
        keepalive: body.length < MOST_KEPT_ALIVE,
        redirect: "error",
      });
    try {
      this.status.textContent = (await this.unsealed.through(send)).told;
    } catch {
      // The vault is locked, or it cannot be written; what is on the screen is still there to keep.
      this.status.textContent = this.form.dataset.failed ?? "";
    }
  }

  async bringBack() {
    const answer = await fetch(this.address, { redirect: "error" });
    const held = await answer.json();
    if (held.fields.length === 0) {
      return;
    }
    if (!this.filled) {
      this.fill(held.fields);
    }
    const told = document.querySelector("#typed-back");
    const line = told instanceof HTMLTemplateElement ? told.content.cloneNode(true) : null;
    if (line instanceof DocumentFragment) {
      /** @type {Element} */ (line.querySelector("[role=status]")).textContent = held.told;
      /** @type {HTMLInputElement} */ (line.querySelector("[name=at]")).value = this.at;
      this.form.before(line);
    }
  }

  /**
   * Leaves alone what was typed since the page was asked for.
   * @param {[string, string][]} typed
   */
  fill(typed) {
    const elements = [...this.form.elements];
    const mine = new Set(elements.filter(isChanged));
    for (const element of elements) {
      const ticked =
        element instanceof HTMLInputElement && ["checkbox", "radio"].includes(element.type);
      if (ticked && !mine.has(element)) {
        element.checked = typed.some(([name, value]) => {
          return name === element.name && value === element.value;
        });
      }
    }
    // Rows have fields of one name, in the order in which they were sent.
    const written = elements.filter(isWritten);
    for (const [name, value] of typed) {
      const index = written.findIndex((one) => one.name === name);
      const [field] = index < 0 ? [] : written.splice(index, 1);
      if (field && !mine.has(field)) {
        field.value = value;
      }
    }
    this.form.dispatchEvent(new Event("filled"));
  }
}

/**
 * @param {Element} field
 * @returns {field is HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement}
 */
function isWritten(field) {
  return (
    field instanceof HTMLTextAreaElement ||
    field instanceof HTMLSelectElement ||
    (field instanceof HTMLInputElement && !["checkbox", "radio", "hidden"].includes(field.type))
  );
}

for (const form of document.querySelectorAll("form[data-typed]")) {
  const holder = new Holder(/** @type {HTMLFormElement} */ (form));
  holder.listen();
  // An answer that names a mistake has what was typed in it already.
  if (!document.querySelector(".problem[role=alert]")) {
    holder.bringBack().catch(() => {});
  }
}
