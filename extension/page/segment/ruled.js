// Posts that no element holds: a line is drawn between each and the next, or each is several rows of a table.

import * as dom from "../view/dom.js";
import { once } from "../view/once.js";
import * as shape from "./shape.js";

const LEAST = 3; // lines between posts, posts
const ALIKE = 0.8; // of the posts are made alike
const RULE = "hr";
const PARTS = 12; // of a post, at most
const BLOCK = /^(block|flex|grid|list-item|table|table-row|table-cell|flow-root)$/;
const CELL = /^(TD|TH)$/;
const FIELD = /^([^:：]{1,24})[:：](?:\s|$)/;

/** @param {Node} node */
const said = (node) => (node.textContent ?? "").trim();

/** @param {Node} node */
const kindOf = (node) =>
  node.nodeType === 1 ? `${node.nodeName} ${/** @type {Element} */ (node).className}` : "#";

/** @param {Node} node */
const isTold = (node) =>
  node.nodeType !== 8 && !/^(SCRIPT|STYLE|TEMPLATE)$/.test(node.nodeName) && said(node) !== "";

/**
 * @param {Element} holder
 * @returns {Node[][]} what stands between its lines
 */
function betweenLines(holder) {
  /** @type {Node[][]} */
  const runs = [[]];
  for (const node of dom.nodesOf(holder)) {
    const run = runs.at(-1);
    if (node.nodeName === "HR") runs.push([]);
    else if (isTold(node) || (node.nodeName === "BR" && run?.length)) run?.push(node);
  }
  return runs.filter(({ length }) => length > 0);
}

/**
 * @param {Element} row
 * @returns {string} the same for rows of a table that have the same cells: colours may differ from row to row
 */
function cellsOf(row) {
  const span = (/** @type {Element} */ cell) =>
    `${cell.getAttribute("colspan") ?? 1}x${cell.getAttribute("rowspan") ?? 1}`;
  return Array.from(row.children, (cell) => `${cell.localName} ${span(cell)}`).join();
}

/**
 * @param {Element} element
 * @param {Text | null} first its first words
 * @returns {string} the same for those whose first words stand in the same: tags, and the innermost class on the way
 */
function leadOf(element, first) {
  const tags = [];
  let name = "";
  for (let up = first?.parentElement; up && up !== element; up = up.parentElement) {
    tags.unshift(up.localName);
    name ||= up.classList[0] ?? "";
  }
  return tags.length ? `${element.localName} > ${tags.join(" > ")} .${name}` : "";
}

/**
 * @param {Element} element
 * @param {Text | null} first its first words
 * @returns {string} what a field is called that it begins with, "From: Nora"
 */
function fieldOf(element, first) {
  const name = FIELD.exec(first?.data.trim() ?? "")?.[1];
  return name ? `${element.localName} : ${name}` : "";
}

/**
 * @param {Node} node
 * @returns {string[]}
 */
function beginningsOf(node) {
  if (node.nodeType !== 1) return [];
  const element = /** @type {Element} */ (node);
  const first = dom.firstText(element);
  const leads = [leadOf(element, first), fieldOf(element, first)].filter(Boolean);
  if (element.localName === "tr") return [`tr ${cellsOf(element)}`, ...leads];
  return [`${element.localName}.${element.className}`, element.localName, ...leads];
}

/**
 * By what it may be known that a post begins with a node: as it is made, by its tag alone, by what its first words
 * stand in, and by the field that these name.
 */
const kindsOf = once(beginningsOf);

/**
 * @param {Element} holder
 * @param {string} start of what kind the first part of each post is
 * @returns {Node[][]} what stands in it, each post by itself; what is before the first is the first
 */
function fromStarts(holder, start) {
  /** @type {Node[]} */
  let run = [];
  const runs = [run];
  let line = 0; // where in the last one the line begins that goes on
  /** @type {Map<Node[], number>} */
  const ruled = new Map();
  for (const node of dom.nodesOf(holder)) {
    if (node.nodeName === "HR") ruled.set(run, run.length);
    if (kindsOf(node).includes(start)) {
      // A sign before it on its line is of it, "[17:42] Nora"; without a line's end that is no other one's.
      const inLine = !endsLine(node) && (line || runs.length === 1);
      run = inLine ? run.splice(line) : [];
      line = 0;
      runs.push(run);
    }
    if (isTold(node)) run.push(node);
    if (endsLine(node)) line = run.length;
  }
  return withoutFoot(runs, ruled).filter(({ length }) => length > 0);
}

/**
 * @param {Node[][]} runs
 * @param {Map<Node[], number>} ruled after how many parts of a run a line is drawn
 * @returns {Node[][]} the same, without what stands below the line under the last, where each other ends with its line
 */
function withoutFoot(runs, ruled) {
  const last = runs.at(-1);
  const cut = last ? ruled.get(last) : undefined;
  const others = runs.slice(1, -1);
  if (!last || !cut || !others.length || !others.every((run) => ruled.get(run) === run.length))
    return runs;
  return [...runs.slice(0, -1), last.slice(0, cut), last.slice(cut)];
}

/**
 * @param {Node} node
 * @returns {boolean} true for what is made and laid out as a block; when and who in lines of their own lead what follows
 */
