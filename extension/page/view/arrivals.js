// What the browser fetched for the page of its own accord, and when that was there.

const FETCHED = /^(fetch|xmlhttprequest)$/;

/** @type {Map<string, number>} by address: ms */
const came = new Map();

/** What the page's scripts asked their site for, newest last: when it was asked and when answered, ms. */
const answers = { asked: 0, ended: 0 };

new PerformanceObserver((list) => {
  for (const each of list.getEntries()) {
    const entry = /** @type {PerformanceResourceTiming} */ (each);
    came.set(entry.name, entry.responseEnd);
    if (FETCHED.test(entry.initiatorType) && entry.responseEnd >= answers.ended)
      [answers.asked, answers.ended] = [entry.startTime, entry.responseEnd];
  }
}).observe({ type: "resource", buffered: true });

/**
 * @param {number} moved ms
 * @param {number} begun ms
 * @returns {boolean} true where a script asked for something after the page was moved, and that came after `begun`
 */
export function fetchedSince(moved, begun) {
  return answers.asked >= moved && answers.ended >= begun;
}

/** @type {ReadonlyMap<string, number>} */
export const arrivals = came;
