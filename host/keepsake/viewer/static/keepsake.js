// Quick exit, the lock that closes by itself, and small conveniences. Every page works without it
// except the double Escape; nothing here reads or keeps what a page shows.

import { empty, endHere, root, tellOthers, watchForEnd } from "./ends.js";
import { takeAlong } from "./last.js";

const DOUBLE_ESCAPE_MS = 600;
const SIGN_EVERY_MS = 30_000;
const SHARED_EVERY_MS = 1000;

/**
 * Empties this page and all others at once, then tells the program to drop the key.
 * @param {"#leave" | "#lock"} which
 */
function close(which) {
  const form = document.querySelector(which);
  tellOthers(which === "#leave" ? "left" : "locked");
  endHere();
  if (form instanceof HTMLFormElement) {
    takeAlong(form);
    if (which === "#leave") {
      empty();
      form.hidden = true;
      document.body.replaceChildren(form);
    } else {
      // Nothing is seen from now on; the door comes in its place.
      document.documentElement.style.display = "none";
    }
    form.submit();
  } else {
    empty();
    location.replace(`${root}/away`);
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
        close("#leave");
      }
      last = event.timeStamp;
    },
    { capture: true },
  );
  // Keys pressed in a frame are heard by what it shows alone, which may run nothing: so no frame
  // keeps them. It is scrolled by what needs no focus.
  addEventListener("blur", () => {
    setTimeout(() => {
      if (document.activeElement instanceof HTMLIFrameElement) {
        document.activeElement.blur();
        focus();
      }
    });
  });
  for (const which of /** @type {("#leave" | "#lock")[]} */ (["#leave", "#lock"])) {
    document.querySelector(which)?.addEventListener("submit", (event) => {
      event.preventDefault();
      close(which);
    });
  }
}

/**
 * Locks after the time without a sign of the person in any tab, and passes such signs on to the
 * other tabs and the program.
 * @returns {() => void} Notes a sign in another tab.
 */
function watchForIdle() {
  const idleMs = Number(document.body.dataset.idle) * 1000;
  let seen = Date.now();
  if (!idleMs) {
    return () => {};
  }
  let [told, shared] = [seen, 0];
  const sign = () => {
    seen = Date.now();
    if (seen - shared > SHARED_EVERY_MS) {
      shared = seen;
      tellOthers("sign");
    }
  };
  for (const kind of ["pointermove", "pointerdown", "keydown", "wheel", "touchstart"]) {
    addEventListener(kind, sign, { passive: true });
  }
  const timer = setInterval(() => {
    if (Date.now() - seen >= idleMs) {
      clearInterval(timer);
      close("#lock");
    } else if (seen > told && Date.now() - told > Math.min(SIGN_EVERY_MS, idleMs / 4)) {
      told = Date.now();
      tellAlive();
    }
  }, 1000);
  return () => {
    seen = Date.now();
  };
}

async function tellAlive() {
  const headers = { "X-Keepsake-Form": document.body.dataset.csrf ?? "" };
  // Whether there is an answer is watched for already.
  await fetch(`${root}/alive`, { method: "POST", headers }).catch(() => {});
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

/** What is larger than the window takes is told where it is chosen, and not sent. */
function holdToSize() {
  for (const one of document.querySelectorAll("input[type=file][data-most]")) {
    const input = /** @type {HTMLInputElement} */ (one);
    input.addEventListener("change", () => {
      const large = (input.files?.[0]?.size ?? 0) > Number(input.dataset.most);
      input.setCustomValidity(large ? (input.dataset.large ?? "") : "");
      input.reportValidity();
    });
  }
}

watchForLeave();
holdToSize();
watchForEnd(watchForIdle());
tellBusy();
revealPictures();
keyboard();
closeCases();
