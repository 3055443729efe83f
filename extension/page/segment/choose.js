// Which of the candidates the items of a pane are: what is detected, or one whose sum of weighted features is much higher.

import * as find from "../pane/find.js";
import { candidatesIn } from "./candidates.js";
import { commonOf } from "./common.js";
import { featuresOf } from "./features.js";
import { outlineOf } from "./outline.js";
import { ledIn, pairsIn } from "./unions.js";
import { WEIGHTS } from "./weights.js";

const LONGEST = 200; // characters by which a candidate is told
// Another candidate must be better by so much than what is detected. Of 203 pages that the weights were fitted to
// none got worse at 2 and 11 got better; at 0 it were 12 and 37.
const SURER = 2;

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
  return score;
}

/**
 * @param {KeepsakeOutline} outline
 * @returns {{candidate: KeepsakeCandidate, features: Record<string, number>, score: number}[]} best first
 */
function weighed(outline) {
  const common = commonOf(outline);
  const weigh = (/** @type {KeepsakeCandidate} */ candidate) => {
    const features = featuresOf(outline, common, candidate);
    return { candidate, features, score: scoreOf(features) };
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
 * @param {KeepsakeRows} rule
 * @returns {string} the same for rules that pick the same
 */
function keyOf({ selector, innermost, structural, nested, stem, also }) {
  return JSON.stringify([selector, innermost, structural, nested ?? false, stem?.value, also]);
}

/**
 * @param {KeepsakeCandidate} candidate
 * @param {KeepsakeDetected} detected
 */
function isDetected({ spec, log }, { rule, log: found }) {
  if (!found) return !log && keyOf(spec) === keyOf(rule);
  return log?.element === found.element && log.start === found.start;
}

/**
 * Decides what the items of a pane are.
 * @param {Element} pane
 * @param {KeepsakeDetected} detected what the first way that serves takes them for
 * @returns {KeepsakeChosen}
 */
function choose(pane, detected) {
  const all = weighed(outlineOf(pane, find.paneBox(pane)));
  const was = all.find(({ candidate }) => isDetected(candidate, detected));
  const best = all[0] && was && all[0].score - was.score >= SURER ? all[0] : was;
  const next = all.find((each) => each !== best);
  if (!best || !next) return { ...detected, told: null };
  const { spec, log = null } = best.candidate;
  const margin = Math.round((best.score - next.score) * 100) / 100;
  const told = { chosen: nameOf(best.candidate), next: nameOf(next.candidate), margin };
  return { rule: spec, log, told };
}

export { choose, weighed };
