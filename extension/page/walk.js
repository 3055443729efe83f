/// <reference path="../types.d.ts" />
"use strict";
// Scrolling the pane step by step, waiting until it has settled, never losing the thread.
{
  const { dom, find, look: looking } = globalThis.keepsakePage;
  const QUIET = 70; // ms without a change
  const STEADY_FRAMES = 3;
  const MOST_STEP = 0.9; // of the uncovered height
  const LEAST_STEP = 0.25;
  const RECOVERIES = 8;

  /** @param {number} ms */
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));

  /** The next frame; a hidden page paints none, so a timer stands in. */
  const frame = () =>
    new Promise((done) => {
      const timer = setTimeout(done, 120);
      requestAnimationFrame(() => {
        clearTimeout(timer);
        setTimeout(done, 0);
      });
    });

  /**
   * @param {Element} pane
   * @param {number} by CSS pixels, negative is up
   */
  function scrollBy(pane, by) {
    pane.scrollTo({ top: pane.scrollTop + by, left: pane.scrollLeft, behavior: "instant" });
  }

  /**
   * What moves while the page is still arranging itself.
   * @param {Element} pane
   */
  function signature(pane) {
    const box = find.paneBox(pane);
    const probe = [0.2, 0.5, 0.8].map((share) => {
      const node = dom.elementAt(box.x + box.width / 2, box.y + box.height * share);
      return node ? `${node.localName}${Math.round(node.getBoundingClientRect().y)}` : "";
    });
    return `${Math.round(pane.scrollTop)} ${pane.scrollHeight} ${probe.join()}`;
  }

  /**
   * Pictures in view that are still on their way.
   * @param {Element} pane
   */
  function waitingPictures(pane) {
    const box = find.paneBox(pane);
    const root = pane.shadowRoot ?? pane;
    let waiting = 0;
    for (const image of root.querySelectorAll("img")) {
      if (image.complete || !image.currentSrc) continue;
      const at = dom.boxOf(image);
      if (at.y < box.y + box.height && at.y + at.height > box.y && at.width > 8) waiting += 1;
    }
    return waiting;
  }

  // A page whose placeholders never go away must not cost the full wait at every step.
  let patience = 3000;

  /**
   * Waits until position, height and what is painted stay the same, then for what is visibly
   * still loading, within limits.
   * @param {Element} pane
   * @param {number} most ms
   * @param {number} [atLeast] ms
   */
  async function settle(pane, most, atLeast = 0) {
    const start = performance.now();
    const passed = () => performance.now() - start;
    let [last, same] = ["", 0];
    while (passed() < most) {
      await frame();
      const now = signature(pane);
      same = now === last ? same + 1 : 0;
      last = now;
      const quiet = performance.now() - looking.state.lastChange > QUIET;
      if (same >= STEADY_FRAMES && quiet && passed() >= atLeast) break;
    }
    const before = passed();
    while (passed() - before < patience && (waitingPictures(pane) || looking.peek().loading))
      await pause(60);
    if (passed() - before >= patience) patience = Math.max(120, patience / 2);
    else if (passed() > before + 50) patience = 3000;
  }

  /**
   * How much of the pane's edge is covered by something that does not scroll with it.
   * @param {Element} pane
   * @param {KeepsakeBox} box
   * @param {1 | -1} from 1 from the top down, -1 from the bottom up
   */
  function covered(pane, box, from) {
    let depth = 0;
    while (depth < box.height / 2) {
      const y = from === 1 ? box.y + depth + 2 : box.y + box.height - depth - 2;
      const cover = stuckAt(pane, box.x + box.width / 2, y);
      if (!cover) break;
      const at = dom.boxOf(cover);
      if (at.height > box.height * 0.4) break;
      const next = from === 1 ? at.y + at.height - box.y : box.y + box.height - at.y;
      if (next <= depth) break;
      depth = next;
    }
    return Math.min(depth, box.height / 2);
  }

  /**
   * @param {Element} pane
   * @param {number} x
   * @param {number} y
   * @returns {Element | null} the sticky or fixed element painted there
   */
  function stuckAt(pane, x, y) {
    for (let node = dom.elementAt(x, y); node && node !== pane; node = dom.parentOf(node)) {
      const position = getComputedStyle(node).position;
      if (position === "fixed" || position === "sticky") return node;
    }
    return null;
  }

  /**
   * @param {KeepsakeLook} now
   * @returns {boolean} true when something in the last picture is in view now
   */
  function shares(now) {
    const { anchor } = looking.state;
    const here = looking.printsOf(now);
    if (!anchor || (!anchor.size && !here.size)) return true;
    for (const print of here) if (anchor.has(print)) return true;
    return false;
  }

  /**
   * Goes back towards what is in the last picture, when a step or the page itself went past it.
   * @param {Element} pane
   * @param {KeepsakeLook} now
   * @param {1 | -1} way
   */
  function recover(pane, now, way) {
    const { anchor, told } = looking.state;
    const known = now.rows.filter((row) => anchor?.has(told.get(row.node)?.print ?? ""));
    const found = way === -1 ? known[0] : known[known.length - 1];
    if (found) {
      const middle = now.pane.y + now.pane.height * (way === -1 ? 0.75 : 0.25);
      scrollBy(pane, found.box.y + found.box.height / 2 - middle);
    } else {
      scrollBy(pane, -way * now.pane.height * 0.6);
    }
  }

  /**
   * Waits until the page has come to rest, and looks. Every look is passed on, because what it tells
   * is not told again.
   * @param {Element} pane
   * @param {number} most
   * @param {number} atLeast
   * @param {KeepsakeLook[]} changes where looks taken meanwhile are added
   */
  async function come(pane, most, atLeast, changes) {
    await settle(pane, most, atLeast);
    changes.push(...looking.takePending(), looking.look());
    return /** @type {KeepsakeLook} */ (changes[changes.length - 1]);
  }

  /**
   * One step up or down from the last picture. Tells what is in view afterwards, whether anything
   * moved, and whether something in the last picture is still in view (without it there is a gap).
   * @param {{way: 1 | -1, most: number, atLeast: number}} order atLeast: ms before which no picture can be taken anyway
   */
  async function advance({ way, most, atLeast }) {
    const { pane } = looking.state;
    const before = looking.look();
    const changes = [...looking.takePending(), before];
    const from = find.positionOf(pane);
    let now = before;
    let shared = shares(before);
    if (shared) {
      const free = freePart(pane);
      const cut = cutOff(before, free, way);
      scrollBy(pane, way * stepSize(cut, free, way));
      now = await come(pane, most, atLeast, changes);
      const past = overshoot(cut, now, free, way);
      if (past > 1) {
        scrollBy(pane, -way * (past + 1));
        now = await come(pane, most, 0, changes);
      }
      shared = shares(now);
    }
    for (let tries = 0; !shared && tries < RECOVERIES; tries++) {
      recover(pane, now, way);
      now = await come(pane, most, 0, changes);
      shared = shares(now);
    }
    const moved =
      Math.abs(find.positionOf(pane).top - from.top) > 1 ||
      visibleNodes(before) !== visibleNodes(now);
    return {
      changes: changes.slice(0, -1),
      now,
      shared,
      moved,
      edge: way === -1 ? now.top : now.bottom,
    };
  }

  /**
   * The part of the pane that nothing covers.
   * @param {Element} pane
   */
  function freePart(pane) {
    const box = find.paneBox(pane);
    const top = box.y + covered(pane, box, 1);
    const bottom = box.y + box.height - covered(pane, box, -1);
    return { top, bottom, height: Math.max(60, bottom - top) };
  }

  /**
   * Items cut off at the edge ahead that would fit whole: the next picture must show them.
   * @param {KeepsakeLook} now
   * @param {{top: number, bottom: number, height: number}} free
   * @param {1 | -1} way
   */
  function cutOff(now, free, way) {
    const edge = way === -1 ? free.top : free.bottom;
    return now.rows.filter(
      ({ box }) => box.height <= free.height && box.y < edge && box.y + box.height > edge,
    );
  }

  /**
   * As far as possible while what is cut off ahead can be seen whole next.
   * @param {KeepsakeRow[]} cut
   * @param {{top: number, bottom: number, height: number}} free
   * @param {1 | -1} way
   * @returns {number} CSS pixels
   */
  function stepSize(cut, free, way) {
    const room = cut.map(({ box }) =>
      way === -1 ? free.bottom - box.y - box.height : box.y - free.top,
    );
    return Math.max(Math.min(free.height * MOST_STEP, ...room), free.height * LEAST_STEP);
  }

  /**
   * How far the page went past what should be whole: lists that measure rows as they come shift them.
   * @param {KeepsakeRow[]} cut
   * @param {KeepsakeLook} now
   * @param {{top: number, bottom: number, height: number}} free
   * @param {1 | -1} way
   * @returns {number} CSS pixels to go back by
   */
  function overshoot(cut, now, free, way) {
    const print = (/** @type {KeepsakeRow} */ { node }) =>
      looking.state.told.get(node)?.print ?? "";
    const prints = new Set(cut.map(print).filter(Boolean));
    const past = now.rows
      .filter((row) => prints.has(print(row)))
      .map(({ box }) => (way === -1 ? box.y + box.height - free.bottom : free.top - box.y));
    return Math.max(0, ...past);
  }

  /** @param {KeepsakeLook} seen */
  function visibleNodes(seen) {
    return seen.rows
      .filter((row) => row.visible)
      .map((row) => row.node)
      .join();
  }

  /**
   * Goes to one end at once.
   * @param {{way: 1 | -1, most: number}} order
   */
  async function jump({ way, most }) {
    const { pane } = looking.state;
    const { most: far, reversed } = find.positionOf(pane);
    const [up, down] = reversed ? [-far, 0] : [0, far];
    pane.scrollTo({ top: way === -1 ? up : down, left: pane.scrollLeft, behavior: "instant" });
    await settle(pane, most);
    const now = looking.look();
    return { changes: looking.takePending(), now, edge: way === -1 ? now.top : now.bottom };
  }

  /**
   * At an end: waits for more to come.
   * @param {{way: 1 | -1, ms: number, nudge: boolean}} order nudge: go away from the end and back, so that a
   *   page that loads on scroll events is asked again
   */
  async function waitForMore({ way, ms, nudge }) {
    const { pane } = looking.state;
    const known = new Set(looking.peek().visible);
    const height = pane.scrollHeight;
    if (nudge) {
      scrollBy(pane, -way * pane.clientHeight * 0.4);
      await frame();
      await pause(80);
      scrollBy(pane, way * pane.clientHeight);
      await frame();
    }
    const start = performance.now();
    let grown = false;
    while (performance.now() - start < ms && !grown) {
      await pause(80);
      const at = find.positionOf(pane);
      const away = way === -1 ? at.top > 2 : at.most - at.top > 2;
      const fresh = looking.peek().visible.some((serial) => !known.has(serial));
      grown = away || fresh || Math.abs(pane.scrollHeight - height) > 4;
    }
    if (grown) await settle(pane, 1200);
    const now = looking.look();
    return { changes: [...looking.takePending(), now], grown, loading: now.loading };
  }

  /**
   * Looks again without moving, when the page moved under the last picture.
   * @param {{most: number}} order
   */
  async function again({ most }) {
    await settle(looking.state.pane, most);
    const now = looking.look();
    return { changes: looking.takePending(), now };
  }

  globalThis.keepsakePage.walk = {
    advance,
    again,
    jump,
    waitForMore,
    settle,
    scrollBy,
  };
}
