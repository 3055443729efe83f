// Sends the files that the person chose or dropped, piece by piece, so that no file is ever held
// whole: not here, not by the program. Nothing is sent before the button is pressed.

/** @param {string} id */
const find = (id) => /** @type {HTMLElement} */ (document.querySelector(`#${id}`));
const form = /** @type {HTMLFormElement} */ (find("add"));
const input = /** @type {HTMLInputElement} */ (find("files"));
const button = /** @type {HTMLButtonElement} */ (find("do"));
const progress = /** @type {HTMLProgressElement} */ (find("progress"));
const pieceBytes = Number(form.dataset.piece);
// What is looked at for files that are there twice; a film is not read whole for that.
const MOST_HASHED = 64 * 1024 * 1024;
const root = document.body.dataset.root ?? "";
// How a file begins in which a browser saved what waited there. Source: FORMAT.md §3.10.
const WAITING = "age-encryption.org/v1\n-> scrypt ";

/** @typedef {{file: File, row: HTMLElement, words?: HTMLInputElement}} Chosen with `words` where it holds captures that waited */
/** @type {Chosen[]} */
let chosen = [];
let stopped = false;
let running = "";
let sent = 0;
let whole = 0;
let kept = 0;

/** What the program refused, in its words. */
class RefusedError extends Error {}
/** The program is locked, or gone. */
class LostError extends Error {}

/**
 * @param {string} address
 * @param {BodyInit} [body]
 * @returns {Promise<Record<string, unknown>>}
 */
async function post(address, body) {
  const headers = {
    "X-Keepsake-Form": document.body.dataset.csrf ?? "",
    "Content-Type": "application/octet-stream",
  };
  /** @type {Response} */
  let answer;
  try {
    answer = await fetch(root + address, { method: "POST", headers, body: body ?? "" });
  } catch {
    throw new LostError();
  }
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new LostError();
  const told = await answer.json();
  if (!answer.ok) throw new RefusedError(told.problem, { cause: told.file });
  return told;
}

/** @param {Iterable<File>} files */
function choose(files) {
  if (running) return;
  for (const file of files) {
    const row = document.createElement("li");
    const name = document.createElement("bdi");
    // Signs that turn the direction of what follows, and control characters, are shown as such.
    name.textContent = file.name.replace(/[\p{Cc}\p{Cf}]/gu, "\uFFFD");
    const state = document.createElement("span");
    state.className = "added-state";
    const one = { file, row };
    row.append(name, " ", state, " ", takeBack(one));
    find("list").append(row);
    if (file.size === 0) note(one, form.dataset.empty ?? "");
    chosen.push(one);
    askForWords(one);
  }
  count();
  lookAtAll();
}

/**
 * A file in which a browser saved the captures that waited there opens with words.
 * @param {Chosen} one
 */
async function askForWords(one) {
  if (!one.file.name.toLowerCase().endsWith(".keepsake")) return;
  const head = await one.file
    .slice(0, WAITING.length)
    .text()
    .catch(() => "");
  if (head !== WAITING) return;
  const label = document.createElement("label");
  one.words = document.createElement("input");
  one.words.autocomplete = "off";
  one.words.spellcheck = false;
  label.append(form.dataset.words ?? "", " ", one.words);
  one.row.append(" ", label);
}

function count() {
  find("chosen").hidden = chosen.length === 0;
  button.disabled = chosen.length === 0;
}

/**
 * The sign that takes a file from the list again.
 * @param {Chosen} one
 */
function takeBack(one) {
  const sign = document.createElement("button");
  sign.type = "button";
  sign.className = "quiet take-back";
  sign.setAttribute("aria-label", `${form.dataset.back} ${one.file.name}`);
  sign.textContent = "\u00D7";
  sign.addEventListener("click", () => {
    if (running) return;
    chosen = chosen.filter((other) => other !== one);
    one.row.remove();
    count();
    lookAtAll();
  });
  return sign;
}

/**
 * @param {Chosen} one
 * @param {string} text
 */
