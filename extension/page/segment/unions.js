// Items of two kinds: what is written and what is said of it, one in the other or one above the other.

import { SHORT } from "./outline.js";
import { PLAIN } from "./rule.js";

const PARTS = 8; // candidates that are joined with others
const OTHERS = 40;
const LEAST = 60; // characters of what stands above its comments
const LEVELS = 6;
const FRAME = "nav,footer,form,aside";

/** @typedef {{candidate: KeepsakeCandidate, units: KeepsakeUnits, score: number}} Weighed */

/**
 * @param {KeepsakeOutline} outline
 * @param {number[]} outer
 * @returns {Set<number>} the elements in them, without them
 */
function insideOf({ parents }, outer) {
  const is = new Set(outer);
  const found = new Set();
  parents.forEach((up, at) => {
    if (is.has(up) || found.has(up)) found.add(at);
  });
  return found;
}

/**
 * @param {KeepsakeOutline} outline
 * @param {Weighed[]} ranked best first
 * @returns {KeepsakeCandidate[]}
 */
function pairsIn(outline, ranked) {
  const whole = ranked.filter(({ candidate }) => !candidate.log);
  const some = whole.slice(0, PARTS);
  const others = whole.filter(saysSomething).slice(0, OTHERS);
  return some.flatMap(({ candidate: one }) => {
    const inside = insideOf(outline, one.set);
    return others.flatMap(({ candidate: other }) => {
      if (other === one || !other.set.every((at) => inside.has(at))) return [];
      if (!leavesWords(outline, one.set, other.set)) return [];
      return [joined(one, other, { nesting: 1, led: 0 })];
    });
  });
}

/**
 * @param {Weighed} weighed
 * @returns {boolean} true where most of its units hold words: a line that is drawn, or a face, answers nothing
 */
function saysSomething({ units: { units } }) {
  return units.filter(({ length }) => length).length * 2 > units.length;
}

/**
 * @param {KeepsakeOutline} outline
 * @param {number[]} outer
 * @param {number[]} inner
 * @returns {boolean} true where most of the outer ones say something that stands in none of the inner ones
 */
function leavesWords({ parents, lines }, outer, inner) {
  const [own, other] = [new Set(outer), new Set(inner)];
  const left = new Set();
  for (const { at } of lines) {
    let up = at;
    while (up >= 0 && !own.has(up) && !other.has(up)) up = parents[up] ?? -1;
    if (own.has(up) && !other.has(up)) left.add(up);
  }
  return left.size * 2 > outer.length;
}

/**
 * @param {KeepsakeCandidate} one
 * @param {KeepsakeCandidate} other
 * @param {{nesting: number, led: number}} how
 * @returns {KeepsakeCandidate}
 */
function joined(one, other, { nesting, led }) {
  const set = Array.from(new Set([...one.set, ...other.set])).sort((a, b) => a - b);
  const marks = { ...other.marks, nesting, lead: led };
  const own = new Set(one.set);
  const kinds = set.map((at) => (own.has(at) ? 0 : 1));
  return { spec: { ...one.spec, also: other.spec }, set, kinds, marks };
}

/**
 * @param {KeepsakeOutline} outline
 * @param {KeepsakeCommon} common
 * @param {KeepsakeCandidate} list
 * @returns {number} the element above a list that says most; -1 where there is none
 */
function leadOf({ all, parents, places }, { letters, longest }, { set }) {
  const inner = new Set(set);
  let best = -1;
  let below = set[0] ?? 0;
  for (let level = 0; level < LEVELS && below >= 0; level++, below = parents[below] ?? -1) {
    const node = /** @type {Element} */ (all[below]);
    for (let before = node.previousElementSibling; before; before = before.previousElementSibling) {
      const at = places.get(before);
      if (at === undefined || inner.has(at) || before.matches(FRAME)) continue;
      const most = letters[best] ?? LEAST;
      if ((letters[at] ?? 0) > most && (longest[at] ?? 0) > SHORT) best = at;
    }
  }
  return best;
}

/**
 * @param {KeepsakeOutline} outline
 * @param {KeepsakeCommon} common
 * @param {number} at
 * @returns {string} the tags from the pane to it, with its first class; "" where they lead to something else too
 */
function onlyWayTo({ all }, { paths }, at) {
  const [name] = all[at]?.classList ?? [];
  const path = paths.of[at] ?? "";
  const others = all.filter((node, i) => {
    return i !== at && paths.of[i] === path && (!name || node.classList.contains(name));
  });
  return others.length ? "" : path + (name ? `.${CSS.escape(name)}` : "");
}

/**
 * @param {KeepsakeOutline} outline
 * @param {KeepsakeCommon} common
 * @param {Weighed[]} ranked best first
 * @returns {KeepsakeCandidate[]}
 */
function ledIn(outline, common, ranked) {
  const some = ranked.filter(({ candidate }) => !candidate.log).slice(0, PARTS);
  return some.flatMap(({ candidate: list }) => {
    const at = leadOf(outline, common, list);
    const path = at < 0 ? "" : onlyWayTo(outline, common, at);
    if (!path || /[:\\]/.test(path)) return [];
    const spec = { ...PLAIN, selector: path, structural: true };
    const lead = { spec, set: [at], marks: list.marks };
    return [{ ...joined(list, lead, { nesting: 0, led: 1 }), lead: at }];
  });
}

export { ledIn, pairsIn };
