// Which of the candidates the items of a pane are: the one with the highest score.

import * as find from "../pane/find.js";
import * as dom from "../view/dom.js";
import { candidatesIn } from "./candidates.js";
import { commonOf } from "./common.js";
import { featuresOf } from "./features.js";
import { outlineOf } from "./outline.js";
import { PLAIN, TEXTS } from "./rule.js";
import { ledIn, pairsIn } from "./unions.js";
import { unitsOf } from "./units.js";
import { TOGETHER, WEIGHTS } from "./weights.js";

const LONGEST = 200; // characters by which a candidate is told
const KNOWN = 2; // of the elements that a platform is known by

/**
 * @param {Record<string, number>} features
 * @returns {number} higher is better; differences alone mean anything
 */
function scoreOf(features) {
  let score = 0;
  for (const [name, [weight, square]] of Object.entries(WEIGHTS)) {
    const value = features[name] || 0;
    score += weight * value + square * value * value;
  }
  for (const [one, other, weight] of TOGETHER)
    score += weight * (features[one] || 0) * (features[other] || 0);
  return score;
}

/**
 * @param {KeepsakeOutline} outline
 * @returns {KeepsakeWeighed[]} best first
 */
function weighed(outline) {
  const common = commonOf(outline);
  const weigh = (/** @type {KeepsakeCandidate} */ candidate) => {
    const units = unitsOf(outline, candidate);
    const features = featuresOf(outline, common, candidate, units);
    return { candidate, units, features, score: scoreOf(features) };
  };
  const byScore = (/** @type {{score: number}} */ one, /** @type {{score: number}} */ other) =>
    other.score - one.score;
  const single = candidatesIn(outline).map(weigh).sort(byScore);
  const joined = [...pairsIn(outline, single), ...ledIn(outline, common, single)].map(weigh);
  return [...single, ...joined].sort(byScore);
}

/**
 * @param {KeepsakeCandidate} candidate
 * @returns {string} what it is, for the record
 */
function nameOf({ spec, log }) {
  if (log) return log.start ? `runs ${log.start}` : "lines";
  const parts = [spec, ...(spec.also ? [spec.also] : [])];
  return parts
    .map(({ selector }) => selector || "blocks")
    .join(" + ")
    .slice(0, LONGEST);
}

/**
 * @param {KeepsakeWeighed} weighed
 * @returns {string} the same for candidates of which each unit holds the same lines, or pictures and no line: a
 *   face beside what somebody says is in some of them and not in others
 */
function heldBy({ units: { units, pictured } }) {
  const held = units.map((lines, unit) => {
    const said = lines.map(({ at, text }) => (at < 0 ? text : at)).join();
    return said || (pictured.has(unit) ? "+" : "");
  });
  return held.filter(Boolean).join("|");
}

/**
 * @param {KeepsakeOutline} outline
 * @param {KeepsakeWeighed} weighed
 * @returns {number} units around others or in one that hold nothing beside these
 */
function idleIn({ parents }, { candidate: { set }, units: { units, pictured } }) {
  const own = new Set(set);
  const joined = new Set();
  for (const at of set) {
    let up = parents[at] ?? -1;
    while (up >= 0 && !own.has(up)) up = parents[up] ?? -1;
    if (up >= 0) joined.add(up).add(at);
  }
  return set.filter((at, unit) => joined.has(at) && !units[unit]?.length && !pictured.has(unit))
    .length;
}

/**
 * @param {KeepsakeWeighed} weighed
 * @returns {number} how far its elements bear what items are known by
 */
const bears = ({ candidate: { marks } }) => (marks.identity ?? 0) + (marks.role ?? 0);

/**
 * @param {KeepsakeOutline} outline
 * @param {KeepsakeWeighed} weighed
 * @returns {number} elements that lie beside what the pane shows, where no picture has them
 */
function besideIn({ all, box }, { candidate: { set } }) {
  return set.filter((at) => {
    const { x, width } = dom.boxOf(/** @type {Element} */ (all[at]));
    return x + width <= box.x || x >= box.x + box.width;
  }).length;
}

/**
 * @param {KeepsakeWeighed} weighed
 * @returns {number} 1 for what has no selector, and so finds nothing that says nothing yet
 */
const isBlocks = ({ candidate: { spec, log } }) => Number(!log && !spec.selector);

/**
 * @param {KeepsakeWeighed} weighed
 * @returns {number} units that show something beside what they say: the face of who says it, mostly
 */
const facesIn = ({ units: { units, pictured } }) =>
  units.filter((lines, unit) => lines.length && pictured.has(unit)).length;

/**
 * Of candidates that hold the same, the items are those that bear what items are known by, the outermost of them:
 * whatever the inner ones bear stands in these. None of them is there idly; where nothing is borne, they are in
 * the pane, found by a selector, as many as the first has, and show the faces.
 * @param {KeepsakeOutline} outline
 * @param {KeepsakeWeighed[]} all best first
 * @returns {{best: KeepsakeWeighed | undefined, next: KeepsakeWeighed | undefined}} next: holds something else
 */
function bestOf(outline, all) {
  const [first] = all;
  if (!first) return { best: first, next: first };
  const held = heldBy(first);
  const moreIn = (/** @type {KeepsakeWeighed} */ { units: { units } }) =>
    Math.abs(units.length - first.units.units.length);
  const same = all.filter((each) => heldBy(each) === held);
  const [best] = same.toSorted(
    (one, other) =>
      idleIn(outline, one) - idleIn(outline, other) ||
      bears(other) - bears(one) ||
      besideIn(outline, one) - besideIn(outline, other) ||
      isBlocks(one) - isBlocks(other) ||
      moreIn(one) - moreIn(other) ||
      facesIn(other) - facesIn(one) ||
      (bears(one) && Number(one.candidate.set[0]) - Number(other.candidate.set[0])),
  );
  return { best, next: all.find((each) => !same.includes(each)) };
}

/**
 * Decides what the items of a pane are. What is known of the platform is not weighed against anything.
 * @param {Element} pane
 * @param {string} known selector of the items where the platform is known, else ""
 * @returns {KeepsakeChosen}
 */
function choose(pane, known) {
  const outline = outlineOf(pane, find.paneBox(pane));
  if (known && outline.all.filter((node) => node.matches(known)).length >= KNOWN)
    return { rule: { ...PLAIN, selector: known }, log: null, told: null };
  const { best, next } = bestOf(outline, weighed(outline));
  if (!best) return { rule: { ...PLAIN, selector: TEXTS }, log: null, told: null };
  const { spec, log = null } = best.candidate;
  if (!next) return { rule: spec, log, told: null };
  const margin = Math.round((best.score - next.score) * 100) / 100;
  const told = { chosen: nameOf(best.candidate), next: nameOf(next.candidate), margin };
  return { rule: spec, log, told };
}

export { bestOf, choose, weighed };
