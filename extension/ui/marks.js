/** One line of a list of states: a word with a mark, what it is about, and what to do. */

import { make } from "./fill.js";

/**
 * @param {{mark: "good" | "waiting" | "problem", word: string, text: string, more?: string[]}} state
 * @param {Node[]} rest what is done about it
 */
export function row({ mark, word, text, more = [] }, rest = []) {
  const head = make("p", [make("strong", [word], `mark ${mark}`), ` ${text}`]);
  return make("li", [head, ...more.map((each) => make("p", [each], "more")), ...rest]);
}
