/**
 * Steps 7 and 8: the authorities' tokens against the pinned roots, and the order of all times. Source: FORMAT.md §5 and §7.
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { ascii, hex, utf8 } from "../bytes.js";
import { list, object, readJson } from "../values.js";
import { attempt, further, invalid, notChecked, read } from "./findings.js";
import { covering } from "./since.js";
import { checkResponse, TimestampError } from "./stamp/response.js";

/**
 * @typedef {import("./findings.js").Files} Files
 * @typedef {import("./findings.js").Finding} Finding
 * @typedef {import("./log.js").Proven} Proven
 * @typedef {import("./pins.js").Pins} Pins
 * @typedef {import("../model.js").Exhibit} Exhibit
 * @typedef {{file: string, size: number, authority: string, name: string, time: number, firstExpiry: number,
 *   checkpoint: Uint8Array, late: string}} Token A good one; times are microseconds since 1970.
 * @typedef {{asked: string, answered: string, tokenTime: string, difference: number, nonce: bigint, sha256: string,
 *   late: string}} Note
 */

const TOKEN = /^data\/log\/stamps\/(0|[1-9][0-9]{0,14})-([a-z0-9][a-z0-9-]*)\.tsr$/;
const TIME = '"(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z)"';
// The file has this form and no other, because no signature covers it. Source: FORMAT.md §5.3.
const NOTE = new RegExp(
  `^{"asked":${TIME},"answered":${TIME},"token_time":${TIME},` +
    '"clock_difference_ms":(-?(?:0|[1-9][0-9]{0,14})\\.(?:0|[0-9]{0,16}[1-9])),' +
    '"nonce":"([0-9a-f]{16})","sha256":"([0-9a-f]{64})"' +
    '(?:,"late":"(bad_answer|http|not_authority|slow|status|too_large|unreachable)")?}$',
);
const ROOTS = "data/log/roots/";
const BLOCK = /-----BEGIN CERTIFICATE-----\n[^-]*-----END CERTIFICATE-----\n/g;
const JUMP_MS = 2000;
const SLACK = 10 * 60 * 1_000_000;

/**
 * @param {Files} files
 * @param {Pins} pins
 * @returns {Promise<{findings: Finding[], tokens: Token[]}>} Of every token here, and of the roots beside them.
 */
export async function checkTokens(files, pins) {
  const names = [...files.keys()].filter((name) => TOKEN.test(name)).sort();
  if (names.length > 0 && !globalThis.crypto?.subtle) {
    return { findings: [notChecked("no_cryptography")], tokens: [] };
  }
  /** @type {Finding[]} */
  const findings = [];
  /** @type {Token[]} */
  const tokens = [];
  for (const file of names) {
    const found = await checkToken(files, file, pins);
    if (Array.isArray(found)) findings.push(...found);
    else tokens.push(found);
  }
  const used = names.map((name) => TOKEN.exec(name)?.[2] ?? "");
  return { findings: [...findings, ...checkRoots(files, used, pins)], tokens };
}

/**
 * @param {Files} files
 * @param {string} file
 * @param {Pins} pins
 * @returns {Promise<Token | Finding[]>} The token when it is good, or what is wrong.
 */
async function checkToken(files, file, pins) {
  const [, size = "", authority = ""] = TOKEN.exec(file) ?? [];
  const pin = pins.get(authority);
  if (!pin) return [notChecked("authority_unknown", file)];
  const tsr = read(files, file);
  const checkpoint = read(files, `data/log/stamps/${size}.checkpoint`);
  const side = file.replace(/tsr$/, "json");
  const note = readNote(read(files, side));
  const untouched = note !== null && note.sha256 === hex(sha256(tsr));
  try {
    const nonce = untouched ? note.nonce : null;
    const facts = await checkResponse(tsr, sha256(checkpoint), nonce, pin.roots);
    if (note && !untouched) return [file, side].map((name) => invalid("stamp_answer", name));
    if (!note || !fits(note, facts.time)) return [invalid("stamp_record", side)];
    const { late } = note;
    return { file, size: Number(size), authority, name: pin.name, checkpoint, late, ...facts };
  } catch (error) {
    if (!(error instanceof TimestampError)) throw error;
    const noted = untouched && error.reason === "nonce";
    return [noted ? invalid("stamp_record", side) : invalid(`token_${error.reason}`, file)];
  }
}

/**
 * The roots beside the tokens are for those who check by hand: pinned ones in their one form, each once, and nothing else.
 * Those of an authority that this page does not know cannot be judged; its tokens say so.
 * @param {Files} files
 * @param {string[]} used Authorities of the tokens.
 * @param {Pins} pins
 * @returns {Finding[]}
 */
function checkRoots(files, used, pins) {
  const unknown = used.filter((id) => !pins.has(id)).map((id) => `${ROOTS}${id}.pem`);
  const needed = used.filter((id) => pins.has(id)).map((id) => `${ROOTS}${id}.pem`);
  const here = [...files.keys()].filter((name) => name.startsWith(ROOTS));
  const judged = [...new Set([...needed, ...here])].filter((name) => !unknown.includes(name));
  return judged
    .sort()
    .filter((name) => !isExactly(read(files, name), pins.get(name.slice(ROOTS.length, -4))?.pem))
    .map((name) => invalid("roots_other", name));
}

