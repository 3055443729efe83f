/** The viewer's own page to practise on, by its address. Source: FORMAT.md §3.5. */

const ADDRESS = /^http:\/\/127(?:\.\d{1,3}){3}:\d{1,5}(?:\/[0-9a-f]{32})?\/practice(?:[?#].*)?$/s;

/**
 * @param {string} url
 * @returns {boolean}
 */
export function isPractice(url) {
  return ADDRESS.test(url);
}
