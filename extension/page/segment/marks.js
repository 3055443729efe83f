// Sets of elements that the page itself marks as being of one kind: by an attribute, by a role, by a tag.

import * as dom from "../view/dom.js";
import * as answers from "./answers.js";
import { PLAIN } from "./rule.js";
import * as shape from "./shape.js";

const ROLES = [
  "[role=article]",
  "article",
  "[role=row]",
  "[role=listitem]",
  "[role=comment]",
  "li",
  "tr",
];
// An attribute that counts places or carries layout is no identity, however unique it is.
const NO_IDENTITY =
  /index|posinset|rowindex|colindex|known-size|height|width|offset|order|position|testid|style/i;
const IDENTITY = /(^|[-_])(id|mid|key|urn|guid|uuid|uid|permalink|fullname)$|(id|urn|key)$/i;
const ENOUGH = 2;
const STEM_ENOUGH = 3; // of one kind among many that are marked
const ROLE = { identity: 0, role: 1 };
// What makers call an element by for their own tests and for search engines, where its classes say nothing.
const KIND = ["data-testid", "data-test", "data-qa", "data-e2e", "itemprop"];
const LONGEST = 300; // characters of what marks an item

/**
 * @typedef {{node: Element, value: string}} Held
 * @typedef {{spec: KeepsakeRows, set: Element[], identity: number, role: number}} Marked
 */

/**
 * What stands before the first digit. Items are numbered, and what they are made of is numbered
 * with them, but called otherwise.
 * @param {string} value
 */
function stemOf(value) {
  return /^\D*/.exec(value)?.[0] ?? "";
}

/**
 * @param {Element} node
 * @param {KeepsakeRows} rule
 */
function isOfKind(node, { selector, stem }) {
  if (!node.matches(selector)) return false;
  return !stem || stemOf(node.getAttribute(stem.name) ?? "") === stem.value;
}

/**
 * @param {Element} node
 * @param {KeepsakeRows} rule
 * @returns {boolean} true for an item
 */
function isItem(node, rule) {
  if (!isOfKind(node, rule)) return false;
  if (!rule.innermost) return true;
  return !Array.from(node.querySelectorAll(rule.selector)).some((each) => isOfKind(each, rule));
}

/**
 * Attributes that may tell items apart, with who has them. Where a part of an element repeats the
 * value of the whole, the whole has it.
 * @param {Element[]} all
 * @returns {Map<string, Held[]>}
 */
function attributesOf(all) {
  /** @type {Map<string, Map<string, Element>>} */
  const last = new Map();
  /** @type {Map<string, Held[]>} */
  const found = new Map();
  for (const node of all) {
    for (const { name, value } of dom.attributesOf(node)) {
      const wanted = name === "id" || /^(data-|aria-(posinset|rowindex)$)/.test(name);
      if (!wanted || !value || value.length > LONGEST) continue;
      const before = last.get(name) ?? new Map();
      const whole = before.get(value);
      last.set(name, before.set(value, node));
      if (whole && dom.holds(whole, node)) {
        before.set(value, whole);
        continue;
      }
      const held = found.get(name) ?? [];
      held.push({ node, value });
      found.set(name, held);
    }
  }
  return found;
}

/**
 * All that have an attribute, those of one tag, and those of one tag whose values begin alike.
 * @param {string} name
 * @param {Held[]} held
 * @returns {{selector: string, stem: KeepsakeRows["stem"], held: Held[]}[]}
 */
function kindsOf(name, held) {
  /** @type {Map<string, {selector: string, stem: KeepsakeRows["stem"], held: Held[]}>} */
  const kinds = new Map();
  const put = (
    /** @type {string} */ selector,
    /** @type {KeepsakeRows["stem"]} */ stem,
    /** @type {Held} */ one,
  ) => {
    const key = `${selector} ${stem?.value ?? ""}`;
    const kind = kinds.get(key) ?? { selector, stem, held: [] };
    kind.held.push(one);
    kinds.set(key, kind);
  };
  for (const one of held) {
    const tagged = `${CSS.escape(one.node.localName)}[${CSS.escape(name)}]`;
    const stem = stemOf(one.value);
    put(`[${CSS.escape(name)}]`, null, one);
    put(tagged, null, one);
    if (stem) put(tagged, { name, value: stem }, one);
  }
  const sizes = new Set();
  return Array.from(kinds.values()).filter((kind) => {
    const { length } = kind.held;
    const tells = new Set(kind.held.map(({ value }) => value)).size === length;
    // A narrower kind of the same elements adds nothing.
    const same = sizes.has(length) && length === held.length;
    sizes.add(length);
    if (kind.stem && areMadeAlike(kind, held)) return false;
    return tells && !same && length >= (kind.stem ? STEM_ENOUGH : ENOUGH);
  });
}