function endsLine(node) {
  if (node.nodeType !== 1) return false;
  const element = /** @type {Element} */ (node);
  if (node.nodeName === "BR") return true;
  return !shape.isInline(element) && !/^(inline|contents|none)/.test(dom.styleOf(element).display);
}

/**
 * What stands before the first post is its beginning where it ends as each other does and the last one lacks that end.
 * @param {{run?: Node[], post?: boolean}[]} lines of one holder
 * @returns {boolean} true where each post has the beginning of the next one for its end
 */
function areShifted(lines) {
  const begins = lines.findIndex(({ post }) => post);
  const before = begins > 0 ? endOf(lines[begins - 1]) : "";
  const ends = lines.filter(({ post }) => post).map(endOf);
  const last = ends.pop();
  if (!before || !ends.length || last === before) return false;
  return ends.filter((end) => end === before).length >= ends.length * ALIKE;
}

/** @param {{run?: Node[]} | undefined} line */
function endOf(line) {
  const last = line?.run?.findLast(({ nodeName }) => nodeName !== "BR");
  return last ? kindOf(last) : "";
}

/**
 * @param {Element} holder
 * @returns {string[]} what may begin each of its posts: RULE for a line that is drawn between them, or a kind
 */
function startsIn(holder) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  const told = dom.nodesOf(holder).filter((node) => isTold(node) || node.nodeName === "HR");
  for (const node of told)
    for (const kind of kindsOf(node)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const parts = told.length - (counts.get("hr") ?? 0);
  const starts = Array.from(counts).filter(
    ([kind, n]) => !/^hr/.test(kind) && n >= LEAST && n * 1.3 <= parts && parts <= n * PARTS,
  );
  return [...((counts.get("hr") ?? 0) >= LEAST - 1 ? [RULE] : []), ...starts.map(([kind]) => kind)];
}

/**
 * @param {Node[][]} runs
 * @returns {(run: Node[]) => boolean} whether one begins as most do
 */
function beginning(runs) {
  const most = (/** @type {string[]} */ all) => {
    /** @type {Map<string, number>} */
    const times = new Map();
    for (const each of all) times.set(each, (times.get(each) ?? 0) + 1);
    return Array.from(times).sort((a, b) => b[1] - a[1])[0] ?? ["", 0];
  };
  const begin = (/** @type {Node | undefined} */ node) => (node ? kindOf(node) : "");
  const field = (/** @type {Node | undefined} */ node) =>
    FIELD.exec(node ? said(node) : "")?.[1] ?? "";
  const [kind] = most(runs.map(([first]) => begin(first)));
  const [name, named] = most(runs.map(([first]) => field(first)));
  const isField = name !== "" && named >= runs.length * ALIKE;
  return ([first, ...rest]) => {
    if (isField) return field(first) === name && !rest.some((node) => field(node) === name);
    return kind !== "#" && begin(first) === kind && !rest.some((node) => kindOf(node) === kind);
  };
}

/**
 * @param {Node[][]} runs
 * @returns {Node[][]} the same, what stands before the first post on its own
 */
function withoutTitle(runs) {
  const [first, ...others] = runs;
  if (!first || !others.length) return runs;
  const begins = beginning(others);
  const at = first.findIndex((_, from) => begins(first.slice(from)));
  return at > 0 ? [first.slice(0, at), first.slice(at), ...others] : runs;
}

/**
 * @param {Node[]} run
 * @returns {{parts: KeepsakeLogLine["parts"], text: string}} its pieces of text, and its words in lines
 */
function textOf(run) {
  /** @type {KeepsakeLogLine["parts"]} */
  const parts = [];
  let text = "";
  const visit = (/** @type {Node} */ node) => {
    if (node.nodeType === 3) {
      const { data } = /** @type {Text} */ (node);
      if (data.trim()) parts.push({ node: /** @type {Text} */ (node), from: 0, to: data.length });
      text += data.replace(/\s+/g, " ");
    }
    if (node.nodeName === "BR") text += "\n";
    if (node.nodeType !== 1 || /^(SCRIPT|STYLE|TEMPLATE)$/.test(node.nodeName)) return;
    const { display, visibility } = dom.styleOf(/** @type {Element} */ (node));
    if (display === "none" || visibility === "hidden") return;
    const apart = BLOCK.test(display) || CELL.test(node.nodeName);
    if (apart) text += "\n";
    for (const child of dom.nodesOf(node)) visit(child);
    if (apart) text += "\n";
  };
  run.forEach(visit);
  const told = text.split("\n").map((line) => line.trim());
  return { parts, text: told.filter(Boolean).join("\n") };
}

/**
 * @param {Element} holder
 * @param {string} start what begins each post, RULE for a line between them
 * @returns {{run: Node[], post: boolean, parts: KeepsakeLogLine["parts"], text: string}[]} in order; what is no post
 *   stands before or after them
 */
function runsOf(holder, start) {
  const runs = start === RULE ? withoutTitle(betweenLines(holder)) : fromStarts(holder, start);
  const begins = start === RULE ? beginning(runs) : () => true;
  const isPost = (/** @type {Node[]} */ run) =>
    start === RULE ? begins(run) : run.some((node) => kindsOf(node).includes(start));
  return runs.map((run, at) => {
    const inner = start === RULE && at > 0 && at < runs.length - 1;
    return { run, post: inner || isPost(run), ...textOf(run) };
  });
}

export { areShifted, kindOf, runsOf, startsIn };
