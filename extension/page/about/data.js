// The data that a page carries in its text, also where nothing of it is painted. Reads only.

const LONGEST = 4_000_000; // characters of one script
const MOST_TEXT = 12_000_000; // characters looked at in all
const MOST_TRIES = 400; // places in one script where data might begin
const MOST_READ = 12_000_000; // characters read again for them
const MOST_LOOSE = 2000; // small objects of a program in one script
const LARGE = /([:[,]\s*)(\d{16,25})(?=\s*[,}\]])/g; // numbers that would be rounded
const PIECE = /\{[^{}[\]]{10,1500}\}/g;
const PAIR =
  /["']?\b([A-Za-z_]\w{1,30})["']?\s*:\s*(?:"([^"\\]{1,200})"|'([^'\\]{1,200})'|(\d{4,25}))/g;
const HELD = // elements, not scripts, that pages keep data in
  "code,[data-page],[data-props],[data-state],[data-store],[data-initial-state],[data-bootstrap]";

/** @typedef {{root: unknown, at: string}} KeepsakeData */

/**
 * Large numbers, which ids often are, are given as text, digit by digit.
 * @param {string} text
 * @returns {unknown} undefined when it is no object or list
 */
function parsed(text) {
  for (const each of new Set([text.replace(LARGE, '$1"$2"'), text])) {
    try {
      const root = JSON.parse(each);
      return typeof root === "object" && root !== null ? root : undefined;
    } catch {
      // a number inside words: once more as it is
    }
  }
  return undefined;
}

/**
 * Small objects that are program rather than data: what stands between the same braces.
 * @param {string} text
 * @returns {Record<string, string>[]}
 */
function loose(text) {
  /** @type {Record<string, string>[]} */
  const out = [];
  for (const [piece] of text.matchAll(PIECE)) {
    if (out.length >= MOST_LOOSE) break;
    if (parsed(piece) !== undefined) continue;
    const pairs = Array.from(piece.matchAll(PAIR), ([, name = "", a, b, c]) => [
      name,
      a ?? b ?? c ?? "",
    ]);
    if (pairs.length > 1) out.push(Object.fromEntries(pairs));
  }
  return out;
}

/**
 * Where the object or list that begins here ends, strings taken into account.
 * @param {string} text
 * @param {number} from
 * @returns {number} behind its last character; -1 when it does not end
 */
function endOf(text, from) {
  let depth = 0;
  let quoted = false;
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quoted) {
      if (code === 92) i++;
      else if (code === 34) quoted = false;
    } else if (code === 34) quoted = true;
    else if (code === 123 || code === 91) depth++;
    else if ((code === 125 || code === 93) && --depth === 0) return i + 1;
  }
  return -1;
}

/**
 * A string literal of a program that holds data as text, unwrapped.
 * @param {string} text
 * @param {number} inside a place in the literal
 * @returns {{text: string, end: number} | null}
 */
function literalAround(text, inside) {
  let from = inside;
  while (from >= 0 && (text[from] !== '"' || text[from - 1] === "\\")) from--;
  if (from < 0 || inside - from > 200) return null;
  for (let i = from + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === '"') {
      try {
        return { text: String(JSON.parse(text.slice(from, i + 1))), end: i + 1 };
      } catch {
        return null;
      }
    }
  }
  return null;
}

/**
 * Objects and lists inside a program's text, the outermost that are data as they stand.
 * @param {string} text
 * @param {number} depth
 * @returns {unknown[]}
 */
function dataIn(text, depth = 0) {
  /** @type {unknown[]} */
  const out = [];
  const begin = /[{[]\s*(?:"|\{|\[|\\")/g;
  let tries = 0;
  let read = 0;
  for (let at = begin.exec(text); at && read < MOST_READ; at = begin.exec(text)) {
    if (++tries > MOST_TRIES) break;
    if (at[0].endsWith('\\"')) {
      const literal = depth < 3 ? literalAround(text, at.index) : null;
      if (!literal) continue;
      out.push(...dataIn(literal.text, depth + 1));
      begin.lastIndex = literal.end;
      continue;
    }
    const end = endOf(text, at.index);
    read += (end > 0 ? end : text.length) - at.index;
    const root = end > 0 ? parsed(text.slice(at.index, end)) : undefined;
    begin.lastIndex = root === undefined ? at.index + 1 : end;
    if (root !== undefined) out.push(root);
  }
  return out;
}

/** @param {Element} node */
function nameOf(node) {
  return node.id ? `${node.localName}#${node.id}`.slice(0, 80) : node.localName;
}

/** @returns {KeepsakeData[]} what scripts hold */
function inScripts() {
  /** @type {KeepsakeData[]} */
  const out = [];
  let left = MOST_TEXT;
  for (const script of document.scripts) {
    const text = script.textContent ?? "";
    if (script.src || text.length < 8 || text.length > Math.min(LONGEST, left)) continue;
    left -= text.length;
    const whole = /json/i.test(script.type) ? parsed(text) : undefined;
    const roots = whole === undefined ? [...dataIn(text), ...loose(text)] : [whole];
    for (const root of roots) out.push({ root, at: nameOf(script) });
  }
  return out;
}

/** @returns {KeepsakeData[]} what other elements hold as text, comment or attribute */
function inElements() {
  /** @type {KeepsakeData[]} */
  const out = [];
  for (const node of document.querySelectorAll(HELD)) {
    // What a person wrote as code is shown; what the site keeps there is not.
    if (node.localName === "code" && node.getClientRects().length) continue;
    const comment = Array.from(node.childNodes).find((each) => each.nodeType === 8);
    const texts = node.localName === "code" ? [comment?.nodeValue ?? node.textContent ?? ""] : [];
    for (const { name, value } of Array.from(node.attributes))
      if (name.startsWith("data-")) texts.push(value);
    for (const text of texts) {
      const root = /^\s*[{[]/.test(text) && text.length < LONGEST ? parsed(text) : undefined;
      if (root !== undefined) out.push({ root, at: nameOf(node) });
    }
  }
  return out;
}

/** @returns {KeepsakeData[]} every piece of data, in document order of its kind */
function pageData() {
  return [...inScripts(), ...inElements()];
}

export { pageData, parsed };
