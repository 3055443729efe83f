// Which elements of a pane are its items where the page marks them or they repeat in it: the first way that serves.

import * as words from "../items/words.js";
import * as find from "../pane/find.js";
import * as dom from "../view/dom.js";
import * as log from "./log.js";
import * as marks from "./marks.js";
import { near } from "./pick.js";
import { PLAIN, TEXTS } from "./rule.js";
import * as shape from "./shape.js";

const PICTURED = "img,video,[style*='url(']";
const ENOUGH = 2;
const FAMILY = 3; // two beside each other are most often the lines of one item
const MARKED_WORTH = 0.4; // at least, of elements that the page itself marks
const SHAPE_WORTH = 0.3; // at least: what is left over are texts without any order
const TEXT_SHARE = 0.6; // of the words: where less stands in the tags of texts, its blocks tell more
const MOST = 0.8; // of the parts of a page that look alike but for few
const FRAMED = 0.6; // of what repeats stands in one part of the page's frame
const TOLD = 0.5; // of the words stand in what repeats there
const TOLD_ALIKE = 0.7; // the same, where the parts of the frame look alike
const OUTSIDE = 0.3; // of its worth stays with a set whatever stands beside it: names and times may
const SAMPLE = 6000;
const NARROW = 0.15; // of the pane: what is narrower is a part of an item
const BROAD = 800; // CSS pixels: in a pane that is wider, items are no wider than in this one

/**
 * Share of the pane's height covered by elements that follow each other downwards; 0 when they
 * mostly lie side by side without filling rows, which is what parts of one item do.
 * @param {KeepsakeBox[]} boxes
 * @param {KeepsakeBox} pane
 * @param {number} most how much of the pane's height has something in it, CSS pixels
 * @returns {number} 0 to 1
 */
function coverage(boxes, pane, most) {
  const top = pane.y - pane.height;
  const bottom = pane.y + 2 * pane.height;
  const spans = boxes
    .filter((box) => box.width >= Math.min(pane.width, BROAD) * NARROW)
    .map((box) => [Math.max(top, box.y), Math.min(bottom, box.y + box.height)])
    .filter(([from, to]) => Number(to) > Number(from))
    .sort((a, b) => Number(a[0]) - Number(b[0]));
  if (!spans.length) return 0;
  let covered = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const [from = 0, to = 0] of spans) {
    covered += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  const reach = end - Number(spans[0]?.[0]);
  return covered / Math.max(reach, Math.min(pane.height * 0.6, most), 1);
}

/**
 * @param {Element[]} set
 * @param {KeepsakeBox} pane
 * @param {number} filled how much of the pane's height has words, CSS pixels
 * @param {number} [family] how many of them are brothers and sisters, where that is what counts
 * @returns {number} how well the set would do as the items, 0 to about 6
 */
function worth(set, pane, filled, family) {
  const boxes = set.map(dom.boxOf).filter((box) => near(box, pane, pane.height));
  if (boxes.length < ENOUGH) return 0;
  const share = coverage(boxes, pane, filled);
  if (share < 0.35) return 0;
  const worded = set.filter((node) => words.label(node) || node.querySelector(PICTURED));
  const full = worded.length / set.length;
  return share * full * Math.min(5, Math.log2(1 + Math.min(boxes.length, family ?? boxes.length)));
}

/**
 * Decides what the items of a pane are: by what is known of the platform, by an identity of
 * their own, by role, by shape.
 * @param {Element} pane
 * @param {string} known selector, or ""
 * @returns {KeepsakeRows}
 */
function detectRows(pane, known) {
  const box = find.paneBox(pane);
  const all = shape.outsideStrips(dom.descendants(pane, SAMPLE, box));
  if (known && all.filter((node) => node.matches(known)).length >= ENOUGH)
    return { ...PLAIN, selector: known };
  const lines = shape.linesOf(all);
  const filled = heightOf(lines);
  const choices = marks
    .marked(all)
    .filter(({ spec }) => !spec.nested)
    .map(({ spec, set, bonus }) => {
      return {
        spec,
        set,
        ...weighed(worth(set, box, filled) * bonus, set, lines, pane),
      };
    });
  choices.sort((a, b) => b.score - a.score);
  const other = detectShape(pane, all, { box, filled }, lines);
  const first = choices.find(({ set }) => !isFrame(set, other, lines));
  const best = first && wholeOf(first, choices);
  // A few marked elements among many words are the page's own furniture.
  if (best && best.score > MARKED_WORTH && best.share * 2 > other.share) return best.spec;
  return other.spec;
}

/**
 * @param {KeepsakeWorded[]} lines
 * @returns {number} from the first of them to the last, CSS pixels
 */
