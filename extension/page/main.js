/// <reference path="../types.d.ts" />
"use strict";
// What the extension asks of the page, and nothing else. Injected last.
{
  const { dom, find, ids, look: looking, rest, walk, snapshot } = globalThis.keepsakePage;
  const SECOND_LOOK = 250; // ms

  /** @type {{top: number, fromEnd: number, left: number, way: number, print: string, y: number}} */
  let home = { top: 0, fromEnd: 0, left: 0, way: 1, print: "", y: 0 };

  /**
   * Finds the pane and takes the first look. Moves nothing.
   * @param {{conversation: boolean}} hint
   */
  function start(hint) {
    const found = find.findPane(hint);
    const rule = looking.lookIn(found.element, found.direction === "up");
    const now = looking.look();
    remember(found, now);
    anchorHere(now);
    const isRoot = found.element === document.scrollingElement;
    return {
      pane: {
        kind: isRoot ? "document" : "element",
        label: dom.labelOf(found.element),
        direction: found.direction,
        box: found.box,
        scroll_before: Math.round(found.at.top),
        scrollable: found.at.most > 4,
      },
      closed: found.closed,
      rule,
      now,
      page: aboutPage(),
      ids: accountIds(),
      ...measure(),
    };
  }

  /** @param {KeepsakeRow} row */
  function printOf({ node }) {
    return looking.state.told.get(node)?.print ?? "";
  }

  /**
   * @param {KeepsakePane} found
   * @param {KeepsakeLook} now
   */
  function remember(found, now) {
    const alone = (/** @type {KeepsakeRow} */ row) =>
      now.rows.filter((each) => printOf(each) === printOf(row)).length === 1;
    const first = now.rows.find((row) => row.visible && printOf(row) && alone(row));
    home = {
      top: found.at.top,
      fromEnd: found.at.most - found.at.top,
      left: found.element.scrollLeft,
      way: found.direction === "up" ? -1 : 1,
      print: first ? printOf(first) : "",
      y: first ? first.box.y : 0,
    };
  }

  /**
   * Where in the page the last picture was taken: what the next step must still show a part of.
   * @param {KeepsakeLook} now
   */
  function anchorHere(now) {
    looking.state.anchor = looking.printsOf(now);
  }

  /** Data that cannot be read as expected costs the ids, never the capture. */
  function accountIds() {
    try {
      return ids.idsInData();
    } catch {
      return [];
    }
  }

  function aboutPage() {
    const canonical = document.querySelector("link[rel=canonical]")?.getAttribute("href") ?? "";
    return {
      document_url: document.URL,
      title: document.title,
      language: document.documentElement.lang,
      referrer: document.referrer,
      canonical,
      content_type: document.contentType,
      viewport: { width: innerWidth, height: innerHeight },
      device_pixel_ratio: devicePixelRatio,
      focused: document.hasFocus(),
    };
  }

  /**
   * After a picture: the place it shows becomes the place to go on from, where that place is known.
   * @returns {{same: boolean, visible: boolean, focused: boolean}}
   */
  function pictured() {
    const same = looking.stillThere();
    if (same) {
      const prints = looking
        .peek()
        .visible.map((serial) => looking.state.told.get(serial)?.print ?? "")
        .filter(Boolean);
      looking.state.anchor = new Set(prints);
    }
    return { same, visible: document.visibilityState === "visible", focused: document.hasFocus() };
  }

  /**
   * Puts the scroll back: by content where the page has grown above, to the pixel.
   * @returns {Promise<{changes: KeepsakeLook[], now: KeepsakeLook, put_back: boolean}>}
   */
  async function putBack() {
    const { pane } = looking.state;
    const goal = () => {
      const at = find.positionOf(pane);
      const top =
        home.way === -1 ? Math.max(0, at.most - home.fromEnd) : Math.min(home.top, at.most);
      return at.reversed ? top - at.most : top;
    };
    let now = looking.look();
    /** @type {KeepsakeLook[]} */
    const changes = [];
    for (let tries = 0; tries < 6; tries++) {
      pane.scrollTo({ top: goal(), left: home.left, behavior: "instant" });
      await rest.settle(pane, 600);
      changes.push(...looking.takePending(), now);
      now = looking.look();
      if (Math.abs(pane.scrollTop - goal()) <= 1) break;
    }
    const off = offset(now);
    if (off) {
      rest.scrollBy(pane, off);
      await rest.settle(pane, 400);
      changes.push(now);
      now = looking.look();
    }
    // What is missing here counts as gone only when it is missing twice.
    await rest.pause(SECOND_LOOK);
    changes.push(...looking.takePending(), now);
    now = looking.look();
    const back = Math.abs(offset(now)) <= 1 || Math.abs(pane.scrollTop - goal()) <= 1;
    return { changes, now, put_back: back };
  }

  /**
   * @param {KeepsakeLook} now
   * @returns {number} how far the item that was first in view is from where it was, CSS pixels
   */
  function offset(now) {
    const rows = now.rows.filter((each) => printOf(each) === home.print);
    return rows.length === 1 && rows[0] && home.print ? rows[0].box.y - home.y : 0;
  }

  /** @returns {{words: number}} how much text the page holds, characters */
  function measure() {
    return { words: document.documentElement.textContent?.length ?? 0 };
  }

  function finish() {
    looking.unwatch();
    return {};
  }

  globalThis.keepsakePage.ask = {
    start,
    pictured,
    putBack,
    finish,
    measure,
    snapshot,
    advance: walk.advance,
    again: walk.again,
    jump: walk.jump,
    waitForMore: walk.waitForMore,
  };
}