/**
 * @param {{selector: string, stem: KeepsakeRows["stem"], held: Held[]}} kind
 * @param {Held[]} held all that bear the attribute
 * @returns {boolean} true where what is named otherwise is of the same tag and class, which they have, and a brother: a
 *   page may name one of its posts in another way
 */
function areMadeAlike({ held: own }, held) {
  const known = new Set(own);
  const [first] = own;
  const others = held.filter((one) => !known.has(one));
  return (
    first !== undefined &&
    first.node.className !== "" &&
    others.every(
      ({ node }) =>
        node.parentNode === first.node.parentNode &&
        node.localName === first.node.localName &&
        node.className === first.node.className,
    )
  );
}

/**
 * Where elements of a kind stand inside each other: the outermost with what answers them, or the
 * innermost; only these where one of the others is the list that most of them stand in.
 * @param {KeepsakeRows} spec
 * @param {Element[]} set
 * @param {{identity: number, role: number}} told what marks them
 * @returns {Marked[]}
 */
function choicesOf(spec, set, told) {
  const known = new Set(set);
  const holders = new Set();
  const outer = set.filter((node) => {
    let free = true;
    for (let up = dom.parentOf(node); up; up = dom.parentOf(up)) {
      if (!known.has(up)) continue;
      holders.add(up);
      free = false;
    }
    return free;
  });
  if (outer.length === set.length) return [{ spec, set, ...told }];
  const inner = set.filter((node) => !holders.has(node));
  const innermost = { spec: { ...spec, innermost: true }, set: inner, ...told };
  const [list, another] = outer.map(answers.besideIn).filter(({ length }) => length > 0);
  if (list && !another && list.length * 2 > set.length) return [innermost];
  const whole = { spec: { ...spec, nested: true }, set, ...told };
  return [{ spec, set: outer.flatMap(answers.withAnswers), ...told }, innermost, whole];
}

/**
 * @param {Held} held
 * @returns {boolean} false for words: two may say the same
 */
function mayBeIdentity({ node, value }) {
  return !/\s/.test(value) && value !== (node.textContent ?? "").trim();
}

/**
 * @param {Element[]} all
 * @returns {Marked[]}
 */
function marked(all) {
  /** @type {Marked[]} */
  const out = [];
  for (const [name, held] of attributesOf(all)) {
    const identity = !NO_IDENTITY.test(name) && held.every(mayBeIdentity);
    const named = identity && IDENTITY.test(name.replace(/^data-/, ""));
    for (const kind of kindsOf(name, held)) {
      const { selector, stem } = kind;
      const spec = { ...PLAIN, selector, stem, idName: identity ? name : "" };
      out.push(
        ...choicesOf(
          spec,
          kind.held.map(({ node }) => node),
          {
            identity: named ? 1 : identity ? 0.5 : 0,
            role: 0,
          },
        ),
      );
    }
  }
  for (const selector of ROLES) {
    const set = all.filter((node) => node.matches(selector));
    if (set.length >= ENOUGH) out.push(...choicesOf({ ...PLAIN, selector }, set, ROLE));
  }
  return out;
}

/**
 * @param {Element[]} all
 * @returns {Map<string, Element[]>} who has a class, is called something else, or is of a tag that the page has made,
 *   by a selector
 */
function classesOf(all) {
  /** @type {Map<string, Element[]>} */
  const found = new Map();
  for (const node of all) {
    if (shape.isInline(node)) continue;
    const names = Array.from(node.classList, (name) => `.${CSS.escape(name)}`);
    for (const name of KIND) {
      const value = node.getAttribute(name);
      if (value && value.length <= LONGEST) names.push(`[${name}="${CSS.escape(value)}"]`);
    }
    if (/^(section|details|blockquote|dd|table|div)$|-/.test(node.localName))
      names.push(CSS.escape(node.localName));
    for (const name of names) {
      const set = found.get(name) ?? [];
      found.set(name, set);
      set.push(node);
    }
  }
  return found;
}

/**
 * @param {Element[]} all
 * @returns {Marked[]} sets of one class, or of one tag that nothing else is said of
 */
function classed(all) {
  return Array.from(classesOf(all)).flatMap(([selector, set]) => {
    const spec = { ...PLAIN, selector };
    return set.length >= ENOUGH ? choicesOf(spec, set, { identity: 0, role: 0 }) : [];
  });
}

export { classed, isItem, marked };
