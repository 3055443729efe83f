// Enters in the log that a page goes to the browser's own print window, and opens that window.

/** Whether the next print window was entered when its button was pressed. */
let entered = false;

/** Tells the program which page it is, and the hash of its words. */
async function enter() {
  const words = document.querySelector("main")?.innerText ?? "";
  const data = new TextEncoder().encode(words);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const body = new URLSearchParams({ page: location.pathname, sha256, bytes: `${data.length}` });
  const headers = { "X-Keepsake-Form": document.body.dataset.csrf ?? "" };
  await fetch(`${document.body.dataset.root ?? ""}/custody/printed`, {
    method: "POST",
    body,
    headers,
    keepalive: true,
  });
}

// A paper that was made was entered when it was.
const made = document.querySelector("[data-entered]") !== null;

addEventListener("beforeprint", () => {
  if (!entered && !made) {
    enter();
  }
});
addEventListener("afterprint", () => {
  entered = false;
});

const button = document.querySelector("#print");
if (button instanceof HTMLButtonElement) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (!made) {
      await enter();
    }
    entered = true;
    print();
  });
}

export {};
