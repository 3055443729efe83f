// The words by which an item is known again: without what passes ("5 min") and what became of it since ("✓✓").

import * as timeWords from "./time_words.js";

const NOW = /^(just now|now|à l.instant|maintenant|ahora|jetzt)$/iu;
const BETWEEN = /(\s*[·•|]\s*)/;

/** @param {string} said */
const isState = (said) => said !== "" && said.replace(timeWords.STATES, "").trim() === "";

/** @param {string} said */
const isAge = (said) =>
  NOW.test(said) || (timeWords.SHOWN.test(said) && timeWords.clockOf(said) === "");

/** @param {string} said */
const passes = (said) => isAge(said) || isState(said);

/**
 * @param {string} line
 * @returns {string} what of it stays
 */
function steadyLine(line) {
  if (timeWords.SHOWN.test(line)) return timeWords.clockOf(line);
  const parts = line.split(BETWEEN);
  if (!parts.some((each) => passes(each.trim()))) return line;
  return parts
    .filter((each) => !passes(each.trim()))
    .join("")
    .trim();
}

/**
 * @param {string} text
 * @returns {string} its lines without what passes; all of them where nothing else is said
 */
function steadyOf(text) {
  const kept = text.split("\n").map(steadyLine).filter(Boolean).join("\n");
  return kept || text;
}

export { passes, steadyOf };
