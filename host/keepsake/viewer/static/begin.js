// Looks whether the first capture has come, and goes on by itself when it has.

const ASK_MS = 1000;
// Long enough to read the line, short enough not to wait for.
const READ_MS = 1500;

const line = /** @type {HTMLElement} */ (document.getElementById("first-capture"));

async function ask() {
  try {
    const answer = await fetch(line.dataset.asks ?? "");
    if (answer.ok && (await answer.json()).there > 0) {
      line.textContent = line.dataset.there ?? "";
      setTimeout(() => location.reload(), READ_MS);
      return;
    }
  } catch {
    // The program is being closed, or the computer slept: what ends the page says so.
  }
  setTimeout(ask, ASK_MS);
}

ask();
