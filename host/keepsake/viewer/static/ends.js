// The end of what is on the screen, in every tab and window at once. The page where somebody leaves
// or locks tells the others; the program tells all of them whatever ended it: the clock, another
// browser, its own end. A page empties itself first and asks for another one then.

const WORDS = "keepsake";
const HELD = "keepsake-held";
const SAFETY_MS = 1000;
const AGAIN_MS = 150;
const TRIES = 3;
// A door that was closed in another tab and of which the program knows nothing.
const AT_LAST_MS = 3000;
const GOING_MS = 5000;

const { body } = document;
const turn = Number(body.dataset.turn ?? -1);
/** The beginning of every address of this program. */
export const root = body.dataset.root ?? "";
const away = `${root}/away`;
const door = `${root}/`;

const channel = new BroadcastChannel(WORDS);
let ended = false;
/** When this page was last left for another one; that one may take a while. */
let going = 0;

/** Takes everything from the screen, also the page's look. */
export function empty() {
  document.documentElement.removeAttribute("data-theme");
  document.head.replaceChildren();
  document.body.replaceChildren();
}

/**
 * @param {"left" | "locked" | "sign" | "look"} word What happened here, or that something has, for all
 *   other tabs and windows.
 */
export function tellOthers(word) {
  channel.postMessage(word);
}

/** From now on this page waits for nothing: it has been emptied and leads elsewhere itself. */
export function endHere() {
  ended = true;
}

/** @param {string | Promise<string>} where */
async function end(where) {
  if (ended) {
    return;
  }
  ended = true;
  empty();
  // A page that is being asked for already, such as the entrance, is not called off.
  if (Date.now() - going < GOING_MS) {
    await pause(GOING_MS);
  }
  location.replace(await where);
}

/**
 * Shut out: somebody left, or came in anew, in this browser too. What was asked before that is
 * answered with the secret of before; the new one is here a moment later.
 * @returns {Promise<string>}
 */
async function afterShutOut() {
  await pause(AGAIN_MS);
  const answer = await fetch(`${root}/alive`, { cache: "no-store", redirect: "error" }).catch(
    () => null,
  );
  return answer?.ok ? door : away;
}

/**
 * Another tab closes the door: nothing stays on this screen. The next page is asked for when the
 * program has closed it too, for until then it would show what was open; should it never hear of it
 * from there, it does from here.
 * @param {"/leave" | "/lock"} which
 */
async function endSoon(which) {
  const { csrf = "" } = body.dataset;
  empty();
  await pause(AT_LAST_MS);
  if (!ended) {
    const headers = { "X-Keepsake-Form": csrf };
    await fetch(root + which, { method: "POST", headers, redirect: "manual" }).catch(() => {});
    end(which === "/leave" ? away : door);
  }
}

/**
 * @param {boolean} hold Whether the answer may come as late as the end does.
 * @returns {Promise<boolean>} Whether the program answered.
 */
async function ask(hold) {
  const address = `${root}/alive?turn=${turn}${hold ? "&hold=1" : ""}`;
  try {
    const answer = await fetch(address, { cache: "no-store", redirect: "error" });
    const gone = answer.status === 403;
    const over = answer.ok && (await answer.json()).turn !== turn;
    if ((gone || over) && !ended) {
      tellOthers("look");
      end(gone ? afterShutOut() : door);
    }
    return answer.ok;
  } catch {
    return false;
  }
}

/** Asks until there is an answer; a program that gives none has ended. */
async function look() {
  for (let tried = 0; tried < TRIES; tried += 1) {
    if (await ask(false)) {
      return;
    }
    await pause(AGAIN_MS);
  }
  end(away);
}

async function watch() {
  while (!ended) {
    const answered = await ask(true);
    // An answer may be early because many tabs wait.
    await pause(AGAIN_MS);
    if (!answered) {
      await look();
    }
  }
}

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {() => void} onSign Called when somebody is there, in another tab. */
export function watchForEnd(onSign) {
  if (turn < 0) {
    return;
  }
  channel.addEventListener("message", ({ data }) => {
    if (data === "sign") {
      onSign();
    } else if (data === "look") {
      look();
    } else if (data === "left" || data === "locked") {
      endSoon(data === "left" ? "/leave" : "/lock");
    }
  });
  if (navigator.locks) {
    // One of all tabs holds the answer open: a browser gives one program few connections.
    navigator.locks.request(HELD, watch);
    // A tab with a lock of its own is not put to sleep.
    navigator.locks.request(`keepsake-${Math.random()}`, () => new Promise(() => {}));
  }
  setInterval(look, SAFETY_MS);
  for (const kind of ["focus", "pageshow", "resume"]) {
    addEventListener(kind, look);
  }
  for (const kind of ["visibilitychange", "resume"]) {
    document.addEventListener(kind, look);
  }
  addEventListener("beforeunload", () => {
    going = Date.now();
  });
  // A page that the browser keeps for "back" holds nothing, and is asked for again.
  addEventListener("pagehide", (event) => {
    if (event.persisted) {
      empty();
    }
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) {
      location.reload();
    }
  });
}
