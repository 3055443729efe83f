/** Verification as numbered steps. Source: FORMAT.md §7. */

import { list, object, readJson } from "../values.js";
import { checkBag } from "./bag.js";
import { checkExhibit } from "./exhibits.js";
import { invalid } from "./findings.js";
import { checkLog } from "./log.js";
import { checkProofs, PROOF } from "./ots.js";
import { checkReadings } from "./readings.js";
import { checkSigned } from "./signed.js";
import { checkOrder, checkRenewals, checkTokens, checkWaited, checkWaiting } from "./times.js";

const SUMMARY = "data/summary.json";

/**
 * @typedef {import("./findings.js").Step} Step
 * @typedef {import("./times.js").Token} Token
 * @typedef {{steps: Step[], tokens: Token[], proven: import("./log.js").Proven}} Checked
 */

/**
 * @param {import("./findings.js").Files} files
 * @param {import("../model.js").Exhibit[]} exhibits
 * @returns {import("./findings.js").Finding[]} A summary that does not list exactly these exhibits.
 */
function checkSummary(files, exhibits) {
  const rows = list(readJson(files.get(SUMMARY)).exhibits).map(object);
  const told = rows.map((row) => [row.number, row.entry, row.folder, row.capture]);
  const here = exhibits.map((one) => [
    ...[one.number, one.entry],
    ...[one.folder.slice("data/".length, -1), one.capture],
  ]);
  const [ours, theirs] = [here, told].map((each) => each.map((row) => JSON.stringify(row)).sort());
  return `${ours}` === `${theirs}` ? [] : [invalid("summary_other", SUMMARY)];
}

/**
 * @param {string[]} names
 * @param {import("../model.js").Exhibit[]} exhibits
 * @returns {import("./findings.js").Finding[]} Files among the exhibits that are of none of them.
 */
function strays(names, exhibits) {
  return names
    .filter((name) => name.startsWith("data/exhibits/"))
    .filter((name) => !exhibits.some((one) => name.startsWith(one.folder)))
    .map((name) => invalid("bag_unlisted", name));
}

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
      findings: [...findings, ...renewed, ...anchored, ...waiting, ...checkWaited(sound)],
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
      wrong.push(...checkSummary(files, exhibits));
      const pairs = exhibits.map((one) =>
        checkExhibit(one, sound.includes(one), bag.sha256, names),
      );
      const six = pairs.flatMap((pair) => pair[1]);
      six.push(...(await checkReadings(files, exhibits, new Set(proven.keys()))));
      return [
        { number: 1, findings: wrong, lookedAt: { files: members.size } },
        ...steps,
        {
          number: 5,
          findings: [...strays(names, exhibits), ...pairs.flatMap((pair) => pair[0])],
          lookedAt: { captures, parts },
        },
        { number: 6, findings: six, lookedAt: { captures } },
        ...last,
      ];
    },
  };
}
