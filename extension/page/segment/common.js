// What is the same for all candidates of a pane: how often what is said and made, and what is held by what.

import * as dom from "../view/dom.js";
import * as family from "./family.js";

const SOME = 12; // of those that are made alike are looked at closely

/**
 * @param {KeepsakeOutline} outline
 * @returns {KeepsakeCommon} what is the same for all candidates
 */
function commonOf(outline) {
  const { all, lines, parents } = outline;
  /** @type {Map<string, number>} */
  const said = new Map();
  /** @type {Map<string, number>} */
  const made = new Map();
  for (const { text, made: kind } of lines) {
    said.set(text, (said.get(text) ?? 0) + 1);
    made.set(kind, (made.get(kind) ?? 0) + 1);
  }
  const held = new Array(all.length).fill(0);
  const timed = new Array(all.length).fill(0);
  const letters = new Array(all.length).fill(0);
  const longest = new Array(all.length).fill(0);
  for (const { at, time, length } of lines) {
    for (let up = at; up >= 0; up = parents[up] ?? -1) {
      held[up] += 1;
      if (time) timed[up] += 1;
      letters[up] += length;
      longest[up] = Math.max(longest[up], length);
    }
  }
  const children = familiesOf(parents, held);
  return {
    said,
    made,
    held,
    timed,
    letters,
    longest,
    children,
    paths: pathsOf(outline, held),
    groups: groupsOf(outline, children, held, timed),
    grounds: groundsOf(outline, held),
    characters: lines.reduce((sum, { length }) => sum + length, 0),
    times: lines.filter(({ time }) => time).length,
    filled: filledBy(outline),
  };
}

/**
 * @param {KeepsakeOutline} outline
 * @returns {number} from the first line to the last, CSS pixels
 */
function filledBy({ all, lines }) {
  const boxes = lines.map(({ at }) => dom.boxOf(/** @type {Element} */ (all[at])));
  const seen = boxes.filter(({ height }) => height > 0);
  const top = seen.reduce((least, { y }) => Math.min(least, y), Number.POSITIVE_INFINITY);
  const bottom = seen.reduce((most, { y, height }) => Math.max(most, y + height), 0);
  return seen.length ? bottom - top : 0;
}

/**
 * @param {KeepsakeOutline} outline
 * @param {number[]} held lines in each element
 * @returns {number[]} by place: the innermost element around what is said that has a ground of its own, -1 for none
 */
function groundsOf({ all, parents }, held) {
  const grounds = new Array(all.length).fill(-1);
  all.forEach((node, at) => {
    if (held[at]) grounds[at] = family.hasGround(node) ? at : (grounds[parents[at] ?? -1] ?? -1);
  });
  return grounds;
}

/**
 * @param {number[]} parents
 * @param {number[]} held lines in each element
 * @returns {Map<number, number[]>} by place of the parent those in which something is said
 */
function familiesOf(parents, held) {
  /** @type {Map<number, number[]>} */
  const children = new Map();
  parents.forEach((up, at) => {
    if (!held[at]) return;
    const family = children.get(up) ?? [];
    children.set(up, family);
    family.push(at);
  });
  return children;
}

/**
 * @param {KeepsakeOutline} outline
 * @param {number[]} held lines in each element
 */
function pathsOf({ all, parents }, held) {
  /** @type {string[]} */
  const of = [];
  /** @type {Map<string, number>} */
  const counts = new Map();
  parents.forEach((up, at) => {
    const path = `${up < 0 ? "" : (of[up] ?? "")}>${CSS.escape(all[at]?.localName ?? "")}`;
    of.push(path);
    if (held[at]) counts.set(path, (counts.get(path) ?? 0) + 1);
  });
  return { of, counts };
}

/**
 * Which elements hold parts that are made alike, at any depth.
 * @param {KeepsakeOutline} outline
 * @param {Map<number, number[]>} children
 * @param {number[]} held lines in each element
 * @param {number[]} timed of these the times
 * @returns {KeepsakeGroups} by place
 */
function groupsOf({ all, parents }, children, held, timed) {
  const made = () => new Array(all.length).fill(false);
  const groups = {
    any: made(),
    several: made(),
    timed: made(),
    grounded: made(),
    messages: made(),
  };
  for (const [up, inner] of children) {
    if (inner.length < 2) continue;
    const alike = alikeAmong(all, inner);
    if (alike.length < 2) continue;
    const several = alike.filter((at) => (held[at] ?? 0) > 1).length > 1;
    const times = alike.filter((at) => timed[at] === 1).length > 1;
    const [one] = alike;
    const ground = one !== undefined && family.hasGround(/** @type {Element} */ (all[one]));
    const some = alike.slice(0, SOME).map((at) => /** @type {Element} */ (all[at]));
    const messages = family.areMessages(some);
    for (let at = up; at >= 0; at = parents[at] ?? -1) {
      groups.any[at] = true;
      groups.several[at] ||= several;
      groups.timed[at] ||= times;
      groups.grounded[at] ||= ground;
      groups.messages[at] ||= messages;
    }
  }
  return groups;
}

/**
 * @param {Element[]} all
 * @param {number[]} inner brothers and sisters
 * @returns {number[]} the most of them that are of one tag and share a class, or have none
 */
function alikeAmong(all, inner) {
  /** @type {Map<string, number[]>} */
  const kinds = new Map();
  for (const at of inner) {
    const { localName, classList } = /** @type {Element} */ (all[at]);
    for (const name of classList.length ? classList : [""]) {
      const alike = kinds.get(`${localName} ${name}`) ?? [];
      kinds.set(`${localName} ${name}`, alike);
      alike.push(at);
    }
  }
  return Array.from(kinds.values()).sort((a, b) => b.length - a.length)[0] ?? [];
}

export { commonOf };
