/** Verification as numbered steps. Source: FORMAT.md §7. */

import { checkBag } from "./bag.js";
import { checkExhibit } from "./exhibits.js";
import { invalid } from "./findings.js";
import { checkLog } from "./log.js";
import { checkOrder, checkRenewals, checkTokens, checkWaiting } from "./times.js";

/**
 * @typedef {import("./findings.js").Step} Step
 * @typedef {import("./times.js").Token} Token
 * @typedef {{steps: Step[], tokens: Token[], proven: import("./log.js").Proven}} Checked
 */

/**
 * @param {import("./findings.js").Files} files By path within the bag.
 * @param {import("../model.js").Exhibit[]} exhibits
 * @param {import("./pins.js").Pins} pins
 * @returns {Promise<Checked>} The eight steps, and the tokens that are good.
 */
export async function checkAll(files, exhibits, pins) {
  const bag = await checkBag(files);
  const wrong = bag.problems.map((problem) => invalid(problem.reason, problem.file));
  const names = [...files.keys()];
  const { steps, proven } = checkLog(files);
  const sound = exhibits.filter((exhibit) => proven.has(exhibit.entry));
  const pairs = exhibits.map((one) => checkExhibit(one, sound.includes(one), bag.sha256, names));
  const { findings, tokens } = await checkTokens(files, pins);
  const parts = exhibits.reduce((sum, exhibit) => sum + exhibit.parts.length, 0);
  const captures = exhibits.length;
  const renewed = checkRenewals(files, proven);
  const waiting = checkWaiting(sound, proven, tokens);
  const order = checkOrder(sound, tokens);
  return {
    steps: [
      { number: 1, findings: wrong, lookedAt: { files: files.size } },
      ...steps,
      { number: 5, findings: pairs.flatMap((pair) => pair[0]), lookedAt: { captures, parts } },
      { number: 6, findings: pairs.flatMap((pair) => pair[1]), lookedAt: { captures } },
      {
        number: 7,
        findings: [...findings, ...renewed, ...waiting],
        lookedAt: { tokens: tokens.length },
      },
      { number: 8, findings: order, lookedAt: { entries: sound.length } },
    ],
    tokens,
    proven,
  };
}
