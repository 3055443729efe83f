/** The pages of ours that are there to be captured, by their addresses. Source: FORMAT.md §3.5. */

const IN_VIEWER = /^http:\/\/127(?:\.\d{1,3}){3}:\d{1,5}(?:\/[0-9a-f]{32})?\/practice(?:[?#].*)?$/s;
const OWN =
  /^(?:chrome-extension:\/\/[a-p]{32}|moz-extension:\/\/[0-9a-f-]{36})\/ui\/practice\.html(?:[?#].*)?$/s;

/**
 * @param {string} url
 * @returns {boolean} whether it is a page to practise on, the viewer's or the add-on's
 */
export function isPractice(url) {
  return IN_VIEWER.test(url) || isOwnPractice(url);
}

/**
 * @param {string} url
 * @returns {boolean} whether it is the add-on's; no other add-on's page can be read at all
 */
export function isOwnPractice(url) {
  return OWN.test(url);
}
