// Sets a day and a time to the present, only where the person asks for it.

/** @param {Date} moment */
function told(moment) {
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  const day = [moment.getFullYear(), two(moment.getMonth() + 1), two(moment.getDate())].join("-");
  return { day, clock: `${two(moment.getHours())}:${two(moment.getMinutes())}` };
}

/**
 * @param {string} id
 * @param {string} value
 */
function put(id, value) {
  const field = document.getElementById(id);
  if (field instanceof HTMLInputElement) {
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (
  document.querySelectorAll("[data-now]")
)) {
  button.addEventListener("click", () => {
    const now = told(new Date());
    put(`${button.dataset.now}-date`, now.day);
    put(`${button.dataset.now}-clock`, now.clock);
  });
  button.parentElement?.removeAttribute("hidden");
}

export {};
