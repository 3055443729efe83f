/**
 * Media in the copy that a browser made of a page itself. It comes from a page that nobody trusts: it is only taken apart.
 * The same rules are in host/keepsake/core/mhtml.py. Source: RFC 2557; RFC 2045 §6; RFC 2046 §5.1.
 */

const HEAD_BYTES_MAX = 65536;
const MEDIA = /^(image|video|audio)\//;
const BLANK = /\r?\n\r?\n/;

/** The file is not one that a browser makes, or a part of it does not open. */
export class MhtmlError extends Error {}

/**
 * @typedef {{place: number, address: string, mediaType: string, data: Uint8Array}} Medium place: among the parts of every type, from 1
 */

/**
 * @param {Uint8Array} data
 * @returns {Generator<Medium>}
 * @throws {MhtmlError} Also after some were given.
 */
export function* media(data) {
  const head = latin1(data, 0, HEAD_BYTES_MAX);
  const top = head.split(BLANK, 1)[0] ?? "";
  const boundary = /^content-type:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*?boundary="([^"\r\n]+)"/im.exec(
    top,
  )?.[1];
  if (boundary === undefined || top.length === head.length) {
    throw new MhtmlError("not a copy of a page");
  }
  const line = fromLetters(`--${boundary}`);
  const next = fromLetters(`\n--${boundary}`);
  let at = find(data, line, top.length);
  for (let place = 1; at >= 0; place += 1) {
    const start = at + line.length;
    if (latin1(data, start, start + 2) === "--") return;
    const end = find(data, next, start);
    if (end < 0) throw new MhtmlError("cut short");
    const found = medium(data, start, end, place);
    if (found) yield found;
    at = end + 1;
  }
  throw new MhtmlError("no parts");
}

/**
 * @param {Uint8Array} data
 * @param {number} start
 * @param {number} end
 * @param {number} place
 * @returns {Medium | null} null for what is none
 */
function medium(data, start, end, place) {
  const text = latin1(data, start, Math.min(end, start + HEAD_BYTES_MAX));
  const blank = BLANK.exec(text);
  if (!blank) return null;
  const head = text.slice(0, blank.index);
  const mediaType = (field(head, "content-type").split(";", 1)[0] ?? "").trim().toLowerCase();
  if (!MEDIA.test(mediaType)) return null;
  const last = data[end - 1] === 13 ? end - 1 : end;
  const body = data.subarray(start + blank.index + blank[0].length, last);
  const encoding = field(head, "content-transfer-encoding").toLowerCase();
  return {
    place,
    address: field(head, "content-location"),
    mediaType,
    data: opened(body, encoding),
  };
}

/**
 * @param {string} head
 * @param {string} name
 * @returns {string} The last one of that name, in one line.
 */
function field(head, name) {
  const all = head.matchAll(/^([A-Za-z-]+):[ \t]*([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)/gm);
  const found = [...all].findLast((one) => one[1]?.toLowerCase() === name)?.[2] ?? "";
  const line = found.replace(/\r?\n[ \t]+/g, " ");
  return new TextDecoder().decode(fromLetters(line)).trim();
}

/**
 * @param {Uint8Array} body
 * @param {string} encoding
 * @returns {Uint8Array}
 */
function opened(body, encoding) {
  if (encoding === "base64") {
    try {
      return fromLetters(atob(latin1(body, 0, body.length).replace(/\s+/g, "")));
    } catch {
      throw new MhtmlError("not Base64");
    }
  }
  if (encoding !== "quoted-printable") return body;
  const text = latin1(body, 0, body.length).replace(/=[ \t]*\r?\n/g, "");
  const plain = text.replace(/=([0-9A-Fa-f]{2})/g, (_, code) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return fromLetters(plain);
}

/**
 * @param {Uint8Array} data
 * @param {number} from
 * @param {number} to
 * @returns {string} A letter for each byte, whatever it is.
 */
function latin1(data, from, to) {
  const pieces = [];
  for (let at = from; at < Math.min(to, data.length); at += 32768) {
    pieces.push(String.fromCharCode(...data.subarray(at, Math.min(to, data.length, at + 32768))));
  }
  return pieces.join("");
}

/**
 * @param {string} text A letter for each byte.
 * @returns {Uint8Array}
 */
function fromLetters(text) {
  const data = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) data[at] = text.charCodeAt(at);
  return data;
}

/**
 * @param {Uint8Array} data
 * @param {Uint8Array} wanted
 * @param {number} from
 * @returns {number} Where it stands next, -1 where it does not.
 */
function find(data, wanted, from) {
  const first = wanted[0] ?? 0;
  for (let at = data.indexOf(first, from); at >= 0; at = data.indexOf(first, at + 1)) {
    if (wanted.every((byte, index) => data[at + index] === byte)) return at;
  }
  return -1;
}