function heightOf(lines) {
  const boxes = lines.map(({ node }) => dom.boxOf(node)).filter(({ height }) => height > 0);
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
  return boxes.length ? bottom - Math.min(...boxes.map(({ y }) => y)) : 0;
}

/**
 * @param {Element[]} set what the page marks
 * @param {KeepsakeShape} other what repeats without a mark
 * @param {KeepsakeWorded[]} lines
 * @returns {boolean} true for head, middle and foot of a page, of which one holds all that repeats
 */
function isFrame(set, { set: parts, share }, lines) {
  if (set.length > parts.length || share < TOLD) return false;
  const known = new Set(set);
  /** @type {Map<Element, number>} */
  const held = new Map();
  for (const part of parts) {
    const outer = holderOf(part, known);
    if (outer === part) continue;
    if (outer) held.set(outer, (held.get(outer) ?? 0) + 1);
  }
  const most = Math.max(0, ...held.values());
  if (most < FAMILY || most < parts.length * FRAMED) return false;
  if (new Set(set.map(shape.lookOf)).size * 2 > set.length) return true;
  // One long message may be made of many lines, but its lines are made of nothing.
  const repeated = new Set(parts);
  const worded = lines.filter(({ node }) => holderOf(node, repeated));
  return share >= TOLD_ALIKE && worded.length >= parts.length * 2;
}

/**
 * @param {Element} node
 * @param {Set<Element>} known
 * @returns {Element | null} which of them holds it, or is it
 */
function holderOf(node, known) {
  for (let up = /** @type {Element | null} */ (node); up; up = dom.parentOf(up))
    if (known.has(up)) return up;
  return null;
}

/**
 * What the page marks as one thing of which these are the parts: as many in each, and the parts of
 * one not alike.
 * @param {KeepsakeWeighed} best
 * @param {KeepsakeWeighed[]} choices
 */
function wholeOf(best, choices) {
  const whole = choices.find(({ spec, set, score, share }) => {
    if (!spec.idName || score <= MARKED_WORTH || share < best.share * MOST) return false;
    if (set.length < ENOUGH || set.length * 2 > best.set.length) return false;
    const parts = set.map((node) => best.set.filter((each) => dom.holds(node, each)));
    const [first] = parts;
    if (!first || first.length < 2 || parts.flat().length < best.set.length * MOST) return false;
    const looks = new Set(first.map(shape.lookOf));
    return (
      looks.size > 1 &&
      parts.filter(({ length }) => length === first.length).length >= set.length * MOST
    );
  });
  return whole ?? best;
}

/**
 * A worth lowered by the words that stand beside the set.
 * @param {number} score
 * @param {Element[]} set
 * @param {KeepsakeWorded[]} lines
 * @param {Element} pane
 * @returns {{score: number, share: number}} share: of the words around, 0 to 1
 */
function weighed(score, set, lines, pane) {
  const share = score > 0 ? shape.wordShare(set, lines, pane) : 0;
  return { score: score * (OUTSIDE + (1 - OUTSIDE) * share), share };
}

/**
 * @param {Element} pane
 * @param {Element[]} all
 * @param {{box: KeepsakeBox, filled: number}} view of the pane
 * @param {KeepsakeWorded[]} lines
 * @returns {KeepsakeShape}
 */
function detectShape(pane, all, { box, filled }, lines) {
  const groups = shape.byShape(all);
  let best = { path: "", score: SHAPE_WORTH, share: 0 };
  for (const [path, { set, family }] of groups) {
    const score = family >= FAMILY ? worth(set, box, filled, family) : 0;
    const now = weighed(score, set, lines, pane);
    if (now.score > best.score) now.score *= 1 - shape.heapIn(set, lines, pane);
    if (now.score > best.score) best = { path, ...now };
  }
  const selector = best.path && (shape.membersOf(groups, best.path, lines, pane) || best.path);
  if (selector)
    return {
      spec: { ...PLAIN, selector, structural: true },
      share: best.share,
      set: groups.get(best.path)?.set ?? [],
    };
  const set = all.filter((node) => node.matches(TEXTS));
  const share = shape.wordShare(set, lines, pane);
  const blocks = share < TEXT_SHARE;
  return { spec: { ...PLAIN, selector: blocks ? "" : TEXTS }, share, set: [] };
}

/**
 * @param {Element} pane
 * @param {string} known selector of the items where the platform is known, else ""
 * @returns {KeepsakeDetected} by the first way that serves: lines of a log, what is known of the platform, what the
 *   page marks, what repeats
 */
function detect(pane, known) {
  const found = log.logIn(pane, dom.descendants(pane, SAMPLE));
  return { rule: detectRows(pane, known), log: found };
}

export { detect };
