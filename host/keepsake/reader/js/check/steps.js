/** Verification as numbered steps. Source: FORMAT.md §7. */

import { checkBag } from "./bag.js";
import { checkExhibit } from "./exhibits.js";
import { invalid } from "./findings.js";
import { checkLog } from "./log.js";
import { checkProofs, PROOF } from "./ots.js";
import { checkSigned } from "./signed.js";
import { checkOrder, checkRenewals, checkTokens, checkWaiting } from "./times.js";

/**
 * @typedef {import("./findings.js").Step} Step
 * @typedef {import("./times.js").Token} Token
 * @typedef {{steps: Step[], tokens: Token[], proven: import("./log.js").Proven}} Checked
 */

/**
 * What needs no more than the records and proofs; what reads every byte comes after.
 * @param {import("./findings.js").Files} files What is held, by path within the bag.
 * @param {import("../source.js").Members} members Every file.
 * @param {import("../model.js").Exhibit[]} exhibits
 * @param {import("./pins.js").Pins} pins
 * @returns {Promise<Checked & {further: (tell: (done: number) => void) => Promise<Step[]>}>} The steps so far, and what
 *   goes on to the eight steps while it tells how many bytes it has read.
 */
export async function checkProofsFirst(files, members, exhibits, pins) {
  const names = [...members.keys()];
  const { steps, proven } = checkLog(files);
  const sound = exhibits.filter((exhibit) => proven.has(exhibit.entry));
  const { findings, tokens } = await checkTokens(files, pins);
  const parts = exhibits.reduce((sum, exhibit) => sum + exhibit.parts.length, 0);
  const captures = exhibits.length;
  const renewed = checkRenewals(files, proven);
  const anchored = checkProofs(files);
  const proofs = names.filter((name) => PROOF.test(name)).length;
  const waiting = checkWaiting(sound, proven, tokens);
  const order = checkOrder(sound, tokens);
  const last = [
    {
      number: 7,
      findings: [...findings, ...renewed, ...anchored, ...waiting],
      lookedAt: { tokens: tokens.length, ...(proofs > 0 && { proofs }) },
    },
    { number: 8, findings: order, lookedAt: { entries: sound.length } },
  ];
  return {
    steps: [...steps, ...last],
    tokens,
    proven,
    further: async (tell) => {
      const bag = await checkBag(files, members, tell);
      const listed = bag.problems.map((problem) => invalid(problem.reason, problem.file));
      const wrong = [...checkSigned(files, names, bag), ...listed];
      const pairs = exhibits.map((one) =>
        checkExhibit(one, sound.includes(one), bag.sha256, names),
      );
      return [
        { number: 1, findings: wrong, lookedAt: { files: members.size } },
        ...steps,
        { number: 5, findings: pairs.flatMap((pair) => pair[0]), lookedAt: { captures, parts } },
        { number: 6, findings: pairs.flatMap((pair) => pair[1]), lookedAt: { captures } },
        ...last,
      ];
    },
  };
}
