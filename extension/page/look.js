/// <reference path="../types.d.ts" />
"use strict";
// One look at the pane: which items are there, what they say, where they are. Also looks taken
// by itself whenever the page changes, so that a message deleted between two steps is noticed.
{
  const { dom, find, rows, item, words } = globalThis.keepsakePage;
  const LOADING =
    "[role=progressbar],[aria-busy=true],[class*=spinner i],[class*=skeleton i],[class*=shimmer i]," +
    "[class*=loader i],[class*=loading i],[data-testid*=loading i],[data-testid*=spinner i]";
  const BETWEEN_LOOKS = 120; // ms
  const MOST_LOOKS = 60;
  const FARTHEST = 250;

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
   * @returns {Element[]}
   */
  function dividersAmong(picked) {
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
      for (const child of dom.childrenOf(holder)) {
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
   * Nodes of items and dividers near the visible part, top to bottom and then in reading order.
   * @param {KeepsakeBox} pane
   */
  function nodesNear(pane) {
    const picked = rows.pickRows(state.pane, state.rule);
    const close = picked
      .map((node) => ({ node, box: dom.boxOf(node), divider: false }))
      .filter(({ box }) => rows.near(box, pane, pane.height));
    const first = close[0];
    const last = close[close.length - 1];
    if (first && last) {
      const from = Math.min(...close.map((each) => each.box.y));
      const to = Math.max(...close.map((each) => each.box.y + each.box.height));
      for (const node of dividersAmong(close.map((each) => each.node))) {
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
   * @param {KeepsakeContent} content
   */
  function mark(content) {
    return JSON.stringify([
      content.id,
      content.text,
      content.author,
      content.time,
      content.media,
      content.collapsed,
    ]);
  }

  /**
   * What tells one item from another across elements that are used again for other items.
   * @param {KeepsakeContent} content
   */
  function printOf(content) {
    const { id, author, time, text, media } = content;
    return id || JSON.stringify([author, time, text, text ? "" : media.map((each) => each.src)]);
  }

  /**
   * @param {Element} node
   * @param {boolean} divider
   * @returns {KeepsakeContent | null} null when it says what it said at the last look
   */
  function newContent(node, divider) {
    const content = item.readItem(node, divider ? "" : state.rule.idName);
    if (divider)
      Object.assign(content, { kind: "divider", author: "", text: words.wordsOf(node, new Set()) });
    const serial = serialOf(node);
    const now = mark(content);
    if (state.told.get(serial)?.mark === now) return null;
    state.told.set(serial, { mark: now, print: divider ? "" : printOf(content) });
    return content;
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

  /**
   * Looks at the pane now.
   * @returns {KeepsakeLook}
   */
  function look() {
    const pane = find.paneBox(state.pane);
    const at = find.positionOf(state.pane);
    const seen = nodesNear(pane).map(({ node, box, divider }) => {
      const content = newContent(node, divider);
      return { node: serialOf(node), content, box, visible: isVisible(box, pane) };
    });
    state.lastShape = shapeOf(seen);
    state.places = placesOf(seen.map(({ node, box, visible }) => ({ serial: node, box, visible })));
    return {
      at: new Date().toISOString(),
      rows: seen,
      top: at.top <= 2,
      bottom: at.most - at.top <= 2,
      scroll: Math.round(at.top),
      scroll_height: state.pane.scrollHeight,
      pane,
      address: location.href,
      loading: isLoading(pane),
      visible: document.visibilityState === "visible",
    };
  }

  /**
   * Which items are in view and where, as one text.
   * @param {{serial: number, box: KeepsakeBox, visible: boolean}[]} seen
   */
  function placesOf(seen) {
    return seen
      .filter(({ visible }) => visible)
      .map(({ serial, box }) => `${serial}:${box.y}`)
      .join();
  }

  /**
   * After a picture: is what it shows still where the last look saw it?
   * @returns {boolean}
   */
  function stillThere() {
    const pane = find.paneBox(state.pane);
    const now = nodesNear(pane).map(({ node, box }) => ({
      serial: serialOf(node),
      box,
      visible: isVisible(box, pane),
    }));
    return placesOf(now) === state.places;
  }

  /**
   * What is in view by element alone, without telling anything: cheap, and nothing is lost by not
   * passing it on.
   */
  function peek() {
    const pane = find.paneBox(state.pane);
    const nodes = nodesNear(pane).filter(({ box }) => isVisible(box, pane));
    return { visible: nodes.map(({ node }) => serialOf(node)), loading: isLoading(pane) };
  }

  /**
   * The prints of the items visible in a look, as told by now; dividers say the same too often.
   * @param {KeepsakeLook} seen
   * @returns {Set<string>}
   */
  function printsOf(seen) {
    const prints = seen.rows
      .filter(({ visible }) => visible)
      .map(({ node }) => state.told.get(node)?.print ?? "");
    return new Set(prints.filter(Boolean));
  }

  /**
   * @param {KeepsakeRow[]} seen
   */
  function shapeOf(seen) {
    return seen.map((each) => `${each.node}${each.content ? "!" : ""}`).join(" ");
  }

  /** A look of its own after a change of the page, at most one in BETWEEN_LOOKS. */
  function lookAfterChange() {
    state.timer = 0;
    if (state.pending.length >= MOST_LOOKS) return;
    const before = state.lastShape.replaceAll("!", "");
    const seen = look();
    if (state.lastShape !== before) state.pending.push(seen);
  }

  /** Starts to notice changes of the pane. Observing changes nothing in the page. */
  function watch() {
    state.watching?.disconnect();
    state.watching = new MutationObserver(() => {
      state.lastChange = performance.now();
      if (!state.timer) state.timer = setTimeout(lookAfterChange, BETWEEN_LOOKS);
    });
    const options = { childList: true, subtree: true, characterData: true };
    state.watching.observe(state.pane, options);
    if (state.pane.shadowRoot) state.watching.observe(state.pane.shadowRoot, options);
  }

  function unwatch() {
    state.watching?.disconnect();
    state.watching = null;
    clearTimeout(state.timer);
  }

  /**
   * Sets the pane to look at and works out what its items are.
   * @param {Element} pane
   * @returns {KeepsakeRows}
   */
  function lookIn(pane) {
    state.pane = pane;
    state.rule = rows.detectRows(pane);
    state.pending = [];
    watch();
    return state.rule;
  }

  /**
   * The looks taken after changes since the last call.
   * @returns {KeepsakeLook[]}
   */
  function takePending() {
    const pending = state.pending;
    state.pending = [];
    return pending;
  }

  globalThis.keepsakePage.look = {
    look,
    lookIn,
    peek,
    printsOf,
    stillThere,
    takePending,
    unwatch,
    state,
  };
}
