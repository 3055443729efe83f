/// <reference path="../types.d.ts" />
"use strict";
// Which items are near the visible part of the pane, and where.
{
  const { dom, rows, words } = globalThis.keepsakePage;
  const PICTURED = "img,video,audio,canvas,svg,object,embed,[style*=background]";
  const LOADING =
    "[role=progressbar],[aria-busy=true],[class*=spinner i],[class*=skeleton i],[class*=shimmer i]," +
    "[class*=loader i],[class*=loading i],[data-testid*=loading i],[data-testid*=spinner i]";
  const FARTHEST = 250;
  const SHORT = 40; // characters of what a spinner says

  /**
   * What is remembered between looks. Lives in the extension's own world, never in the page's.
   * @type {KeepsakeLooking}
   */
  const state = {
    pane: document.documentElement,
    rule: { selector: "", idName: "", structural: false },
    serials: new WeakMap(),
    nextSerial: 1,
    told: new Map(),
    watching: null,
    pending: [],
    lastChange: 0,
    lastShape: "",
    lastPrints: [],
    doubt: false,
    conversation: false,
    anchor: null,
    places: "",
    timer: 0,
  };

  /**
   * @param {Element} node
   * @returns {number} a number that stays with the element
   */
  function serialOf(node) {
    let serial = state.serials.get(node);
    if (!serial) {
      serial = state.nextSerial++;
      state.serials.set(node, serial);
    }
    return serial;
  }

  /**
   * Words between the items that belong to none of them: day dividers, system notes.
   * @param {Element[]} picked
   * @param {KeepsakeBox} box
   * @returns {Element[]}
   */
  function dividersAmong(picked, box) {
    if (picked.length < 2) return [];
    const items = new Set(picked);
    const around = new Set();
    for (const node of picked) {
      for (
        let up = dom.parentOf(node);
        up && up !== state.pane && !around.has(up);
        up = dom.parentOf(up)
      )
        around.add(up);
    }
    /** @type {Element[]} */
    const out = [];
    for (const holder of [state.pane, ...around]) {
      for (const child of dom.childrenNear(holder, box)) {
        if (items.has(child) || around.has(child) || out.length > 100) continue;
        if (/^(script|style|template|noscript|link|meta)$/.test(child.localName)) continue;
        const said = (child.textContent ?? "").trim();
        if (said && said.length <= FARTHEST && !isApart(child)) out.push(child);
      }
    }
    return out;
  }

  /**
   * @param {Element} node
   * @returns {boolean} true for what floats over the items or only says that more is coming
   */
  function isApart(node) {
    const position = getComputedStyle(node).position;
    if (position === "fixed" || position === "sticky") return true;
    return node.matches(
      `${LOADING},[role=status],[role=alert],[aria-live],form,input,textarea,button,footer,nav`,
    );
  }

  /**
   * @param {KeepsakeBox} box
   * @param {KeepsakeBox} pane
   */
  function isVisible(box, pane) {
    const shown = Math.min(box.y + box.height, pane.y + pane.height) - Math.max(box.y, pane.y);
    return (
      shown >= Math.min(12, box.height) && box.x < pane.x + pane.width && box.x + box.width > pane.x
    );
  }

  /**
   * What stands among the items and is none: a scroll bar made of elements, a place kept free, a
   * spinner, a strip that scrolls sideways.
   * @param {Element} node
   */
  function isNoItem(node) {
    const said = (node.textContent ?? "").trim() || words.label(node);
    if (said && node.matches(LOADING)) return said.length <= SHORT;
    if (said) return isStrip(node);
    return (
      !node.matches(PICTURED) && !dom.descendants(node, 200).some((each) => each.matches(PICTURED))
    );
  }

  /** @param {Element} node */
  function isStrip(node) {
    if (node.scrollWidth < node.clientWidth * 1.5 || node.childElementCount < 3) return false;
    return /auto|scroll/.test(getComputedStyle(node).overflowX);
  }

  /**
   * Nodes of items and dividers near the visible part, top to bottom and then in reading order.
   * @param {KeepsakeBox} pane
   */
  function nodesNear(pane) {
    const picked = rows.pickRows(state.pane, state.rule, pane);
    const close = picked
      .map((node) => ({ node, box: rows.boxOf(node), divider: false }))
      .filter(({ node, box }) => rows.near(box, pane, pane.height) && !isNoItem(node));
    const first = close[0];
    const last = close[close.length - 1];
    if (first && last) {
      const from = Math.min(...close.map((each) => each.box.y));
      const to = Math.max(...close.map((each) => each.box.y + each.box.height));
      for (const node of dividersAmong(
        close.map((each) => each.node),
        pane,
      )) {
        const box = dom.boxOf(node);
        if (
          box.height >= 4 &&
          box.y >= from - 60 &&
          box.y + box.height <= to + 60 &&
          rows.near(box, pane, pane.height)
        ) {
          close.push({ node, box, divider: true });
        }
      }
    }
    const rightToLeft = getComputedStyle(state.pane).direction === "rtl";
    return close.sort((a, b) =>
      Math.abs(a.box.y - b.box.y) > 3
        ? a.box.y - b.box.y
        : (a.box.x - b.box.x) * (rightToLeft ? -1 : 1),
    );
  }

  /**
   * @param {KeepsakeBox} pane
   * @returns {boolean} true while something visible in the pane says that more is being fetched
   */
  function isLoading(pane) {
    const root = state.pane.shadowRoot ?? state.pane;
    for (const node of root.querySelectorAll(LOADING)) {
      const box = dom.boxOf(node);
      if (box.height >= 4 && box.width >= 4 && isVisible(box, pane)) {
        const style = getComputedStyle(node);
        if (
          style.visibility !== "hidden" &&
          style.opacity !== "0" &&
          box.height < pane.height * 1.5
        )
          return true;
      }
    }
    return false;
  }

  globalThis.keepsakePage.near = { state, serialOf, isVisible, nodesNear, isLoading };
}
