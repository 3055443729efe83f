// What speaks for and against each candidate: shares and counts, from 0 to about 1, of how its elements lie in the
// page and how what the page says lies in them.

import * as dom from "../view/dom.js";
import { drawnIn } from "./drawn.js";
import * as family from "./family.js";
import { SHORT } from "./outline.js";
import * as shape from "./shape.js";

const NARROW = 0.15; // of the pane: what is narrower is a part of an item
const BROAD = 800; // CSS pixels: in a pane that is wider, items are no wider than in this one
const MANY = 12; // lines
const SAMPLE = 12; // elements of which the style is asked
const OFTEN = 3;
const LABEL = 24; // characters
const FRAME =
  "nav,header,footer,aside,form,[role=navigation],[role=banner],[role=contentinfo],[role=complementary]";
const CALLED =
  /mess?age|msg|post|comment|item|row|bubble|entry|review|card|reply|answer|event|chat|tweet|status|note/i;

/** @param {number[]} all */
const sum = (all) => all.reduce((one, other) => one + other, 0);

/**
 * @param {number[]} all
 * @returns {number} the one in the middle, 0 of none
 */
const middle = (all) => all.toSorted((a, b) => a - b)[all.length >> 1] ?? 0;

/**
 * @param {number[]} all
 * @returns {number} how far they are from their mean, in means, 0 to 1
 */
function unevenness(all) {
  const mean = sum(all) / Math.max(1, all.length);
  const apart = sum(all.map((each) => Math.abs(each - mean))) / Math.max(1, all.length);
  return mean ? Math.min(1, apart / mean) : 0;
}

/**
 * @template Value
 * @param {Value[]} all
 * @returns {number} how many of them are the same, of those that are most often
 */
function commonest(all) {
  /** @type {Map<Value, number>} */
  const times = new Map();
  for (const each of all) times.set(each, (times.get(each) ?? 0) + 1);
  return Math.max(0, ...times.values());
}

/**
 * How what is said again and again lies in the elements: once in each, or several times.
 * @param {KeepsakeLine[][]} units
 * @param {(line: KeepsakeLine) => string} keyOf "" for a line that does not count
 * @returns {{once: number, several: number, each: number}} shares; once and several of the elements that have it,
 *   each: of all elements
 */
function spread(units, keyOf) {
  /** @type {Map<string, number[]>} */
  const found = new Map();
  for (const lines of units) {
    /** @type {Map<string, number>} */
    const here = new Map();
    for (const line of lines) {
      const key = keyOf(line);
      if (key) here.set(key, (here.get(key) ?? 0) + 1);
    }
    for (const [key, n] of here) {
      const counts = found.get(key) ?? [];
      found.set(key, counts);
      counts.push(n);
    }
  }
  let [once, several, all, each] = [0, 0, 0, 0];
  for (const counts of found.values()) {
    const single = counts.filter((n) => n === 1).length;
    once += single;
    several += counts.length - single;
    all += counts.length;
    each = Math.max(each, single / units.length);
  }
  return { once: all ? once / all : 0, several: all ? several / all : 0, each };
}

/**
 * @param {KeepsakeBox[]} boxes
 * @param {KeepsakeBox} pane
 */
function lieOf(boxes, pane) {
  const wide = Math.min(pane.width, BROAD);
  let [stacked, beside, apart] = [0, 0, 0];
  boxes.forEach((box, i) => {
    const before = boxes[i - 1];
    if (!before) return;
    if (box.y >= before.y + before.height - 1) stacked += 1;
    if (box.y >= before.y + before.height + 1) apart += 1;
    if (Math.abs(box.y - before.y) <= 2 && box.x !== before.x) beside += 1;
  });
  const pairs = Math.max(1, boxes.length - 1);
  return {
    stacked: stacked / pairs,
    beside: beside / pairs,
    apart: apart / pairs,
    narrow: boxes.filter(({ width }) => width < wide * NARROW).length / boxes.length,
    width: Math.min(1, middle(boxes.map(({ width }) => width)) / Math.max(1, wide)),
    height: Math.min(1, middle(boxes.map(({ height }) => height)) / Math.max(1, pane.height)),
    flat: boxes.filter(({ height }) => height < 4).length / boxes.length,
  };
}

