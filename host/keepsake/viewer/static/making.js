// Keeps the page of a copy that is being made up to date, and goes on when it is done. Without a
// script the page asks again by itself.

const EVERY_MS = 700;
const SPEAK_EVERY_PERCENT = 20;

const frame = /** @type {HTMLElement | null} */ (document.querySelector(".making"));
let spoken = 0;

/**
 * @param {string} name
 * @param {string} text
 */
function put(name, text) {
  const place = frame?.querySelector(`.making-${name}`);
  if (place) {
    place.textContent = text;
  }
}

/** @param {{percent: number, stage: string, left: string}} now */
function show(now) {
  put("stage", now.stage);
  put("percent", String(now.percent));
  put("left", now.left);
  const bar = frame?.querySelector("progress");
  if (bar) {
    bar.value = now.percent;
  }
  // Read aloud now and then, not with every step.
  const status = frame?.querySelector("[role=status]");
  if (status && now.percent >= spoken + SPEAK_EVERY_PERCENT) {
    spoken = now.percent;
    status.textContent = `${now.percent} %. ${now.stage}. ${now.left}`;
  }
}

async function ask() {
  if (!frame) {
    return;
  }
  try {
    const answer = await fetch(frame.dataset.state ?? "", { redirect: "error" });
    const now = await answer.json();
    if (now.ended) {
      location.replace(frame.dataset.ended ?? "/");
      return;
    }
    show(now);
  } catch {
    // The vault was locked, or the program has ended.
    location.replace("/");
    return;
  }
  setTimeout(ask, EVERY_MS);
}

ask();

export {};
