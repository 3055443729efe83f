/** How the program and the vault are, in words, with what to do where something is not right. */

import { language, version, words, wordsOf } from "../browser/pages.js";
import { connect } from "../browser/port.js";
import { HostLink } from "../capture/host/link.js";
import { codeOf, HOST_GONE, HOST_MISSING } from "../capture/problem.js";

const FREE_LEAST = 500_000_000; // bytes
const FREE_PLENTY = 10_000_000_000; // told in gigabytes

// What the program does by itself, PROTOCOL.md 2.5; for all else its window leads through.
const BY_ITSELF = new Set(["connect", "fix", "stamp", "stamps"]);

/**
 * @typedef {object} State
 * @property {"good" | "waiting" | "problem"} mark
 * @property {string} text
 * @property {string[]} more
 * @property {string[]} [folded] what helps only some
 * @property {{button: string, mend: string, byItself: boolean}} [mend]
 */

/**
 * @typedef {object} Ready what the program says of itself, PROTOCOL.md 2.5
 * @property {string} host
 * @property {"none" | "unclaimed" | "claimed"} vault
 * @property {number} waiting_stamps
 * @property {number} free_bytes
 * @property {string} case
 * @property {string} [damaged] a file of the vault that keeps it from being used, absent in older programs
 * @property {string} [beside] name of the folder of another vault beside it
 */

/**
 * Asks the program how it is, and then whether everything works.
 * @param {(states: State[], ready: Ready | null) => void} tell called with what is known so far
 * @param {string} [mend] what is put right before
 */
export async function askHealth(tell, mend = "") {
  const link = new HostLink(connect(), version());
  try {
    const ready = await link.ready;
    const asking = {
      mark: /** @type {const} */ ("waiting"),
      text: words("healthAsking"),
      more: [],
    };
    tell([programOf(ready), asking], ready);
    const asked = mend ? link.mend(mend, language()) : link.check(language());
    const states = await asked.then(checkedOf, () => statesOf(ready));
    tell([programOf(ready), ...states], ready);
  } catch (error) {
    tell(await troubleOf(error, link), null);
  } finally {
    link.close();
  }
}

/**
 * What this page alone can know where no program answers.
 * @param {unknown} error why the program did not answer
 * @param {HostLink} link what the browser said of it
 * @returns {Promise<State[]>}
 */
async function troubleOf(error, { greeted, reason }) {
  const code = codeOf(error);
  const { what, safe, next } = await wordsOf(code);
  if (greeted || ![HOST_MISSING, HOST_GONE].includes(code)) {
    return [{ mark: "problem", text: what, more: [safe, next] }];
  }
  const shutIn = [words("hostSnap"), words("hostFlatpak"), words("hostDoctor")];
  const more = [words("hostSafe"), ...reasonOf(reason)];
  return [{ mark: "problem", text: words("hostSilent"), more, folded: shutIn }];
}

/** @param {string} reason */
function reasonOf(reason) {
  if (/administrator/i.test(reason)) return [words("hostPolicy")];
  if (/forbidden|permission/i.test(reason)) return [words("hostForbidden"), words("hostInstall")];
  if (/exited|communicating/i.test(reason)) return [words("hostExited")];
  return [words("hostInstall"), words("hostRestart")];
}

/**
 * @param {import("../capture/types.js").Checked} checked
 * @returns {State[]}
 */
function checkedOf({ checks }) {
  return checks.map(({ mark, text, next, command, mend, button }) => ({
    mark: mark === "ok" ? "good" : mark,
    text,
    more: [next, command && !button ? words("healthRun", [command]) : ""].filter(Boolean),
    ...(mend && button ? { mend: { button, mend, byItself: BY_ITSELF.has(mend) } } : {}),
  }));
}

/** @param {Ready} ready */
function programOf({ host }) {
  const button = version();
  return good(host === button ? words("hostGood", [host]) : words("hostOther", [host, button]));
}

/** @param {Ready} ready */
function vaultOf({ vault }) {
  if (vault === "none") return waiting(words("vaultNone"));
  if (vault === "unclaimed") return waiting(words("vaultOpen"), words("vaultOpenNext"));
  return good(words("vaultSealed"));
}

/**
 * A vault that cannot be used, or one that could not once: what was captured meanwhile is beside it.
 * @param {Ready} ready
 * @returns {State[]}
 */
function besideOf({ damaged = "", beside = "" }) {
  if (!beside) return [];
  if (!damaged) return [waiting(words("vaultBeside", [beside]))];
  const text = words("vaultDamaged", [damaged]);
  return [{ mark: "problem", text, more: [words("vaultDamagedNext", [beside])] }];
}

/** @param {Ready} ready */
function spaceOf({ free_bytes }) {
  if (free_bytes >= FREE_PLENTY)
    return good(words("spaceGood", [`${Math.floor(free_bytes / 1e9)}`]));
  const size = [`${Math.floor(free_bytes / 1e6)}`];
  if (free_bytes >= FREE_LEAST) return good(words("spaceSome", size));
  return {
    mark: /** @type {const} */ ("problem"),
    text: words("spaceLow", size),
    more: [words("spaceLowNext")],
  };
}

/** @param {string} text */
function good(text) {
  return { mark: /** @type {const} */ ("good"), text, more: [] };
}

/**
 * @param {string} text
 * @param {string[]} more
 */
function waiting(text, ...more) {
  return { mark: /** @type {const} */ ("waiting"), text, more };
}

/**
 * What an older program tells, which knows no checks.
 * @param {Ready} ready
 * @returns {State[]}
 */
function statesOf(ready) {
  const stamps = ready.waiting_stamps ? waiting(words("stampsWaiting")) : good(words("stampsGood"));
  const states = [...besideOf(ready), vaultOf(ready), spaceOf(ready)];
  return ready.vault === "none" ? states : [...states, stamps];
}