/**
 * @param {KeepsakeBox[]} boxes
 * @returns {number} share of the way from the first to the last that they cover
 */
function coverage(boxes) {
  const spans = boxes
    .map(({ y, height }) => [y, y + height])
    .sort((a, b) => Number(a[0]) - Number(b[0]));
  let covered = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const [from = 0, to = 0] of spans) {
    covered += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return covered / Math.max(1, end - Number(spans[0]?.[0] ?? 0));
}

/**
 * @param {KeepsakeOutline} outline
 * @param {KeepsakeCommon} common
 * @param {KeepsakeCandidate} candidate
 * @param {KeepsakeUnits} there what it holds
 * @returns {Record<string, number>}
 */
function featuresOf(outline, common, candidate, there) {
  const { spec, marks, runs } = candidate;
  const { units, heads } = there;
  const set = heads.flat();
  const firsts = heads.flatMap(([at]) => at ?? []);
  const nodes = firsts.map((at) => /** @type {Element} */ (outline.all[at]));
  const boxes = runs ? runs.map(({ box }) => box) : nodes.map(dom.boxOf);
  const seen = boxes.filter(({ height, width }) => height >= 4 && width >= 4);
  const n = units.length;
  return {
    ...sizesOf(n),
    ...saidIn(outline, common, there),
    ...orderIn(there, set),
    ...byKind(units, candidate.kinds, (some) => repeatsIn(common, some)),
    ...lieOf(seen.length ? seen : boxes, outline.box),
    cover: seen.length ? coverage(seen) : 0,
    ...byKind(nodes, candidate.kinds, alikeIn),
    ...lookIn(nodes, n),
    ...brothers(outline, firsts.length ? firsts : [0]),
    messages: messagesIn(outline, firsts) / n,
    ...heldIn(common, heads),
    ...groundsIn(outline, common, there),
    ...drawnIn(outline, there),
    ...beyondIn(outline, common, firsts),
    ...leadIn(candidate, there),
    ...innerIn(candidate, there),
    ...worthOf(outline, common, boxes, there),
    innermost: spec.innermost ? 1 : 0,
    structural: spec.structural ? 1 : 0,
    stem: spec.stem ? 1 : 0,
    all_nested: spec.nested ? 1 : 0,
    runs: runs && !marks.log ? 1 : 0,
    runs_alike: runs && !marks.log ? commonest(runs.map(({ kinds }) => kinds)) / n : 0,
    runs_whole: runs && !marks.log && runs.every(({ post }) => post) ? 1 : 0,
    ...marks,
  };
}

/**
 * Parts that are made alike in the units, and what is like the units and none of them.
 * @param {KeepsakeCommon} common
 * @param {number[][]} heads elements of each unit
 */
function heldIn({ groups, children, paths, held }, heads) {
  const share = (/** @type {boolean[]} */ is) =>
    heads.filter((own) => own.some((at) => is[at])).length / heads.length;
  const set = heads.flat();
  const own = new Set(set);
  const kinds = new Set(set.map((at) => paths.of[at] ?? ""));
  const alike = sum(Array.from(kinds, (path) => paths.counts.get(path) ?? 0));
  const said = set.filter((at) => held[at]).length;
  const families = Array.from(children.values()).filter((family) =>
    family.some((at) => own.has(at)),
  );
  const beside = families.flat().filter((at) => !own.has(at)).length;
  return {
    groups: share(groups.any),
    groups_several: share(groups.several),
    groups_timed: share(groups.timed),
    groups_grounded: share(groups.grounded),
    groups_messages: share(groups.messages),
    left: alike ? 1 - said / alike : 0,
    beside_left: set.length ? beside / (beside + said || 1) : 0,
  };
}

/**
 * On how many grounds of one tag what a unit says stands: a bubble has one, and a run of bubbles several.
 * @param {KeepsakeOutline} outline
 * @param {KeepsakeCommon} common
 * @param {KeepsakeUnits} there
 */
