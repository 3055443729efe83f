// Quick exit, the lock that closes by itself, and small conveniences. Every page works without it
// except the double Escape; nothing here reads or keeps what a page shows.

import { takeAlong } from "./last.js";

const DOUBLE_ESCAPE_MS = 600;
const SIGN_EVERY_MS = 30_000;

/** Empties the page at once, then tells the program to drop the key. */
function leave() {
  const form = document.querySelector("#leave");
  document.documentElement.removeAttribute("data-theme");
  document.head.replaceChildren();
  if (form instanceof HTMLFormElement) {
    takeAlong(form);
    form.hidden = true;
    document.body.replaceChildren(form);
    form.submit();
  } else {
    document.body.replaceChildren();
    location.replace("/away");
  }
}

function watchForLeave() {
  let last = Number.NEGATIVE_INFINITY;
  addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || event.repeat) {
        return;
      }
      if (event.timeStamp - last < DOUBLE_ESCAPE_MS) {
        event.preventDefault();
        leave();
      }
      last = event.timeStamp;
    },
    { capture: true },
  );
  document.querySelector("#leave")?.addEventListener("submit", (event) => {
    event.preventDefault();
    leave();
  });
  // A page that the browser kept for "back" must be asked for again: the vault may be locked by now.
  addEventListener("pageshow", (event) => {
    if (event.persisted) {
      location.reload();
    }
  });
}

/** Locks after the time without a sign of the person, and passes such signs on to the program. */
function watchForIdle() {
  const idleMs = Number(document.body.dataset.idle) * 1000;
  const form = document.querySelector("#lock");
  if (!idleMs || !(form instanceof HTMLFormElement)) {
    return;
  }
  form.addEventListener("submit", () => takeAlong(form));
  let seen = Date.now();
  let told = seen;
  const sign = () => {
    seen = Date.now();
    if (seen - told > Math.min(SIGN_EVERY_MS, idleMs / 4)) {
      told = seen;
      tellAlive();
    }
  };
  for (const kind of ["pointermove", "pointerdown", "keydown", "wheel", "touchstart"]) {
    addEventListener(kind, sign, { passive: true });
  }
  setInterval(() => {
    if (Date.now() - seen >= idleMs) {
      takeAlong(form);
      form.submit();
    }
  }, 1000);
}

async function tellAlive() {
  const headers = { "X-Keepsake-Form": document.body.dataset.csrf ?? "" };
  try {
    const answer = await fetch("/alive", { method: "POST", headers });
    if (!answer.ok) {
      location.replace("/");
    }
  } catch {
    // The program has ended; what is on the screen must not stay.
    leave();
  }
}

/** Says what is going on while a form takes its time. */
function tellBusy() {
  for (const form of document.querySelectorAll("form[data-busy]")) {
    form.addEventListener("submit", (event) => {
      const buttons = [...form.querySelectorAll("button")];
      const button = buttons.find((one) => one.classList.contains("main")) ?? buttons[0];
      // A button that leads elsewhere has nothing to wait for.
      const elsewhere = /** @type {SubmitEvent} */ (event).submitter?.hasAttribute("formaction");
      if (button && !elsewhere) {
        button.disabled = true;
        button.textContent = /** @type {HTMLElement} */ (form).dataset.busy ?? "";
      }
    });
  }
}

/** Shows a blurred picture when it is wanted. */
function revealPictures() {
  for (const button of document.querySelectorAll(".reveal")) {
    button.addEventListener("click", () => {
      button.closest(".covered")?.classList.add("shown");
      button.remove();
    });
  }
}

/** Arrow keys walk through a list, "/" goes to the search. */
function keyboard() {
  addEventListener("keydown", (event) => {
    const typing =
      event.target instanceof Element && event.target.closest("input, select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key === "/") {
      const search = document.querySelector("#search");
      if (search instanceof HTMLElement) {
        event.preventDefault();
        search.focus();
      }
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      walk(event, event.key === "ArrowDown" ? 1 : -1);
    }
  });
}

/**
 * @param {KeyboardEvent} event
 * @param {number} step
 */
function walk(event, step) {
  const links = [...document.querySelectorAll("[data-list] a")];
  const next = links[links.indexOf(/** @type {Element} */ (document.activeElement)) + step];
  if (
    links.includes(/** @type {Element} */ (document.activeElement)) &&
    next instanceof HTMLElement
  ) {
    event.preventDefault();
    next.focus();
  }
}

/** The list of cases goes away with Escape, and when something else is pressed. */
function closeCases() {
  const cases = document.querySelector("details.switch");
  if (!(cases instanceof HTMLDetailsElement)) {
    return;
  }
  cases.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && cases.open) {
      cases.open = false;
      cases.querySelector("summary")?.focus();
    }
  });
  addEventListener("pointerdown", (event) => {
    if (!cases.contains(/** @type {Node} */ (event.target))) {
      cases.open = false;
    }
  });
}

watchForLeave();
watchForIdle();
tellBusy();
revealPictures();
keyboard();
closeCases();
