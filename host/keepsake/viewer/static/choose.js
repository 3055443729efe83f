// Captures are put into a case by dragging them onto its name, or all of a page are chosen at once.
// The same is done without it by ticking boxes and pressing the button.

const form = document.querySelector("#assign");

function chooseAll() {
  const all = document.querySelector("#all");
  all?.addEventListener("change", () => {
    for (const box of document.querySelectorAll("input[name=capture]")) {
      /** @type {HTMLInputElement} */ (box).checked = /** @type {HTMLInputElement} */ (all).checked;
    }
  });
}

/** Ticks all of what can be handed over, or none of it. */
function tickAll() {
  for (const button of document.querySelectorAll("[data-tick]")) {
    button.addEventListener("click", () => {
      const ticked = /** @type {HTMLElement} */ (button).dataset.tick === "all";
      for (const box of document.querySelectorAll("input[name=capture], input[name=older]")) {
        /** @type {HTMLInputElement} */ (box).checked = ticked;
        box.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
  }
}

/**
 * Puts the ticked captures, or else the one that was dragged, where they were dropped.
 * @param {HTMLFormElement} into
 * @param {string} entry
 * @param {string} place
 */
function assign(into, entry, place) {
  const boxes = /** @type {HTMLInputElement[]} */ ([
    ...into.querySelectorAll("input[name=capture]"),
  ]);
  const dragged = boxes.find((box) => box.value === entry);
  if (!dragged) {
    return;
  }
  if (!dragged.checked) {
    for (const box of boxes) {
      box.checked = box === dragged;
    }
  }
  const choice = /** @type {HTMLSelectElement} */ (into.querySelector("#into"));
  if (![...choice.options].some((option) => option.value === place)) {
    choice.add(new Option("", place));
  }
  choice.value = place;
  into.submit();
}

function drag() {
  if (!(form instanceof HTMLFormElement)) {
    return;
  }
  for (const row of form.querySelectorAll("[data-capture]")) {
    const entry = /** @type {HTMLElement} */ (row).dataset.capture ?? "";
    row.setAttribute("draggable", "true");
    row.addEventListener("dragstart", (event) => {
      /** @type {DragEvent} */ (event).dataTransfer?.setData("text/plain", entry);
    });
  }
  for (const place of document.querySelectorAll("[data-drop]")) {
    place.addEventListener("dragover", (event) => {
      event.preventDefault();
      place.classList.add("dropping");
    });
    place.addEventListener("dragleave", () => place.classList.remove("dropping"));
    place.addEventListener("drop", (event) => {
      event.preventDefault();
      const entry = /** @type {DragEvent} */ (event).dataTransfer?.getData("text/plain") ?? "";
      assign(form, entry, /** @type {HTMLElement} */ (place).dataset.drop ?? "");
    });
  }
}

chooseAll();
tickAll();
drag();
for (const hidden of document.querySelectorAll("[data-needs-script]")) {
  hidden.removeAttribute("hidden");
}

export {};