function groundsIn({ all }, { grounds }, { units, heads }) {
  const counts = units.map((lines, unit) => {
    const from = Math.min(...(heads[unit] ?? []));
    const own = new Set(lines.map(({ at }) => grounds[at] ?? -1).filter((at) => at >= from));
    return commonest(Array.from(own, (at) => all[at]?.localName));
  });
  return {
    ground_once: counts.filter((count) => count === 1).length / units.length,
    ground_several: counts.filter((count) => count > 1).length / units.length,
  };
}

/**
 * What stands around a unit, and around no other one: it may well be a part of it.
 * @param {KeepsakeOutline} outline
 * @param {KeepsakeCommon} common
 * @param {number[]} set
 */
function beyondIn({ parents }, { held, timed, letters }, set) {
  const inside = new Array(parents.length).fill(0);
  for (const at of set) for (let up = at; up >= 0; up = parents[up] ?? -1) inside[up] += 1;
  let [any, times, long] = [0, 0, 0];
  for (const at of set) {
    let top = at;
    for (let up = parents[at] ?? -1; up >= 0 && inside[up] === inside[at]; up = parents[up] ?? -1)
      top = up;
    const more = (/** @type {number[]} */ of) => (of[top] ?? 0) - (of[at] ?? 0);
    if (more(held) > 0) any += 1;
    if (more(timed) > 0) times += 1;
    if (more(letters) > SHORT) long += 1;
  }
  // Around one alone stands the whole page.
  const n = set.length > 1 ? set.length : Number.POSITIVE_INFINITY;
  return { beyond: any / n, beyond_timed: times / n, beyond_long: long / n };
}

/**
 * What stands above a list and would be one of its units.
 * @param {KeepsakeCandidate} candidate
 * @param {KeepsakeUnits} there
 */
function leadIn({ marks, lead }, { units, heads }) {
  const at = marks.lead ? heads.findIndex(([head]) => head === lead) : -1;
  const own = units[at];
  if (!own) return { lead_timed: 0, lead_long: 0, lead_lines: 0, lead_linked: 0, lead_share: 0 };
  const length = sum(own.map((line) => line.length));
  const others = units.map((lines) => sum(lines.map((line) => line.length)));
  return {
    lead_timed: own.some(({ time }) => time) ? 1 : 0,
    lead_long: own.some((line) => line.length > 3 * SHORT) ? 1 : 0,
    lead_lines: Math.min(1, own.length / MANY),
    lead_linked: own.filter(({ button }) => button).length / Math.max(1, own.length),
    lead_share: length / Math.max(1, length + middle(others)),
  };
}

/**
 * What stands in other units: answers are made as what they answer, quotes and counts are not.
 * @param {KeepsakeCandidate} candidate
 * @param {KeepsakeUnits} there
 */
function innerIn({ kinds, marks }, { units }) {
  const inner = marks.nesting ? units.filter((_, unit) => kinds?.[unit] === 1) : [];
  const outer = units.filter((_, unit) => kinds?.[unit] === 0);
  if (!inner.length) return { inner_timed: 0, inner_several: 0, inner_like: 0, inner_many: 0 };
  const share = (/** @type {(lines: KeepsakeLine[]) => boolean} */ is) =>
    inner.filter(is).length / inner.length;
  const made = new Set(outer.flatMap((lines) => lines.map(tagsOf)));
  const own = new Set(inner.flatMap((lines) => lines.map(tagsOf)));
  return {
    inner_timed: share((lines) => lines.some(({ time }) => time)),
    inner_several: share(({ length }) => length > 1),
    inner_like: Array.from(own).filter((kind) => made.has(kind)).length / Math.max(1, own.size),
    inner_many: Math.min(1, Math.log2(1 + inner.length / Math.max(1, outer.length)) / 3),
  };
}

/**
 * How well boxes would do as the items of a list: they follow each other downwards, fill it, are many.
 * @param {KeepsakeOutline} outline
 * @param {KeepsakeCommon} common
 * @param {KeepsakeBox[]} boxes
 * @param {KeepsakeUnits} there
 */
