/// <reference path="../../types.d.ts" />
"use strict";
// Scrolling, and waiting until the page has come to rest after it.
{
  const { dom, find, lacking: waits, look: looking, pictures, place } = globalThis.keepsakePage;
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

  // A page whose placeholders never go away must not cost the full wait at every step.
  const MOST = { loading: 3000, pictures: 3000 }; // ms
  const LEAST = { loading: 120, pictures: 300 };
  const patience = { ...MOST };

  /** Waits for what is visibly still loading and for pictures in view, each within its own limit. */
  async function untilLoaded() {
    const start = performance.now();
    const passed = () => performance.now() - start;
    let [loading, lacking] = [looking.peek().loading, waits.lacking()];
    let [loaded, arrived] = [0, 0];
    for (;;) {
      if (loading && passed() >= patience.loading) break;
      if (lacking.length && passed() >= patience.pictures) break;
      if (!loading && !lacking.length) break;
      const [before, few] = [loading, lacking.length];
      await pause(60);
      [loading, lacking] = [looking.peek().loading, waits.lacking()];
      if (before && !loading) loaded += 1;
      if (lacking.length < few) arrived += 1;
    }
    if (loading) patience.loading = Math.max(LEAST.loading, patience.loading / 2);
    else if (loaded) patience.loading = MOST.loading;
    if (arrived) patience.pictures = MOST.pictures;
    else if (lacking.length && passed() >= patience.pictures)
      patience.pictures = Math.max(LEAST.pictures, patience.pictures / 2);
    if (lacking.length && passed() >= patience.pictures) pictures.inVain(lacking);
  }

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
    await untilLoaded();
  }

  globalThis.keepsakePage.rest = { pause, frame, scrollBy, settle };
}