function note(one, text) {
  const state = one.row.querySelector(".added-state");
  if (state) state.textContent = text;
  one.row.classList.toggle("added-noted", text !== "");
}

/** Says which files are there twice: in the list, or added before. Nothing is sent but hashes. */
async function lookAtAll() {
  const looked = [...chosen];
  const hashes = await Promise.all(looked.map(({ file }) => hashOf(file)));
  if (running || looked.length !== chosen.length) return;
  /** @type {Record<string, unknown>} */
  let known = {};
  const asked = hashes.filter(Boolean);
  if (asked.length > 0) known = await post("/add/known", JSON.stringify(asked)).catch(() => ({}));
  for (const [at, one] of looked.entries()) {
    const hash = hashes[at];
    if (!hash || !chosen.includes(one)) continue;
    const first = hashes.indexOf(hash);
    const twice = first < at ? `${form.dataset.twice} ${looked[first]?.file.name}` : "";
    note(one, known[hash] ? (form.dataset.known ?? "") : twice);
  }
}

/** @type {WeakMap<File, Promise<string>>} */
const hashed = new WeakMap();

/**
 * @param {File} file
 * @returns {Promise<string>} SHA-256 in hexadecimal; "" where it is empty, too large or not there
 */
function hashOf(file) {
  if (file.size === 0 || file.size > MOST_HASHED || !crypto.subtle) return Promise.resolve("");
  const found = hashed.get(file) ?? hash(file).catch(() => "");
  hashed.set(file, found);
  return found;
}