function worthOf({ box: pane }, { filled, characters }, boxes, { units, pictured }) {
  const near = boxes.filter(({ y, height, width }) => {
    const inView = y < pane.y + 2 * pane.height && y + height > pane.y - pane.height;
    return inView && height >= 4 && width >= 4;
  });
  const wide = near.filter(({ width }) => width >= Math.min(pane.width, BROAD) * NARROW);
  const top = Math.min(...wide.map(({ y }) => y));
  const reach = Math.max(...wide.map(({ y, height }) => y + height)) - top;
  const least = Math.min(pane.height * 0.6, filled);
  const cover = wide.length ? (coverage(wide) * reach) / Math.max(reach, least, 1) : 0;
  const full = units.filter((lines, unit) => lines.length || pictured.has(unit)).length;
  const many = near.length < 2 ? 0 : Math.min(1, Math.log2(1 + near.length) / 5);
  const worth = cover < 0.35 ? 0 : cover * (full / units.length) * many;
  const inside = sum(units.flatMap((lines) => lines.map(({ length }) => length)));
  const share = characters ? Math.min(1, inside / characters) : 1;
  return { worth, worth_said: worth * (0.3 + 0.7 * share) };
}

/** @param {number} n */
const sizesOf = (n) => ({
  one: n === 1 ? 1 : 0,
  two: n === 2 ? 1 : 0,
  three: n === 3 ? 1 : 0,
  count: Math.min(1, Math.log2(1 + n) / 6),
});

/**
 * @param {KeepsakeOutline} outline
 * @param {KeepsakeCommon} common
 * @param {KeepsakeUnits} there
 */
function saidIn(outline, common, { units, pictured }) {
  const n = units.length;
  const share = (/** @type {number} */ count) => count / n;
  const lengths = units.map((lines) => sum(lines.map(({ length }) => length)));
  const inside = sum(lengths);
  const held = sum(units.map(({ length }) => length));
  const times = units.map((lines) => lines.filter(({ time }) => time).length);
  return {
    share: common.characters ? Math.min(1, inside / common.characters) : 1,
    lines: outline.lines.length ? Math.min(1, held / outline.lines.length) : 1,
    empty: share(units.filter((lines, unit) => !lines.length && !pictured.has(unit)).length),
    pictured: share(pictured.size - (pictured.has(-1) ? 1 : 0)),
    heap: inside && n > 2 ? Math.max(...lengths) / inside : 0,
    single: share(units.filter(({ length }) => length === 1).length),
    many: share(units.filter(({ length }) => length > MANY).length),
    long: Math.min(1, Math.log2(1 + held / n) / 5),
    uneven: unevenness(units.map(({ length }) => length)),
    timed: share(times.filter((count) => count === 1).length),
    overtimed: share(times.filter((count) => count > 1).length),
    timeless: common.times ? 0 : 1,
    time_share: common.times ? Math.min(1, sum(times) / common.times) : 0,
    led: share(
      units.filter((lines) => lines.length > 1 && (lines[0]?.text.length ?? 99) <= SHORT).length,
    ),
    linked: share(
      units.filter((lines) => lines.length && lines.every(({ button }) => button)).length,
    ),
  };
}

/**
 * @param {KeepsakeUnits} there
 * @param {number[]} set
 */
function orderIn({ units, outside, nested }, set) {
  const n = units.length;
  const first = set.length ? Math.min(...set) : 0;
  const last = set.length ? Math.max(...set) : 0;
  const between = outside.filter(({ at }) => at > first && at < last);
  return {
    nested: nested / n,
    between: Math.min(1, between.length / n),
    between_long: Math.min(1, between.filter(({ length }) => length > SHORT).length / n),
    between_timed: Math.min(1, between.filter(({ time }) => time).length / n),
  };
}

/** @param {KeepsakeLine | undefined} line */
const madeOf = (line) => line?.made ?? "";

/** @param {KeepsakeLine | undefined} line */
const tagsOf = (line) => madeOf(line).replace(/\.[^>]*/g, "");

/**
 * @param {KeepsakeCommon} common
 * @param {KeepsakeLine[][]} units of one kind
 */
