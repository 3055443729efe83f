/// <reference path="../../types.d.ts" />
"use strict";
// Scrolling, and waiting until the page has come to rest after it.
{
  const { dom, find, look: looking, place, roots } = globalThis.keepsakePage;
  const QUIET = 70; // ms without a change
  const STEADY_FRAMES = 3;

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
   * @param {number} by CSS pixels of the screen, negative is up
   */
  function scrollBy(pane, by) {
    const own = by / place.scaleOf(pane);
    const top = pane.scrollTop + (place.isTurned(pane) ? -own : own);
    pane.scrollTo({ top, left: pane.scrollLeft, behavior: "instant" });
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
    const root = roots.shadowOf(pane) ?? pane;
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

  globalThis.keepsakePage.rest = { pause, frame, scrollBy, settle };
}
