/// <reference path="../types.d.ts" />
"use strict";
// One look at the pane: which items are there, what they say, where they are. Also looks taken
// by itself whenever the page changes, so that a message deleted between two steps is noticed.
{
  const { find, rows, item, words, near } = globalThis.keepsakePage;
  const { state, serialOf, isVisible, nodesNear, isLoading } = near;
  const BETWEEN_LOOKS = 120; // ms
  const MOST_LOOKS = 60;
  const CLOCK = /\d{1,2}\s?[:h.]\s?\d{2}/;

  /**
   * @param {KeepsakeContent} content
   */
  function mark(content) {
    return JSON.stringify([
      content.id,
      content.text,
      content.author,
      content.time,
      content.time_shown,
      content.media,
      content.collapsed,
    ]);
  }

  /**
   * What tells one item from another across elements that are used again for other items.
   * @param {KeepsakeContent} content
   */
  function printOf(content) {
    const { id, author, time, time_shown, text, media } = content;
    const pictures = text ? "" : media.map((each) => each.src);
    const clock = CLOCK.test(time_shown) ? time_shown : ""; // "5 min" does not stay
    return id || JSON.stringify([author, time, clock, text, pictures]);
  }

  /**
   * @param {Element} node
   * @param {boolean} divider
   * @returns {KeepsakeContent | null} null when it says what it said at the last look
   */
  function newContent(node, divider) {
    const content = item.readItem(node, divider ? "" : state.rule.idName);
    if (content.kind === "row" && state.conversation) content.kind = "message";
    if (divider)
      Object.assign(content, { kind: "divider", author: "", text: words.wordsOf(node, new Set()) });
    const serial = serialOf(node);
    const now = mark(content);
    if (state.told.get(serial)?.mark === now) return null;
    state.told.set(serial, { mark: now, print: divider ? "" : printOf(content) });
    return content;
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
    noticeVanished(seen);
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
      attached: state.pane.isConnected,
    };
  }

  /**
   * Whether an item between two others that are still there is gone since the last look: that is
   * believed only when it is seen twice.
   * @param {KeepsakeRow[]} seen
   */
  function noticeVanished(seen) {
    const prints = seen.map(({ node }) => state.told.get(node)?.print ?? "").filter(Boolean);
    const here = new Set(prints);
    const known = state.lastPrints.map((print) => here.has(print));
    state.doubt = known.slice(known.indexOf(true), known.lastIndexOf(true)).includes(false);
    state.lastPrints = prints;
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
   * What is in view, without telling anything: cheap, and nothing is lost by not passing it on.
   */
  function peek() {
    const pane = find.paneBox(state.pane);
    const nodes = nodesNear(pane).filter(({ box }) => isVisible(box, pane));
    return {
      visible: nodes.map(({ node }) => serialOf(node)),
      texts: nodes.map(({ node }) => node.textContent ?? ""),
      loading: isLoading(pane),
    };
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
    // What the next picture must agree with is the look that goes with it, not this one.
    const { places } = state;
    const seen = look();
    state.places = places;
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
   * @param {boolean} conversation its items are messages unless they say otherwise
   * @param {string} known selector of the items where the platform is known, else ""
   * @returns {KeepsakeRows}
   */
  function lookIn(pane, conversation, known) {
    state.pane = pane;
    state.conversation = conversation;
    state.rule = rows.detectRows(pane, known);
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