function repeatsIn(common, units) {
  const repeats = spread(units, ({ text, time }) =>
    !time && text.length <= LABEL && (common.said.get(text) ?? 0) >= OFTEN ? text : "",
  );
  const when = spread(units, ({ made, time }) => (time ? made : ""));
  const kinds = spread(units, ({ made }) => ((common.made.get(made) ?? 0) >= OFTEN ? made : ""));
  const told = units.filter((lines) => lines.length > 0);
  const alike = (/** @type {number} */ at, of = madeOf) =>
    told.length ? commonest(told.map((lines) => of(lines.at(at)))) / told.length : 0;
  const wordsOf = (/** @type {KeepsakeLine | undefined} */ line) => line?.text ?? "";
  return {
    label_once: repeats.once,
    label_several: repeats.several,
    label_each: repeats.each,
    time_once: when.once,
    time_several: when.several,
    time_each: when.each,
    kind_once: kinds.once,
    kind_several: kinds.several,
    kind_each: kinds.each,
    first: alike(0),
    last: alike(-1),
    first_tag: alike(0, tagsOf),
    last_tag: alike(-1, tagsOf),
    first_same: alike(0, wordsOf),
    last_same: alike(-1, wordsOf),
  };
}

/**
 * What a question about units has for an answer where they are of two kinds: each by itself, by how many they are.
 * @template Unit
 * @param {Unit[]} units
 * @param {number[] | undefined} kinds of each, undefined where all are of one
 * @param {(some: Unit[]) => Record<string, number>} ask
 * @returns {Record<string, number>}
 */
function byKind(units, kinds, ask) {
  if (!kinds) return ask(units);
  /** @type {Record<string, number>} */
  const out = {};
  for (const kind of new Set(kinds)) {
    const some = units.filter((_, unit) => kinds[unit] === kind);
    for (const [name, value] of Object.entries(ask(some)))
      out[name] = (out[name] ?? 0) + (value * some.length) / units.length;
  }
  return out;
}

/** @param {Element} node */
const tagsIn = (node) => `${node.localName} ${node.firstElementChild?.localName}`;

/** @param {Element[]} nodes of one kind */
function alikeIn(nodes) {
  const n = Math.max(1, nodes.length);
  return {
    alike: commonest(nodes.map(shape.lookOf)) / n,
    alike_tag: commonest(nodes.map(tagsIn)) / n,
  };
}

/**
 * @param {Element[]} nodes
 * @param {number} n
 */
function lookIn(nodes, n) {
  const some = nodes.slice(0, SAMPLE);
  const [one] = nodes;
  return {
    framed: some.filter((node) => node.closest(FRAME)).length / Math.max(1, some.length),
    called: nodes.filter((node) => CALLED.test(`${node.className} ${node.localName}`)).length / n,
    grounded: some.filter(family.hasGround).length / Math.max(1, some.length),
    custom: nodes.some(({ localName }) => localName.includes("-")) ? 1 : 0,
    listed: one?.matches("li,tr,article,[role=article],[role=row],[role=listitem]") ? 1 : 0,
    worded: one?.matches("p,h1,h2,h3,h4,pre,blockquote,img,figure") ? 1 : 0,
  };
}

/**
 * @param {KeepsakeOutline} outline
 * @param {number[]} set
 * @returns {number} how many of them are set apart from their brothers and sisters as messages are
 */
function messagesIn({ all, parents }, set) {
  /** @type {Map<number, Element[]>} */
  const families = new Map();
  for (const at of set) {
    const up = parents[at] ?? -1;
    const own = families.get(up) ?? [];
    families.set(up, own);
    own.push(/** @type {Element} */ (all[at]));
  }
  return sum(
    Array.from(families.values(), (own) =>
      own.length > 1 && family.areMessages(own.slice(0, SAMPLE)) ? own.length : 0,
    ),
  );
}

/**
 * @param {KeepsakeOutline} outline
 * @param {number[]} set
 */
function brothers({ parents }, set) {
  /** @type {Map<number, number>} */
  const families = new Map();
  for (const at of set) {
    const up = parents[at] ?? -1;
    families.set(up, (families.get(up) ?? 0) + 1);
  }
  const sizes = Array.from(families.values());
  return {
    alone: sizes.filter((size) => size === 1).length / set.length,
    family: Math.max(...sizes) / set.length,
    families: Math.min(1, Math.log2(sizes.length) / 5),
  };
}

export { featuresOf };
