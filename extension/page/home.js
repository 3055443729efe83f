/// <reference path="../types.d.ts" />
"use strict";
// Where the page stood when the capture began, and the way back there: by content where the page
// has grown above, to the pixel. Also goes back by itself when nobody asks any more.
{
  const { find, look: looking, rest } = globalThis.keepsakePage;
  const SECOND_LOOK = 250; // ms
  const TICK = 5000; // ms
  const LONELY = 3; // ticks in view without a question: the extension was ended

  globalThis.keepsakePage.home?.leave(); // of a capture of this page that was not finished

  /** @type {{top: number, fromEnd: number, left: number, way: number, print: string, y: number}} */
  let home = { top: 0, fromEnd: 0, left: 0, way: 1, print: "", y: 0 };
  let hidden = 0;
  let lonely = 0;
  let ticking = 0;

  const noticeHiding = () => {
    if (document.visibilityState !== "visible") hidden += 1;
  };

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
    hidden = 0;
    document.addEventListener("visibilitychange", noticeHiding);
    clearInterval(ticking);
    ticking = setInterval(tick, TICK);
  }

  /** @returns {boolean} whether the page was out of sight at any time since this was last asked */
  function wasHidden() {
    const was = hidden > 0 || document.visibilityState !== "visible";
    hidden = 0;
    return was;
  }

  function asked() {
    lonely = 0;
  }

  /** Only time in which the person can see the page counts: a tab behind another one is asked nothing. */
  function tick() {
    if (document.visibilityState !== "visible") return;
    lonely += 1;
    if (lonely < LONELY) return;
    putBack();
    leave();
  }

  function leave() {
    clearInterval(ticking);
    document.removeEventListener("visibilitychange", noticeHiding);
    looking.unwatch();
  }

  /**
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
    const changes = looking.takePending();
    let now = looking.look();
    for (let tries = 0; tries < 6; tries++) {
      pane.scrollTo({ top: goal(), left: home.left, behavior: "instant" });
      await rest.settle(pane, 600);
      // In the order they were taken: each tells only what those before it did not.
      changes.push(now, ...looking.takePending());
      now = looking.look();
      if (Math.abs(pane.scrollTop - goal()) <= 1) break;
    }
    const off = offset(now);
    if (off) {
      rest.scrollBy(pane, off);
      await rest.settle(pane, 400);
      changes.push(now, ...looking.takePending());
      now = looking.look();
    }
    // What is missing here counts as gone only when it is missing twice.
    await rest.pause(SECOND_LOOK);
    changes.push(now, ...looking.takePending());
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

  globalThis.keepsakePage.home = { asked, leave, putBack, remember, wasHidden };
}
