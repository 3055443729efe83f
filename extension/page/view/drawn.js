// The moment at which the browser itself has worked out styles and places.

import * as page from "./page.js";

const MOST = 1000; // ms: a busy computer draws seldom
const HIDDEN = 120; // ms: a page that nobody sees is not drawn

/**
 * Waits for the next one. Who asks for styles at another time has the browser work them out in their own name: pictures
 * that it asks for then are asked for by an extension, and Chromium tells nobody when one of those came.
 * @returns {Promise<void>}
 */
export function drawn() {
  return new Promise((done) => {
    const come = () => {
      clearTimeout(timer);
      watching.disconnect();
      done();
    };
    const timer = setTimeout(come, page.isSeen() ? MOST : HIDDEN);
    const watching = new ResizeObserver(come);
    // From within a frame: what is watched from after it is told of in the next one, with an error for the page.
    requestAnimationFrame(() => watching.observe(page.root()));
  });
}
