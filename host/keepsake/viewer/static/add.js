// Sends the files that the person chose or dropped, piece by piece, so that no file is ever held
// whole: not here, not by the program. Nothing is sent before the button is pressed.

/** @param {string} id */
const find = (id) => /** @type {HTMLElement} */ (document.querySelector(`#${id}`));
const form = /** @type {HTMLFormElement} */ (find("add"));
const input = /** @type {HTMLInputElement} */ (find("files"));
const button = /** @type {HTMLButtonElement} */ (find("do"));
const progress = /** @type {HTMLProgressElement} */ (find("progress"));
const pieceBytes = Number(form.dataset.piece);

/** @typedef {{file: File, row: HTMLElement}} Chosen */
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
    answer = await fetch(address, { method: "POST", headers, body: body ?? "" });
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
    row.append(name, " ", state);
    find("list").append(row);
    chosen.push({ file, row });
  }
  find("chosen").hidden = chosen.length === 0;
  button.disabled = chosen.length === 0;
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

/** @param {Chosen} one */
async function send(one, at = 0) {
  const { file } = one;
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
    await post(`/add/${running}/${at}/${start}`, data);
    sent += data.byteLength;
    progress.value = whole ? sent / whole : 1;
  }
  await post(`/add/${running}/whole`);
  return true;
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
    link.href = `/captures/${entry}`;
    link.textContent = form.dataset.open ?? "";
    one.row.append(" ", link);
    kept += 1;
  }
}

async function addAll() {
  const together = /** @type {HTMLInputElement} */ (find("together")).checked;
  const groups = together ? [chosen] : chosen.map((one) => [one]);
  whole = chosen.reduce((sum, { file }) => sum + file.size, 0);
  button.disabled = true;
  progress.hidden = find("stop").hidden = false;
  let end = form.dataset.done;
  try {
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
    find("drop").classList.toggle("over", kind === "dragover");
    const files = /** @type {DragEvent} */ (event).dataTransfer?.files;
    if (kind === "drop" && files) choose(files);
  });
}
for (const hidden of document.querySelectorAll("[data-needs-script]")) {
  hidden.removeAttribute("hidden");
}
