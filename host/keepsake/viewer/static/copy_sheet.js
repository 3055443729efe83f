// Copies the sheet with the words, as it is read, where the browser lets a page do so.

const button = document.querySelector("#copy-sheet");
const sheet = document.querySelector("#sheet");
const told = document.querySelector("#copy-told");
if (button instanceof HTMLButtonElement && sheet instanceof HTMLElement && told) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(sheet.innerText);
      told.textContent = button.dataset["done"] ?? "";
    } catch {
      told.textContent = button.dataset["failed"] ?? "";
    }
  });
}

export {};
