// Draws what is to be gone over the picture: the fields are what counts, the mouse only fills them.

const frame = /** @type {HTMLElement | null} */ (document.querySelector(".redact-frame"));
const picture = frame?.querySelector("img");
const SIDES = ["x", "y", "width", "height"];
const SMALLEST = 4;

/** @returns {HTMLInputElement[][]} The fields of each row. */
function rows() {
  return [...document.querySelectorAll(".redact-row")].map((row) => [
    ...row.querySelectorAll("input"),
  ]);
}

/** Pixels of the picture for one pixel on the screen. */
function scale() {
  return picture?.clientWidth ? picture.naturalWidth / picture.clientWidth : 1;
}

/** Rows that are not needed yet stay folded: those that are filled in show, and one more. */
function unfold() {
  const empty = rows().map((fields) => fields.every((field) => field.value === ""));
  const last = Math.max(-1, empty.lastIndexOf(false));
  document.querySelectorAll(".redact-row").forEach((row, index) => {
    row.toggleAttribute("hidden", index > last + 1);
  });
}

/** Shows every row that has its four numbers. */
function draw() {
  unfold();
  for (const old of frame?.querySelectorAll("i") ?? []) {
    old.remove();
  }
  for (const fields of rows()) {
    const [x = 0, y = 0, width = 0, height = 0] = fields.map((field) => Number(field.value));
    if (width > 0 && height > 0) {
      place(x, y, width, height);
    }
  }
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 */
function place(x, y, width, height) {
  const box = document.createElement("i");
  const by = scale();
  box.style.left = `${x / by}px`;
  box.style.top = `${y / by}px`;
  box.style.width = `${width / by}px`;
  box.style.height = `${height / by}px`;
  frame?.append(box);
}

/**
 * @param {PointerEvent} event
 * @returns {[number, number]} Where it is, in pixels of the picture, not outside of it.
 */
function at(event) {
  const box = /** @type {HTMLImageElement} */ (picture).getBoundingClientRect();
  const by = scale();
  const x = Math.max(0, Math.min(box.width, event.clientX - box.left));
  const y = Math.max(0, Math.min(box.height, event.clientY - box.top));
  return [Math.round(x * by), Math.round(y * by)];
}

/** @type {[number, number] | null} */
let from = null;

/** @param {PointerEvent} event */
function chosen(event) {
  const [x, y] = at(event);
  const [left, top] = /** @type {[number, number]} */ (from);
  return [Math.min(x, left), Math.min(y, top), Math.abs(x - left), Math.abs(y - top)];
}

frame?.addEventListener("pointerdown", (event) => {
  from = at(event);
  frame.setPointerCapture(event.pointerId);
  event.preventDefault();
});
frame?.addEventListener("pointermove", (event) => {
  if (from) {
    draw();
    const [x = 0, y = 0, width = 0, height = 0] = chosen(event);
    place(x, y, width, height);
  }
});
frame?.addEventListener("pointerup", (event) => {
  if (!from) {
    return;
  }
  const numbers = chosen(event);
  from = null;
  const free = rows().find((fields) => fields.every((field) => field.value === ""));
  if (free && (numbers[2] ?? 0) >= SMALLEST && (numbers[3] ?? 0) >= SMALLEST) {
    SIDES.forEach((_side, index) => {
      const field = free[index];
      if (field) {
        field.value = String(numbers[index]);
      }
    });
    free[0]?.dispatchEvent(new Event("input", { bubbles: true }));
  }
  draw();
});
for (const kind of ["input", "filled"]) {
  document.querySelector("#redact")?.addEventListener(kind, draw);
}
picture?.addEventListener("load", draw);
addEventListener("resize", draw);
for (const hidden of document.querySelectorAll("[data-needs-script]")) {
  hidden.removeAttribute("hidden");
}
draw();

export {};
