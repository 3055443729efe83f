// What the items of a pane may be: what the page marks, what repeats in it, its blocks, the lines of a log.

import * as timeWords from "../items/time_words.js";
import * as answers from "./answers.js";
import * as family from "./family.js";
import * as log from "./log.js";
import * as marks from "./marks.js";
import { PLAIN, TEXTS } from "./rule.js";
import * as ruled from "./ruled.js";
import * as shape from "./shape.js";

const ENOUGH = 2;
const NONE = {
  identity: 0,
  role: 0,
  texts: 0,
  blocks: 0,
  narrowed: 0,
  nesting: 0,
  lead: 0,
  log: 0,
  begun: 0,
};

/**
 * @param {KeepsakeOutline} outline
 * @param {Element[]} set
 * @returns {number[]} their places, in order, without those that are not among the elements
 */
function placesOf({ places }, set) {
  const found = set.flatMap((node) => places.get(node) ?? []);
  return Array.from(new Set(found)).sort((a, b) => a - b);
}

/**
 * @param {KeepsakeOutline} outline
 * @param {KeepsakeRows} spec
 * @param {Element[]} set
 * @param {KeepsakeCandidate["marks"]} marked
 * @returns {KeepsakeCandidate}
 */
function candidate(outline, spec, set, marked) {
  return { spec, set: placesOf(outline, set), marks: marked };
}

/**
 * @param {KeepsakeOutline} outline
 * @param {ReturnType<typeof marks.marked>} found
 * @returns {KeepsakeCandidate[]}
 */
function markedIn(outline, found) {
  return found.map(({ spec, set, identity, role }) =>
    candidate(outline, spec, set, { ...NONE, identity, role }),
  );
}

/**
 * What stands at one place in the page, all of it and by class.
 * @param {KeepsakeOutline} outline
 * @returns {KeepsakeCandidate[]}
 */
function shapedIn(outline) {
  /** @type {KeepsakeCandidate[]} */
  const out = [];
  const groups = shape.byShape(outline.all);
  for (const [path, group] of groups) {
    if (group.set.length < ENOUGH) continue;
    for (const { name, families } of family.kindsIn(group)) {
      const set = families.flat();
      if (set.length < ENOUGH) continue;
      const spec = { ...PLAIN, selector: path + name, structural: true };
      const narrowed = name ? 1 : 0;
      out.push(candidate(outline, spec, set.flatMap(answers.withAnswers), { ...NONE, narrowed }));
    }
  }
  return [...out, ...mixedIn(outline, groups)];
}

/**
 * Brothers and sisters of several tags at one place.
 * @param {KeepsakeOutline} outline
 * @param {Map<string, KeepsakeGroup>} groups
 * @returns {KeepsakeCandidate[]}
 */
function mixedIn(outline, groups) {
  /** @type {Map<string, {tags: string[], set: Element[]}>} */
  const levels = new Map();
  for (const [path, { set }] of groups) {
    const cut = path.lastIndexOf(">");
    const above = path.slice(0, cut);
    const level = levels.get(above) ?? { tags: [], set: [] };
    levels.set(above, level);
    level.tags.push(path.slice(cut + 1));
    level.set.push(...set);
  }
  return Array.from(levels).flatMap(([above, { tags, set }]) => {
    if (tags.length < 2 || set.length < ENOUGH) return [];
    const spec = { ...PLAIN, selector: `${above}>:is(${tags.join(",")})`, structural: true };
    return [candidate(outline, spec, set.flatMap(answers.withAnswers), NONE)];
  });
}

/**
 * @param {Element[]} elements in the order of the page
 * @returns {Element[]} those that stand in no other
 */
function outermost(elements) {
  /** @type {Element[]} */
  const out = [];
  for (const each of elements) if (!out.at(-1)?.contains(each)) out.push(each);
  return out;
}

/**
 * @param {KeepsakeOutline} outline
 * @returns {KeepsakeCandidate[]} the page's texts and its blocks, each an item
 */