/**
 * @param {Uint8Array} data
 * @param {string} [pinned] PEM as the program writes it.
 * @returns {boolean}
 */
function isExactly(data, pinned = "") {
  const text = attempt(() => ascii(data)) ?? "";
  const blocks = text.match(BLOCK) ?? [];
  const known = new Set(pinned.match(BLOCK));
  const once = new Set(blocks).size === blocks.length && blocks.length > 0;
  return once && blocks.join("") === text && blocks.every((block) => known.has(block));
}

/**
 * @param {Uint8Array} data
 * @returns {Note | null} Null for any other form.
 */
function readNote(data) {
  const found = attempt(() => NOTE.exec(utf8(data)));
  if (!found) return null;
  const [, asked = "", answered = "", tokenTime = "", difference, nonce, own = "", late = ""] =
    found;
  const exact = [asked, answered, tokenTime].every((text) => attempt(() => inMicroseconds(text)));
  if (!exact) return null;
  const number = BigInt(`0x${nonce}`);
  return {
    asked,
    answered,
    tokenTime,
    difference: Number(difference),
    nonce: number,
    sha256: own,
    late,
  };
}

/**
 * Whether the times that were noted agree with each other and with the token.
 * @param {Note} note
 * @param {number} time
 * @returns {boolean}
 */
function fits(note, time) {
  const both = inMicroseconds(note.asked) - time + (inMicroseconds(note.answered) - time);
  const told = new Date(Math.floor(time / 1000)).toISOString();
  return note.tokenTime === told && both / 2000 === note.difference;
}

/**
 * @param {string} text
 * @returns {number} Never 0.
 * @throws {Error} No time that exists.
 */
function inMicroseconds(text) {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime()) || moment.toISOString() !== text) throw new Error("time");
  return moment.getTime() * 1000 || 1;
}

/**
 * A stamp that a later record renewed is still the one that is here.
 * @param {Files} files
 * @param {Proven} proven
 * @returns {Finding[]}
 */
export function checkRenewals(files, proven) {
  const names = [...files.keys()].filter((name) => {
    const number = /^data\/log\/records\/(0|[1-9][0-9]{0,14})\.json$/.exec(name)?.[1];
    return number !== undefined && proven.has(Number(number));
  });
  const records = names.map((name) => readJson(read(files, name)));
  const renewals = records.filter(({ kind }) => kind === "renewal");
  const rows = renewals.flatMap(({ body }) => list(object(body).stamps).map(object));
  return rows.flatMap(({ size, authority, sha256: listed }) => {
    const file = `data/log/stamps/${size}-${authority}.tsr`;
    const tsr = files.get(file);
    return tsr && hex(sha256(tsr)) !== listed ? [invalid("stamp_renewed", file)] : [];
  });
}

/**
 * @param {Exhibit[]} exhibits Proven ones.
 * @param {Proven} proven
 * @param {Token[]} tokens
 * @returns {Finding[]} What waits for a stamp, in step 7.
 */
export function checkWaiting(exhibits, proven, tokens) {
  const waiting = exhibits.filter((exhibit) => covering(exhibit, { proven, tokens }).length === 0);
  return waiting.map((exhibit) =>
    notChecked(exhibit.stampsOff ? "stamps_off" : "not_stamped", exhibit.folder),
  );
}

/**
 * No stamp speaks of the time before a capture that waited in the browser was handed over.
 * @param {Exhibit[]} exhibits Proven ones.
 * @returns {Finding[]} In step 7.
 */
export function checkWaited(exhibits) {
  return exhibits.flatMap(({ waited, folder }) =>
    waited ? [further("waited", folder, { since: waited.since, until: waited.until })] : [],
  );
}

/**
 * Step 8. A clock that went back is told with both times, not judged.
 * @param {Exhibit[]} exhibits Proven ones.
 * @param {Token[]} tokens
 * @returns {Finding[]}
 */
export function checkOrder(exhibits, tokens) {
  // One that was cut short has the moment at which it began, and was entered when somebody finished it.
  const ordered = exhibits.filter(({ state }) => state !== "incomplete");
  const back = ordered.flatMap((exhibit, index) => {
    const before = ordered[index - 1];
    if (!before || Date.parse(before.utc) - JUMP_MS <= Date.parse(exhibit.utc)) return [];
    const facts = { before: before.utc, after: exhibit.utc };
    return [notChecked("clock_back", `entry ${exhibit.entry}`, facts)];
  });
  const jumps = exhibits.flatMap(({ entry, clockChange, clockBehind }) => [
    ...(clockChange < -JUMP_MS ? [jump("clock_set_back", entry, -clockChange)] : []),
    ...(clockBehind > JUMP_MS ? [jump("clock_behind", entry, clockBehind)] : []),
  ]);
  const early = tokens.flatMap((token) => {
    const late = exhibits.find(
      ({ entry, utc }) => entry < token.size && Date.parse(utc) * 1000 - SLACK > token.time,
    );
    if (!late) return [];
    const after = new Date(token.time / 1000).toISOString();
    return [notChecked("token_early", token.file, { before: late.utc, after })];
  });
  return [...back, ...jumps, ...early];
}

/**
 * @param {string} reason
 * @param {number} entry
 * @param {number} milliseconds
 * @returns {Finding}
 */
function jump(reason, entry, milliseconds) {
  return notChecked(reason, `entry ${entry}`, { seconds: (milliseconds / 1000).toFixed(1) });
}
