// Logs: what is said stands as lines of one element's words, and no line has an element of its own. Posts that no
// element holds are read in the same way.

import * as item from "../items/item.js";
import { steadyOf } from "../items/steady.js";
import * as timeWords from "../items/time_words.js";
import * as dom from "../view/dom.js";
import * as ruled from "./ruled.js";
import * as shape from "./shape.js";

const LEAST = 3; // lines
const TIMED = 0.3; // of the lines that begin with a time: they are what was said, and others go on with it
/** How a line of a log begins that has a time. */
const CLOCK =
  /^\u200e?[[(<]?\s?((?:\p{Nd}{1,4}[-/.]\p{Nd}{1,2}[-/.]\p{Nd}{1,4},?[\sT]+)?\p{Nd}{1,2}[:.h]\p{Nd}{2}(?::\p{Nd}{2})?(?:\s?[ap]\.?m\.?)?)[\])>]?[\s-]*/iu;
const BEGIN =
  /^\u200e?[[(*<-]?\s?\p{Nd}{1,4}[:.h/-]\p{Nd}{2}|^[[(]?\s?[@+%~&]?[\p{L}\p{N}_.|^`-]{1,30}(\s[\p{L}\p{N}_.-]{1,30})?\s?[:>\])]\s|^<[^<>]{1,40}>|^(\*|-!-|-->|<--|=>)/u;
/** How one begins that nobody said. */
const SIGNED = /^(\*|-!-|-->|<--|=>|--- )/u;

/** @type {WeakMap<Node, Map<string, KeepsakeLogLine[]>>} lines by the node that they begin in and what begins each */
const known = new WeakMap();

/**
 * @param {Element} node
 * @returns {boolean} true where the page keeps line breaks of its source
 */
function keepsBreaks(node) {
  const own = Array.from(node.childNodes).some(
    (each) => each.nodeType === 3 && /\S[^\n]*\n/.test(each.nodeValue ?? ""),
  );
  return own && dom.styleOf(node).whiteSpace.startsWith("pre");
}

/**
 * The pieces of text of an element and the breaks between them, in order.
 * @param {Element} log
 * @returns {(Text | null)[]} null is a break
 */
function piecesOf(log) {
  /** @type {(Text | null)[]} */
  const out = [];
  /** @param {Node} node */
  const visit = (node) => {
    for (const child of Array.from(node.childNodes)) {
      if (child.nodeType === 3) out.push(/** @type {Text} */ (child));
      else if (child.nodeName === "BR") out.push(null);
      else if (child.nodeType === 1 && !/^(SCRIPT|STYLE|TEMPLATE)$/.test(child.nodeName))
        visit(child);
    }
  };
  visit(log);
  return out;
}

/**
 * @param {KeepsakeLog} log
 * @returns {KeepsakeLogLine[]} those that say something, in order; one that was there before is the same object
 */
function linesOf({ element: log, start }) {
  if (start) return postsOf(log, start);
  /** @type {Counts} */
  const counts = new Map();
  return wholeOf(rawLinesOf(log)).map(({ node, parts, text }) =>
    lineAt(node, parts, text, "", counts),
  );
}

/** @typedef {{node: Text, parts: KeepsakeLogLine["parts"], text: string}} RawLine */

/**
 * @param {Element} log
 * @returns {RawLine[]} its lines as they are shown
 */
function rawLinesOf(log) {
  const kept = keepsBreaks(log) || log.localName === "pre";
  /** @type {RawLine[]} */
  const out = [];
  /** @type {KeepsakeLogLine["parts"]} */
  let parts = [];
  const end = () => {
    const text = parts.map(({ node, from, to }) => node.data.slice(from, to)).join("");
    const [first] = parts;
    const shown = kept ? text : text.replace(/\s+/g, " ");
    if (first && text.trim()) out.push({ node: first.node, parts, text: shown.trim() });
    parts = [];
  };
  for (const piece of piecesOf(log)) {
    if (!piece) {
      end();
      continue;
    }
    let from = 0;
    for (let at = piece.data.indexOf("\n"); kept && at >= 0; at = piece.data.indexOf("\n", from)) {
      parts.push({ node: piece, from, to: at });
      end();
      from = at + 1;
    }
    parts.push({ node: piece, from, to: piece.data.length });
  }
  end();
  return out;
}

/**
 * Where lines begin with when they were said, one that begins with neither that nor a sign goes on with the one before.
 * @param {RawLine[]} lines
 * @returns {RawLine[]}
 */
function wholeOf(lines) {
  const timed = lines.filter(({ text }) => CLOCK.test(text)).length;
  if (timed < LEAST || timed < lines.length * TIMED) return lines;
  /** @type {RawLine[]} */
  const out = [];
  for (const line of lines) {
    const before = out.at(-1);
    if (!before || CLOCK.test(line.text) || SIGNED.test(line.text)) {
      out.push({ ...line, parts: [...line.parts] });
      continue;
    }
    before.parts.push(...line.parts);
    before.text += `\n${line.text}`;
  }
  return out;
}

/**
 * @param {Element} holder
 * @param {string} start what each post begins with
 * @returns {KeepsakeLogLine[]}
 */
function postsOf(holder, start) {
  /** @type {Counts} */
  const counts = new Map();
  return ruled.runsOf(holder, start).flatMap(({ run, post, parts, text }) => {
    const [first] = parts;
    if (!first) return [];
    return [Object.assign(lineAt(first.node, parts, text, start, counts), { run, post })];
  });
}

/** @typedef {Map<Node, number>} Counts lines that begin in a node, so far */

/**
 * @param {Text} node
 * @param {KeepsakeLogLine["parts"]} parts
 * @param {string} textContent
 * @param {string} start what begins each, "" where it is a line
 * @param {Counts} counts
 */
function lineAt(node, parts, textContent, start, counts) {
  const nth = counts.get(node) ?? 0;
  counts.set(node, nth + 1);
  const logs = known.get(node) ?? new Map();
  known.set(node, logs);
  const lines = logs.get(start) ?? [];
  logs.set(start, lines);
  lines[nth] ??= { parts, textContent };
  return Object.assign(/** @type {KeepsakeLogLine} */ (lines[nth]), { parts, textContent });
}

/**
 * @param {Element[]} all a pane and its descendants
 * @returns {Element[]} those whose words stand in lines, with nothing in them that has a line of its own
 */
function linedIn(all) {
  /** @type {Map<Element, number>} */
  const broken = new Map();
  for (const node of all) {
    const up = node.localName === "br" ? dom.parentOf(node) : null;
    if (up) broken.set(up, (broken.get(up) ?? 0) + 1);
  }
  return all.filter((node) => {
    if ((broken.get(node) ?? 0) < LEAST - 1 && !keepsBreaks(node)) return false;
    return Array.from(node.children).every(shape.isInline);
  });
}

/**
 * What may hold items as lines of its words, or as parts that nothing holds together.
 * @param {Element[]} all a pane and its descendants
 * @returns {KeepsakeLog[]}
 */
function logsIn(all) {
  const lined = new Set(linedIn(all));
  return all.flatMap((element) => {
    const starts = [...(lined.has(element) ? [""] : []), ...ruled.startsIn(element)];
    return starts.map((start) => ({ element, start }));
  });
}

/**
 * @param {KeepsakeLogLine[]} lines
 * @returns {number} how many of them begin with a time, a name or a sign, 0 to 1
 */
function begun(lines) {
  const alike = lines.filter(({ textContent }) => BEGIN.test(textContent)).length;
  return alike / Math.max(1, lines.length);
}

/**
 * @param {KeepsakeLogLine} line
 * @param {{x: number, y: number}} offset of its document
 * @returns {KeepsakeBox}
 */
function boxOf({ parts }, offset) {
  const [first, last] = [parts[0], parts.at(-1)];
  if (!first || !last) return { x: 0, y: 0, width: 0, height: 0 };
  const range = first.node.ownerDocument.createRange();
  range.setStart(first.node, first.from);
  range.setEnd(last.node, last.to);
  const { x, y, width, height } = range.getBoundingClientRect();
  const at = [x + offset.x, y + offset.y, width, height].map(Math.round);
  const [left = 0, top = 0, wide = 0, high = 0] = at;
  return { x: left, y: top, width: wide, height: high };
}

/**
 * The lines near the visible part of the pane, top to bottom.
 * @param {KeepsakeLog} log
 * @param {KeepsakeBox} pane
 */
function linesNear(log, pane) {
  const lines = linesOf(log);
  const offset = dom.frameOffset(log.element);
  const top = pane.y - pane.height;
  const bottom = pane.y + 2 * pane.height;
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const box = boxOf(/** @type {KeepsakeLogLine} */ (lines[middle]), offset);
    if (box.y + box.height < top) low = middle + 1;
    else high = middle;
  }
  const out = [];
  for (const node of lines.slice(low)) {
    const box = boxOf(node, offset);
    if (box.y > bottom) break;
    if (box.height > 0) out.push({ node, box, divider: false });
  }
  return out;
}

/**
 * What a line says, whole as it stands there.
 * @param {KeepsakeLogLine} line
 * @returns {KeepsakeContent}
 */
function readLine(line) {
  const { run, post } = line;
  if (!run) return readWords(line);
  const elements = run.filter((node) => node.nodeType === 1);
  const all = elements.flatMap((node) => {
    const element = /** @type {Element} */ (node);
    return [element, ...dom.descendants(element, 200)];
  });
  const told = { ...readWords(line), ids: item.idsOf(all), media: item.mediaOf(all) };
  return { ...told, kind: post ? "row" : "divider" };
}

/**
 * @param {KeepsakeLogLine} line
 * @returns {KeepsakeContent}
 */
function readWords({ parts, textContent }) {
  const links = parts.flatMap(({ node }) => node.parentElement?.closest("a[href]") ?? []);
  return {
    kind: timeWords.isDay(textContent) ? "divider" : "row",
    id: "",
    text: textContent,
    steady: steadyOf(textContent),
    clock: CLOCK.exec(textContent)?.[1] ?? "",
    time: "",
    time_source: "",
    ids: [],
    links: Array.from(new Set(links), (each) => ({
      text: (each.textContent ?? "").slice(0, 300),
      href: /** @type {HTMLAnchorElement} */ (each).href,
    })),
    media: [],
    collapsed: 0,
  };
}

export { begun, linesNear, logsIn, readLine };
