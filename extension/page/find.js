/// <reference path="../types.d.ts" />
"use strict";
// Finding the pane that matters: the part of the page whose scrolling brings the messages or posts.
{
  const { dom } = globalThis.keepsakePage;
  const ACROSS = 16;
  const DOWN = 12;
  const EDGE = 48;
  const LESS_HEIGHT = 80;
  const ASIDE =
    "nav,aside,[role=navigation],[role=complementary],[role=tree],[role=menu],[role=listbox]," +
    "[role=tablist],[role=banner]";
  const OVERLAY = "dialog[open],[role=dialog],[role=alertdialog],[aria-modal=true]";
  const BEHIND = 0.1;
  const MOST_OF_IT = 0.4; // of the viewport: from there on what lies over the page is what is read
  const CLOSED = "iframe,embed,object,frame"; // reached by elementAt only where they cannot be read
  const EDITABLE =
    "textarea,[contenteditable=''],[contenteditable=true],[contenteditable=plaintext-only]," +
    "[role=textbox],input[type=text],input:not([type])";

  /**
   * How well an element scrolls vertically, 0 when it does not.
   * @param {Element} node
   * @returns {number}
   */
  function scrollWeight(node) {
    const extra = node.scrollHeight - node.clientHeight;
    if (extra < 16 || node.clientHeight < LESS_HEIGHT) return 0;
    const style = getComputedStyle(node);
    if (node === node.ownerDocument.scrollingElement) return style.overflowY === "hidden" ? 0.3 : 1;
    if (node.matches(EDITABLE)) return 0;
    if (style.overflowY === "auto" || style.overflowY === "scroll") return 1;
    if (style.overflowY !== "hidden") return 0;
    return extra > node.clientHeight / 2 ? 0.5 : 0;
  }

  /**
   * The innermost element whose scrolling moves what is painted here.
   * @param {Element | null} from
   * @param {Map<Element, number>} known weights already worked out
   * @returns {Element | null}
   */
  function scrollerOf(from, known) {
    for (let node = from; node; node = dom.parentOf(node)) {
      let weight = known.get(node);
      if (weight === undefined) {
        weight = scrollWeight(node);
        known.set(node, weight);
      }
      if (weight > 0) return node;
      if (getComputedStyle(node).position === "fixed") return null;
    }
    return null;
  }

  /**
   * @param {Element} pane
   * @param {KeepsakeBox} box
   * @returns {boolean} true when a place to write lies just below the pane
   */
  function hasComposer(pane, box) {
    const bottom = box.y + box.height;
    for (const node of pane.ownerDocument.querySelectorAll(EDITABLE)) {
      const at = dom.boxOf(node);
      if (at.width < 60 || at.height < 10 || dom.holds(pane, node)) continue;
      const shared = Math.min(at.x + at.width, box.x + box.width) - Math.max(at.x, box.x);
      if (shared >= at.width / 2 && at.y >= bottom - 40 && at.y <= bottom + 200) return true;
    }
    return false;
  }

  /**
   * @param {Element} pane
   * @returns {KeepsakePosition}
   */
  function positionOf(pane) {
    const most = Math.max(0, pane.scrollHeight - pane.clientHeight);
    const style = getComputedStyle(pane);
    const reversed =
      pane.scrollTop < 0 ||
      (style.display.includes("flex") && style.flexDirection === "column-reverse");
    const top = reversed ? pane.scrollTop + most : pane.scrollTop;
    return { top, most, height: pane.clientHeight, reversed };
  }

  /**
   * The visible box of what scrolls in a pane, in the tab's viewport: without borders and scroll bars.
   * @param {Element} pane
   * @returns {KeepsakeBox}
   */
  function paneBox(pane) {
    const isRoot = pane === pane.ownerDocument.scrollingElement;
    const frame = pane.ownerDocument.defaultView?.frameElement;
    const outer = isRoot ? frame : pane;
    const at = outer ? dom.boxOf(outer) : { x: 0, y: 0 };
    const [left, top] = [at.x + (outer?.clientLeft ?? 0), at.y + (outer?.clientTop ?? 0)];
    const x = Math.max(0, left);
    const y = Math.max(0, top);
    const width = Math.min(innerWidth, left + pane.clientWidth) - x;
    const height = Math.min(innerHeight, top + pane.clientHeight) - y;
    return { x, y, width: Math.max(0, width), height: Math.max(0, height) };
  }

  /**
   * What speaks for a pane being a conversation.
   * @param {Element} pane
   * @param {KeepsakeBox} box
   */
  function signsOf(pane, box) {
    const at = positionOf(pane);
    return {
      log: pane.matches("[role=log]") || pane.querySelector("[role=log]") !== null,
      feed:
        pane.matches("[role=feed],main,[role=main]") || pane.querySelector("[role=feed]") !== null,
      aside: pane.closest(ASIDE) !== null,
      composer: hasComposer(pane, box),
      atBottom: at.most > EDGE && at.most - at.top <= EDGE,
      reversed: at.reversed,
    };
  }

  /**
   * @param {Element} pane
   * @param {number} points how many points of the grid it is painted at
   * @param {number} weight
   */
  function scoreOf(pane, points, weight) {
    const box = paneBox(pane);
    const signs = signsOf(pane, box);
    const at = positionOf(pane);
    const depth = Math.min(2, Math.max(0.5, Math.log2(1 + at.most / Math.max(1, at.height))));
    let score = points * weight * depth;
    if (signs.log) score *= 1.6;
    if (signs.feed) score *= 1.3;
    if (signs.composer) score *= 1.8;
    if (signs.atBottom || signs.reversed) score *= 1.5;
    if (signs.aside) score *= 0.4;
    return { pane, score, box, signs, at };
  }

  /**
   * What is painted at each point of a grid over the viewport.
   * @returns {(Element | null)[]}
   */
  function painted() {
    /** @type {(Element | null)[]} */
    const found = [];
    for (let row = 0; row < DOWN; row++) {
      for (let column = 0; column < ACROSS; column++) {
        const x = ((column + 0.5) * innerWidth) / ACROSS;
        const y = ((row + 0.5) * innerHeight) / DOWN;
        found.push(dom.elementAt(x, y));
      }
    }
    return found;
  }

  /**
   * What lies over the rest of the page and takes up most of the view, where something does.
   * @param {(Element | null)[]} elements what is painted at each point
   * @returns {Element | null}
   */
  function overlayOf(elements) {
    /** @type {Map<Element, number>} */
    const times = new Map();
    for (const element of elements) {
      for (let node = element; node; node = dom.parentOf(node)) {
        if (node.matches(OVERLAY) || getComputedStyle(node).position === "fixed") {
          times.set(node, (times.get(node) ?? 0) + 1);
        }
      }
    }
    const ranked = Array.from(times).sort((a, b) => b[1] - a[1]);
    const [best] = ranked;
    return best && best[1] >= elements.length * MOST_OF_IT ? best[0] : null;
  }

  /**
   * Finds the pane by asking, over a grid of points, what each painted point scrolls with.
   * @param {{conversation: boolean}} hint what the address says about the page
   * @returns {KeepsakePane}
   */
  function findPane(hint) {
    /** @type {Map<Element, number>} */
    const known = new Map();
    /** @type {Map<Element, number>} */
    const points = new Map();
    const elements = painted();
    for (const element of elements) {
      const found = scrollerOf(element, known);
      if (found) points.set(found, (points.get(found) ?? 0) + 1);
    }
    const ranked = Array.from(points, ([pane, n]) => scoreOf(pane, n, known.get(pane) ?? 0));
    const overlay = overlayOf(elements);
    const over = overlay ? ranked.filter(({ pane }) => dom.holds(overlay, pane)) : [];
    for (const each of ranked) if (over.length && !over.includes(each)) each.score *= BEHIND;
    ranked.sort((a, b) => b.score - a.score);
    const root = document.scrollingElement ?? document.documentElement;
    const best = ranked[0] ?? scoreOf(root, 1, 1);
    // A PDF's viewer is behind a wall; what can be read is an empty page around it.
    const all = document.contentType === "application/pdf";
    const closed = all
      ? 1
      : elements.filter((element) => element?.matches(CLOSED)).length / elements.length;
    return { element: best.pane, direction: directionOf(best, hint), closed, ...best };
  }

  /**
   * Conversations are walked from the newest (bottom) up, everything else from the top down.
   * @param {ReturnType<typeof scoreOf>} best
   * @param {{conversation: boolean}} hint
   * @returns {"up" | "down"}
   */
  function directionOf({ signs, at }, hint) {
    if (at.reversed) return "up";
    const atTop = at.top <= EDGE && at.most > EDGE;
    if (hint.conversation || signs.log) return "up";
    if (signs.composer) return atTop ? "down" : "up";
    return signs.atBottom && at.top > EDGE && !atTop ? "up" : "down";
  }

  globalThis.keepsakePage.find = { findPane, paneBox, positionOf };
}