/** @param {File} file */
async function hash(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {Chosen} one
 * @param {string} text
 * @param {boolean} good
 */
function tell(one, text, good) {
  const state = one.row.querySelector(".added-state");
  if (state) state.textContent = text;
  one.row.className = good ? "added-kept" : "added-not";
}

/**
 * @param {string} text
 * @param {Record<string, string | number>} [facts]
 */
function say(text, facts = {}) {
  find("said").textContent = text.replace(/\{(\w+)\}/g, (_, name) => String(facts[name] ?? ""));
}

/**
 * @param {Chosen} one
 * @param {string} place where its pieces go
 * @returns {Promise<boolean>} false where the person stopped it
 */
async function sendPieces({ file }, place) {
  for (let start = 0; start === 0 || start < file.size; start += pieceBytes) {
    if (stopped) return false;
    const piece = file.slice(start, start + pieceBytes);
    /** @type {ArrayBuffer} */
    let data;
    try {
      data = await piece.arrayBuffer();
    } catch {
      // A folder, or a file that was moved meanwhile.
      throw new RefusedError(form.dataset.not);
    }
    await post(`${place}/${start}`, data);
    sent += data.byteLength;
    progress.value = whole ? sent / whole : 1;
  }
  return true;
}

/** @param {Chosen} one */
async function send(one, at = 0) {
  if (!(await sendPieces(one, `/add/${running}/${at}`))) return false;
  await post(`/add/${running}/whole`);
  return true;
}

/**
 * Takes the captures out of a file in which a browser saved them.
 * @param {Chosen} one
 */
async function takeOut(one) {
  const number = chosen.indexOf(one) + 1;
  say(form.dataset.working ?? "", { name: one.file.name, number, total: chosen.length });
  running = "waiting";
  try {
    const words = one.words?.value ?? "";
    await post("/add/waiting", JSON.stringify({ size: one.file.size, words }));
    await sendPieces(one, "/add/waiting");
    const { captures } = await post("/add/waiting/whole");
    showTaken(one, /** @type {{entry: number | null, problem: string}[]} */ (captures));
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    tell(one, `${form.dataset.not}. ${error.message}`, false);
  }
  one.words?.closest("label")?.remove();
}

/**
 * @param {Chosen} one
 * @param {{entry: number | null, problem: string}[]} captures
 */
function showTaken(one, captures) {
  const entered = captures.filter(({ entry }) => entry !== null);
  const problems = captures.map(({ problem }) => problem).filter(Boolean);
  const there = captures.length - entered.length - problems.length;
  const told = [
    entered.length > 0 ? `${form.dataset.taken} ${entered.length}` : "",
    there > 0 ? `${form.dataset.there} ${there}` : "",
    ...new Set(problems),
  ].filter(Boolean);
  tell(one, told.join(". "), problems.length === 0);
  for (const { entry } of entered) {
    const link = document.createElement("a");
    link.href = `${root}/captures/${entry}`;
    link.textContent = `${form.dataset.open ?? ""} (${entry})`;
    one.row.append(" ", link);
  }
  kept += problems.length === 0 ? 1 : 0;
}

/** @param {Chosen[]} group */
async function add(group) {
  const files = group.map(({ file }) => ({
    name: file.name,
    size: file.size,
    modified: file.lastModified ? new Date(file.lastModified).toISOString() : "",
  }));
  const told = {
    files,
    about: /** @type {HTMLTextAreaElement} */ (find("about")).value,
    who: /** @type {HTMLInputElement} */ (find("who")).value,
  };
  running = String((await post("/add", JSON.stringify(told))).id);
  /** @type {Chosen[]} */
  const done = [];
  for (const [at, one] of group.entries()) {
    if (stopped) break;
    const facts = { name: one.file.name, number: chosen.indexOf(one) + 1, total: chosen.length };
    say(form.dataset.working ?? "", facts);
    try {
      if (await send(one, at)) done.push(one);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      // Within an archive it is a member that is meant.
      const where = error.cause && error.cause !== one.file.name ? ` ${error.cause}` : "";
      tell(one, `${form.dataset.not}. ${error.message}${where}`, false);
    }
  }
  const { entry } = await post(`/add/${running}/${stopped ? "stop" : "end"}`);
  for (const one of done) {
    tell(one, form.dataset.kept ?? "", true);
    const link = document.createElement("a");
    link.href = `${root}/captures/${entry}`;
    link.textContent = form.dataset.open ?? "";
    const remove = document.createElement("a");
    remove.href = `${root}/captures/${entry}/remove`;
    remove.textContent = form.dataset.remove ?? "";
    one.row.append(" ", link, " ", remove);
    kept += 1;
  }
}

async function addAll() {
  const together = /** @type {HTMLInputElement} */ (find("together")).checked;
  const waited = chosen.filter(({ words }) => words);
  const files = chosen.filter(({ words }) => !words);
  const groups = together && files.length > 0 ? [files] : files.map((one) => [one]);
  whole = chosen.reduce((sum, { file }) => sum + file.size, 0);
  button.disabled = true;
  for (const sign of document.querySelectorAll(".take-back")) sign.remove();
  progress.hidden = find("stop").hidden = false;
  let end = form.dataset.done;
  try {
    for (const one of waited) {
      if (!stopped) await takeOut(one);
    }
    for (const group of groups) {
      if (stopped) break;
      await add(group);
    }
    if (stopped) end = form.dataset.stopped;
  } catch (error) {
    end = error instanceof RefusedError ? error.message : form.dataset.lost;
  }
  say(end ?? "", { kept, total: chosen.length });
  progress.hidden = find("stop").hidden = true;
  running = "";
  chosen = [];
  input.value = "";
  stopped = false;
  kept = sent = 0;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (chosen.length > 0 && !running) addAll();
});
input.addEventListener("change", () => choose(input.files ?? []));
find("stop").addEventListener("click", () => {
  stopped = true;
});
for (const kind of ["dragover", "drop"]) {
  // Anywhere on the page: a file dropped beside the place would replace the page.
  addEventListener(kind, (event) => {
    event.preventDefault();
    find("drop").classList.toggle("dropping", kind === "dragover");
    const files = /** @type {DragEvent} */ (event).dataTransfer?.files;
    if (kind === "drop" && files) choose(files);
  });
}
addEventListener("dragleave", (event) => {
  // Out of the window, not from one thing on the page to the next.
  if (!event.relatedTarget) find("drop").classList.remove("dropping");
});
for (const hidden of document.querySelectorAll("[data-needs-script]")) {
  hidden.removeAttribute("hidden");
}