function piecesIn(outline) {
  const texts = outermost(outline.all.filter((node) => node.matches(TEXTS)));
  const blocks = shape.blocksIn(outline.pane, outline.box);
  return [
    candidate(outline, { ...PLAIN, selector: TEXTS }, texts, { ...NONE, texts: 1 }),
    candidate(outline, PLAIN, blocks, { ...NONE, blocks: 1 }),
  ];
}

/**
 * @param {KeepsakeOutline} outline
 * @returns {KeepsakeCandidate[]} lines of one element's words, and parts that no element holds together
 */
function loggedIn(outline) {
  const { pane, box, places } = outline;
  return log.logsIn([pane, ...outline.all]).flatMap((each) => {
    const near = log.linesNear(each, box);
    const marked = {
      ...NONE,
      log: each.start ? 0 : 1,
      begun: each.start ? 0 : log.begun(near.map(({ node }) => node)),
    };
    if (near.length < ENOUGH || ruled.areShifted(near.map(({ node }) => node))) return [];
    const holder = places.get(each.element) ?? -1;
    const runs = near.map(({ node, box: lies }) => runOf(outline, node, lies));
    if (each.start && runs.every(({ heads, loose }) => heads.length === 1 && !loose.length))
      return []; // an element holds each of them together
    return [{ spec: PLAIN, set: [], marks: marked, log: each, runs, holder }];
  });
}

/**
 * @param {KeepsakeOutline} outline
 * @param {KeepsakeLogLine} line
 * @param {KeepsakeBox} box
 * @returns {KeepsakeRun}
 */
function runOf({ places }, line, box) {
  const heads = (line.run ?? []).flatMap((node) => {
    const at = places.get(/** @type {Element} */ (node));
    return at === undefined ? [] : [at];
  });
  const loose = line.run
    ? line.run.flatMap((node) => (node.nodeType === 3 ? [(node.nodeValue ?? "").trim()] : []))
    : line.textContent.split("\n");
  const kinds = (line.run ?? []).map(ruled.kindOf).filter((kind, i, all) => kind !== all[i - 1]);
  return {
    heads,
    box,
    post: line.post ?? true,
    kinds: kinds.join(),
    loose: loose.filter(Boolean).map(looseLine),
  };
}

/**
 * @param {string} text
 * @returns {KeepsakeLine}
 */
function looseLine(text) {
  const time = timeWords.isTime(text);
  return { at: -1, text, length: text.length, time, button: false, made: "" };
}

/**
 * What a slot shows stands in the element whose shadow root the slot is in, and is read there.
 * @param {KeepsakeOutline} outline
 * @returns {Set<number>} places of the slots that show something, and of what is around them in their roots
 */
function slottedIn({ all, places }) {
  const found = new Set();
  for (const node of all) {
    if (node.localName !== "slot") continue;
    const shown = /** @type {HTMLSlotElement} */ (node).assignedNodes();
    if (!shown.some(({ textContent }) => textContent?.trim())) continue;
    for (let up = /** @type {Element | null} */ (node); up; up = up.parentElement)
      found.add(places.get(up));
  }
  return found;
}

/**
 * @param {KeepsakeOutline} outline
 * @returns {KeepsakeCandidate[]} each set of elements once: the one that is found first
 */
function candidatesIn(outline) {
  const all = [
    ...markedIn(outline, marks.marked(outline.all)),
    // Items that come later may lack a class of today's; their place in the page they have.
    ...shapedIn(outline),
    ...markedIn(outline, marks.classed(outline.all)),
    ...piecesIn(outline),
    ...loggedIn(outline),
  ];
  const slotted = slottedIn(outline);
  const seen = new Set();
  return all.filter(({ set, runs }) => {
    if (set.some((at) => slotted.has(at))) return false;
    const key = runs
      ? runs.map(({ heads, loose }) => `${heads} ${loose.map(({ text }) => text)}`).join("|")
      : set.join();
    const anew = key !== "" && !seen.has(key);
    seen.add(key);
    return anew;
  });
}

export { candidatesIn };
