/// <reference path="../types.d.ts" />
"use strict";
// Which elements of a pane are its items (messages, posts, comments, rows).
{
  const { dom, find, words } = globalThis.keepsakePage;
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
  const NESTED = ["id", "data-fullname", "data-comment-id", "data-commentid"];
  const ENOUGH = 2;
  const SAMPLE = 6000;

  /**
   * @param {KeepsakeBox} box
   * @param {KeepsakeBox} pane
   * @param {number} margin how far outside the pane still counts, CSS pixels
   * @returns {boolean}
   */
  function near(box, pane, margin) {
    if (box.height < 4 || box.width < 4) return false;
    return box.y < pane.y + pane.height + margin && box.y + box.height > pane.y - margin;
  }

  /**
   * Share of the pane's height covered by elements that follow each other downwards; 0 when they
   * mostly lie side by side without filling rows, which is what parts of one item do.
   * @param {KeepsakeBox[]} boxes
   * @param {KeepsakeBox} pane
   * @returns {number} 0 to 1
   */
  function coverage(boxes, pane) {
    const top = pane.y - pane.height;
    const bottom = pane.y + 2 * pane.height;
    const spans = boxes
      .filter((box) => box.width >= pane.width * 0.15)
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
    return covered / Math.max(reach, pane.height * 0.6, 1);
  }

  /**
   * Sets of elements that share an attribute whose value is different in each of them.
   * @param {Element[]} all
   * @returns {Map<string, Element[]>} by attribute name
   */
  function byAttribute(all) {
    /** @type {Map<string, Map<string, Element>>} */
    const found = new Map();
    /** @type {Set<string>} */
    const repeated = new Set();
    for (const node of all) {
      for (const { name, value } of Array.from(node.attributes)) {
        const wanted =
          name === "id" ||
          name.startsWith("data-") ||
          name === "aria-posinset" ||
          name === "aria-rowindex";
        if (!wanted || !value || value.length > 300) continue;
        const values = found.get(name) ?? new Map();
        found.set(name, values);
        if (values.has(value)) repeated.add(name);
        else values.set(value, node);
      }
    }
    /** @type {Map<string, Element[]>} */
    const sets = new Map();
    for (const [name, values] of found) {
      if (values.size >= ENOUGH && !repeated.has(name)) sets.set(name, Array.from(values.values()));
    }
    return sets;
  }

  /**
   * Groups of brothers and sisters of one tag. The lines of an item are few beside each other, the
   * items of a list are many.
   * @param {Element[]} all
   * @returns {Map<string, {set: Element[], family: number}>} by the path of tags from the pane
   */
  function byShape(all) {
    /** @type {Map<Element, string>} */
    const paths = new Map();
    /** @type {Map<string, Element[]>} */
    const sets = new Map();
    /** @type {Map<string, Map<Element, number>>} */
    const families = new Map();
    for (const node of all) {
      const parent = dom.parentOf(node);
      const path = `${parent ? (paths.get(parent) ?? "") : ""}>${node.localName}`;
      paths.set(node, path);
      if (
        /^(span|a|b|i|em|strong|br|img|svg|path|button|p|option|td|th|use|g)$/.test(node.localName)
      )
        continue;
      const set = sets.get(path) ?? [];
      set.push(node);
      sets.set(path, set);
      const sizes = families.get(path) ?? new Map();
      if (parent) sizes.set(parent, (sizes.get(parent) ?? 0) + 1);
      families.set(path, sizes);
    }
    /** @type {Map<string, {set: Element[], family: number}>} */
    const groups = new Map();
    for (const [path, set] of sets) {
      const family = Math.max(0, ...(families.get(path)?.values() ?? []));
      if (family >= 3) groups.set(path, { set, family });
    }
    return groups;
  }

  /**
   * @param {Element[]} set
   * @param {KeepsakeBox} pane
   * @param {number} [family] how many of them are brothers and sisters, where that is what counts
   * @returns {number} how well the set would do as the items, 0 to about 6
   */
  function worth(set, pane, family) {
    const boxes = set.map(dom.boxOf).filter((box) => near(box, pane, pane.height));
    if (boxes.length < ENOUGH) return 0;
    const share = coverage(boxes, pane);
    if (share < 0.35) return 0;
    const worded = set.filter((node) => words.label(node) || node.querySelector("img,video"));
    const full = worded.length / set.length;
    return (
      share * full * Math.min(5, Math.log2(1 + Math.min(boxes.length, family ?? boxes.length)))
    );
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
    const all = dom.descendants(pane, SAMPLE, box);
    if (known && all.filter((node) => node.matches(known)).length >= ENOUGH)
      return { selector: known, idName: "", structural: false };
    /** @type {{spec: KeepsakeRows, score: number}[]} */
    const choices = [];
    for (const [name, set] of byAttribute(all)) {
      const identity = !NO_IDENTITY.test(name);
      const bonus =
        identity && IDENTITY.test(name.replace(/^data-/, "")) ? 1.35 : identity ? 1.15 : 1.05;
      const spec = { selector: `[${name}]`, idName: identity ? name : "", structural: false };
      choices.push({ spec, score: worth(set, box) * bonus });
    }
    for (const selector of ROLES) {
      const set = all.filter((node) => node.matches(selector));
      if (set.length < ENOUGH) continue;
      const spec = { selector, idName: "", structural: false };
      choices.push({ spec, score: worth(set, box) * 1.2 });
    }
    choices.sort((a, b) => b.score - a.score);
    const best = choices[0];
    if (best && best.score > 0.6) return best.spec;
    return detectShape(all, box);
  }

  /**
   * @param {Element[]} all
   * @param {KeepsakeBox} box
   * @returns {KeepsakeRows}
   */
  function detectShape(all, box) {
    let selector = "p,h1,h2,h3,h4,li,tr,pre,blockquote,img,figure,table";
    let most = 0.5;
    for (const [path, { set, family }] of byShape(all)) {
      const score = worth(set, box, family);
      if (score > most) [selector, most] = [path, score];
    }
    return { selector, idName: "", structural: selector.startsWith(">") };
  }

  /**
   * Elements of a pane that the rule picks, near the part in view; of nested ones the outermost.
   * @param {Element} pane
   * @param {KeepsakeRows} rule
   * @param {KeepsakeBox} box the part in view
   * @returns {Element[]}
   */
  function pickRows(pane, rule, box) {
    if (!rule.structural) return pickMatching(pane, rule.selector, box);
    const tags = rule.selector.split(">").slice(1);
    let level = [pane];
    for (const tag of tags) {
      level = level.flatMap((node) =>
        dom.childrenNear(node, box).filter((child) => child.localName === tag),
      );
    }
    return level.flatMap(withAnswers);
  }

  /**
   * @param {Element} inner
   * @param {Element} outer
   * @returns {boolean} true for an item that stands inside the one it answers
   */
  function answers(inner, outer) {
    if (outer.localName.includes("-")) return true;
    if (outer.getAttribute("role") === "comment") return inner.getAttribute("role") === "comment";
    return NESTED.some((name) => {
      const [one, other] = [inner.getAttribute(name), outer.getAttribute(name)];
      return one && other && one !== other && stemOf(one) === stemOf(other);
    });
  }

  /** @param {string} id */
  function stemOf(id) {
    return /^([a-z]\w*?)[-_:]/i.exec(id)?.[1] ?? "";
  }

  /**
   * Items that stand inside this one, each with what stands in it in turn.
   * @param {Element} node
   * @returns {Element[]}
   */
  function answersIn(node) {
    const marked = node.localName.includes("-") || node.hasAttribute("role");
    if (!marked && !NESTED.some((name) => node.hasAttribute(name))) return [];
    /** @type {Element[]} */
    const out = [];
    for (const each of node.querySelectorAll(node.localName))
      if (answers(each, node) && !out.some((outer) => outer.contains(each))) out.push(each);
    return out;
  }

  /**
   * @param {Element} node
   * @returns {Element[]} it, and what stands in it
   */
  function withAnswers(node) {
    return [node, ...answersIn(node).flatMap(withAnswers)];
  }

  /**
   * The box of an item without the items that stand inside it, below its own words.
   * @param {Element} node
   * @returns {KeepsakeBox}
   */
  function boxOf(node) {
    const box = dom.boxOf(node);
    const tops = answersIn(node).map((each) => dom.boxOf(each).y);
    const first = Math.min(box.y + box.height, ...tops.filter((top) => top > box.y));
    return { ...box, height: first - box.y };
  }

  /**
   * @param {Element} pane
   * @param {string} selector
   * @param {KeepsakeBox} box
   * @returns {Element[]}
   */
  function pickMatching(pane, selector, box) {
    /** @type {Element[]} */
    const out = [];
    const waiting = dom.childrenNear(pane, box).reverse();
    while (waiting.length) {
      const node = /** @type {Element} */ (waiting.pop());
      if (node.matches(selector)) {
        out.push(node);
        waiting.push(...answersIn(node).reverse());
        continue;
      }
      waiting.push(...dom.childrenNear(node, box).reverse());
    }
    return out;
  }

  globalThis.keepsakePage.rows = { answersIn, boxOf, detectRows, pickRows, near };
}
